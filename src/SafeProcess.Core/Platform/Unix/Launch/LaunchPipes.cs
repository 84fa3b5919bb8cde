using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>The pipes of one program that is started. What was not taken is closed with it: the program's ends always, the others when the start
/// fails.</summary>
internal sealed unsafe class LaunchPipes : IDisposable
{
    private static Descriptor? _nothing;

    private Descriptor? _hostInput;
    private Descriptor? _reader;
    private Descriptor? _hostError;
    private Descriptor? _upstream;
    private Descriptor? _childInput;
    private Descriptor? _childOutput;
    private Descriptor? _childError;
    private Descriptor? _reserved;
    private PseudoTerminal? _terminal;

    private LaunchPipes()
    {
    }

    public int ChildInput => (int)(_upstream ?? _childInput ?? _nothing!).DangerousGetHandle();

    public int ChildOutput => (int)_childOutput!.DangerousGetHandle();

    public int ChildError => (int)(_childError ?? _childOutput!).DangerousGetHandle();

    /// <summary>The terminal that the program opens as its standard input, and so gets for its own; null for pipes.</summary>
    public string? TerminalPath => _terminal?.Path;

    /// <param name="spec">The program.</param>
    /// <param name="upstream">What it reads, which stays the caller's; null for the spec's input.</param>
    /// <param name="isLast">Whether the host reads its output, and no other program.</param>
    /// <exception cref="StartException">No descriptors are left.</exception>
    public static LaunchPipes Open(ProcessSpec spec, Descriptor? upstream = null, bool isLast = true)
    {
        var pipes = new LaunchPipes { _upstream = upstream };
        try
        {
            if (spec.Terminal is { } size)
                pipes.OpenTerminal(spec, size);
            else
                pipes.OpenPipes(spec, isLast);
            if (_nothing is null)
                OpenNothing();
            SpareDescriptors.Keep(_nothing!);
            pipes._reserved = _nothing!.Duplicate(Descriptor.AboveStandardStreams);
            return pipes;
        }
        catch (SystemCallException failure)
        {
            pipes.Dispose();
            throw LaunchFailure.From(failure.ErrorNumber, spec, spec.FilePath, directory: null);
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    private void OpenPipes(ProcessSpec spec, bool isLast)
    {
        (_reader, _childOutput) = isLast ? Pipe(hostReads: true) : PipeBetween();
        if (!spec.MergeStandardError)
            (_hostError, _childError) = Pipe(hostReads: true);
        if (_upstream is null && spec.Input.Chunks is not null)
            (_hostInput, _childInput) = Pipe(hostReads: false);
        else if (_upstream is null && spec.Input.FilePath is { } file)
            _childInput = OpenInput(spec, file);
    }

    /// <summary>One that the program has instead of pipes.</summary>
    /// <exception cref="StartException">There is none to be had.</exception>
    private void OpenTerminal(ProcessSpec spec, TerminalSize size)
    {
        try
        {
            _terminal = UnixSystem.Current.OpenTerminal(size);
        }
        catch (SystemCallException failure) when (LaunchFailure.Scarcity(failure.ErrorNumber) is null)
        {
            throw StartException.TerminalNotAvailable(spec, failure.Message);
        }

        (_reader, _childOutput) = (_terminal.Host, _terminal.Program);
        // Whoever types and whoever reads wait for it each on their own.
        _hostInput = _terminal.Host.Duplicate(Descriptor.AboveStandardStreams);
    }

    /// <summary>The file of a program's input. The opening does not wait for the writer of a FIFO; one that nobody writes would be taken for an empty file.</summary>
    /// <exception cref="StartException">It cannot be read.</exception>
    private static Descriptor OpenInput(ProcessSpec spec, string file)
    {
        if (Directory.Exists(file))
            throw StartException.InputNotReadable(spec, "it is a directory");
        var descriptor = new Descriptor(LibC.Open(file, FileFlags.ReadOnly | FileFlags.CloseOnExec | FileFlags.NonBlocking));
        var error = Marshal.GetLastPInvokeError();
        if (!descriptor.IsInvalid)
        {
            RefuseWithoutWriter(spec, descriptor);
            // Programs expect one that blocks.
            _ = LibC.Fcntl(descriptor, FileFlags.SetStatusFlags, 0);
            return descriptor.From(Descriptor.AboveStandardStreams);
        }

        descriptor.Dispose();
        throw LaunchFailure.Scarcity(error) is null
            ? StartException.InputNotReadable(spec, Marshal.GetPInvokeErrorMessage(error))
            : new SystemCallException("open", error);
    }

    private static void RefuseWithoutWriter(ProcessSpec spec, Descriptor input)
    {
        try
        {
            if (UnixSystem.Current.HasNoWriter(input))
                throw StartException.InputNotReadable(spec, "it is a FIFO that nobody has open to write; start its writer first");
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>A pipe. Neither end has the number of a standard stream; the host's does not block.</summary>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public static (Descriptor Host, Descriptor Child) Pipe(bool hostReads)
    {
        var (read, write) = PipeBetween();
        var (host, child) = hostReads ? (read, write) : (write, read);
        // The two ends have flags of their own: the program's stays blocking, as programs expect.
        if (LibC.Fcntl(host, FileFlags.SetStatusFlags, FileFlags.NonBlocking) == 0)
            return (host, child);
        var error = Marshal.GetLastPInvokeError();
        read.Dispose();
        write.Dispose();
        throw new SystemCallException("fcntl", error);
    }

    /// <summary>A pipe both ends of which block. Neither has the number of a standard stream.</summary>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public static (Descriptor Read, Descriptor Write) PipeBetween()
    {
        var (read, write) = UnixSystem.Current.OpenPipe();
        try
        {
            read = read.From(Descriptor.AboveStandardStreams);
            write = write.From(Descriptor.AboveStandardStreams);
            return (read, write);
        }
        catch
        {
            read.Dispose();
            write.Dispose();
            throw;
        }
    }

    /// <summary>Frees the descriptor that was kept for watching the program, so that the want of one is found out before the start.</summary>
    public void FreeReserved() => _reserved?.Dispose();

    /// <summary>The end from which the output is read, by the host or the next program.</summary>
    public Descriptor TakeOutput() => Take(ref _reader)!;

    public Descriptor? TakeError() => Take(ref _hostError);

    public Descriptor? TakeInput() => Take(ref _hostInput);

    /// <summary>The program's end of its terminal, which keeps the host's end from its end; null for pipes.</summary>
    public Descriptor? TakeTerminal() => _terminal is null ? null : Take(ref _childOutput);

    public void Dispose()
    {
        _reserved?.Dispose();
        _hostInput?.Dispose();
        _reader?.Dispose();
        _hostError?.Dispose();
        _childInput?.Dispose();
        _childOutput?.Dispose();
        _childError?.Dispose();
    }

    private static Descriptor? Take(ref Descriptor? field)
    {
        var taken = field;
        field = null;
        return taken;
    }

    private static void OpenNothing()
    {
        fixed (byte* path = "/dev/null"u8)
        {
            var descriptor = LibC.Open(path, FileFlags.ReadOnly | FileFlags.CloseOnExec);
            if (descriptor < 0)
                throw new SystemCallException("open of /dev/null", Marshal.GetLastPInvokeError());
            var opened = new Descriptor(descriptor).From(Descriptor.AboveStandardStreams);
            if (Interlocked.CompareExchange(ref _nothing, opened, null) is not null)
                opened.Dispose();
        }
    }
}
