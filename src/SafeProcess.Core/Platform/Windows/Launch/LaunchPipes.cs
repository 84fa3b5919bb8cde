using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Streams;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>The pipes of one program that is started: the child's ends, which it inherits, and the host's, which work without a waiting thread. What is not taken is closed
/// when this is disposed.</summary>
internal sealed unsafe class LaunchPipes : IDisposable
{
    private const uint BufferSize = 64 * 1024;

    private static readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $@"\\.\pipe\safeprocess-{Environment.ProcessId}-");

    private readonly List<SafeHandle> _owned = [];
    private SafePipeHandle? _output;
    private SafeFileHandle? _downstream;
    private SafePipeHandle? _error;
    private SafePipeHandle? _input;

    private LaunchPipes()
    {
    }

    public SafeFileHandle ChildInput { get; private set; } = null!;

    public SafeFileHandle ChildOutput { get; private set; } = null!;

    /// <summary>The same as <see cref="ChildOutput"/> when both streams share one pipe.</summary>
    public SafeFileHandle ChildError { get; private set; } = null!;

    /// <summary>What the program has instead of pipes; null for pipes.</summary>
    public PseudoConsole? Console { get; private set; }

    /// <param name="spec">The program.</param>
    /// <param name="upstream">What it reads, which stays the caller's; null for the spec's input.</param>
    /// <param name="isLast">Whether the host reads its output, and no other program.</param>
    /// <exception cref="Win32Exception">The system refuses one.</exception>
    public static LaunchPipes Open(ProcessSpec spec, SafeFileHandle? upstream = null, bool isLast = true)
    {
        var pipes = new LaunchPipes();
        try
        {
            if (spec.Terminal is { } size)
            {
                pipes.OpenConsole(spec, size);
                return pipes;
            }

            if (isLast)
                (pipes._output, pipes.ChildOutput) = pipes.Pipe(hostReads: true);
            else
                (pipes._downstream, pipes.ChildOutput) = pipes.PipeBetween();
            pipes.ChildError = pipes.ChildOutput;
            if (!spec.MergeStandardError)
                (pipes._error, pipes.ChildError) = pipes.Pipe(hostReads: true);
            if (upstream is not null)
                pipes.ChildInput = upstream;
            else if (spec.Input.FilePath is { } file)
                pipes.ChildInput = pipes.OpenInput(spec, file);
            else if (spec.Input.Chunks is null)
                pipes.ChildInput = pipes.Inheritable("NUL", Kernel32.GenericRead, Kernel32.ShareReadWrite);
            else
                (pipes._input, pipes.ChildInput) = pipes.Pipe(hostReads: false);
            return pipes;
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    /// <summary>The console, which the taker owns; null for pipes.</summary>
    public PseudoConsole? TakeConsole()
    {
        var console = Console;
        Console = null;
        return console;
    }

    /// <summary>The host's end of standard output; null when another program reads it. The taker owns it.</summary>
    public SafePipeHandle? TakeOutput() => Take(ref _output);

    /// <summary>What the next program reads; null when the host does. The taker owns it.</summary>
    public SafeFileHandle? TakeDownstream() => Take(ref _downstream);

    /// <summary>The host's end of standard error; null when it shares the pipe of standard output.</summary>
    public SafePipeHandle? TakeError() => Take(ref _error);

    /// <summary>The host's end of standard input; null when there is none.</summary>
    public SafePipeHandle? TakeInput() => Take(ref _input);

    public void Dispose()
    {
        _owned.ForEach(handle => handle.Dispose());
        Console?.Dispose();
    }

    /// <exception cref="StartException">There is none to be had.</exception>
    private void OpenConsole(ProcessSpec spec, TerminalSize size)
    {
        (_output, ChildOutput) = Pipe(hostReads: true);
        (_input, ChildInput) = Pipe(hostReads: false);
        ChildError = ChildOutput;
        try
        {
            Console = PseudoConsole.Open(size, ChildInput, ChildOutput);
        }
        catch (Win32Exception failure)
        {
            throw StartException.TerminalNotAvailable(spec, failure.Message);
        }
    }

    private THandle? Take<THandle>(ref THandle? handle)
        where THandle : SafeHandle
    {
        var taken = handle;
        handle = null;
        if (taken is not null)
            _owned.Remove(taken);
        return taken;
    }

    private (SafePipeHandle Host, SafeFileHandle Child) Pipe(bool hostReads)
    {
        // Anonymous pipes cannot be read without a waiting thread. A name that nobody guesses, one instance, and both ends opened at once by the host:
        // nobody else gets in between.
        var name = _prefix + Guid.NewGuid().ToString("N");
        var direction = hostReads ? Kernel32.PipeInbound : Kernel32.PipeOutbound;
        var host = Kernel32.CreateNamedPipe(
            name, direction | Kernel32.FirstPipeInstance | Kernel32.Overlapped, Kernel32.RejectRemoteClients, 1, BufferSize, BufferSize, 0, 0);
        Own(host);
        // Some programs ask for attributes of a stream, or set a pipe's mode.
        var access = hostReads ? Kernel32.GenericWrite | Kernel32.ReadAttributes : Kernel32.GenericRead | Kernel32.WriteAttributes;
        return (host, Inheritable(name, access, share: 0));
    }

    /// <summary>A pipe both ends of which programs have, as the system's shell makes one.</summary>
    private (SafeFileHandle Read, SafeFileHandle Write) PipeBetween()
    {
        var security = new SecurityAttributes { Size = (uint)sizeof(SecurityAttributes), InheritHandle = 1 };
        if (!Kernel32.CreatePipe(out var read, out var write, &security, BufferSize))
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        Own(read);
        Own(write);
        return (read, write);
    }

    /// <exception cref="StartException">The file cannot be read.</exception>
    private SafeFileHandle OpenInput(ProcessSpec spec, string file)
    {
        try
        {
            return Inheritable(file, Kernel32.GenericRead, Kernel32.ShareReadWrite);
        }
        catch (Win32Exception failure)
        {
            throw StartException.InputNotReadable(spec, Directory.Exists(file) ? "it is a directory" : failure.Message);
        }
    }

    private SafeFileHandle Inheritable(string name, uint access, uint share)
    {
        var security = new SecurityAttributes { Size = (uint)sizeof(SecurityAttributes), InheritHandle = 1 };
        var handle = Kernel32.CreateFile(name, access, share, &security, Kernel32.OpenExisting, 0, 0);
        Own(handle);
        return handle;
    }

    private void Own(SafeHandle handle)
    {
        if (!handle.IsInvalid)
        {
            _owned.Add(handle);
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new Win32Exception(error);
    }
}
