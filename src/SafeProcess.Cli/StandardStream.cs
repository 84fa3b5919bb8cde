using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Cli;

/// <summary>The three standard streams of this process as raw bytes.</summary>
internal sealed class StandardStream
{
    private readonly PipeStream? _pipe;

    private StandardStream(int descriptor, Func<Stream> openConsole)
    {
        _pipe = OpenPipe(descriptor);
        Stream = _pipe ?? openConsole();
    }

    private StandardStream(Stream stream) => Stream = stream;

    public Stream Stream { get; }

    /// <summary>True once a write has found that nobody reads the pipe any more.</summary>
    public bool ReaderIsGone => _pipe is { IsConnected: false };

    public static StandardStream Output() => StandardStreams.HasOutput ? new(1, Console.OpenStandardOutput) : new(new ClosedStream());

    /// <summary>When it was closed, nobody was to see it.</summary>
    public static StandardStream Error() => StandardStreams.HasError ? new(2, Console.OpenStandardError) : new(Stream.Null);

    /// <summary>A pipe or a file is passed on; a terminal stays the user's, and one that was closed is empty.</summary>
    public static ProcessInput Input() =>
        StandardStreams.HasInput && Console.IsInputRedirected ? ProcessInput.FromStream(Console.OpenStandardInput()) : ProcessInput.Empty;

    /// <summary>Keeps the console from the numbers of streams that were closed: they may be something else's by now. Before anything else.</summary>
    public static void LeaveClosedOnes()
    {
        if (!StandardStreams.HasOutput)
            Console.SetOut(new StreamWriter(new ClosedStream()) { AutoFlush = true });
        if (!StandardStreams.HasError)
            Console.SetError(TextWriter.Null);
    }

    /// <summary>The console's stream says nothing when a pipe's reader is gone, so that an endless program would run on; a pipe stream throws.
    /// A file is written through the console's stream: unlike <see cref="FileStream"/>, it writes at the position this process shares with others.</summary>
    private static AnonymousPipeClientStream? OpenPipe(int descriptor)
    {
        try
        {
            return new AnonymousPipeClientStream(PipeDirection.Out, new SafePipeHandle(descriptor, ownsHandle: false));
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or NotSupportedException)
        {
            return null;
        }
    }
}
