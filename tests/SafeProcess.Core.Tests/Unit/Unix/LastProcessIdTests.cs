using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Unit;

public sealed class LastProcessIdTests
{
    [Theory]
    [InlineData(101, 100, true)]
    [InlineData(100, 100, false)]
    [InlineData(99, 100, false)]
    [InlineData(301, 399, true)]
    [InlineData(399, 301, false)]
    [InlineData(290, 250, true)]
    public void Ids_are_later_once_around(int id, int than, bool isLater) => Assert.Equal(isLater, LastProcessId.IsLater(id, than, limit: 400));
}
