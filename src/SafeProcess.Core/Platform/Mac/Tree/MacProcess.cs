using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Mac.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;

namespace SafeProcess.Platform.Mac.Tree;

/// <summary>One process as macOS shows it, of whatever user (<c>sysctl(3)</c>, KERN_PROC).</summary>
/// <param name="Id">Process id.</param>
/// <param name="ParentId">The id of its parent, behind a debugger as well.</param>
/// <param name="Session">The id of its session; 0 when it is not known.</param>
/// <param name="StartTime">Microseconds by the wall clock when it was forked; with the id it names a process for ever.</param>
/// <param name="State">A letter of ps(1).</param>
/// <param name="Name">p_comm.</param>
/// <param name="UniqueId">A number that no other process ever has, higher than those before it; 0 when it is not known.</param>
/// <param name="ParentUniqueId">That of its parent when it was forked or executed the last time; 0 when it is not known.</param>
internal sealed unsafe record MacProcess(
    int Id, int ParentId, int Session, ulong StartTime, char State, string Name, ulong UniqueId, ulong ParentUniqueId) : ISeenProcess
{
    private const int Kernel = 1;
    private const int Processes = 14;
    private const int All = 0;
    private const int OfId = 1;

    private const int MostRoom = 1 << 20;

    private static int _room = 1024;

    public bool IsAlive => State != 'Z';

    /// <summary>Whether the process of this id is alive and the one that started then. What cannot be proven is false.</summary>
    [SupportedOSPlatform("macos")]
    public static bool IsStill(int id, ulong startTime)
    {
        KernelProcess process;
        return TryRead(id, &process) && StateOf(process) != 'Z' && StartOf(process) == startTime;
    }

    /// <summary>The process of this id as it is now; null when there is none.</summary>
    [SupportedOSPlatform("macos")]
    public static MacProcess? Find(int id)
    {
        KernelProcess process;
        return TryRead(id, &process) ? From(process) : null;
    }

    /// <summary>All processes of the system.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    [SupportedOSPlatform("macos")]
    public static List<MacProcess> FindAll()
    {
        var name = stackalloc int[] { Kernel, Processes, All, 0 };
        while (true)
        {
            var room = Volatile.Read(ref _room);
            var buffer = ArrayPool<byte>.Shared.Rent(room * sizeof(KernelProcess));
            try
            {
                var length = (nuint)buffer.Length;
                int answer;
                fixed (byte* start = buffer)
                    answer = LibSystem.Sysctl(name, 4, start, &length, 0, 0);
                if (answer == 0)
                    return FromAll(MemoryMarshal.Cast<byte, KernelProcess>(buffer.AsSpan(0, (int)length)));
                var error = Marshal.GetLastPInvokeError();
                if (error != ErrorNumber.ENOMEM || room >= MostRoom)
                    throw new SystemCallException("sysctl of kern.proc", error);
                // There are more than that.
                Volatile.Write(ref _room, room * 2);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>The numbers that no other process ever has, also of one that has ended and not been reaped; 0 when they are not
    /// known.</summary>
    [SupportedOSPlatform("macos")]
    public static UniqueIds UniqueIdsOf(int id)
    {
        // An argument of 1 asks for zombies as well.
        UniqueIds ids;
        return LibSystem.ProcessInfo(id, UniqueIds.Flavor, 1, &ids, sizeof(UniqueIds)) == sizeof(UniqueIds) ? ids : default;
    }

    /// <summary>The letter of ps(1) for a value of p_stat.</summary>
    public static char StateOf(in KernelProcess process) => process.Status switch
    {
        1 => 'I',
        2 => 'R',
        3 => 'S',
        4 => (process.Flags & KernelProcess.Traced) != 0 ? 't' : 'T',
        5 => 'Z',
        _ => '?',
    };

    public static ulong StartOf(in KernelProcess process) => ((ulong)process.StartSeconds * 1_000_000) + (ulong)process.StartMicroseconds;

    public static string NameOf(in KernelProcess process)
    {
        fixed (byte* start = process.Name)
        {
            var name = new ReadOnlySpan<byte>(start, KernelProcess.LongestName);
            var end = name.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        }
    }

    [SupportedOSPlatform("macos")]
    private static List<MacProcess> FromAll(ReadOnlySpan<KernelProcess> processes)
    {
        var all = new List<MacProcess>(processes.Length);
        foreach (ref readonly var process in processes)
            all.Add(From(process));
        return all;
    }

    [SupportedOSPlatform("macos")]
    private static MacProcess From(in KernelProcess process)
    {
        var ids = UniqueIdsOf(process.Id);
        return new MacProcess(
            process.Id, process.OwnParentId != 0 ? process.OwnParentId : process.ParentId, Math.Max(LibSystem.GetSession(process.Id), 0),
            StartOf(process), StateOf(process), NameOf(process), ids.Own, ids.Parent);
    }

    [SupportedOSPlatform("macos")]
    private static bool TryRead(int id, KernelProcess* process)
    {
        var name = stackalloc int[] { Kernel, Processes, OfId, id };
        var length = (nuint)sizeof(KernelProcess);
        return LibSystem.Sysctl(name, 4, process, &length, 0, 0) == 0 && length == (nuint)sizeof(KernelProcess);
    }
}
