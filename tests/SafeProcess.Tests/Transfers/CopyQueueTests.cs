using System.Collections.Concurrent;
using SafeProcess.Commands;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Transfers;

/// <summary>The queue of items whose files go to a session, and how much of them is on its way.</summary>
public sealed class CopyQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SendWindow _window = new();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<(long Index, string? ErrorId)> _ends = [];
    private readonly CopyQueue _queue;

    public CopyQueueTests()
    {
        _queue = new CopyQueue(_window, _lines.Enqueue, (index, failure) => _ends.Enqueue((index, failure?.ErrorId)), "alpha");
        _folder.Write("small", "x");
        using var large = File.Create(_folder["large"]);
        large.SetLength(10 * SendWindow.Size);
    }

    public void Dispose()
    {
        _queue.Close();
        _folder.Dispose();
    }

    [Fact]
    public void An_item_is_sent_after_its_files()
    {
        Add(1, "small", "small");
        Add(2);

        Eventually.True(() => _lines.Count == 4, "both items are sent");

        Assert.Equal(["part 1 ", "part 1 ", "item 1 ", "item 2 "], _lines.Select(static line => line[..7]));
    }

    [Fact]
    public void No_more_is_on_its_way_than_the_window_holds_and_what_is_taken_makes_room()
    {
        Add(1, "large");

        Full();
        Assert.InRange(Sent, SendWindow.Size * 3 / 4, SendWindow.Size);
        var before = _lines.Count;
        _window.Give(_lines.First().Length);

        Eventually.True(() => _lines.Count == before + 1, "one more part is sent");
    }

    [Fact]
    public void What_is_given_back_is_what_came_last_and_the_one_on_its_way_last_of_all()
    {
        Add(1, "large");
        Add(2);
        Add(3);
        Full();

        Assert.Equal([3], _queue.TakeBack(1));
        Assert.Equal([2, 1], _queue.TakeBack(5));
        Assert.Empty(_queue.TakeBack(1));
        Eventually.True(() => _lines.LastOrDefault() == "drop 1", "the other side is told");
        Add(4);
        Eventually.True(() => LastIs("item 4"), "the next one is sent");
        Assert.Empty(_ends);
    }

    [Fact]
    public void An_item_that_has_ended_there_is_not_copied_to_its_end()
    {
        Add(1, "large");
        Add(2);
        Full();

        _queue.Drop(7);
        _queue.Drop(1);

        Eventually.True(() => LastIs("item 2"), "the next one is sent");
        Assert.Contains("drop 1", _lines);
        Assert.Empty(_ends);
    }

    [Fact]
    public void A_batch_that_is_stopped_waits_for_no_file_and_all_that_was_not_sent_is_told_of()
    {
        Add(1, "large");
        Add(2);
        Full();

        _queue.Stop();
        Add(3, "small");

        Eventually.True(() => _ends.Count == 3, "all are told of");
        Assert.Equal([(1, null), (2, null), (3, null)], _ends);
        Assert.DoesNotContain(_lines, static line => line.StartsWith("item", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_the_failure_of_its_item()
    {
        Add(1, "small", "none");
        Add(2);

        Eventually.True(() => LastIs("item 2"), "the next one is sent");
        Assert.Equal([(1, "CopyFailed")], _ends);
        Assert.Contains("drop 1", _lines);
    }

    private bool LastIs(string beginning) => _lines.LastOrDefault()?.StartsWith(beginning, StringComparison.Ordinal) == true;

    private int Sent => _lines.Sum(static line => line.Length);

    private void Full() => Eventually.True(() => _lines.FirstOrDefault() is { } first && SendWindow.Size - Sent < first.Length, "the window is full");

    private void Add(long index, params string[] files) => _queue.Add(new ItemCall(index, [new CalledStage("program", [])])
    {
        Files = new ItemFiles([.. files.Select((file, number) => new CopiedFile(_folder[file], $"{number}"))], [], _folder.Path),
    });
}
