using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>The rule about who belongs to a tree: an environment nominates, only facts of the kernel prove.</summary>
public sealed class MembershipTests
{
    public static TheoryData<string, bool> Table => new()
    {
        { "None", false },
        { "Program", true },
        { "ControlGroup", true },
        { "Session", true },
        { "Parent", true },
        { "Mark", true },
        { "Known", true },
        { "Named", false },
        { "BornUnmarked", false },
        { "ParentLost", false },
        { "Named, ParentLost", false },
        { "Named, BornUnmarked", false },
        { "BornUnmarked, ParentLost", false },
        { "Named, BornUnmarked, ParentLost", true },
        { "Parent, ParentLost", true },
        { "Mark, Named", true },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void What_proves_a_member(string evidence, bool isMember) => Assert.Equal(isMember, Membership.IsProven(Enum.Parse<Evidence>(evidence)));

    [Fact]
    public void Nothing_that_is_proven_is_disproven_by_more()
    {
        for (var all = 0; all < 512; all++)
        {
            for (var one = 1; one < 512; one <<= 1)
                Assert.True(!Membership.IsProven((Evidence)all) || Membership.IsProven((Evidence)(all | one)));
        }
    }
}
