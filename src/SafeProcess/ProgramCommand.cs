using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>What every cmdlet that runs one program takes.</summary>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists of arguments to arrays.")]
[SuppressMessage("Usage", "CA2227:Collection properties should be read only", Justification = "PowerShell sets parameters.")]
public abstract class ProgramCommand : RunCommand
{
    private protected const string ProgramSet = "FilePath";
    private protected const string BlockSet = "ScriptBlock";

    private IReadOnlyList<CalledStage> _stages = [];

    /// <summary>The program: a path, relative to PowerShell's current location, or a name found on PATH.</summary>
    [Parameter(Position = 0, ParameterSetName = ProgramSet)]
    [ArgumentCompleter(typeof(ProgramCompleter))]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The arguments; each element is one argument, passed exactly.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true, ParameterSetName = ProgramSet)]
    [ArgumentListTransformation]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>The command line: a program and its arguments as one types them without this cmdlet.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = BlockSet)]
    [System.Management.Automation.AllowNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>The longest time the run may take.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The directory the program starts in; PowerShell's current location by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string? WorkingDirectory { get; set; }

    /// <summary>Variables to add or replace; a null value removes.</summary>
    [Parameter]
    public IDictionary? Environment { get; set; }

    /// <summary>Both streams as one, in the order they were written; with Line and Text.</summary>
    [Parameter]
    public SwitchParameter MergeStandardError { get; set; }

    /// <summary>The file that takes standard output.</summary>
    [Parameter]
    public string? StandardOutputPath { get; set; }

    /// <summary>The file that takes standard error.</summary>
    [Parameter]
    public string? StandardErrorPath { get; set; }

    /// <summary>Write behind what the files of <c>-StandardOutputPath</c> and <c>-StandardErrorPath</c> hold, instead of replacing it.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Capture or emit what goes to a file as well.</summary>
    [Parameter]
    public SwitchParameter Tee { get; set; }

    /// <summary>The file that the program reads as standard input.</summary>
    [Parameter]
    public string? StandardInputPath { get; set; }

    /// <summary>Whether it runs in another session, where paths, home and files are others: they are left as they were typed.</summary>
    private protected virtual bool IsElsewhere => false;

    /// <summary>The program and its arguments, from the parameters or from the command block.</summary>
    /// <returns>The programs in the order of the pipeline; at least one.</returns>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    /// <exception cref="InvalidCommandBlockException">The block is no command line.</exception>
    private protected IReadOnlyList<CalledStage> ReadStages()
    {
        HideBound();
        if (ScriptBlock is not null)
            return _stages = MarkSecrets([.. CommandBlockCall.Read(this, ScriptBlock, isElsewhere: IsElsewhere).Select(stage => IsElsewhere ? stage : stage.FoundBy(this))]);

        var arguments = ReadArguments(out var isLastRaw);
        // Not left to PowerShell, which would ask a person for it, where there may be none.
        return string.IsNullOrEmpty(FilePath)
            ? throw new InvalidParameterException(nameof(FilePath), $"is missing: name a program, as in {MyInvocation.MyCommand.Name} {{ git status }}")
            : (_stages = MarkSecrets([new CalledStage(ResolveProgram(), arguments) { IsLastArgumentRaw = isLastRaw }]));
    }

    private string ResolveProgram()
    {
        try
        {
            return IsElsewhere ? FilePath : PathResolver.ResolveProgram(this, nameof(FilePath), FilePath);
        }
        catch (InvalidParameterException invalid) when (StartHints.ForName(this, FilePath) is { } hint)
        {
            // git clone https://host/repository: the part before the colon is no drive.
            throw new InvalidParameterException(nameof(FilePath), $"is '{FilePath}', which is no program. {hint.TrimEnd('.')}", invalid);
        }
    }

    /// <summary>The arguments as they were typed, which is more than PowerShell bound; what it bound where there is no text.</summary>
    private IReadOnlyList<CalledArgument> ReadArguments(out bool isLastRaw)
    {
        isLastRaw = false;
        var scope = new CallerScope(this);
        if (SplitTyped(scope) is not { } split)
            return ArgumentListTransformationAttribute.Read(ArgumentList);
        var bound = ArgumentListTransformationAttribute.BoundAs(ArgumentList, split.BoundCount);
        return split.HasOwn(nameof(ArgumentList))
            ? [.. ArgumentListTransformationAttribute.Read(ArgumentList), .. new RestoredArguments(split, [], scope).Read(out isLastRaw, IsElsewhere)]
            : new RestoredArguments(split, bound, scope).Read(out isLastRaw, IsElsewhere);
    }

    /// <summary>The standard input of the program.</summary>
    /// <param name="pipe">What comes down the pipeline; null for nothing.</param>
    /// <exception cref="InvalidParameterException">There is a file as well.</exception>
    private protected ProcessInput ReadInput(InputPipe? pipe)
    {
        if (StandardInputPath is not { } path)
            return pipe is null ? ProcessInput.Empty : ProcessInput.FromChunks(pipe.ReadAllAsync());
        if (HasTerminal)
            throw new InvalidParameterException(nameof(StandardInputPath), "cannot be used with -Terminal, at which input is typed: pipe it in, as in Get-Content file | Invoke-SafeProcess -Terminal { program }");
        return pipe is null
            ? IsElsewhere ? ProcessInput.Empty : ProcessInput.FromFile(PathResolver.Resolve(this, nameof(StandardInputPath), path))
            : throw new InvalidParameterException(nameof(StandardInputPath), "cannot be used with pipeline input");
    }

    /// <summary>What the parameters say is to be run.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private protected ProcessSpec ReadSpec(IReadOnlyList<CalledStage> stages, ProcessInput input)
    {
        var directory = IsElsewhere ? null : WorkingDirectory is null
            ? PathResolver.CurrentDirectory(this)
            : PathResolver.Resolve(this, nameof(WorkingDirectory), WorkingDirectory);
        var environment = EnvironmentReader.Read(Environment);
        var program = new ProcessSpec(stages[^1].FilePath)
        {
            WorkingDirectory = directory,
            Environment = environment.Variables,
            SensitiveVariables = environment.Secrets,
            CleanEnvironment = CleanEnvironment,
            SuccessExitCode = SuccessExitCode ?? [],
        };
        var joined = CalledStage.Join(stages, input, program);
        return Limit(joined with { Timeout = Timeout, MergeStandardError = MergeStandardError || joined.MergeStandardError });
    }

    /// <summary>What the parameters and the redirections of the command block say of the output.</summary>
    /// <param name="stages">What is to be run.</param>
    /// <param name="form">What the cmdlet gives.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used, or two contradict each other.</exception>
    private protected OutputOptions ReadOutputOptions(IReadOnlyList<CalledStage> stages, OutputForm form)
    {
        var options = OptionsOf(form) with
        {
            MergeStandardError = MergeStandardError,
            Output = OutputTarget.Read(this, nameof(StandardOutputPath), StandardOutputPath, Append),
            Error = OutputTarget.Read(this, nameof(StandardErrorPath), StandardErrorPath, Append),
            Tee = Tee,
        };
        if (Append && options.Output is null && options.Error is null)
            throw new InvalidParameterException(nameof(Append), "needs -StandardOutputPath or -StandardErrorPath; in a command block write >> instead of >");
        options = options.Redirect(this, stages);
        options.Validate();
        return options;
    }

    /// <summary>What else to say of a program that could not be started; null for nothing.</summary>
    private protected string? Hint(StartException failure) =>
        StartHints.For(this, failure, ScriptBlock is null ? FilePath : null)
        ?? (failure.Failure == StartFailure.InputNotReadable ? "-StandardInputPath names it."
            : StageOf(failure).Extent is { } typed ? $"It stands at {InvalidCommandBlockException.Quote(typed)}."
            : null);

    private CalledStage StageOf(StartException failure) => _stages[(failure.Stage ?? 1) - 1];
}
