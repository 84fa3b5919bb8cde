using System.Runtime.Versioning;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Streams;

/// <summary>Tells which end of the pipes between programs was closed first (<c>inotify(7)</c>): a writer that had no reader any more, or a reader whose
/// writer had ended. The order in which the programs end does not tell it: each closes its ends some time before it has ended.</summary>
internal sealed unsafe class PipeCloses : IDisposable
{
    private const int EventSize = 16;

    private readonly Descriptor _events;
    private readonly Dictionary<int, int> _pipes = [];
    private readonly Dictionary<int, bool> _readerWasFirst = [];

    private PipeCloses(Descriptor events) => _events = events;

    /// <summary>For pipes to come. Null where the system has no room for it: users may have 128 such queues, unless told otherwise.</summary>
    [SupportedOSPlatform("linux")]
    public static PipeCloses? TryOpen()
    {
        var events = new Descriptor(LinuxLibC.InotifyOpen(FileFlags.NonBlocking | FileFlags.CloseOnExec));
        try
        {
            return events.IsInvalid ? null : new PipeCloses(events.From(Descriptor.AboveStandardStreams));
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    /// <summary>Watches the pipe that a program is going to write.</summary>
    /// <param name="writer">The place of the program.</param>
    /// <param name="end">Either end of the pipe.</param>
    public void Watch(int writer, int end)
    {
        fixed (byte* path = Encoding.ASCII.GetBytes($"/proc/self/fd/{end}\0"))
        {
            var watch = LinuxLibC.InotifyAdd(_events, path, InotifyFlags.CloseWrite | InotifyFlags.CloseNoWrite);
            if (watch >= 0)
                _pipes[watch] = writer;
        }
    }

    /// <summary>Whether the reader of what a program wrote had closed the pipe before the program did; null when the system did not tell. The programs have
    /// ended.</summary>
    public bool? ReaderWasFirst(int writer)
    {
        ReadEvents();
        return _readerWasFirst.TryGetValue(writer, out var reader) ? reader : null;
    }

    public void Dispose() => _events.Dispose();

    private void ReadEvents()
    {
        const int Room = 64 * EventSize;
        var buffer = stackalloc byte[Room];
        while (LibC.Read(_events, buffer, Room) is var length and > 0)
        {
            // struct inotify_event: watch, mask, cookie, and the length of a name, which a pipe does not have.
            for (var at = 0; at + EventSize <= length; at += EventSize)
            {
                var one = new ReadOnlySpan<byte>(buffer + at, EventSize);
                var mask = BitConverter.ToUInt32(one[4..]);
                if ((mask & (InotifyFlags.CloseWrite | InotifyFlags.CloseNoWrite)) != 0 && _pipes.TryGetValue(BitConverter.ToInt32(one), out var writer))
                    _readerWasFirst.TryAdd(writer, (mask & InotifyFlags.CloseNoWrite) != 0);
            }
        }
    }
}
