using SafeProcess.Platform;
using SafeProcess.Threading;

namespace SafeProcess.Testing;

/// <summary>Runs no program: what would run does as a test says. All else is a real run, by the same code: deadlines, the stop ladder, limits, sinks, results.</summary>
/// <remarks>
/// <para><c>runner.On("git", ["status"]).WritesLine("clean").Exits(0)</c>. Of several scripts that are for a program the first one counts that is not used up
/// (<see cref="ScriptedProgram.Times"/>). In a pipeline each stage has a script of its own, and reads what the one before it writes. A program without a script is an
/// <see cref="UnexpectedProgramException"/>.</para>
/// <para>With a clock of the test's own no time passes that the test does not let pass: <c>new ScriptedRunner(new FakeTimeProvider())</c>. What is due happens while
/// that clock is advanced; the end of a run comes soon after, so await it. A clock that jumps makes the run as long as the jump.</para>
/// <para>Say all scripts before the first run. What is not looked at: whether there is such a program, directory or limit; environment values; whether output is read in
/// time, as scripts do not wait for it.</para>
/// </remarks>
public sealed class ScriptedRunner : IProcessRunner
{
    private static readonly TimeSpan _longestReaction = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly List<ScriptedProgram> _scripts = [];
    private readonly List<ProcessSpec> _specs = [];
    private readonly List<(ProcessRun Run, ScriptedChild Child)> _runs = [];
    private readonly TimeProvider _time;

    /// <summary>A runner without scripts.</summary>
    /// <param name="time">Counts the time of scripts, deadlines and grace periods; null for the system's.</param>
    public ScriptedRunner(TimeProvider? time = null) => _time = time is null ? OwnTime.Instance : new SteppingTime(time, AwaitReactions);

    /// <inheritdoc cref="ProcessRunner.Events"/>
    public IProgress<RunEvent>? Events { get; init; }

    /// <summary>What was to be run up to now, in order: also what did not start, and what was unexpected.</summary>
    public IReadOnlyList<ProcessSpec> Specs
    {
        get
        {
            lock (_gate)
                return [.. _specs];
        }
    }

    /// <summary>What a program does, whatever its arguments.</summary>
    /// <param name="program"><see cref="ProcessSpec.FilePath"/>, as the code under test writes it.</param>
    public ScriptedProgram On(string program)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        return Add(new ScriptedProgram(spec => spec.FilePath == program, $"{program} with any arguments"));
    }

    /// <summary>What a program does with these arguments and no others.</summary>
    /// <param name="program"><see cref="ProcessSpec.FilePath"/>, as the code under test writes it.</param>
    /// <param name="arguments"><see cref="ProcessSpec.ArgumentList"/>.</param>
    public ScriptedProgram On(string program, IReadOnlyList<string> arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(arguments);
        string[] expected = [.. arguments];
        return Add(new ScriptedProgram(spec => spec.FilePath == program && spec.ArgumentList.SequenceEqual(expected), string.Join(' ', [program, .. expected])));
    }

    /// <summary>What happens to programs that a test chooses.</summary>
    /// <param name="matches">Whether the script is for a program; of a pipeline it is asked for each stage.</param>
    public ScriptedProgram On(Func<ProcessSpec, bool> matches)
    {
        ArgumentNullException.ThrowIfNull(matches);
        return Add(new ScriptedProgram(matches, "what a function chooses"));
    }

    /// <inheritdoc cref="ProcessRunner.RunAsync"/>
    /// <exception cref="UnexpectedProgramException">No script is for it.</exception>
    public Task<ProcessResult> RunAsync(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return ProcessRunner.RunWith(this, spec, sink, cancellationToken);
        }
        catch (UnexpectedProgramException failure)
        {
            return Task.FromException<ProcessResult>(failure);
        }
    }

    /// <inheritdoc cref="ProcessRunner.Start"/>
    /// <exception cref="UnexpectedProgramException">No script is for it.</exception>
    public ProcessRun Start(ProcessSpec spec, OutputSink? sink = null, CancellationToken cancellationToken = default)
    {
        var launcher = new Launcher(this);
        var run = ProcessRunner.StartWith(launcher, _time, Events, spec, sink, cancellationToken);
        lock (_gate)
        {
            _runs.RemoveAll(static one => one.Child.IsOver);
            _runs.Add((run, launcher.Child!));
        }

        launcher.Child!.Begin();
        return run;
    }

    private ScriptedProgram Add(ScriptedProgram script)
    {
        lock (_gate)
            _scripts.Add(script);
        return script;
    }

    /// <summary>Lets every run do what it does at once, on threads of its own, before time goes on.</summary>
    private void AwaitReactions()
    {
        (ProcessRun Run, ScriptedChild Child)[] runs;
        lock (_gate)
            runs = [.. _runs];
        // A receiver that takes nothing may hold one up, which is no reason to keep the clock for long.
        var patience = new Patience(_longestReaction);
        while (!patience.IsOver && !Array.TrueForAll(runs, static one => one.Child.HasSettled(one.Run)))
            Thread.Yield();
    }

    /// <summary>Takes a script for each stage, all or none of them.</summary>
    private List<Script> Take(ProcessSpec spec)
    {
        lock (_gate)
        {
            _specs.Add(spec);
            var taken = new List<ScriptedProgram>();
            foreach (var stage in spec.Stages())
            {
                var script = _scripts.Find(one => one.IsFor(stage, taken.Count(other => other == one)));
                taken.Add(script ?? throw new UnexpectedProgramException(stage, Unexpected(SecretMask.Of(spec), stage)));
            }

            return taken.ConvertAll(static script => script.Use());
        }
    }

    private string Unexpected(SecretMask mask, ProcessSpec stage)
    {
        var scripts = _scripts.Count == 0 ? "none" : string.Join("; ", _scripts.Select(static script => script.Describe()));
        return $"No script is for: {string.Join(' ', [stage.FilePath, .. mask.Hide(stage.ArgumentList)])}. There are scripts for: {mask.Hide(scripts)}.";
    }

    private sealed class Launcher(ScriptedRunner runner) : ILauncher
    {
        public ScriptedChild? Child { get; private set; }

        public IChild Launch(ProcessSpec spec, string runId)
        {
            var stages = spec.Stages();
            var scripts = runner.Take(spec);
            for (var index = 0; index < stages.Count; index++)
            {
                if (scripts[index].Failure is { } failure)
                    throw Failed(failure, stages[index], index, stages.Count);
            }

            if (stages[0].Input.FilePath is { } file && !File.Exists(file))
                throw StartException.InputNotReadable(stages[0], "there is no such file");
            return Child = new ScriptedChild(spec, scripts, runner._time);
        }

        private static StartException Failed((StartFailure Failure, string? Message) failure, ProcessSpec stage, int index, int count)
        {
            var message = failure.Message ?? (failure.Failure == StartFailure.CommandNotFound
                ? $"'{stage.FilePath}' was not found on PATH."
                : $"'{stage.FilePath}' was not started: {failure.Failure}.");
            var error = new StartException(failure.Failure, stage.FilePath, message);
            return count == 1 ? error : error.AtStage(index + 1, count);
        }
    }
}
