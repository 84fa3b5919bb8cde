using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>What every cmdlet that runs programs takes: the limits of each run.</summary>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public abstract partial class RunCommand : PSCmdlet
{
    // Whatever the encoding of the programs, on every system.
    private static readonly UTF8Encoding _ofTerminals = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The longest silence on both streams.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>The time between the stop signal and the kill.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? GracePeriod { get; set; }

    /// <summary>The signal that asks the tree to end: one of those that this system can send to a single program.</summary>
    [Parameter]
    [StopSignalTransformation]
    [ArgumentCompleter(typeof(StopSignalCompleter))]
    public string StopSignal { get; set; } = nameof(SafeProcess.StopSignal.SIGTERM);

    /// <summary>Start from an empty environment.</summary>
    [Parameter]
    public SwitchParameter CleanEnvironment { get; set; }

    /// <summary>The encoding of the lines on standard input.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? InputEncoding { get; set; }

    /// <summary>The encoding of what the program writes.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? OutputEncoding { get; set; }

    /// <summary>The most bytes that are captured of each stream; with Line, the longest line.</summary>
    [Parameter]
    public long OutputLimit { get; set; } = OutputSink.DefaultLimit;

    /// <summary>What happens to descendants that outlive the program.</summary>
    [Parameter]
    public OrphanPolicy OrphanPolicy { get; set; }

    /// <summary>The most memory the whole tree may hold, in bytes.</summary>
    [Parameter]
    public long? MemoryLimit { get; set; }

    /// <summary>The most processes and threads the tree may have at once.</summary>
    [Parameter]
    public int? ProcessLimit { get; set; }

    /// <summary>The most processor time the tree may use.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? CpuTimeLimit { get; set; }

    /// <summary>The most descriptors each process of the tree may have open.</summary>
    [Parameter]
    public int? OpenFileLimit { get; set; }

    /// <summary>What the tree is worth to the system's scheduler; the session's own priority by default.</summary>
    [Parameter]
    public ProcessPriorityClass? Priority { get; set; }

    /// <summary>What must hold the tree: without it, nothing is started. By default the best that costs nothing.</summary>
    [Parameter]
    public Containment? Containment { get; set; }

    /// <summary>Give the program a terminal instead of pipes; both streams come as standard output, and input is typed.</summary>
    [Parameter]
    public SwitchParameter Terminal { get; set; }

    /// <summary>A terminal of this size: columns, <c>x</c>, rows.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TerminalSizeCompleter))]
    public TerminalSize? TerminalSize { get; set; }

    /// <summary>Take escape sequences (colours, titles, movements) out of what the program writes.</summary>
    [Parameter]
    public SwitchParameter NoEscape { get; set; }

    /// <summary>Whether the diagnosis holds arguments and the paths of open files as well.</summary>
    [Parameter]
    public SwitchParameter DiagnoseArgument { get; set; }

    /// <summary>Which arguments are secret: positions, names of options, and patterns.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] SensitiveArgument { get; set; } = [];

    /// <summary>The exit codes that count as success.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SuccessExitCodeCompleter))]
    public int[] SuccessExitCode { get; set; } = [0];

    /// <summary>Whether programs have a terminal. A size that is asked for is one of a terminal.</summary>
    private protected bool HasTerminal => Terminal || TerminalSize is not null;

    /// <summary>How strings become input: as PowerShell's own pipe writes them, unless another encoding is asked for.</summary>
    private protected InputText TextOfInput =>
        new(InputEncoding ?? (HasTerminal ? _ofTerminals : GetVariableValue("OutputEncoding") as Encoding ?? ProcessInput.DefaultEncoding), InputParameter);

    /// <summary>Where strings for standard input come from.</summary>
    private protected virtual string InputParameter => "InputObject";

    /// <summary>Marks what is secret among the arguments of programs.</summary>
    /// <exception cref="InvalidParameterException">There is no such argument.</exception>
    private protected IReadOnlyList<CalledStage> MarkSecrets(IReadOnlyList<CalledStage> stages) => SensitiveArguments.Parse(SensitiveArgument).Mark(stages);

    /// <summary>Takes secrets from what PowerShell has bound, as each record of the verbose and the warning stream holds it.</summary>
    private protected void HideBound()
    {
        if (SensitiveArgument is not { Length: > 0 })
            return;
        foreach (var parameter in (ReadOnlySpan<string>)[nameof(ProgramCommand.ArgumentList), nameof(InvokeSafeProcessCommand.InputObject)])
        {
            if (MyInvocation.BoundParameters.ContainsKey(parameter))
                MyInvocation.BoundParameters[parameter] = SecretMask.Hidden;
        }
    }

    /// <summary>Sets in a spec what these parameters say, and checks it.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private protected ProcessSpec Limit(ProcessSpec spec)
    {
        spec = spec with
        {
            CleanEnvironment = CleanEnvironment,
            IdleTimeout = IdleTimeout,
            GracePeriod = GracePeriod ?? spec.GracePeriod,
            StopSignal = Enum.Parse<StopSignal>(StopSignal),
            OrphanPolicy = OrphanPolicy,
            SuccessExitCode = SuccessExitCode,
            MemoryLimit = MemoryLimit,
            ProcessLimit = ProcessLimit,
            CpuTimeLimit = CpuTimeLimit,
            OpenFileLimit = OpenFileLimit,
            Priority = Priority,
            Containment = Containment,
            DiagnoseArguments = DiagnoseArgument,
            Terminal = HasTerminal ? TerminalSize ?? SafeProcess.TerminalSize.Default : null,
        };
        try
        {
            spec.Validate();
            return spec;
        }
        catch (InvalidSpecException invalid)
        {
            var parameter = invalid.ParamName == nameof(ProcessSpec.Terminal) && TerminalSize is not null ? nameof(TerminalSize) : invalid.ParamName!;
            throw new InvalidParameterException(parameter, invalid.Reason, invalid);
        }
    }

    /// <summary>What the parameters of this class say of the output.</summary>
    private protected OutputOptions OptionsOf(OutputForm form) =>
        new(form, MergeStandardError: false, Output: null, Error: null, OutputEncoding ?? (HasTerminal ? _ofTerminals : null), OutputLimit)
        {
            NoEscape = NoEscape,
            IsTerminal = HasTerminal,
        };

    /// <summary>Reads which runs are tried again.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private protected static RetryPolicy ReadRetryPolicy(int count, TimeSpan delay, string[]? on)
    {
        if (count < 0)
            throw new InvalidParameterException("RetryCount", $"is {count}: it must be zero or more");
        CheckTime("RetryDelay", delay, zeroAllowed: true);
        return new RetryPolicy(count, delay, on is null ? null : RetryConditions.Parse("RetryOn", on));
    }

    /// <summary>Refuses a time that no timer can count.</summary>
    private protected static void CheckTime(string parameter, TimeSpan time, bool zeroAllowed)
    {
        if (time < TimeSpan.Zero || (time == TimeSpan.Zero && !zeroAllowed))
            throw new InvalidParameterException(parameter, $"is {time}: it must be {(zeroAllowed ? "zero or more" : "more than zero")}");
        if (time > ProcessSpec.LongestTime)
            throw new InvalidParameterException(parameter, $"is {time}: it must be at most {ProcessSpec.LongestTime.TotalDays:0} days");
    }

    // Steps cost time, so nobody is told of them unless somebody listens.
    private protected bool IsVerbose() =>
        MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose)
            ? LanguagePrimitives.IsTrue(verbose)
            : GetVariableValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
}
