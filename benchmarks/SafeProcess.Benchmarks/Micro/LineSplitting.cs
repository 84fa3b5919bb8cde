using System.Text;
using BenchmarkDotNet.Attributes;

namespace SafeProcess.Benchmarks.Micro;

/// <summary>Lines out of 4 MiB that arrive in reads of 64 KiB: the sink against a <see cref="StreamReader"/> over the same bytes.</summary>
public class LineSplitting
{
    private const int Size = 4 << 20;
    private const int Read = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>Characters in a line, without its end.</summary>
    [Params(7, 80, 2000)]
    public int Length { get; set; }

    /// <summary>Plain ASCII, or a two-byte character in each line.</summary>
    [Params(true, false)]
    public bool Ascii { get; set; }

    /// <summary>Makes the bytes.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var line = (Ascii ? "x" : "é") + new string('x', Length - 1) + "\n";
        _bytes = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, line, Size / line.Length).ToString());
    }

    /// <summary>The peer.</summary>
    [Benchmark(Baseline = true)]
    public int StreamReader()
    {
        using var reader = new StreamReader(new MemoryStream(_bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, Read);
        var count = 0;
        while (reader.ReadLine() is not null)
            count++;
        return count;
    }

    /// <summary>The sink.</summary>
    [Benchmark]
    public async Task<int> LineSink()
    {
        var count = 0;
        var sink = new LineSink((lines, _) =>
        {
            count += lines.Count;
            return default;
        });
        for (var position = 0; position < _bytes.Length; position += Read)
            await sink.WriteAsync(_bytes.AsMemory(position, Math.Min(Read, _bytes.Length - position)), default).ConfigureAwait(false);
        await sink.CompleteAsync(default).ConfigureAwait(false);
        return count;
    }
}
