using SafeProcess.Commands;

namespace SafeProcess.Tests.Batch;

public sealed class BatchOrderTests
{
    private readonly BatchOrder _order = new();

    [Fact]
    public void What_ends_in_any_order_comes_in_the_order_of_the_input()
    {
        foreach (var index in new long[] { 3, 2, 4 })
            End(index);
        Assert.Empty(TakeAll());

        End(0);
        Assert.Equal([0], TakeAll());
        End(1);
        Assert.Equal([1, 2, 3, 4], TakeAll());
        Assert.Equal(0, _order.Held);
    }

    [Fact]
    public void Nobody_waits_for_an_item_that_is_skipped()
    {
        End(2);
        _order.Skip(0);
        Assert.Empty(TakeAll());
        Assert.Equal(1, _order.Held);

        _order.Skip(1);

        Assert.Equal([2], TakeAll());
    }

    private void End(long index) => _order.Add(BatchEnd.NotRun(new BatchItem(index, null, null)));

    private List<long> TakeAll()
    {
        var taken = new List<long>();
        while (_order.TryTake(out var end))
            taken.Add(end.Item.Index);
        return taken;
    }
}
