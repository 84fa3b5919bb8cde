using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>What every cmdlet that runs one program takes.</summary>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists of arguments to arrays.")]
[SuppressMessage("Usage", "CA2227:Collection properties should be read only", Justification = "PowerShell sets parameters.")]
public abstract class ProgramCommand : RunCommand
{
    /// <summary>The program: a path, relative to PowerShell's current location, or a name found on PATH.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ArgumentCompleter(typeof(ProgramCompleter))]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The arguments; each element is one argument, passed exactly.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true)]
    [ArgumentListTransformation]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>The longest time the run may take.</summary>
    [Parameter]
    [TimeTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The directory the program starts in; PowerShell's current location by default.</summary>
    [Parameter]
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

    /// <summary>Not for use. PowerShell takes <c>-c</c> for the beginning of <c>-CleanEnvironment</c>, <c>-f</c> for <c>-FilePath</c> and
    /// so on; this takes the one-letter options that programs have, so that <c>Invoke-SafeProcess sh -c …</c> without
    /// <c>--</c> is an error that says what to write, and not a run that nobody meant.</summary>
    [Parameter(DontShow = true)]
    [Alias("a", "c", "d", "e", "f", "g", "i", "m", "o", "p", "s", "t", "v", "w", "File")]
    public SwitchParameter ProgramOption { get; set; }

    /// <summary>What the parameters say is to be run.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private protected ProcessSpec ReadSpec(ProcessInput input)
    {
        if (ProgramOption)
            throw OptionTaken(nameof(ArgumentList));

        return Limit(new ProcessSpec(PathResolver.ResolveProgram(this, nameof(FilePath), FilePath), ArgumentList ?? [])
        {
            WorkingDirectory = WorkingDirectory is null
                ? PathResolver.CurrentDirectory(this)
                : PathResolver.Resolve(this, nameof(WorkingDirectory), WorkingDirectory),
            Environment = EnvironmentReader.Read(Environment),
            Input = input,
            Timeout = Timeout,
            MergeStandardError = MergeStandardError,
        });
    }

    /// <summary>What the parameters say of the output.</summary>
    /// <param name="form">What the cmdlet gives.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used, or two contradict each other.</exception>
    private protected OutputOptions ReadOutputOptions(OutputForm form)
    {
        var options = new OutputOptions(
            form,
            MergeStandardError,
            StandardOutputPath is null ? null : PathResolver.Resolve(this, nameof(StandardOutputPath), StandardOutputPath),
            StandardErrorPath is null ? null : PathResolver.Resolve(this, nameof(StandardErrorPath), StandardErrorPath),
            OutputEncoding,
            OutputLimit);
        options.Validate();
        return options;
    }

    // People who name an alias, a function or a script here are told what it is.
    private protected string? Hint(StartException failure)
    {
        const CommandTypes NoPrograms = CommandTypes.Alias | CommandTypes.Function | CommandTypes.Filter | CommandTypes.Cmdlet | CommandTypes.ExternalScript;
        return failure.Failure switch
        {
            StartFailure.NotExecutable when failure.FilePath.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) =>
                "It is a PowerShell script: run it with pwsh -File.",
            StartFailure.CommandNotFound when InvokeCommand.GetCommand(FilePath, NoPrograms) is { } command =>
                $"PowerShell has a command of that name ({command.CommandType}), which is no program: call it without {MyInvocation.MyCommand.Name}.",
            _ => null,
        };
    }
}
