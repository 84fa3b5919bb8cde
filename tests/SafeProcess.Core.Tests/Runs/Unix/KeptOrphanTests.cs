using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.GuardedHost;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A service that is started by a run and kept: it goes on, and may go on writing.</summary>
public sealed class KeptOrphanTests : IDisposable
{
    // Far more than a pipe holds, after the run; SIGPIPE would end it at its first word.
    private const string Service = "(until [ -e \"$0-go\" ]; do sleep 0.02; done; seq 1 200000 && seq 1 200000 >&2 && : >\"$0-done\") & echo started";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task It_may_go_on_writing(bool merged, bool terminal)
    {
        var spec = new ProcessSpec("sh", "-c", terminal ? "trap '' HUP; " + Service : Service, _folder.File("service"))
        {
            OrphanPolicy = OrphanPolicy.Keep, MergeStandardError = merged, Terminal = terminal ? TerminalSize.Default : null,
        };
        var result = await RunAsync(spec);
        Assert.Equal("started\n", result.StandardOutput);
        Assert.NotEmpty(result.Orphans);
        await File.WriteAllTextAsync(_folder.File("service-go"), "", TestContext.Current.CancellationToken);
        await EventuallyAsync(() => File.Exists(_folder.File("service-done")), () => "the service has ended early");
    }
}
