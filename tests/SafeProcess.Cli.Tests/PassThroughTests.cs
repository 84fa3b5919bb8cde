using System.Diagnostics;

namespace SafeProcess.Cli.Tests;

public sealed class PassThroughTests
{
    [Fact]
    public async Task Both_streams_come_through_byte_for_byte()
    {
        using var scratch = new Scratch();
        var output = RandomNumbers(3_000_001);
        var error = RandomNumbers(2_000_003);

        var ended = await SafeprocessCommand.RunAsync(
            "/bin/sh", "-c", "cat \"$2\" >&2 & cat \"$1\"; wait", "sh", scratch.Write("out", output), scratch.Write("err", error));

        Assert.Equal(0, ended.ExitCode);
        Assert.True(output.AsSpan().SequenceEqual(ended.OutputBytes));
        Assert.True(error.AsSpan().SequenceEqual(ended.ErrorBytes));
    }

    [Fact]
    public async Task Output_comes_while_the_program_runs()
    {
        await using var command = SafeprocessCommand.Start("/bin/sh", "-c", "echo ready; read -r answer; echo \"$answer\"");

        Assert.Equal("ready", await command.ReadLineAsync());
        await command.Input.WriteAsync("go\n"u8.ToArray(), TestContext.Current.CancellationToken);
        command.Input.Close();

        Assert.Equal("go\n", (await command.EndAsync()).Output);
    }

    [Fact]
    public async Task Standard_input_is_passed_on_byte_for_byte()
    {
        var input = RandomNumbers(2_000_001);

        var ended = await SafeprocessCommand.RunWithInputAsync(input, "/bin/cat");

        Assert.True(input.AsSpan().SequenceEqual(ended.OutputBytes));
    }

    [Fact]
    public async Task An_input_that_stays_open_does_not_keep_a_run_that_has_ended()
    {
        await using var command = SafeprocessCommand.Start("/bin/sh", "-c", "exit 4");

        Assert.Equal(4, (await command.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_program_without_a_word()
    {
        await using var command = SafeprocessCommand.Start("/bin/sh", "-c", "echo $$; exec yes");
        var program = await command.ReadLineAsync();

        command.Output.Close();
        var ended = await command.EndAsync(Task.FromResult<byte[]>([]));

        Assert.Equal(128 + 13, ended.ExitCode);
        Assert.Empty(ended.Error);
        Assert.False(ProcessState.IsAlive(program));
    }

    [Fact]
    public async Task Both_streams_into_one_file_keep_what_others_wrote_there()
    {
        using var scratch = new Scratch();
        const string Script = "{ echo before; \"$1\" -- /bin/sh -c 'echo output; echo error >&2'; echo after; } >\"$2\" 2>&1";

        using var shell = Process.Start("/bin/sh", ["-c", Script, "sh", SafeprocessCommand.Path, scratch["log"]]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var lines = File.ReadAllLines(scratch["log"]);
        Assert.Equal("before", lines[0]);
        Assert.Equal(["error", "output"], lines[1..3].Order());
        Assert.Equal("after", lines[3]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Merged_streams_come_on_standard_output_in_order()
    {
        var ended = await SafeprocessCommand.RunAsync("--merge-stderr", "/bin/sh", "-c", "echo 1; echo 2 >&2; echo 3; echo 4 >&2");

        Assert.Equal("1\n2\n3\n4\n", ended.Output);
        Assert.Empty(ended.Error);
    }

    [Fact]
    public async Task What_follows_the_program_belongs_to_it()
    {
        string[] arguments = ["--json", "--timeout", "0", "--", "", "a b", "@file", "*", "--help", "naïve\n"];

        var ended = await SafeprocessCommand.RunAsync(["printf", "[%s]", .. arguments]);

        Assert.Equal(string.Concat(arguments.Select(static argument => $"[{argument}]")), ended.Output);
    }

    [Fact]
    public async Task A_program_may_have_the_name_of_this_one_or_of_an_option()
    {
        var same = await SafeprocessCommand.RunAsync("--env", "PATH=" + Path.GetDirectoryName(SafeprocessCommand.Path), "safeprocess", "--version");
        var option = await SafeprocessCommand.RunAsync("--", "--json");

        Assert.Equal((await SafeprocessCommand.RunAsync("--version")).Output, same.Output);
        Assert.Equal(127, option.ExitCode);
    }

    [Fact]
    public async Task Directory_and_environment_are_as_asked()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["here"]);

        var ended = await SafeprocessCommand.RunAsync(
            "--cwd", scratch["here"], "--clean-env", "--env", "A=1", "--env", "B=x=y", "--", "/bin/sh", "-c", "pwd; echo \"$A $B ${HOME-none}\"");

        Assert.Equal($"{scratch["here"]}\n1 x=y none\n", ended.Output);
    }

    private static byte[] RandomNumbers(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
