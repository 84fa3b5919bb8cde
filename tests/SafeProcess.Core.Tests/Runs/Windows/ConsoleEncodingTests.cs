using System.Text;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Text without an encoding asked for is the console's, as PowerShell takes it for the programs it runs.</summary>
public sealed class ConsoleEncodingTests
{
    private static Encoding Console => ProgramConventions.Current.OutputEncoding;

    [Fact]
    public void The_encoding_is_that_of_the_console_or_of_the_one_that_a_program_would_get() =>
        Assert.Equal((int)(Native.GetConsoleOutputCP() is > 0 and var codePage ? codePage : Native.GetOEMCP()), Console.CodePage);

    [Fact]
    public async Task Text_is_read_in_it()
    {
        var spec = UnrulyProgram.Spec("bytes", Convert.ToHexString(Console.GetBytes("é\n")));
        Assert.Equal("é\n", (await Running.RunAsync(spec, OutputSink.Text())).StandardOutput);
    }

    [Fact]
    public async Task Text_is_written_in_it()
    {
        var bytes = new ByteSink();
        await Running.RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromText("é") }, new(bytes, new CountingSink()));
        Assert.Equal(ProgramConventions.Current.InputEncoding.GetBytes("é"), bytes.ToArray());
    }
}
