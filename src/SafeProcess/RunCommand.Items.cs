namespace SafeProcess.Commands;

/// <content>From the call of an item to what is run for it in this session.</content>
public abstract partial class RunCommand
{
    /// <summary>The item with its paths resolved by this session, and limited by these parameters.</summary>
    /// <param name="call">What is to be run.</param>
    /// <param name="inputObject">What came down the pipeline.</param>
    /// <param name="isLogged">Whether a job log is to know the item.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    /// <exception cref="InvalidCommandBlockException">A redirection cannot be used.</exception>
    private protected BatchItem ReadItem(ItemCall call, object? inputObject, bool isLogged)
    {
        CalledStage[] stages = [.. call.Stages.Select(stage => stage.FoundBy(this))];
        var output = OptionsOf(OutputForm.Result).Redirect(this, stages);
        output.Validate();
        var directory = call.WorkingDirectory is null
            ? PathResolver.CurrentDirectory(this)
            : PathResolver.Resolve(this, nameof(ProgramCommand.WorkingDirectory), call.WorkingDirectory);
        var spec = SpecOf(call, stages, directory, call.Input.IsEmpty ? ProcessInput.Empty : ProcessInput.FromBytes(call.Input));
        return new BatchItem(call.Index, inputObject, spec) { Output = output, Key = isLogged ? JobLogKey.Of(spec, output, call.Input.Span) : null };
    }

    /// <summary>The spec of an item.</summary>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    private protected ProcessSpec SpecOf(ItemCall call, IReadOnlyList<CalledStage> stages, string? directory, ProcessInput input)
    {
        var program = new ProcessSpec(stages[^1].FilePath)
        {
            WorkingDirectory = directory,
            Environment = call.Environment.Variables,
            SensitiveVariables = call.Environment.Secrets,
            CleanEnvironment = CleanEnvironment,
            SuccessExitCode = SuccessExitCode ?? [],
        };
        return Limit(CalledStage.Join(stages, input, program) with { Timeout = call.Timeout });
    }
}
