using System.Diagnostics;
using SafeProcess.Platform;

namespace SafeProcess;

public sealed partial record ProcessSpec
{
    /// <summary>The longest time any limit may have: what the system's timers can count.</summary>
    public static TimeSpan LongestTime { get; } = TimeSpan.FromDays(49);

    /// <summary>The stop signals that this system can send to one program.</summary>
    public static IReadOnlyList<StopSignal> StopSignals => ProgramConventions.Current.StopSignals;

    /// <summary>Checks every value, of every stage.</summary>
    /// <exception cref="ArgumentException">A value is out of range; <see cref="ArgumentException.ParamName"/> names the property,
    /// the message the reason.</exception>
    public void Validate()
    {
        if (PipedFrom is null)
            ValidateProgram();
        else
            ValidateStages();
        ValidateRun();
    }

    /// <summary>Whether the caller writes the input while the program runs.</summary>
    internal bool HasOpenInput => Stages()[0].Input is { IsOpen: true };

    /// <summary>For those who give nobody the run to write to: the program would wait for ever.</summary>
    /// <exception cref="InvalidSpecException">The input is open.</exception>
    internal void RefuseOpenInput()
    {
        if (HasOpenInput)
            throw Invalid(nameof(Input), $"is {nameof(ProcessInput.Open)}, and nobody gets the run to write to: use {nameof(IProcessRunner.Start)}");
    }

    private void ValidateStages()
    {
        var stages = Stages();
        if (stages.Count > MostStages)
            throw Invalid(nameof(PipedFrom), $"makes a pipeline of {stages.Count} programs: at most {MostStages} can be joined");
        for (var index = 0; index < stages.Count; index++)
        {
            try
            {
                stages[index].ValidateProgram();
                if (index > 0 && stages[index].Input is not { Chunks: null, FilePath: null })
                    throw Invalid(nameof(Input), "is given to a program that reads another: the input of a pipeline is that of its first stage");
                if (index < stages.Count - 1)
                    stages[index].RefuseWhatIsOfTheRun();
            }
            catch (InvalidSpecException failure)
            {
                throw Invalid(failure.ParamName!, $"{failure.Reason} (stage {index + 1} of {stages.Count})");
            }
        }
    }

    private void RefuseWhatIsOfTheRun()
    {
        foreach (var (name, isDefault) in (ReadOnlySpan<(string, bool)>)
            [
                (nameof(Timeout), Timeout is null), (nameof(IdleTimeout), IdleTimeout is null), (nameof(GracePeriod), GracePeriod == _usualGracePeriod),
                (nameof(StopSignal), StopSignal == StopSignal.SIGTERM), (nameof(OrphanPolicy), OrphanPolicy == default), (nameof(MemoryLimit), MemoryLimit is null),
                (nameof(ProcessLimit), ProcessLimit is null), (nameof(CpuTimeLimit), CpuTimeLimit is null), (nameof(OpenFileLimit), OpenFileLimit is null),
                (nameof(Priority), Priority is null), (nameof(Containment), Containment is null), (nameof(Terminal), Terminal is null), (nameof(DiagnoseArguments), !DiagnoseArguments),
            ])
        {
            if (!isDefault)
                throw Invalid(name, "is set for a program that another one reads: it is the whole run's, so set it for the last stage");
        }
    }

    /// <summary>Checks what each program of a pipeline has of its own.</summary>
    private void ValidateProgram()
    {
        if (string.IsNullOrWhiteSpace(FilePath))
            throw Invalid(nameof(FilePath), "names no program: it is empty");
        Reject(nameof(FilePath), FilePath);
        if (ArgumentList is null)
            throw Invalid(nameof(ArgumentList), "is null");
        for (var index = 0; index < ArgumentList.Count; index++)
        {
            if (ArgumentList[index] is not { } argument)
                throw Invalid(nameof(ArgumentList), $"has null as element {index}");
            if (Unpassable(argument) is { } what)
                throw Invalid(nameof(ArgumentList), $"has {what} in element {index}, which no program can be given");
        }

        if (IsLastArgumentRaw && (ArgumentList.Count == 0 || !ProgramConventions.Current.TakeRawText))
            throw Invalid(nameof(IsLastArgumentRaw), ArgumentList.Count == 0 ? "is set without an argument" : "is set, but programs of this system get arguments one by one");
        ValidateDirectory();
        ValidateEnvironment();
        ValidateSecrets();
        if (Input is null)
            throw Invalid(nameof(Input), "is null");
        if (Input.FilePath is { } file && Unpassable(file) is { } unreadable)
            throw Invalid(nameof(Input), $"is a file the name of which has {unreadable}");
        if (SuccessExitCode is null || SuccessExitCode.Count == 0)
            throw Invalid(nameof(SuccessExitCode), "is empty: at least one exit code must count as success");
    }

