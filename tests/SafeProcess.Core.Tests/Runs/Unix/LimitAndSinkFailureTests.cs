using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class LimitAndSinkFailureTests
{
    [Fact]
    public async Task Bytes_after_the_limit_are_drained_so_that_the_program_can_end_as_it_likes()
    {
        var result = await RunAsync(new("sh", "-c", "trap 'head -c 300000 /dev/zero; echo bye >&2; exit 0' TERM; while :; do echo x; done") { GracePeriod = TimeSpan.FromSeconds(50) }, OutputSink.Text(limit: 10));
        Assert.Equal(Outcome.OutputLimitExceeded, result.Outcome);
        Assert.True(result.StandardOutputLength >= 300_000);
        Assert.Equal("bye\n", result.StandardError);
        Assert.Null(result.Signal);
    }
}
