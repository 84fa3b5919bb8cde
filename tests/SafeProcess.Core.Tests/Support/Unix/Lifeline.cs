using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A FIFO that the processes of a tree hold open: its end comes when the last of them has ended, whoever that is and wherever it hides.</summary>
internal sealed class Lifeline(TempFolder folder) : IDisposable
{
    private FileStream? _reader;

    /// <summary>What the tree opens to write.</summary>
    public string FilePath { get; } = folder.Fifo($"lifeline-{Guid.NewGuid():N}");

    /// <summary>Returns once a process of the tree has written a line to it.</summary>
    public async Task<string> LineAsync()
    {
        _reader ??= await WithinAsync(Task.Run(() => new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0)));
        var line = new StringBuilder();
        var one = new byte[1];
        while (await WithinAsync(_reader.ReadAsync(one).AsTask()) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString();
    }

    /// <summary>Returns once nobody holds it any more.</summary>
    public async Task EndAsync()
    {
        var more = new byte[4096];
        while (await WithinAsync(_reader!.ReadAsync(more).AsTask()) > 0)
        {
        }
    }

    public void Dispose() => _reader?.Dispose();

    private static async Task<T> WithinAsync<T>(Task<T> task) => await task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
}
