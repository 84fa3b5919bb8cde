using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A process as Windows tells of it. Id and start time together name it for ever; wine tells no start time of another process.</summary>
internal sealed record ProcessEntry(int Id, string Name, int ParentId, long StartTime)
{
    /// <summary>What has ended is not found, whoever still holds a handle on it.</summary>
    public bool IsZombie { get; init; }
}

/// <summary>A look at the system's processes.</summary>
internal static unsafe class ProcessTable
{
    // From PROCESS_BASIC_INFORMATION to the environment: PEB.ProcessParameters, RTL_USER_PROCESS_PARAMETERS.Environment and .EnvironmentSize (64-bit).
    private const int ParametersInBlock = 0x20;
    private const int EnvironmentInParameters = 0x80;
    private const int SizeInParameters = 0x3F0;
    private const int LargestEnvironment = 1 << 20;

    public static ProcessEntry? Find(int id)
    {
        using var process = Native.OpenProcess(Native.QueryLimitedInformation | Native.Synchronize, false, id);
        return process.IsInvalid || Native.WaitForSingleObject(process, 0) == Native.Signaled ? null
            : All().FirstOrDefault(entry => entry.Id == id) is not { } found ? null
            : found with { StartTime = Native.GetProcessTimes(process, out var creation, out _, out _, out _) ? creation : 0 };
    }

    /// <summary>The program of a run that has ended; null when it has gone. Its id may have been given to another process since.</summary>
    public static ProcessEntry? Find(ProcessResult ended)
    {
        var found = Find(ended.ProcessId);
        return found is null || DateTime.FromFileTimeUtc(found.StartTime) > (ended.StartTime + ended.Duration).UtcDateTime ? null : found;
    }

    public static IEnumerable<ProcessEntry> All()
    {
        var entries = new List<ProcessEntry>();
        using var snapshot = Native.CreateSnapshot(Native.SnapshotOfProcesses, 0);
        var entry = new Native.ProcessEntryW { Size = (uint)sizeof(Native.ProcessEntryW) };
        for (var more = Native.FirstProcess(snapshot, &entry); more; more = Native.NextProcess(snapshot, &entry))
            entries.Add(new(entry.Id, Path.GetFileNameWithoutExtension(new string(entry.File)), entry.ParentId, 0));
        return entries;
    }

    /// <summary>The living processes that this test program has started.</summary>
    public static IReadOnlyList<ProcessEntry> OwnChildren() =>
        [.. All().Where(entry => entry.ParentId == Environment.ProcessId && entry.Name != "conhost").Select(entry => Find(entry.Id)).OfType<ProcessEntry>()];

    public static IReadOnlyList<int> OwnChildIds() => [.. OwnChildren().Select(child => child.Id).Order()];

    /// <summary>The living processes whose environment holds this text, without the system's part of a console, which ends by itself.</summary>
    public static IReadOnlyList<ProcessEntry> WithEnvironment(string text) =>
        [.. All().Where(entry => entry.Name != "conhost" && EnvironmentOf(entry.Id).Contains(text, StringComparison.Ordinal)).Select(entry => Find(entry.Id)).OfType<ProcessEntry>()];

    /// <summary>The environment that a process was started with; empty when it has gone or may not be looked at.</summary>
    public static string EnvironmentOf(int id)
    {
        using var process = Native.OpenProcess(Native.QueryInformation | Native.ReadMemory, false, id);
        Native.BasicInformation basic;
        if (process.IsInvalid || Native.NtQueryInformationProcess(process, 0, &basic, sizeof(Native.BasicInformation), null) < 0)
            return "";
        nint parameters = 0, address = 0, size = 0;
        if (!Read(basic.EnvironmentBlock + ParametersInBlock, &parameters, sizeof(nint)) || !Read(parameters + EnvironmentInParameters, &address, sizeof(nint))
            || !Read(parameters + SizeInParameters, &size, sizeof(nint)) || size is <= 0 or > LargestEnvironment)
            return "";
        var block = new byte[size];
        fixed (byte* start = block)
            return Read(address, start, size) ? Encoding.Unicode.GetString(block) : "";

        bool Read(nint from, void* to, nint count) => Native.ReadProcessMemory(process, from, to, count, out var read) && read == count;
    }
}
