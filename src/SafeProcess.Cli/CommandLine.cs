using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace SafeProcess.Cli;

/// <summary>The options, and how a command line becomes a <see cref="RunRequest"/>.</summary>
internal static class CommandLine
{
    private const string Name = "safeprocess";

    private static readonly Option<TimeSpan?> Timeout = Value(
        "--timeout", "TIME", "End the whole tree when this time is over.", OptionText.Time);

    private static readonly Option<TimeSpan?> IdleTimeout = Value(
        "--idle-timeout", "TIME", "End the whole tree when neither stream brought a byte for this long.", OptionText.Time);

    private static readonly Option<TimeSpan?> Grace = Value(
        "--grace", "TIME", "From the stop signal to the kill; 0 kills at once. [default: 2s]", OptionText.Time);

    private static readonly Option<StopSignal?> Signal = Value(
        "--signal", "SIGNAL", $"What asks the tree to end: {OptionText.Signals}, with SIG or without, or a number. [default: TERM]",
        OptionText.Signal);

    private static readonly Option<OrphanPolicy?> Orphans = Value(
        "--orphans", "POLICY", "What happens to descendants that outlive the program: stop, wait, keep or fail. [default: stop]",
        OptionText.Orphans);

    private static readonly Option<long?> MemoryLimit = Value(
        "--memory-limit", "SIZE", "The most memory the whole tree may hold.", result => OptionText.Size(result, largest: 1 << 20));

    private static readonly Option<int?> ProcessLimit = Value(
        "--process-limit", "N", "The most processes and threads the tree may have at once.", OptionText.Count);

    private static readonly Option<TimeSpan?> CpuTimeLimit = Value(
        "--cpu-time-limit", "TIME", "The most processor time the tree may use.", OptionText.Time);

    private static readonly Option<int?> OpenFileLimit = Value(
        "--open-file-limit", "N", "The most descriptors each process of the tree may have open.", OptionText.Count);

    private static readonly Option<bool> DiagnoseArguments = Switch(
        "--diagnose-arguments", "With --json: tell the arguments of each process and the paths of its files as well.");

    private static readonly Option<string?> Directory = new("--cwd") { HelpName = "DIR", Description = "Start the program in this directory." };

    private static readonly Option<Dictionary<string, string?>> Environment = Value(
        "--env", "NAME=VALUE", "Set an environment variable; may be repeated.", OptionText.Environment);

    private static readonly Option<bool> CleanEnvironment = Switch("--clean-env", "Start from an empty environment.");

    private static readonly Option<bool> MergeStandardError = Switch("--merge-stderr", "Give the program one pipe for both streams, so that all comes on standard output in order.");

    private static readonly Option<bool> Json = Switch("--json", "Capture both streams and print the result as one JSON object.");

    private static readonly Option<long?> OutputLimit = Value(
        "--output-limit", "SIZE", "With --json: bytes kept of each stream; a program that writes more is ended. [default: 100M]",
        result => OptionText.Size(result, largest: 1));

    private static readonly Option<bool> Verbose = Switch("--verbose", "Tell each step of the run on standard error.");

