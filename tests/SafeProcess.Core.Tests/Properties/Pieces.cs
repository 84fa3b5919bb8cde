using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>The bytes of a stream as they are read: cut at any place.</summary>
internal sealed record Pieces(byte[][] Chunks)
{
    public byte[] Bytes { get; } = [.. Chunks.SelectMany(chunk => chunk)];

    /// <summary>These bytes, cut at random places: not at all, at each byte or at some.</summary>
    public static Gen<Pieces> Cut(Gen<byte[]> bytes) =>
        from all in bytes
        from every in Gen.Frequency((2, Gen.Constant(0)), (2, Gen.Constant(1)), (5, Gen.Choose(2, 20)), (1, Gen.Choose(1000, 80_000)))
        from sizes in Gen.ArrayOf(Gen.Choose(1, Math.Max(1, every)), every == 0 ? 0 : Math.Min(all.Length, 400))
        select Cut(all, sizes);

    /// <summary>Gives the pieces to a sink, which must take each at once. The memory is overwritten after each write, as a run's buffer is.</summary>
    /// <returns>False when the sink was full at some point.</returns>
    public bool Feed(StreamSink sink, Action<int>? written = null)
    {
        var room = true;
        foreach (var chunk in Chunks)
        {
            var buffer = (byte[])chunk.Clone();
            room &= AtOnce(sink.WriteAsync(buffer, CancellationToken.None));
            Array.Fill(buffer, (byte)'#');
            written?.Invoke(chunk.Length);
        }

        return room & AtOnce(sink.CompleteAsync(CancellationToken.None));
    }

    /// <summary>Fewer bytes, or fewer cuts.</summary>
    public static IEnumerable<Pieces> Shrink(Pieces pieces)
    {
        var chunks = pieces.Chunks;
        foreach (var fewer in Claim.WithoutOne(chunks))
            yield return new(fewer);
        for (var index = 1; index < chunks.Length; index++)
            yield return new([.. chunks[..(index - 1)], [.. chunks[index - 1], .. chunks[index]], .. chunks[(index + 1)..]]);
        for (var index = 0; index < chunks.Length; index++)
        {
            var chunk = chunks[index];
            foreach (var smaller in (byte[][])[chunk[..(chunk.Length / 2)], chunk[(chunk.Length / 2)..], .. chunk.Length <= 50 ? Claim.WithoutOne(chunk) : []])
            {
                if (smaller.Length > 0 && smaller.Length < chunk.Length)
                    yield return new([.. chunks[..index], smaller, .. chunks[(index + 1)..]]);
            }
        }
    }

    public override string ToString() => string.Join(" | ", Chunks.Select(Convert.ToHexString));

    private static Pieces Cut(byte[] all, int[] sizes)
    {
        var chunks = new List<byte[]>();
        var rest = all;
        foreach (var size in sizes.TakeWhile(_ => rest.Length > 0))
        {
            chunks.Add(rest[..Math.Min(size, rest.Length)]);
            rest = rest[Math.Min(size, rest.Length)..];
        }

        if (rest.Length > 0)
            chunks.Add(rest);
        return new([.. chunks]);
    }

    private static bool AtOnce(ValueTask<bool> taken)
    {
        Assert.True(taken.IsCompletedSuccessfully);
        return taken.Result;
    }
}
