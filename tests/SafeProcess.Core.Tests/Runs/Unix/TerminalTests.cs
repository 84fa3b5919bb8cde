using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What a pseudo-terminal of Unix is to a program.</summary>
public sealed class UnixTerminalTests
{
    private const int Megabyte = 1_000_000;

    [Fact]
    public async Task It_is_the_controlling_terminal_of_the_programs_session()
    {
        var result = await RunAsync(Shell("tty; echo here >/dev/tty; ps -o tty= -p $$ 2>/dev/null || tty"));
        var lines = result.StandardOutput!.Split('\n');
        Assert.StartsWith("/dev/pts/", lines[0], StringComparison.Ordinal);
        Assert.Equal("here", lines[1]);
        Assert.EndsWith(lines[2], lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_output_is_what_a_pipe_would_hold()
    {
        var sink = new PatternSink(seed: 5);
        var result = await RunAsync(
            UnrulyProgram.Spec("write", $"{Megabyte}", "--seed", "5") with { Terminal = TerminalSize.Default }, new(sink, new TextSink()));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Megabyte, sink.Count);
        Assert.Null(sink.WrongBefore);
    }

    [Fact]
    public async Task What_is_typed_is_read_line_by_line_and_the_end_of_input_ends_it()
    {
        var text = string.Concat(Enumerable.Range(1, 50_000).Select(number => $"line {number}\n"));
        var result = await RunAsync(Shell("exec cat") with { Input = ProcessInput.FromText(text) });
        Assert.Equal(text, result.StandardOutput);
    }

    [Fact]
    public async Task A_last_line_without_a_newline_is_read_as_well() =>
        Assert.Equal("[no newline]", (await RunAsync(Shell("printf '[%s]' \"$(cat)\"") with { Input = ProcessInput.FromText("no newline") })).StandardOutput);

    [Fact]
    public async Task Without_input_the_program_reads_its_end() =>
        Assert.Equal("0\n", (await RunAsync(Shell("cat | wc -c | tr -d ' '"))).StandardOutput);

    [Fact]
    public async Task The_end_stays_the_end_for_whoever_reads_later() => Assert.Equal(0, (await RunAsync(Shell("cat; cat; exec cat"))).ExitCode);

    [Fact]
    public async Task A_question_that_throws_away_what_was_typed_before_is_not_waited_at_without_input() =>
        Assert.Equal("Password:\ngot \n", (await RunAsync(UnrulyProgram.Spec("ask", "Password:") with { Terminal = TerminalSize.Default })).StandardOutput);

    [Fact]
    public async Task A_key_is_a_key()
    {
        // Ctrl+C interrupts the foreground.
        var talk = new Conversation(("ready\n", "\u0003"));
        var result = await RunAsync(Shell("trap 'echo interrupted; exit 7' INT; echo ready; while :; do sleep 0.1; done") with { Input = talk.Input }, talk.Sink);
        Assert.Equal(7, result.ExitCode);
        Assert.EndsWith("interrupted\n", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_closes_its_terminal_for_a_while_is_heard_again() =>
        Assert.Equal(
            "before\nafter\n",
            (await RunAsync(Shell("echo before; exec <&- >&- 2>&-; sleep 0.3; echo after >/dev/tty"))).StandardOutput);

    [Fact]
    public async Task The_whole_tree_is_taken_down_the_ladder()
    {
        using var tree = new Tree();
        var spec = tree.Mark(UnrulyProgram.Spec("tree", "ignore", "setsid,ignore")) with { Terminal = TerminalSize.Default, GracePeriod = TimeSpan.FromMilliseconds(200) };
        using var stop = new CancellationTokenSource();
        var running = RunAsync(spec, tree.Sink, cancellation: stop.Token);
        await tree.Line("ready");
        await stop.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }

    [Fact]
    public async Task A_limit_holds_at_a_terminal_too()
    {
        var result = await RunAsync(Shell("ulimit -n; tty") with { OpenFileLimit = 77 });
        Assert.StartsWith("77\n/dev/pts/", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_of_terminal_is_told_only_where_nobody_has_said_one()
    {
        var spec = Shell("echo ${TERM-none}") with { CleanEnvironment = true };
        var path = new KeyValuePair<string, string?>("PATH", Environment.GetEnvironmentVariable("PATH"));
        Assert.Equal("xterm-256color\n", (await RunAsync(spec with { Environment = new Dictionary<string, string?>([path]) })).StandardOutput);
        Assert.Equal("vt100\n", (await RunAsync(spec with { Environment = new Dictionary<string, string?>([path, new("TERM", "vt100")]) })).StandardOutput);
    }

    [Fact]
    public async Task Python_is_talked_to_at_its_prompt()
    {
        var python = Requires.Program("python3");
        var talk = new Conversation((">>> ", "import sys\n"), (">>> ", "print('answer', sys.stdin.isatty(), 6 * 7)\n"), ("answer True 42", "exit(3)\n"));
        var result = await RunAsync(new(python, "-i", "-q") { Terminal = TerminalSize.Default, Input = talk.Input }, talk.Sink);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("answer True 42", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_keygen_and_sudo_are_told_their_secrets()
    {
        var (keygen, sudo) = (Requires.Program("ssh-keygen"), Requires.Program("sudo"));
        using var folder = new TempFolder();
        var passphrase = new Conversation(("Enter passphrase", "open sesame\n"), ("Enter same passphrase again", "open sesame\n"));
        var made = await RunAsync(new(keygen, "-q", "-t", "ed25519", "-f", folder.File("key")) { Terminal = TerminalSize.Default, Input = passphrase.Input }, passphrase.Sink);
        Assert.True(made.Success, $"{made} {made.StandardOutput}");
        Assert.DoesNotContain("sesame", made.StandardOutput, StringComparison.Ordinal);
        // Reads it back with the passphrase, for which it is asked again, and without.
        passphrase = new Conversation(("Enter passphrase", "open sesame\n"));
        var read = new ProcessSpec(keygen, "-y", "-f", folder.File("key")) { Terminal = TerminalSize.Default };
        Assert.Contains("ssh-ed25519 ", (await RunAsync(read with { Input = passphrase.Input }, passphrase.Sink)).StandardOutput, StringComparison.Ordinal);
        Assert.False((await RunAsync(read)).Success);

        // A user whom sudo lets do nothing: the answer is read, and is wrong.
        string[] user = Native.UserId() == 0 ? [Requires.Program("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups", sudo] : [sudo];
        var password = new Conversation(("Password, please:", "wrong\n"), ("Password, please:", "\u0003"));
        var refused = await RunAsync(
            new(user[0], [.. user[1..], "-S", "-k", "-p", "Password, please:", "true"]) { Terminal = TerminalSize.Default, Input = password.Input }, password.Sink);
        Assert.False(refused.Success);
        Assert.Contains("try again", refused.StandardOutput, StringComparison.Ordinal);
    }

    private static ProcessSpec Shell(string script) => new("sh", "-c", script) { Terminal = TerminalSize.Default };
}