    private static readonly Argument<string[]> Program = new("PROGRAM")
    {
        Arity = ArgumentArity.OneOrMore,
        CaptureRemainingTokens = true,
    };

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var command = new Command(Name, "Runs a program safely: no deadlock, no run without end, no process left behind, no output lost.")
        {
            Timeout, Grace, IdleTimeout, Signal, Orphans, MemoryLimit, ProcessLimit, CpuTimeLimit, OpenFileLimit,
            Directory, Environment, CleanEnvironment, MergeStandardError, Json, OutputLimit, DiagnoseArguments, Verbose, Program, new HelpOption { Action = new HelpText() }, new VersionOption(),
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(OutputLimit) is not null && result.GetResult(Json) is null)
                result.AddError("--output-limit is for captured output: it needs --json.");
            if (result.GetResult(DiagnoseArguments) is not null && result.GetResult(Json) is null)
                result.AddError("--diagnose-arguments is for the result: it needs --json.");
        });
        command.SetAction((parsed, _) => Execution.RunAsync(ToRequest(parsed)));

        // The parser takes a first argument that is its own name for the name of the program file, and would drop it.
        var parsed = command.Parse([Name, .. arguments], new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction)
            return Failure.Tell(parsed.Errors[0].Message, ExitCode.OwnError);
        if (StrayToken(parsed) is { } token)
            return Failure.Tell($"'{token}' is no option of {Name}; a program of that name needs -- before it.", ExitCode.OwnError);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The help found no room where it was to be written.
            return Failure.Tell(failure.Message, ExitCode.OwnError);
        }
    }

    /// <summary>What the user wrote to set a property of <see cref="ProcessSpec"/>.</summary>
    public static string NameOf(string property) => property switch
    {
        nameof(ProcessSpec.Timeout) => Timeout.Name,
        nameof(ProcessSpec.IdleTimeout) => IdleTimeout.Name,
        nameof(ProcessSpec.GracePeriod) => Grace.Name,
        nameof(ProcessSpec.MemoryLimit) => MemoryLimit.Name,
        nameof(ProcessSpec.ProcessLimit) => ProcessLimit.Name,
        nameof(ProcessSpec.CpuTimeLimit) => CpuTimeLimit.Name,
        nameof(ProcessSpec.OpenFileLimit) => OpenFileLimit.Name,
        nameof(ProcessSpec.WorkingDirectory) => Directory.Name,
        nameof(ProcessSpec.Environment) => Environment.Name,
        nameof(ProcessSpec.FilePath) => Program.Name,
        _ => property,
    };

    private static Option<T> Value<T>(string name, string kind, string description, Func<ArgumentResult, T> read) =>
        new(name) { HelpName = kind, Description = description, CustomParser = read };

    private static Option<bool> Switch(string name, string description) =>
        // Without an arity of zero, `--json false` would read the program false as the option's value.
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An unknown option, which the parser takes for the program, or one of the parser's own [directives].</summary>
    private static string? StrayToken(ParseResult parsed)
    {
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Directive)
                return token.Value;
            if (token.Type == TokenType.DoubleDash)
                return null;
            if (token.Type == TokenType.Argument && parsed.GetResult(Program)?.Tokens is [var first, ..] && ReferenceEquals(first, token))
                return first.Value.StartsWith('-') ? first.Value : null;
        }

        return null;
    }

    private static RunRequest ToRequest(ParseResult parsed)
    {
        var words = parsed.GetRequiredValue(Program);
        var spec = new ProcessSpec(words[0], words[1..])
        {
            Timeout = parsed.GetValue(Timeout),
            IdleTimeout = parsed.GetValue(IdleTimeout),
            MemoryLimit = parsed.GetValue(MemoryLimit),
            ProcessLimit = parsed.GetValue(ProcessLimit),
            CpuTimeLimit = parsed.GetValue(CpuTimeLimit),
            OpenFileLimit = parsed.GetValue(OpenFileLimit),
            DiagnoseArguments = parsed.GetValue(DiagnoseArguments),
            WorkingDirectory = parsed.GetValue(Directory),
            CleanEnvironment = parsed.GetValue(CleanEnvironment),
            MergeStandardError = parsed.GetValue(MergeStandardError),
            Input = StandardStream.Input(),
        };
        spec = spec with
        {
            GracePeriod = parsed.GetValue(Grace) ?? spec.GracePeriod,
            StopSignal = parsed.GetValue(Signal) ?? spec.StopSignal,
            OrphanPolicy = parsed.GetValue(Orphans) ?? spec.OrphanPolicy,
            Environment = parsed.GetValue(Environment) ?? spec.Environment,
        };
        return new RunRequest(spec, parsed.GetValue(OutputLimit) ?? OutputSink.DefaultLimit, parsed.GetValue(Json), parsed.GetValue(Verbose));
    }
}
