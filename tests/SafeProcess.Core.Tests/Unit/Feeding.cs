using System.Text;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Gives a sink bytes in chosen pieces. The memory is overwritten after each write, as a run's buffer is.</summary>
internal static class Feeding
{
    public static async Task<bool> FeedAsync(this StreamSink sink, ReadOnlyMemory<byte> bytes, params int[] cuts)
    {
        var from = 0;
        var room = true;
        foreach (var to in (int[])[.. cuts, bytes.Length])
        {
            var piece = bytes[from..to].ToArray();
            room &= await sink.WriteAsync(piece, CancellationToken.None);
            Array.Fill(piece, (byte)'#');
            from = to;
        }

        return room & await sink.CompleteAsync(CancellationToken.None);
    }

    public static Task<bool> FeedAsync(this StreamSink sink, string text, params int[] cuts) => sink.FeedAsync(Encoding.UTF8.GetBytes(text), cuts);
}
