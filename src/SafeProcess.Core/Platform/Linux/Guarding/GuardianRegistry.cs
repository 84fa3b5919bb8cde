using System.Buffers;
using System.Buffers.Text;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>The trees of this host in a file in memory, where the guardian reads them once the host has died: a line of fixed length each
/// (<c>guardian.awk</c> says which). To write one costs no system call. Safe from any thread.</summary>
internal sealed unsafe class GuardianRegistry(Descriptor file)
{
    /// <summary>How many fields a line has.</summary>
    public const int Fields = 10;

    private const int LineLength = 512;
    private const int LinesAtOnce = 128;

    // Where the fields of a line begin. The mark comes last and goes first, so a host that dies in between leaves no half line.
    private const int Mark = 0;
    private const int Root = 8;
    private const int Signal = 16;
    private const int Grace = 20;
    private const int RunMarkAt = 32;
    private const int SharedMark = 53;
    private const int Launched = 74;
    private const int Marked = 95;
    private const int Id = 116;
    private const int Cgroup = 149;
    private const int Digits = 20;

    private static readonly SearchValues<char> _misread = SearchValues.Create(" \t\r\n'\"\\");

    private readonly object _gate = new();
    private readonly Stack<nint> _free = new();
    private long _length;
    private int _count;

    /// <summary>The file. Whoever opens it anew reads it from its beginning.</summary>
    public Descriptor File => file;

    /// <summary>How many trees are in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Writes down a tree that is about to be started.</summary>
    /// <param name="runId">The run's own id (<see cref="Runs.RunId.OwnPart"/>).</param>
    /// <param name="signal">The first rung of its ladder.</param>
    /// <param name="grace">The time until the last.</param>
    /// <param name="cgroup">The folder of the cgroup that holds the tree and nothing else; null for none. One whose name a shell could
    /// misread, or that is too long for a line, is not written down.</param>
    /// <returns>Its line; <see cref="Remove"/> frees it.</returns>
    /// <exception cref="SystemCallException">There is no memory for more.</exception>
    public nint Add(ReadOnlySpan<char> runId, StopSignal signal, TimeSpan grace, string? cgroup)
    {
        var line = TakeLine();
        var text = new Span<byte>((byte*)line, LineLength);
        text.Fill((byte)' ');
        text[^1] = (byte)'\n';
        Utf8Formatter.TryFormat(0, text[Root..], out _);
        Utf8Formatter.TryFormat((int)signal, text[Signal..], out _);
        Utf8Formatter.TryFormat((long)LadderRules.GraceOf(signal, grace).TotalMilliseconds, text[Grace..], out _);
        Utf8Formatter.TryFormat(0, text[RunMarkAt..], out _);
        Utf8Formatter.TryFormat(0, text[SharedMark..], out _);
        Utf8Formatter.TryFormat(BootClock.Ticks(), text[Launched..], out _);
        Utf8Formatter.TryFormat(0, text[Marked..], out _);
        Encoding.ASCII.GetBytes(runId, text[Id..]);
        Encoding.UTF8.GetBytes(cgroup is not null && IsPlain(cgroup) ? cgroup : "-", text[Cgroup..^1]);
        Volatile.Write(ref *((byte*)line + Mark), (byte)'+');
        return line;
    }

    /// <summary>The tree's program has been started.</summary>
    public static void SetRoot(nint line, int processId)
    {
        // Written as one, so that nobody ever reads half an id.
        Span<byte> text = stackalloc byte[sizeof(long)];
        text.Fill((byte)' ');
        Utf8Formatter.TryFormat(processId, text, out _);
        Volatile.Write(ref *(long*)(line + Root), BitConverter.ToInt64(text));
    }

    /// <summary>The tree's processes carry a mark. The number that others inside the outermost run share is written down for that alone.</summary>
    public static void SetMark(nint line, RunMark mark)
    {
        Write(line + RunMarkAt, mark.Hard);
        Write(line + SharedMark, mark.IsOutermost ? mark.Soft : 0);
    }

    /// <summary>What is born later than this and carries no mark is not of the tree.</summary>
    public static void SetMarked(nint line, ulong ticks) => Write(line + Marked, ticks);

    /// <summary>The tree has ended, or was left on purpose.</summary>
    public void Remove(nint line)
    {
        Volatile.Write(ref *((byte*)line + Mark), (byte)' ');
        lock (_gate)
        {
            _free.Push(line);
            _count--;
        }
    }

    private static void Write(nint place, ulong number)
    {
        var text = new Span<byte>((byte*)place, Digits);
        Utf8Formatter.TryFormat(number, text, out var length);
        text[length..].Fill((byte)' ');
    }

    private nint TakeLine()
    {
        lock (_gate)
        {
            if (_free.Count == 0)
            {
                var more = MemoryFile.Extend(file, _length, LineLength * LinesAtOnce);
                _length += LineLength * LinesAtOnce;
                for (var index = LinesAtOnce - 1; index >= 0; index--)
                {
                    // A line of its own from the start: the guardian reads the free ones as well.
                    more[(index * LineLength) + LineLength - 1] = (byte)'\n';
                    _free.Push((nint)(more + (index * LineLength)));
                }
            }

            _count++;
            return _free.Pop();
        }
    }

    private static bool IsPlain(string path) =>
        !path.AsSpan().ContainsAny(_misread) && Encoding.UTF8.GetByteCount(path) < LineLength - Cgroup;
}
