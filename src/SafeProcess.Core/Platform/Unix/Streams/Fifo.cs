using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Pipes that have a name in the file system (<c>fifo(7)</c>). Whoever opens one end waits until somebody opens the other, for ever if need be, and no
/// deadline counts before the start. So nothing waits here: an end that nobody holds is told.</summary>
internal static class Fifo
{
    private const int TypeOfFile = 0xF000;
    private const int TypeOfFifo = 0x1000;

    /// <summary>Whether a path leads to one.</summary>
    public static bool Is(string path) => (UnixSystem.Current.ModeOf(path) & TypeOfFile) == TypeOfFifo;

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
            var kept = opened.Duplicate(Descriptor.AboveStandardStreams);
            var stream = new FileStream(new SafeFileHandle(kept.DangerousGetHandle(), ownsHandle: true), FileAccess.Write, bufferSize: 0);
            kept.SetHandleAsInvalid();
            return stream;
        }
        catch (SystemCallException failure)
        {
            throw new IOException($"'{path}': {failure.Message}", failure);
        }
    }
}
