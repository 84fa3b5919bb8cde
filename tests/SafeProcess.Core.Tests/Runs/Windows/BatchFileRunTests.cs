using System.Text;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Batch files, whose arguments cmd.exe reads anew (CVE-2024-24576): they arrive as they are, or nothing is started.</summary>
public sealed class BatchFileRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".cmd")]
    [InlineData(".BAT")]
    public async Task A_batch_file_runs_and_its_exit_code_is_told(string extension)
    {
        var path = _folder.File("tool" + extension);
        File.WriteAllText(path, "@echo ran\r\n@exit /b 3\r\n");
        var result = await RunAsync(new(path));
        Assert.Equal((Outcome.Exited, (int?)3, "ran\r\n"), (result.Outcome, result.ExitCode, result.StandardOutput));
        Assert.Equal(path, result.FilePath);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a&echo b")]
    [InlineData("a|b<c>d")]
    [InlineData("a^b")]
    [InlineData("(a)")]
    [InlineData("a,b;c=d")]
    [InlineData(@"C:\a b\")]
    public async Task An_argument_goes_through_a_batch_file_to_a_program_as_it_is(string argument)
    {
        Requires.NotWine("cmd.exe reads quotes, ^ and & as Windows does");
        File.WriteAllText(_folder.File("pass.cmd"), $"@\"{UnrulyProgram.FilePath}\" args %*\r\n");
        var result = await RunAsync(new(_folder.File("pass.cmd"), argument, "next"));
        var arrived = result.StandardOutput!.Split('\n')[..^2].Select(hex => Encoding.UTF8.GetString(Convert.FromHexString(hex)));
        Assert.Equal([argument, "next"], arrived);
    }

    [Theory]
    [InlineData("\"&echo x>started&\"")]
    [InlineData("%PATH%")]
    [InlineData("%CMDCMDLINE:~-1%&echo x>started")]
    [InlineData("!PATH!")]
    [InlineData("a\necho x>started")]
    [InlineData("a\recho x>started")]
    public async Task An_argument_that_cmd_would_read_as_a_command_is_refused_and_nothing_is_started(string argument)
    {
        File.WriteAllText(_folder.File("tool.cmd"), "@echo x>started\r\n");
        var log = new EventLog();
        var spec = new ProcessSpec(_folder.File("tool.cmd"), "fine", argument) { WorkingDirectory = _folder.Path };
        var failure = await Assert.ThrowsAsync<StartException>(() => RunAsync(spec, events: log));
        Assert.Equal(StartFailure.ArgumentRefused, failure.Failure);
        Assert.Contains("element 1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(log.Events);
        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task What_a_batch_file_starts_is_ended_with_it()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        File.WriteAllText(_folder.File("start.cmd"), $"@\"{UnrulyProgram.FilePath}\" tree plain setsid,detached\r\n");
        var running = RunAsync(tree.Mark(new(_folder.File("start.cmd"))) with { GracePeriod = Trees.ShortGrace }, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }
}
