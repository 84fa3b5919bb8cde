using SafeProcess.Core.Tests.Support;
using SafeProcess.Unruly;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>What holds after every fault: no zombie, no process of any run left, no descriptor more than before, no byte lost, and the next
/// run works. <see cref="BeginAsync"/> looks before the fault, <see cref="HoldAsync"/> after it.</summary>
/// <remarks>Both look at the whole process: nothing else may run programs in it meanwhile.</remarks>
internal sealed class Promises
{
    private readonly Mark _mark = new();
    private readonly List<(PatternSink Stream, long Length)> _streams = [];
    private readonly IReadOnlyList<int> _children = ProcessTable.OwnChildIds();
    private readonly IReadOnlyDictionary<string, int> _descriptors = HostResources.DescriptorKinds();

    private Promises()
    {
    }

    /// <summary>Looks, after an ordinary run: what is made once for all is there then.</summary>
    public static async Task<Promises> BeginAsync()
    {
        await RunOrdinarilyAsync();
        return new Promises();
    }

    /// <summary>The spec with this check's mark (<see cref="Faults.Mark"/>).</summary>
    public ProcessSpec Mark(ProcessSpec spec) => _mark.On(spec);

    /// <summary>A sink that must have been given exactly so many bytes of the pattern when the fault is over.</summary>
    public PatternSink Pattern(int seed, long length)
    {
        var stream = new PatternSink(seed);
        _streams.Add((stream, length));
        return stream;
    }

    /// <summary>The living processes of marked runs.</summary>
    public IReadOnlyList<ProcessEntry> Alive() => _mark.Alive();

    /// <summary>Fails unless every promise holds.</summary>
    public async Task HoldAsync()
    {
        try
        {
            Assert.Empty(Alive());
            Assert.Equal(_children, ProcessTable.OwnChildIds());
            Assert.All(_streams, one => Assert.Equal((one.Length, null), (one.Stream.Count, one.Stream.WrongBefore)));
            await RunOrdinarilyAsync();
            Assert.Equal(_children, ProcessTable.OwnChildIds());
            Assert.Empty(await HostResources.MoreDescriptorsAsync(_descriptors));
        }
        finally
        {
            _mark.End();
        }
    }

    /// <summary>An ordinary run: what it is given comes back byte for byte, and it exits as it likes.</summary>
    public static async Task RunOrdinarilyAsync()
    {
        const int Length = 300_000;
        const int Seed = 77;
        var output = new PatternSink(Seed);
        var spec = new ProcessSpec("sh", "-c", "cat; echo said >&2; exit 3") { Input = ProcessInput.FromBytes(Bytes(Seed, Length)) };
        var error = new TextSink();
        var result = await RunAsync(spec, new(output, error));
        Assert.Equal((Outcome.Exited, (int?)3, "said\n"), (result.Outcome, result.ExitCode, error.Text));
        Assert.Equal((Length, null), (output.Count, output.WrongBefore));
    }

    /// <summary>The first bytes of the pattern.</summary>
    public static byte[] Bytes(int seed, int length)
    {
        var pattern = new Pattern(seed);
        var bytes = new byte[length];
        for (var position = 0; position < length;)
        {
            var next = pattern.Next(length - position);
            next.CopyTo(bytes.AsSpan(position));
            position += next.Length;
        }

        return bytes;
    }
}
