namespace SafeProcess.Commands;

/// <summary>A file that takes one stream of a run.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly bool _isNew;
    private readonly CopySink _sink;

    private OutputFile(string path, bool isNew, CopySink sink)
    {
        _path = path;
        _isNew = isNew;
        _sink = sink;
    }

    /// <summary>Takes the stream.</summary>
    public StreamSink Sink => _sink;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidParameterException">It cannot be written.</exception>
    /// <exception cref="InvalidCommandBlockException">Likewise, of a redirection.</exception>
    public static OutputFile Open(OutputTarget target)
    {
        var path = target.Path!;
        try
        {
            var isNew = !File.Exists(path);
            return new(path, isNew, CopySink.ToFile(path, target.Append));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw target.Refuse($"cannot be written: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>True when two files that exist are one, by a link for example.</summary>
    public static bool AreSame(string first, string second)
    {
        // What two streams write to a pipe overwrites nothing, and whoever reads it would take a look for all that comes.
        if (StreamFile.IsFifo(first) || StreamFile.IsFifo(second))
            return false;
        try
        {
            // The system knows better than any comparison of names: a file opened for this process alone cannot be opened again.
            using var alone = OpenAlone(first);
            using var again = OpenAlone(second);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CanBeOpened(first) && CanBeOpened(second);
        }
    }

    /// <summary>Closes the file, and deletes it if it was not there before: the run did not start.</summary>
    public void Undo()
    {
        Dispose();
        if (_isNew)
            File.Delete(_path);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _sink.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static bool CanBeOpened(string path)
    {
        try
        {
            using var alone = OpenAlone(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FileStream OpenAlone(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.None);
}