    /// <summary>Checks what is the whole run's.</summary>
    private void ValidateRun()
    {
        ValidateTime(nameof(Timeout), Timeout, zeroAllowed: false);
        ValidateTime(nameof(IdleTimeout), IdleTimeout, zeroAllowed: false);
        ValidateTime(nameof(GracePeriod), GracePeriod, zeroAllowed: true);
        if (!Enum.IsDefined(StopSignal))
            throw Invalid(nameof(StopSignal), $"is {(int)StopSignal}, which is none of {string.Join(", ", StopSignals)}");
        if (!StopSignals.Contains(StopSignal))
            throw Invalid(nameof(StopSignal), $"is {StopSignal}, which this system cannot send to one program: use {string.Join(", ", StopSignals)}");
        if (!Enum.IsDefined(OrphanPolicy))
            throw Invalid(nameof(OrphanPolicy), $"is {(int)OrphanPolicy}, which is none of {string.Join(", ", Enum.GetNames<OrphanPolicy>())}");
        ValidateTerminal();
        if (Priority is { } priority && !Enum.IsDefined(priority))
            throw Invalid(nameof(Priority), $"is {(int)priority}, which is none of {string.Join(", ", Enum.GetNames<ProcessPriorityClass>())}");
        if (Containment is { } containment && !Enum.IsDefined(containment))
            throw Invalid(nameof(Containment), $"is {(int)containment}, which is none of {string.Join(", ", Enum.GetNames<Containment>())}");
        if (Containment is SafeProcess.Containment.Namespace && OrphanPolicy == OrphanPolicy.Keep)
            throw Invalid(nameof(Containment), $"is {Containment}, in which nothing outlives the run, and {nameof(OrphanPolicy)} is {OrphanPolicy}: use Wait, or another containment");
        ValidateLimits();
    }

    private void ValidateTerminal()
    {
        if (Terminal is not { } size)
            return;
        if (size.Columns is < 1 or > short.MaxValue || size.Rows is < 1 or > short.MaxValue)
            throw Invalid(nameof(Terminal), $"is {size}: columns and rows must be from 1 to {short.MaxValue}");
        if (PipedFrom is not null)
            throw Invalid(nameof(Terminal), "is set for a pipeline: only a program that runs alone has a terminal");
        if (Input.FilePath is not null)
            throw Invalid(nameof(Input), "is a file that the program reads itself: one that has a terminal reads that");
    }

    private void ValidateLimits()
    {
        if (MemoryLimit < 1024 * 1024)
            throw Invalid(nameof(MemoryLimit), $"is {MemoryLimit} bytes: it must be at least 1 MiB");
        if (ProcessLimit < 1)
            throw Invalid(nameof(ProcessLimit), $"is {ProcessLimit}: it must be at least 1");
        if (OpenFileLimit < 3)
            throw Invalid(nameof(OpenFileLimit), $"is {OpenFileLimit}: it must be at least 3, for the standard streams");
        ValidateTime(nameof(CpuTimeLimit), CpuTimeLimit, zeroAllowed: false);
    }

    private void ValidateDirectory()
    {
        if (WorkingDirectory is null)
            return;
        if (WorkingDirectory.Length == 0)
            throw Invalid(nameof(WorkingDirectory), "is empty");
        Reject(nameof(WorkingDirectory), WorkingDirectory);
    }

    private void ValidateEnvironment()
    {
        if (Environment is null)
            throw Invalid(nameof(Environment), "is null");
        foreach (var (name, value) in Environment)
        {
            if (string.IsNullOrEmpty(name))
                throw Invalid(nameof(Environment), "has an empty name");
            if (name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
                throw Invalid(nameof(Environment), $"has the name '{name.Replace("\0", "\\0", StringComparison.Ordinal)}': no name may hold '=' or NUL");
            if (Unpassable(name) is { } half)
                throw Invalid(nameof(Environment), $"has {half} in the name '{VisibleText.Of(name)}'");
            if (value is not null && Unpassable(value) is { } what)
                throw Invalid(nameof(Environment), $"has {what} in the value of '{VisibleText.Of(name)}'");
        }
    }

    private static void ValidateTime(string name, TimeSpan? time, bool zeroAllowed)
    {
        if (time is not { } value)
            return;
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !zeroAllowed))
            throw Invalid(name, $"is {value}: it must be {(zeroAllowed ? "zero or more" : "more than zero")}");
        if (value > LongestTime)
            throw Invalid(name, $"is {value}: it must be at most {LongestTime.TotalDays:0} days");
    }

    private static void Reject(string name, string value)
    {
        if (Unpassable(value) is { } what)
            throw Invalid(name, $"has {what}");
    }

    /// <summary>What a text has that would make another of it on its way to a program; null for nothing.</summary>
    private static string? Unpassable(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? "a NUL character"
        : ProgramConventions.Current.CanPass(text) ? null
        : "half of a character (a lone surrogate)";

    private static InvalidSpecException Invalid(string name, string reason) => new(name, reason);
}
