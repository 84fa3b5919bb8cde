using SafeProcess.Platform;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess;

/// <content>What a run tells, while it goes on and at its end.</content>
public sealed partial class ProcessRun
{
    private const int MostNamed = 5;

    private ProcessResult Conclude(Ending ending, out ProcessFailedException? failure)
    {
        var cause = CloseCauses();
        var account = ReapWhenPossible(_child, _stages.Exited);
        var deciding = _stages.FindDeciding(account.Stages);
        var end = account.Stages?[deciding] ?? default;
        var limit = cause is null ? account.ExceededLimit : cause.Limit;
        var outcome = cause?.Outcome ?? (limit is not null ? Outcome.LimitExceeded : end.SignalNumber is null ? Outcome.Exited : Outcome.Signaled);
        var exitCode = outcome == Outcome.Exited ? end.ExitCode : null;
        var success = exitCode is not null && _stages.Succeeded(deciding, end);
        // Without a cause the ladder was for what the programs left behind.
        if (success && _spec.OrphanPolicy == OrphanPolicy.Fail && ending.Diagnosis.Count > 0)
            (outcome, success) = (Outcome.OrphansStopped, false);
        var result = new ProcessResult(_sink)
        {
            FilePath = _stages.Last.FilePath,
            ArgumentList = _mask.Hide(_spec.ArgumentList),
            WorkingDirectory = _stages.Last.WorkingDirectory,
            ProcessId = _stages.Last.ProcessId,
            Outcome = outcome,
            Success = success,
            ExitCode = exitCode,
            ProgramExitCode = end.ExitCode,
            Signal = end.SignalName,
            SignalNumber = end.SignalNumber,
            StandardOutputLength = _output.Length,
            StandardErrorLength = _stages.ErrorLength,
            StartTime = _startTime,
            Duration = _time.GetElapsedTime(_started),
            ProcessorTime = account.ProcessorTime,
            PeakWorkingSet = account.PeakWorkingSet,
            Orphans = ending.Orphans,
            Survivors = ending.Survivors,
            Diagnosis = ending.Diagnosis,
            Containment = _child.Containment,
            ExceededLimit = limit,
            LastErrorLine = LastErrorLine(outcome, deciding) is { } line ? _mask.Hide(line) : null,
            OutputIncomplete = _output.IsIncomplete || _stages.IsIncomplete,
            Stages = _stages.Results(account.Stages, _mask),
        };
        failure = cause?.Failure is { } inner ? new ProcessFailedException(result, cause.Reason, inner) : null;
        return result;
    }

    /// <summary>What the stage said that the result is about; of an end that is the whole run's, whatever was said last.</summary>
    private string? LastErrorLine(Outcome outcome, int deciding)
    {
        if (_stages.Last.StandardError is null && deciding == _child.Stages.Count - 1)
            return _output.LastLine;
        return _stages.LastLine(deciding) ?? (outcome is Outcome.Exited or Outcome.Signaled ? null : _stages.AnyLastLine());
    }

    private static ChildAccount ReapWhenPossible(IChild child, Task exited)
    {
        if (exited.IsCompleted)
        {
            using (child)
                return child.Reap();
        }

        // Nothing can end a program now (uninterruptible sleep, another user's), or a debugger holds it: it is reaped whenever it ends.
        exited.ContinueWith(
            (_, state) =>
            {
                using var child = (IChild)state!;
                child.Reap();
            },
            child, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return default;
    }

    private bool IsWatched => _observer is not null || _telemetry is not null;

    private void Tell(RunEventKind kind, string message)
    {
        _observer?.Tell(kind, message);
        _telemetry?.Tell(kind, message);
    }

    /// <summary>Its code is the caller's, as a sink's is.</summary>
    private void ObserverFailed(Exception failure) =>
        RequestStop(new StopCause(Outcome.Canceled, $"The observer of the run's events failed: {failure.Message}", failure));

    /// <summary>Waits for the observer, if there is one, as for a receiver.</summary>
    private async Task ObserverToldAsync()
    {
        if (_observer?.WhenToldAsync() is { IsCompleted: false } told)
            await told.WaitAsync(Receivers.Patience, _time).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
    }

    /// <summary>Waits for the observer and, just as long, for those who listen to telemetry.</summary>
    private async Task AllToldAsync()
    {
        var heard = _telemetry?.WhenToldAsync() ?? Task.CompletedTask;
        var waited = heard.IsCompleted ? heard : heard.WaitAsync(Receivers.Patience, _time);
        await ObserverToldAsync().ConfigureAwait(true);
        await waited.ConfigureAwait(OwnContext.WhateverBecomesOfIt);
        if (!heard.IsCompleted)
            _telemetry!.GiveUp();
    }

    private string Programs()
    {
        var stages = _child.Stages;
        var named = string.Join(" | ", stages.Take(MostNamed).Select(static stage => $"'{stage.FilePath}' as process {stage.ProcessId}"));
        return stages.Count <= MostNamed ? named : $"{named} and {stages.Count - MostNamed} more";
    }

    private string Held() => _child.Containment switch
    {
        Containment.ControlGroup => " in a control group of its own",
        Containment.Namespace => " in a PID namespace of its own",
        _ => "",
    };

    private string Limits()
    {
        var timeout = _spec.Timeout is { } whole ? $", timeout {ResultMessage.Duration(whole)}" : "";
        var idle = _spec.IdleTimeout is { } silence ? $", idle timeout {ResultMessage.Duration(silence)}" : "";
        return timeout + idle;
    }

    /// <summary>What is known of the tree at the end.</summary>
    /// <param name="Orphans">What the result names.</param>
    /// <param name="Diagnosis">The tree when the ladder began.</param>
    private sealed record Ending(IReadOnlyList<TreeMember> Orphans, IReadOnlyList<ProcessSnapshot> Diagnosis)
    {
        public static Ending Clean { get; } = new([], []);

        /// <summary>What nothing could end.</summary>
        public IReadOnlyList<TreeMember> Survivors { get; init; } = [];
    }
}
