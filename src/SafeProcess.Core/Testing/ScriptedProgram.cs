namespace SafeProcess.Testing;

/// <summary>What a program of a <see cref="ScriptedRunner"/> does, step by step: <c>WritesLine("a").After(1 s).WritesLine("b").Exits(0)</c>. A script that says no end
/// exits with code 0 after its last step.</summary>
/// <remarks>Asked to end (<see cref="ProcessSpec.StopSignal"/>), it is ended by that signal, unless <see cref="IgnoresStopSignal"/> or
/// <see cref="ExitsWhenAsked"/> says otherwise.</remarks>
public sealed class ScriptedProgram
{
    private readonly Func<ProcessSpec, bool> _matches;
    private readonly string _description;
    private readonly List<Step> _steps = [];
    private readonly List<string> _descendants = [];
    private (StartFailure Failure, string? Message)? _failure;
    private bool _ignoresStopSignal;
    private int? _exitCodeWhenAsked;
    private bool _hasEnd;
    private int _most = int.MaxValue;
    private int _used;

    internal ScriptedProgram(Func<ProcessSpec, bool> matches, string description)
    {
        _matches = matches;
        _description = description;
    }

    /// <summary>It is for so many programs, and used up then: the next script that is for them counts.</summary>
    /// <param name="count">1 or more.</param>
    public ScriptedProgram Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _most = count;
        return this;
    }

    /// <summary>The next step comes so much later.</summary>
    /// <param name="time">Not negative.</param>
    public ScriptedProgram After(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return time == TimeSpan.Zero ? this : Add(new Step.Pause(time));
    }

    /// <summary>Writes to standard output.</summary>
    /// <param name="text">The text as it stands, in the encoding of the system's programs.</param>
    public ScriptedProgram Writes(string text) => Write(OutputKind.StandardOutput, text, "");

    /// <summary>Writes a line to standard output.</summary>
    /// <param name="line">Without its end.</param>
    public ScriptedProgram WritesLine(string line) => Write(OutputKind.StandardOutput, line, "\n");

    /// <summary>Writes to standard error.</summary>
    /// <param name="text">The text as it stands, in the encoding of the system's programs.</param>
    public ScriptedProgram WritesError(string text) => Write(OutputKind.StandardError, text, "");

    /// <summary>Writes a line to standard error.</summary>
    /// <param name="line">Without its end.</param>
    public ScriptedProgram WritesErrorLine(string line) => Write(OutputKind.StandardError, line, "\n");

    /// <summary>Writes bytes to standard output.</summary>
    /// <param name="bytes">They must stay unchanged.</param>
    public ScriptedProgram WritesBytes(ReadOnlyMemory<byte> bytes) => Add(new Step.Write(OutputKind.StandardOutput, bytes));

    /// <summary>Reads its input to the end, and writes what a function makes of it.</summary>
    /// <param name="answer">From all of the input to what is written on standard output; it must not block.</param>
    public ScriptedProgram AnswersInput(Func<string, string> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Add(new Step.Answer(answer, EachLine: false));
    }

    /// <summary>Reads its input line by line to the end, and writes a line for each.</summary>
    /// <param name="answer">From a line of the input to one of standard output, both without their ends; null for no answer. It must not block.</param>
    public ScriptedProgram AnswersLines(Func<string, string?> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Add(new Step.Answer(answer, EachLine: true));
    }

    /// <summary>Exits. It is the last step of a script, as are the other ends.</summary>
    /// <param name="exitCode">The exit code.</param>
    public ScriptedProgram Exits(int exitCode) => AddEnd(new Step.Exit(exitCode));

    /// <summary>A signal ends it that the run did not send, such as 11, SIGSEGV.</summary>
    /// <param name="number">Its number, 1 or more.</param>
    /// <param name="name">Its name.</param>
    public ScriptedProgram EndsBySignal(int number, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return AddEnd(new Step.Signal(number, name));
    }

    /// <summary>Never ends by itself: a deadline, a token or a limit has to end it.</summary>
    public ScriptedProgram NeverEnds() => AddEnd(new Step.Hang());

    /// <summary>Uses more than a limit allows, and goes on until the run ends it.</summary>
    /// <param name="limit">Which.</param>
    public ScriptedProgram Exceeds(ResourceLimit limit) => AddEnd(new Step.Exceed(limit));

    /// <summary>Goes on when it is asked to end, so that only the kill at the end of the grace period ends it.</summary>
    public ScriptedProgram IgnoresStopSignal()
    {
        (_ignoresStopSignal, _exitCodeWhenAsked) = (true, null);
        return this;
    }

    /// <summary>Exits when it is asked to end, as a program does that cleans up.</summary>
    /// <param name="exitCode">The exit code.</param>
    public ScriptedProgram ExitsWhenAsked(int exitCode)
    {
        (_ignoresStopSignal, _exitCodeWhenAsked) = (false, exitCode);
        return this;
    }

    /// <summary>Has a descendant that outlives it, until the run ends that (<see cref="ProcessSpec.OrphanPolicy"/>).</summary>
    /// <param name="name">The name of the process.</param>
    public ScriptedProgram LeavesBehind(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _descendants.Add(name);
        return this;
    }

    /// <summary>Cannot be started.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What the error says; null for one that names the failure.</param>
    public void FailsToStart(StartFailure failure, string? message = null) => _failure = (failure, message);

    /// <summary>Whether this script is for one more.</summary>
    /// <param name="spec">A program.</param>
    /// <param name="alreadyTaken">How many of the same run take this script already.</param>
    internal bool IsFor(ProcessSpec spec, int alreadyTaken) => _used + alreadyTaken < _most && _matches(spec);

    internal Script Use()
    {
        _used++;
        return new Script([.. _steps], [.. _descendants], _failure, _ignoresStopSignal, _exitCodeWhenAsked);
    }

    internal string Describe() => _used < _most ? _description : $"{_description} (used up, {_most} of {_most})";

    private ScriptedProgram Write(OutputKind kind, string text, string end)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Add(new Step.Write(kind, TextDecoding.Lenient(null).GetBytes(text + end)));
    }

    private ScriptedProgram AddEnd(Step step)
    {
        Add(step);
        _hasEnd = true;
        return this;
    }

    private ScriptedProgram Add(Step step)
    {
        if (_hasEnd)
            throw new InvalidOperationException("The script has ended: nothing happens after that.");
        _steps.Add(step);
        return this;
    }
}
