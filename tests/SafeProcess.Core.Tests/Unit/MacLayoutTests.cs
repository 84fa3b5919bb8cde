using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Mac.Native;
using SafeProcess.Platform.Mac.Tree;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What macOS's kernel fills lies where its headers say: xnu's <c>sys/event.h</c>, <c>sys/sysctl.h</c>, <c>sys/proc.h</c>,
/// <c>sys/proc_info.h</c> and <c>sys/proc_info_private.h</c>, for a 64-bit process.</summary>
public sealed class MacLayoutTests
{
    [Fact]
    public void Events_of_a_kqueue()
    {
        Assert.Equal(32, Unsafe.SizeOf<KernelEvent>());
        Assert.Equal((0, 8, 10), (Offset<KernelEvent>("Identity"), Offset<KernelEvent>("Filter"), Offset<KernelEvent>("Flags")));
        Assert.Equal((12, 16, 24), (Offset<KernelEvent>("FilterFlags"), Offset<KernelEvent>("Data"), Offset<KernelEvent>("Token")));
    }

    [Fact]
    public void Processes()
    {
        Assert.Equal(648, Unsafe.SizeOf<KernelProcess>());
        Assert.Equal((0, 8), (Offset<KernelProcess>("StartSeconds"), Offset<KernelProcess>("StartMicroseconds")));
        Assert.Equal((32, 36), (Offset<KernelProcess>("Flags"), Offset<KernelProcess>("Status")));
        Assert.Equal((40, 44), (Offset<KernelProcess>("Id"), Offset<KernelProcess>("OwnParentId")));
        Assert.Equal((243, 560), (Offset<KernelProcess>("Name"), Offset<KernelProcess>("ParentId")));
    }

    [Fact]
    public void Unique_ids()
    {
        Assert.Equal(56, Unsafe.SizeOf<UniqueIds>());
        Assert.Equal((16, 24), (Offset<UniqueIds>("Own"), Offset<UniqueIds>("Parent")));
    }

    [Fact]
    public void Tasks()
    {
        // Six numbers of 64 bits, then twelve of 32; the eleventh of these counts the threads that run.
        Assert.Equal((6 * 8) + (12 * 4), Unsafe.SizeOf<TaskInfo>());
        Assert.Equal((8, 16, 24), (Offset<TaskInfo>("Resident"), Offset<TaskInfo>("UserTime"), Offset<TaskInfo>("SystemTime")));
        Assert.Equal((6 * 8) + (10 * 4), Offset<TaskInfo>("RunningThreads"));
    }

    [Theory]
    [InlineData(1, 0, 'I')]
    [InlineData(2, 0, 'R')]
    [InlineData(3, 0, 'S')]
    [InlineData(4, 0, 'T')]
    [InlineData(4, KernelProcess.Traced, 't')]
    [InlineData(2, KernelProcess.Traced, 'R')]
    [InlineData(5, 0, 'Z')]
    [InlineData(9, 0, '?')]
    public void States_have_the_letters_of_ps(byte status, int flags, char state) =>
        Assert.Equal(state, MacProcess.StateOf(new KernelProcess { Status = status, Flags = flags }));

    [Fact]
    public void A_start_is_told_to_the_microsecond() => Assert.Equal(
        1_700_000_000_000_042UL, MacProcess.StartOf(new KernelProcess { StartSeconds = 1_700_000_000, StartMicroseconds = 42 }));

    [Theory]
    [InlineData("")]
    [InlineData("sleep")]
    [InlineData("exactly-16-bytes")]
    public void A_name_ends_at_its_NUL_or_its_longest(string name)
    {
        var bytes = new byte[Unsafe.SizeOf<KernelProcess>()];
        name.Select(one => (byte)one).ToArray().CopyTo(bytes, 243);
        Assert.Equal(name, MacProcess.NameOf(MemoryMarshal.Read<KernelProcess>(bytes)));
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
