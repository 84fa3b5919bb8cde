using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>What the views show of a result, a stage, a process or a run, each by a hidden property of that name (<c>module/SafeProcess.Types.ps1xml</c>). Code instead
/// of scripts, as it runs in every language mode; by the names of properties, as what came from another session has nothing else. What is null or not there gives an empty text; times and sizes are written as in
/// <c>1.50 s</c> and <c>12.3 MB</c>.</summary>
public static class Shown
{
    /// <summary>The name of the program.</summary>
    public static string Program(PSObject shown) => Display.Text(Path.GetFileName(Text(shown, "FilePath")));

    /// <summary>Program and path.</summary>
    public static string FilePath(PSObject shown) => Display.Text(Text(shown, "FilePath"));

    /// <summary>The arguments.</summary>
    public static object[] Arguments(PSObject shown) => [.. Items(shown, "ArgumentList").Select(static argument => Display.Text(argument.ToString()))];

    /// <summary>The directory of the program.</summary>
    public static string WorkingDirectory(PSObject shown) => Display.Text(Text(shown, "WorkingDirectory"));

    /// <summary>When the program was started, to the last digit: what PowerShell makes of a moment for another session stops at seconds.</summary>
    public static string StartTimeExact(PSObject shown) => shown.Get("StartTime") is DateTimeOffset moment ? moment.ToString("O", CultureInfo.InvariantCulture) : string.Empty;

    /// <summary>How long it took.</summary>
    public static string Duration(PSObject shown) => Time(shown, "Duration");

    /// <summary>How long it had been going on.</summary>
    public static string Elapsed(PSObject shown) => Time(shown, "Elapsed");

    /// <summary>How long nothing had come.</summary>
    public static string Silence(PSObject shown) => Time(shown, "Silence");

    /// <summary>The processor time.</summary>
    public static string ProcessorTime(PSObject shown) => Time(shown, "ProcessorTime");

    /// <summary>The most memory.</summary>
    public static string PeakWorkingSet(PSObject shown) => Size(shown, "PeakWorkingSet");

    /// <summary>The memory.</summary>
    public static string WorkingSet(PSObject shown) => Size(shown, "WorkingSet");

    /// <summary>How much came on standard output.</summary>
    public static string OutputSize(PSObject shown) => Size(shown, "StandardOutputLength");

    /// <summary>How much came on standard error.</summary>
    public static string ErrorSize(PSObject shown) => Size(shown, "StandardErrorLength");

    /// <summary>How much came on both.</summary>
    public static string BothSizes(PSObject shown) => Display.Size(shown.Number("StandardOutputLength") + shown.Number("StandardErrorLength"));

    /// <summary>What came on standard output.</summary>
    public static string StandardOutput(PSObject shown) => Display.Text(Text(shown, "StandardOutput"));

    /// <summary>What came on standard error.</summary>
    public static string StandardError(PSObject shown) => Display.Text(Text(shown, "StandardError"));

    /// <summary>The last line of standard error.</summary>
    public static string LastErrorLine(PSObject shown) => Display.Text(Text(shown, "LastErrorLine"));

    /// <summary>The descendants that outlived the program, one a line.</summary>
    public static string Orphans(PSObject shown) => Members(shown, "Orphans");

    /// <summary>What nothing could end, one a line.</summary>
    public static string Survivors(PSObject shown) => Members(shown, "Survivors");

    /// <summary>The programs of a pipeline, one a line.</summary>
    public static string Stages(PSObject shown) => string.Join('\n', Items(shown, "Stages").Select(static stage => Display.Text(stage.ToString())));

    /// <summary>The tree as it stood when the run was stopped.</summary>
    public static string Diagnosis(PSObject shown) => ProcessTable.Of(Items(shown, "Diagnosis"));

    /// <summary>The tree as it was.</summary>
    public static string Tree(PSObject shown) => ProcessTable.Of(Items(shown, "Tree"));

    /// <summary>What the process was started as, or its name in brackets.</summary>
    public static string Command(PSObject shown) => Display.Text(Text(shown, "CommandLine") ?? $"[{Text(shown, "Name")}]");

    /// <summary>The name of the job.</summary>
    public static string Job(PSObject shown) => Display.Text(Text(shown, "JobName"));

    /// <summary>The value of a property; null where there is none.</summary>
    internal static object? Get(this PSObject shown, string name) => shown?.Properties[name]?.Value switch
    {
        PSObject { BaseObject: not PSCustomObject } wrapped => wrapped.BaseObject,
        var value => value,
    };

    /// <summary>A number; null where there is none.</summary>
    internal static long? Number(this PSObject shown, string name) => shown.Get(name) switch
    {
        long number => number,
        int number => number,
        _ => null,
    };

    private static string? Text(PSObject shown, string name) => shown.Get(name)?.ToString();

    private static string Time(PSObject shown, string name) => Display.Time(shown.Get(name) as TimeSpan?);

    private static string Size(PSObject shown, string name) => Display.Size(shown.Number(name));

    private static string Members(PSObject shown, string name) =>
        string.Join('\n', Items(shown, name).Select(static member => $"{Display.Text(member.ToString())} {member.Get("State")}".TrimEnd()));

    private static IEnumerable<PSObject> Items(PSObject shown, string name) =>
        shown.Get(name) is IEnumerable items and not string ? items.Cast<object>().Select(PSObject.AsPSObject) : [];
}
