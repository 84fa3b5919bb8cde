namespace SafeProcess.Cli;

/// <summary>All options there are, in the order of the help.</summary>
internal static class OptionTable
{
    /// <summary>What stands in the help for the program; errors about it say so too.</summary>
    public const string Program = "PROGRAM";

    private const string Time = "TIME";
    private const string Size = "SIZE";

    /// <summary>The one that a time before the program stands for.</summary>
    public static Option Timeout { get; } =
        new("--timeout", "End the whole tree when this time is over; 0 for never. Or TIME before PROGRAM.",
            static (draft, given) => draft.Spec = draft.Spec with { Timeout = OptionText.TimeOrNone(given) })
        {
            Value = Time, Property = nameof(ProcessSpec.Timeout),
        };

    public static IReadOnlyList<Option> All { get; } =
    [
        Timeout,
        new("--grace", "From the stop signal to the kill; 0 kills at once. [default: 2s]",
            static (draft, given) => draft.Spec = draft.Spec with { GracePeriod = OptionText.Grace(given) })
        {
            Letter = 'k', OtherName = GnuTimeout.KillAfter, Value = Time, Property = nameof(ProcessSpec.GracePeriod),
        },
        new("--idle-timeout", "End the whole tree when neither stream brought a byte for this long; 0 for never.",
            static (draft, given) => draft.Spec = draft.Spec with { IdleTimeout = OptionText.TimeOrNone(given) })
        {
            Value = Time, Property = nameof(ProcessSpec.IdleTimeout),
        },
        new("--signal", $"What asks the tree to end: {OptionText.Signals}, with SIG or without, or a number. [default: TERM]",
            static (draft, given) => draft.Spec = draft.Spec with { StopSignal = OptionText.Signal(given) })
        {
            Letter = 's', Value = "SIGNAL", Choices = OptionText.SignalNames, Property = nameof(ProcessSpec.StopSignal),
        },
        new("--orphans", "What happens to descendants that outlive the program: stop, wait, keep or fail. [default: stop]",
            static (draft, given) => draft.Spec = draft.Spec with { OrphanPolicy = OptionText.Orphans(given) })
        {
            Value = "POLICY", Choices = ["stop", "wait", "keep", "fail"], Property = nameof(ProcessSpec.OrphanPolicy),
        },
        new("--memory-limit", "The most memory the whole tree may hold.",
            static (draft, given) => draft.Spec = draft.Spec with { MemoryLimit = OptionText.Size(given, largest: 1 << 20) })
        {
            Value = Size, Property = nameof(ProcessSpec.MemoryLimit),
        },
        new("--process-limit", "The most processes and threads the tree may have at once.",
            static (draft, given) => draft.Spec = draft.Spec with { ProcessLimit = OptionText.Count(given) })
        {
            Value = "N", Property = nameof(ProcessSpec.ProcessLimit),
        },
        new("--cpu-time-limit", "The most processor time the tree may use.",
            static (draft, given) => draft.Spec = draft.Spec with { CpuTimeLimit = OptionText.Time(given) })
        {
            Value = Time, Property = nameof(ProcessSpec.CpuTimeLimit),
        },
        new("--open-file-limit", "The most descriptors each process of the tree may have open.",
            static (draft, given) => draft.Spec = draft.Spec with { OpenFileLimit = OptionText.Count(given) })
        {
            Value = "N", Property = nameof(ProcessSpec.OpenFileLimit),
        },
        new("--containment", $"What must hold the tree: {string.Join(", ", OptionText.Kinds)}. Without it, nothing is started.",
            static (draft, given) => draft.Spec = draft.Spec with { Containment = OptionText.Containment(given) })
        {
            Value = "KIND", Choices = OptionText.Kinds, Property = nameof(ProcessSpec.Containment),
        },
        new("--cwd", "Start the program in this directory.",
            static (draft, given) => draft.Spec = draft.Spec with { WorkingDirectory = given.Value })
        {
            Value = "DIR", IsFolder = true, Property = nameof(ProcessSpec.WorkingDirectory),
        },
        new("--env", "Set an environment variable; may be repeated.", static (draft, given) => OptionText.Variable(given, draft.Environment))
        {
            Value = "NAME=VALUE", IsVariable = true, MayRepeat = true, Property = nameof(ProcessSpec.Environment),
        },
        new("--clean-env", "Start from an empty environment.", static (draft, _) => draft.Spec = draft.Spec with { CleanEnvironment = true }),
        new("--merge-stderr", "Give the program one pipe for both streams, so that all comes on standard output in order.",
            static (draft, _) => draft.Spec = draft.Spec with { MergeStandardError = true }),
        new("--json", "Capture both streams and print the result as one JSON object.", static (draft, _) => draft.Json = true),
        new("--output-limit", "With --json: bytes kept of each stream; a program that writes more is ended. [default: 100M]",
            static (draft, given) => draft.OutputLimit = OptionText.Size(given, largest: 1))
        {
            Value = Size,
        },
        new("--diagnose-arguments", "With --json: tell the arguments of each process and the paths of its files as well.",
            static (draft, _) => draft.Spec = draft.Spec with { DiagnoseArguments = true }),
        new("--sensitive-argument", "Show *** for an argument: its position from 0, the option before it, or a pattern; may be repeated.",
            static (draft, given) => draft.SensitiveArguments.Add(given.Value))
        {
            Value = "WHICH", MayRepeat = true, Property = nameof(ProcessSpec.SensitiveArguments),
        },
        new("--preserve-status", "Exit as the program did, even after a deadline.", static (draft, _) => draft.PreserveStatus = true) { Letter = 'p' },
        new("--verbose", "Tell each step of the run on standard error.", static (draft, _) => draft.Verbose = true) { Letter = 'v' },
        new("--completion", "Print a script that completes command lines, for bash, zsh, fish or powershell.",
            static (draft, given) => draft.Page = OptionText.Completion(given))
        {
            Value = "SHELL", Choices = OptionText.Shells,
        },
        new("--man-page", "Print this program's manual page, for man.", static (draft, _) => draft.Page = ManPage.Text),
        new("--help", "Print this help.", static (draft, _) => draft.Page = HelpText.Text) { Letter = 'h' },
        new("--version", "Print the version.", static (draft, _) => draft.Page = HelpText.Version),
    ];

    /// <summary>The option that is written so; null for none.</summary>
    public static Option? Find(string written)
    {
        foreach (var option in All)
        {
            if (option.Name == written || option.OtherName == written || (written.Length == 2 && option.Letter == written[1]))
                return option;
        }

        return null;
    }

    /// <summary>What the user wrote to set a property of <see cref="ProcessSpec"/>.</summary>
    public static string NameOf(string property)
    {
        if (property == nameof(ProcessSpec.FilePath))
            return Program;
        foreach (var option in All)
        {
            if (option.Property == property)
                return option.Name;
        }

        return property;
    }
}
