using System.Text;
using BenchmarkDotNet.Attributes;

namespace SafeProcess.Benchmarks.Micro;

/// <summary>One string out of bytes that arrive in reads of 64 KiB: the sink against <see cref="Encoding.GetString(byte[])"/> of
/// bytes that were already in one piece.</summary>
public class TextDecoding
{
    private const int Read = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>Bytes.</summary>
    [Params(100, 4 << 20)]
    public int Size { get; set; }

    /// <summary>Plain ASCII, or every tenth character of two bytes.</summary>
    [Params(true, false)]
    public bool Ascii { get; set; }

    /// <summary>Makes the bytes.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var text = Ascii ? "0123456789" : "01234567é";
        _bytes = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, text, Size / 10).ToString());
    }

    /// <summary>The least that decoding costs.</summary>
    [Benchmark(Baseline = true)]
    public string GetString() => Encoding.UTF8.GetString(_bytes);

    /// <summary>The sink.</summary>
    [Benchmark]
    public async Task<string> TextSink()
    {
        var sink = new TextSink();
        for (var position = 0; position < _bytes.Length; position += Read)
            await sink.WriteAsync(_bytes.AsMemory(position, Math.Min(Read, _bytes.Length - position)), default).ConfigureAwait(false);
        await sink.CompleteAsync(default).ConfigureAwait(false);
        return sink.Text;
    }
}
