using SafeProcess.Schedules.Fakes;

namespace SafeProcess.Schedules;

/// <summary>What holds at the end of every run, in whatever order things happened.</summary>
internal static class Promises
{
    public static void Hold(Situation situation)
    {
        Assert.True(situation.Run.Completion.IsCompleted, "The run never ends.");
        var result = ResultOf(situation);
        TheProgramsAreReapedOnce(situation, result);
        TheFirstCauseCounts(situation, result);
        NoByteIsLost(situation, situation.Child.Output, situation.Output, result);
        if (situation.Child.Errors.Count == 1)
            NoByteIsLost(situation, situation.Child.Errors[0], situation.Error, result);
        EventsAreInOrder(situation);
        NoEventIsLost(situation, result);
        NobodyIsLeft(situation, result);
        foreach (var sink in new[] { situation.Output, situation.Error })
            Assert.True(sink.Completions == 1 || result.OutputIncomplete, "A sink is never told the end.");
        if (situation.Child.Input is { } input)
            Assert.True(input.Disposals > 0, "The input is never closed.");
    }

    public static ProcessResult ResultOf(Situation situation)
    {
        var completion = situation.Run.Completion;
        if (completion.IsCompletedSuccessfully)
            return completion.Result;
        var failure = Assert.IsType<ProcessFailedException>(completion.Exception?.InnerException);
        Assert.Contains(failure.InnerException!, situation.Thrown);
        return failure.Result;
    }

    private static void TheProgramsAreReapedOnce(Situation situation, ProcessResult result)
    {
        var child = situation.Child;
        if (child.Programs.Any(static program => program.IsAlive))
        {
            Assert.Equal((0, 0), (child.Reaps, child.Disposals));
            return;
        }

        Assert.Equal((1, 1), (child.Reaps, child.Disposals));
        Assert.True(!child.WasReapedWhileDraining || result.OutputIncomplete, "The programs are reaped before their streams are drained.");
    }

    private static void TheFirstCauseCounts(Situation situation, ProcessResult result)
    {
        var program = situation.Program;
        var account = program.Account;
        if (result.Outcome is Outcome.Exited or Outcome.Signaled or Outcome.OrphansStopped)
        {
            Assert.Equal((account.ExitCode, account.SignalNumber), (result.ExitCode, result.SignalNumber));
            Assert.DoesNotContain(situation.Causes, cause => cause.Returned < program.EndMark);
            Assert.DoesNotContain(situation.Child.Processes.Signals, sent => sent.Id == program.Id);
            return;
        }

        var named = situation.Causes.Where(cause => cause.Outcome == result.Outcome).ToList();
        Assert.True(named.Count > 0, $"Nothing asked for the outcome {result.Outcome}.");
        var first = named.Min(static cause => cause.Began);
        Assert.DoesNotContain(situation.Causes, cause => cause.Outcome != result.Outcome && cause.Returned < first);
        var spec = situation.Run.Spec;
        Assert.True(result.Outcome != Outcome.TimedOut || result.Duration >= spec.Timeout, "The timeout comes too early.");
        Assert.True(result.Outcome != Outcome.IdleTimedOut || result.Duration >= spec.IdleTimeout, "The idle timeout comes too early.");
    }

    private static void NoByteIsLost(Situation situation, FakeStream stream, FakeSink sink, ProcessResult result)
    {
        Assert.StartsWith(sink.Taken, stream.Written, StringComparison.Ordinal);
        if (result.OutputIncomplete || sink.OnChunk is not null || stream.End.IsBroken)
            return;
        Assert.StartsWith(stream.WrittenByProgram, sink.Taken, StringComparison.Ordinal);
        if (result.Survivors.Count == 0 && situation.Run.Spec.OrphanPolicy != OrphanPolicy.Keep)
            Assert.True(stream.Written == sink.Taken, $"Of '{stream.Written}' only '{sink.Taken}' was taken.");
        var length = stream == situation.Child.Output ? result.StandardOutputLength : result.StandardErrorLength;
        Assert.Equal(sink.Taken.Length, length);
    }

    private static void EventsAreInOrder(Situation situation)
    {
        var events = situation.Observer.Events;
        Assert.Equal(events.OrderBy(static one => one.Elapsed).Select(static one => one.Kind), events.Select(static one => one.Kind));
        foreach (var once in new[] { RunEventKind.Started, RunEventKind.StopRequested, RunEventKind.ProgramExited, RunEventKind.Ended })
            Assert.True(situation.Observer.Count(once) <= 1, $"{once} is told twice.");
        Assert.True(events.Count == 0 || events[0].Kind == RunEventKind.Started, "The start is not told first.");
        Assert.True(!events.SkipLast(1).Any(static one => one.Kind == RunEventKind.Ended), "Something is told after the end.");
    }

    private static void NoEventIsLost(Situation situation, ProcessResult result)
    {
        if (situation.Observer.HasThrown)
            return;
        var isStopped = result.Outcome is not (Outcome.Exited or Outcome.Signaled or Outcome.OrphansStopped);
        Assert.Equal((1, isStopped ? 1 : 0, 1), (situation.Observer.Count(RunEventKind.Started), situation.Observer.Count(RunEventKind.StopRequested), situation.Observer.Count(RunEventKind.Ended)));
    }

    private static void NobodyIsLeft(Situation situation, ProcessResult result)
    {
        // What nothing could end may do anything later.
        if (result.Survivors.Count > 0)
            return;
        var alive = situation.Child.Processes.Alive.Select(static process => process.Id);
        var told = situation.Run.Spec.OrphanPolicy == OrphanPolicy.Keep ? result.Orphans.Select(static orphan => orphan.Id) : [];
        Assert.Empty(alive.Except(told));
    }
}
