using System.Collections;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <content>From parameters to what Core and the pipeline are told.</content>
public sealed partial class InvokeSafeProcessCommand
{
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private ProcessSpec ReadSpec(ProcessInput input)
    {
        if (ProgramOption)
        {
            throw new InvalidParameterException(
                nameof(ArgumentList),
                "has an option that PowerShell reads as a parameter: quote it ('-c'), or write -- before the program, as in Invoke-SafeProcess -Timeout 5s -- sh -c 'echo hi'");
        }

        var spec = new ProcessSpec(PathResolver.ResolveProgram(this, nameof(FilePath), FilePath), ArgumentList ?? [])
        {
            WorkingDirectory = WorkingDirectory is null
                ? PathResolver.CurrentDirectory(this)
                : PathResolver.Resolve(this, nameof(WorkingDirectory), WorkingDirectory),
            CleanEnvironment = CleanEnvironment,
            Input = input,
            Timeout = Timeout,
            IdleTimeout = IdleTimeout,
            StopSignal = StopSignal,
            OrphanPolicy = OrphanPolicy,
            SuccessExitCode = SuccessExitCode,
            MergeStandardError = MergeStandardError,
        };
        if (GracePeriod is { } grace)
            spec = spec with { GracePeriod = grace };
        if (Environment is { Count: > 0 })
            spec = spec with { Environment = ReadEnvironment(Environment) };
        try
        {
            spec.Validate();
            return spec;
        }
        catch (InvalidSpecException invalid)
        {
            throw new InvalidParameterException(invalid.ParamName!, invalid.Reason, invalid);
        }
    }

    /// <exception cref="InvalidParameterException">A value cannot be used, or two contradict each other.</exception>
    private OutputOptions ReadOutputOptions()
    {
        var options = new OutputOptions(
            As,
            MergeStandardError,
            StandardOutputPath is null ? null : PathResolver.Resolve(this, nameof(StandardOutputPath), StandardOutputPath),
            StandardErrorPath is null ? null : PathResolver.Resolve(this, nameof(StandardErrorPath), StandardErrorPath),
            OutputEncoding,
            OutputLimit);
        options.Validate();
        return options;
    }

    private static Dictionary<string, string?> ReadEnvironment(IDictionary environment)
    {
        var variables = new Dictionary<string, string?>(environment.Count);
        var entries = environment.GetEnumerator();
        while (entries.MoveNext())
        {
            var name = LanguagePrimitives.ConvertTo<string>(entries.Key);
            variables[name] = entries.Value is null ? null : LanguagePrimitives.ConvertTo<string>(entries.Value);
        }

        return variables;
    }
}
