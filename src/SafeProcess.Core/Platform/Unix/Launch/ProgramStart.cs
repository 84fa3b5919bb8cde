namespace SafeProcess.Platform.Unix.Launch;

/// <summary>One program as it is to be started.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Path">The full path that was found.</param>
/// <param name="Directory">The directory it starts in.</param>
/// <param name="Environment">Its variables.</param>
/// <param name="Bytes">More of them, which are no text.</param>
internal sealed record ProgramStart(ProcessSpec Spec, string Path, string Directory, List<KeyValuePair<string, string>> Environment, IReadOnlyList<byte[]> Bytes)
{
    private const string OwnDirectory = "PWD";

    // What most terminals are, for a host that has none.
    private const string KindOfTerminal = "xterm-256color";

    /// <summary>The programs of a run, the first first.</summary>
    /// <exception cref="StartException">One of them cannot be started.</exception>
    public static ProgramStart[] AllOf(ProcessSpec spec, string runId) => StagePlans.Make(spec, stage =>
    {
        var directory = StartDirectory.Of(stage);
        var environment = EnvironmentVariables.Compose(stage, runId, StringComparer.Ordinal);
        // What a shell would have told it of its directory, not the host's.
        if (stage.WorkingDirectory is not null && !stage.Environment.ContainsKey(OwnDirectory) && environment.FindIndex(static variable => variable.Key == OwnDirectory) is >= 0 and var place)
            environment[place] = new(OwnDirectory, directory);
        if (stage.Terminal is not null && !stage.Environment.ContainsKey("TERM") && !environment.Exists(static variable => variable.Key == "TERM"))
            environment.Add(new("TERM", KindOfTerminal));
        var bytes = InheritedVariables.TakeFrom(environment, stage);
        return new ProgramStart(stage, CommandLookup.Find(stage), directory, environment, bytes);
    });

    /// <summary>What the system is given; the caller disposes of it.</summary>
    public SpawnBlock ToBlock() => new(Path, Directory, Spec.FilePath, Spec.ArgumentList, Environment, Bytes);

    /// <summary>Why it could not be started.</summary>
    public StartException Fail(int error) => LaunchFailure.From(error, Spec, Path, Directory);
}
