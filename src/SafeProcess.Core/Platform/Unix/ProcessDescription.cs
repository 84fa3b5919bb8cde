using System.Buffers;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Says what processes are doing, as far as <c>/proc</c> tells this user (<c>proc(5)</c>). Never reads an environment.</summary>
internal static class ProcessDescription
{
    /// <summary>Of a larger tree the rest is told as it was found: the stop ladder waits for the description. 500 processes take some 10 ms.</summary>
    public const int MostDescribed = 1024;

    private const int LongestCommandLine = 1024;

    /// <summary>Describes the first <see cref="MostDescribed"/> of these.</summary>
    public static IReadOnlyList<ProcessSnapshot> Of(IReadOnlyList<TreeMember> members, bool withArguments)
    {
        var snapshots = new ProcessSnapshot[members.Count];
        for (var index = 0; index < snapshots.Length; index++)
            snapshots[index] = (index < MostDescribed ? TryDescribe(members[index], withArguments) : null) ?? new ProcessSnapshot(members[index]);
        return snapshots;
    }

    private static ProcessSnapshot? TryDescribe(TreeMember member, bool withArguments)
    {
        try
        {
            if (ReadIfStill(member) is not { } process)
                return null;
            var snapshot = new ProcessSnapshot(process.ToMember())
            {
                ProcessorTime = process.ProcessorTime,
                WorkingSet = process.WorkingSet,
                CommandLine = CommandLine(process, withArguments),
                WaitsOn = WaitDescription.Of(process, withPaths: withArguments),
            };
            // The id may have become another's meanwhile.
            return ReadIfStill(member) is null ? null : snapshot;
        }
        catch (SystemCallException)
        {
            // No descriptor is left to look with.
            return null;
        }
    }

    private static ProcessEntry? ReadIfStill(TreeMember member) =>
        ProcFile.ReadStat(member.Id) is { IsAlive: true } process && process.StartTime == member.StartTime ? process : null;

    private static string? CommandLine(ProcessEntry process, bool withArguments)
    {
        // The arguments lie in the memory of the process, which may be locked for as long as it is in uninterruptible sleep.
        if (withArguments && process.State != 'D' && Arguments(process.Id) is { } arguments)
            return VisibleText.CommandLine(arguments, LongestCommandLine);

        // Not the first argument: a process may write anything there, its other arguments as well.
        return ProcFile.ReadLink(process.Id, "exe\0"u8) is { } program ? VisibleText.Of(program, LongestCommandLine) : null;
    }

    private static string[]? Arguments(int processId)
    {
        // A character takes at most four bytes: more than this is not shown.
        var buffer = ArrayPool<byte>.Shared.Rent(4 * LongestCommandLine);
        try
        {
            ReadOnlySpan<byte> text = buffer.AsSpan(0, ProcFile.Read(processId, "cmdline"u8, buffer));
            if (text.IsEmpty)
                return null;
            return Encoding.UTF8.GetString(text[^1] == 0 ? text[..^1] : text).Split('\0');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
