using SafeProcess.Core.Tests.Runs;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Api;

/// <summary>Lines of a program while it runs, by <c>await foreach</c>.</summary>
public sealed class LinesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_of_both_streams_come_with_their_stream()
    {
        var lines = new List<OutputLine>();
        await foreach (var line in Safe.ReadLinesAsync(UnrulyProgram.FilePath, ["exit", "0", "--out", "a\nb", "--err", "oops"]))
            lines.Add(line);
        Assert.Equal(["a", "b"], lines.Where(static line => line.Kind == OutputKind.StandardOutput).Select(static line => $"{line}"));
        Assert.Equal(["oops"], lines.Where(static line => line.IsError).Select(static line => line.Text));
    }

    [Fact]
    public async Task A_line_comes_while_the_program_goes_on()
    {
        await foreach (var line in Safe.ReadLinesAsync(Hanging("tree", "plain")))
        {
            if (line.Text == "ready")
                return;
        }

        Assert.Fail("It never was.");
    }

    [Fact]
    public async Task To_leave_the_loop_ends_the_tree()
    {
        using var tree = new Tree();
        var spec = tree.Mark(Hanging("tree", "plain", "setsid", "ignore"));
        await foreach (var line in Safe.ReadLinesAsync(spec))
        {
            if (line.Text == "ready")
                break;
        }

        Assert.Empty(tree.Alive());
    }

    [Fact]
    public async Task So_does_an_exception_in_the_loop_and_it_is_what_the_caller_gets()
    {
        using var tree = new Tree();
        await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (var line in Safe.ReadLinesAsync(tree.Mark(Hanging("tree", "plain"))))
                throw new NotSupportedException(line.Text);
        });
        Assert.Empty(tree.Alive());
    }

    [Fact]
    public async Task A_loop_left_in_the_middle_of_a_flood_ends_it()
    {
        var count = 0;
        await foreach (var line in Safe.ReadLinesAsync(Hanging("flood")))
        {
            Assert.Equal("y", line.Text);
            if (++count == 100_000)
                break;
        }
    }

    [Fact]
    public async Task A_slow_loop_holds_the_program_back()
    {
        var lines = new OutputLines();
        await using var run = new ProcessRunner().Start(Hanging("flood"), lines.Sink);
        await using var reading = lines.ReadAllAsync(run, Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        var before = -1L;
        while (before != run.StandardOutputLength)
        {
            before = run.StandardOutputLength;
            await Task.Delay(200, Token);
        }

        // What the pipe and one read may hold, and what waits here.
        Assert.InRange(before, 1, 8_000_000);
        for (var count = 0; count < 500_000; count++)
            Assert.True(await reading.MoveNextAsync());
        Assert.True(run.StandardOutputLength > 500_000, "It went on.");
    }

    [Fact]
    public async Task One_stream_does_not_hold_back_the_other()
    {
        // The loop waits for a line of standard error behind a flood of standard output that nobody has read yet.
        var errors = 0;
        await foreach (var line in Safe.ReadLinesAsync(UnrulyProgram.Spec("alternate", "200000")))
            errors += line.IsError ? 1 : 0;
        Assert.Equal(200_000, errors);
    }

    [Fact]
    public async Task Every_line_comes_in_its_order()
    {
        var expected = 0;
        await foreach (var line in Safe.ReadLinesAsync(UnrulyProgram.FilePath, ["numbers", "300000"]))
            Assert.Equal(++expected, int.Parse(line.Text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(300_000, expected);
    }

    [Fact]
    public async Task A_failure_is_thrown_after_the_last_line()
    {
        var lines = new List<string>();
        var thrown = await Assert.ThrowsAsync<ProcessFailedException>(async () =>
        {
            await foreach (var line in Safe.ReadLinesAsync(UnrulyProgram.FilePath, ["exit", "3", "--out", "last words"]))
                lines.Add(line.Text);
        });
        Assert.Equal(["last words"], lines);
        Assert.Equal(3, thrown.Result.ExitCode);
    }

    [Fact]
    public async Task A_deadline_is_thrown_after_what_came_up_to_then()
    {
        var lines = new List<string>();
        var spec = Hanging("hang", "--out", "before") with { IdleTimeout = TimeSpan.FromSeconds(1) };
        var thrown = await Assert.ThrowsAsync<ProcessFailedException>(async () =>
        {
            await foreach (var line in Safe.ReadLinesAsync(spec))
                lines.Add(line.Text);
        });
        Assert.Equal((Outcome.IdleTimedOut, "before"), (thrown.Result.Outcome, Assert.Single(lines)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_ends_the_tree_and_is_what_is_thrown(bool isOfTheLoop)
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var all = Safe.ReadLinesAsync(tree.Mark(Hanging("tree", "plain")), isOfTheLoop ? default : cancel.Token);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in all.WithCancellation(isOfTheLoop ? cancel.Token : default))
            {
                if (line.Text == "ready")
                    await cancel.CancelAsync();
            }
        });
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Empty(tree.Alive());
    }

    [Fact]
    public async Task What_does_not_start_is_thrown_when_the_loop_begins()
    {
        var all = Safe.ReadLinesAsync("no-such-program-here");
        await using var reading = all.GetAsyncEnumerator(Token);
        await Assert.ThrowsAsync<StartException>(async () => await reading.MoveNextAsync());
    }

    [Fact]
    public async Task Each_loop_runs_the_program_anew_and_one_that_never_begins_runs_nothing()
    {
        using var folder = new TempFolder();
        var all = Safe.ReadLinesAsync(UnrulyProgram.FilePath, ["touch", folder.File("started")]);
        Assert.False(File.Exists(folder.File("started")));
        for (var round = 0; round < 2; round++)
        {
            await foreach (var _ in all)
            {
            }

            Assert.True(File.Exists(folder.File("started")));
            File.Delete(folder.File("started"));
        }
    }

    [Fact]
    public async Task Lines_of_a_run_that_is_held_are_given_once_and_its_result_is_no_exception()
    {
        var lines = new OutputLines();
        await using var run = new ProcessRunner().Start(UnrulyProgram.Spec("exit", "3", "--out", "x") with { MergeStandardError = true }, lines.Sink);
        var said = new List<string>();
        await foreach (var line in lines.ReadAllAsync(run, Token))
            said.Add(line.Text);
        Assert.Equal(["x"], said);
        Assert.Equal(3, (await run.Completion).ExitCode);
        Assert.Throws<InvalidOperationException>(() => { _ = lines.ReadAllAsync(run, Token); });
    }

    private static ProcessSpec Hanging(params string[] arguments) => UnrulyProgram.Spec(arguments) with { GracePeriod = Trees.ShortGrace };
}
