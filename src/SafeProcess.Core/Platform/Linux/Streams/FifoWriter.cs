using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Streams;

/// <summary>Tells whether somebody has the other end of a FIFO open.</summary>
internal static unsafe class FifoWriter
{
    /// <summary>Whether an end that was opened to read belongs to a FIFO that nobody writes, and nobody has written since.</summary>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public static bool IsMissing(Descriptor reader)
    {
        // A file is always readable, and so is a pipe with something in it. One whose writers have gone is at its end, as it should be.
        var entry = new PollEntry { Descriptor = (int)reader.DangerousGetHandle(), Events = PollEntry.Readable };
        if (LibC.Poll(&entry, 1, 0) != 0)
            return false;
        // It copies what is there without taking it: nothing, if there is somebody who may still write, is an error.
        var (read, write) = LaunchPipes.PipeBetween();
        using (read)
        using (write)
            return LinuxLibC.Tee(reader, write, 1, PipeFlags.NonBlocking) == 0;
    }
}
