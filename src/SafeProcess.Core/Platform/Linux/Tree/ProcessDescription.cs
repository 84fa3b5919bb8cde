using System.Buffers;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Says what processes are doing, as far as <c>/proc</c> tells this user (<c>proc(5)</c>). Never reads an environment.</summary>
internal static class ProcessDescription
{
    private const int LongestCommandLine = 1024;

    /// <summary>Null when the process has gone or cannot be looked at.</summary>
    public static ProcessSnapshot? Of(TreeMember member, ShownArguments? arguments)
    {
        try
        {
            if (ReadIfStill(member) is not { } process)
                return null;
            var snapshot = new ProcessSnapshot(process.ToMember())
            {
                ProcessorTime = process.ProcessorTime,
                WorkingSet = process.WorkingSet,
                CommandLine = CommandLine(process, arguments),
                WaitsOn = WaitDescription.Of(process, withPaths: arguments is not null),
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

    private static string? CommandLine(ProcessEntry process, ShownArguments? shown)
    {
        // The arguments lie in the memory of the process, which may be locked for as long as it is in uninterruptible sleep.
        if (shown is not null && process.State != 'D' && Arguments(process.Id, out var isCut) is { } arguments)
            return VisibleText.CommandLine(Show(arguments, isCut, shown), LongestCommandLine);

        // Not the first argument: a process may write anything there, its other arguments as well.
        return ProcFile.ReadLink(process.Id, "exe\0"u8) is { } program ? VisibleText.Of(program, LongestCommandLine) : null;
    }

    /// <summary>Where something is hidden, what is left of an argument that was cut off is not shown: it could be half a secret.</summary>
    private static IReadOnlyList<string> Show(string[] arguments, bool isCut, ShownArguments shown)
    {
        var visible = shown(arguments);
        return isCut && !ReferenceEquals(visible, arguments) ? [.. visible.SkipLast(1), "…"] : visible;
    }

    private static string[]? Arguments(int processId, out bool isCut)
    {
        isCut = false;
        // A character takes at most four bytes: more than this is not shown.
        var buffer = ArrayPool<byte>.Shared.Rent(4 * LongestCommandLine);
        try
        {
            ReadOnlySpan<byte> text = buffer.AsSpan(0, ProcFile.Read(processId, "cmdline"u8, buffer));
            if (text.IsEmpty)
                return null;
            isCut = text.Length == buffer.Length;
            return Encoding.UTF8.GetString(text[^1] == 0 ? text[..^1] : text).Split('\0');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
