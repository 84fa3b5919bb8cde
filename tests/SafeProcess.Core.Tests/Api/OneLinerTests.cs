using SafeProcess.Core.Tests.Support;
using SafeProcess.Testing;

namespace SafeProcess.Core.Tests.Api;

/// <summary>Programs in one line.</summary>
public sealed class OneLinerTests
{
    [Fact]
    public async Task One_line_runs_a_program_and_keeps_what_it_wrote()
    {
        var result = await Safe.RunAsync(UnrulyProgram.FilePath, ["exit", "3", "--out", "a b", "--err", "oops"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((Outcome.Exited, (int?)3, "a b", "oops"), (result.Outcome, result.ExitCode, result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task What_else_is_to_be_said_is_said_by_a_function()
    {
        var result = await Safe.RunAsync(UnrulyProgram.FilePath, ["hang", "--out", "before"], spec => spec with { IdleTimeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero });
        Assert.Equal((Outcome.IdleTimedOut, "before"), (result.Outcome, result.StandardOutput));
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task A_pipeline_is_one_line_too()
    {
        var result = await Safe.RunAsync(UnrulyProgram.Spec("numbers", "1000") | UnrulyProgram.Spec("take", "4"));
        Assert.Equal("1\n2\n", result.EnsureSuccess().StandardOutput);
        Assert.Equal(2, result.Stages.Count);
    }

    [Fact]
    public async Task A_result_that_must_be_a_success_is_itself_or_an_error_that_holds_it()
    {
        var fine = await Safe.RunAsync(UnrulyProgram.FilePath, ["exit", "0"]);
        Assert.Same(fine, fine.EnsureSuccess());
        var failed = await Safe.RunAsync(UnrulyProgram.FilePath, ["exit", "7", "--err", "no disk"]);
        var thrown = Assert.Throws<ProcessFailedException>(failed.EnsureSuccess);
        Assert.Same(failed, thrown.Result);
        Assert.EndsWith("no disk", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_start_is_an_error_of_the_task()
    {
        var running = Safe.RunAsync("no-such-program-here");
        Assert.Equal(StartFailure.CommandNotFound, (await Assert.ThrowsAsync<StartException>(() => running)).Failure);
        Assert.Throws<ArgumentNullException>(() => { _ = Safe.RunAsync(null!, []); });
        Assert.Equal("configure", Assert.Throws<ArgumentException>(() => { _ = Safe.RunAsync("x", configure: static _ => null!); }).ParamName);
    }

    [Fact]
    public async Task A_token_ends_it_and_the_result_says_so()
    {
        using var cancel = new CancellationTokenSource();
        var running = Safe.RunAsync(UnrulyProgram.FilePath, ["hang"], static spec => spec with { GracePeriod = TimeSpan.Zero }, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
    }

    [Fact]
    public async Task The_same_calls_are_those_of_every_runner()
    {
        var runner = new ScriptedRunner();
        runner.On("git", ["status"]).WritesLine("clean");
        Assert.Equal("clean\n", await TellAsync(runner));

        static async Task<string?> TellAsync(IProcessRunner runner) => (await runner.RunAsync("git", ["status"])).EnsureSuccess().StandardOutput;
    }

    [Fact]
    public async Task An_open_input_is_refused_where_nobody_can_write_to_it()
    {
        var spec = new ProcessSpec("sort") { Input = ProcessInput.Open };
        var thrown = await Assert.ThrowsAsync<InvalidSpecException>(() => Safe.RunAsync(spec));
        Assert.Equal("Input is Open, and nobody gets the run to write to: use Start.", thrown.Message);
        Assert.Throws<InvalidSpecException>(() => { _ = Safe.ReadLinesAsync(spec); });
    }
}
