using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Unix.Mac.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Pipes that have a name in the file system (<c>fifo(7)</c>). Whoever opens one end waits until somebody opens the other, for ever if need be, and no
/// deadline counts before the start. So nothing waits here: an end that nobody holds is told.</summary>
internal static unsafe class Fifo
{
    private const int TypeOfFile = 0xF000;
    private const int TypeOfFifo = 0x1000;

    /// <summary>Whether a path leads to one.</summary>
    public static bool Is(string path)
    {
        var mode = OperatingSystem.IsMacOS() ? LibSystem.ModeOf(path) : LibC.ModeOf(path);
        return (mode & TypeOfFile) == TypeOfFifo;
    }

    /// <summary>Opens one to write to it.</summary>
    /// <exception cref="IOException">Nobody has it open to read, or it cannot be opened.</exception>
    public static FileStream OpenToWrite(string path)
    {
        using var opened = new Descriptor(LibC.Open(path, FileFlags.WriteOnly | FileFlags.NonBlocking | FileFlags.CloseOnExec));
        if (opened.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException(
                error == ErrorNumber.ENXIO ? $"'{path}' is a FIFO that nobody has open to read; start its reader first" : $"'{path}': {Marshal.GetPInvokeErrorMessage(error)}");
        }

        try
        {
            // Once there is a reader, a slow one is waited for as at any pipe. And no standard stream of the host, should one be closed, may lead there.
            _ = LibC.Fcntl(opened, FileFlags.SetStatusFlags, 0);
            var kept = opened.Duplicate(LaunchPipes.AboveStandardStreams);
            var stream = new FileStream(new SafeFileHandle(kept.DangerousGetHandle(), ownsHandle: true), FileAccess.Write, bufferSize: 0);
            kept.SetHandleAsInvalid();
            return stream;
        }
        catch (SystemCallException failure)
        {
            throw new IOException($"'{path}': {failure.Message}", failure);
        }
    }

    /// <summary>Whether an end that was opened to read belongs to a FIFO that nobody writes, and nobody has written since. Not known on macOS.</summary>
    public static bool HasNoWriter(Descriptor reader)
    {
        if (OperatingSystem.IsMacOS())
            return false;
        // A file is always readable, and so is a pipe with something in it. One whose writers have gone is at its end, as it should be.
        var entry = new PollEntry { Descriptor = (int)reader.DangerousGetHandle(), Events = PollEntry.Readable };
        if (LibC.Poll(&entry, 1, 0) != 0)
            return false;
        // It copies what is there without taking it: nothing, if there is somebody who may still write, is an error.
        var (read, write) = LaunchPipes.PipeBetween();
        using (read)
        using (write)
            return LibC.Tee(reader, write, 1, PipeFlags.NonBlocking) == 0;
    }
}
