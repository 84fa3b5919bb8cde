using System.Text;
using SafeProcess.Platform;
using SafeProcess.Runs;
using UnixKeys = SafeProcess.Platform.Unix.Streams.TerminalKeys;
using WindowsKeys = SafeProcess.Platform.Windows.Streams.TerminalKeys;

namespace SafeProcess.Core.Tests.Unit;

public sealed class TypedInputTests
{
    [Theory]
    [InlineData("a\nb\n", "a\nb\n\u0004")]
    [InlineData("a\nb", "a\nb\u0004\u0004")]
    [InlineData("a\r\nb\r\n", "a\r\nb\r\n\u0004")]
    [InlineData("", "\u0004")]
    public async Task On_Unix_input_is_typed_as_it_is_and_ended_with_control_D(string input, string typed) => Assert.Equal(typed, await TypedAsync(input, new UnixKeys()));

    [Theory]
    [InlineData("a\nb\n", "a\rb\r\u001a\r")]
    [InlineData("a\nb", "a\rb\r\u001a\r")]
    [InlineData("a\r\nb\r\n", "a\rb\r\u001a\r")]
    [InlineData("a\n\nb\r", "a\r\rb\r\u001a\r")]
    [InlineData("", "\u001a\r")]
    public async Task On_Windows_a_newline_is_Enter_and_control_Z_ends_it(string input, string typed) => Assert.Equal(typed, await TypedAsync(input, new WindowsKeys()));

    [Fact]
    public async Task Where_it_does_no_harm_the_end_is_typed_again_and_again()
    {
        var typed = new StringBuilder();
        await foreach (var keys in TypedInput.TypeAsync(null, new UnixKeys(), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            typed.Append(Encoding.ASCII.GetString(keys.Span));
            if (typed.Length == 3)
                break;
        }

        Assert.Equal("\u0004\u0004\u0004", typed.ToString());
    }

    /// <summary>All up to the first end, in pieces of each size.</summary>
    private static async Task<string> TypedAsync(string input, ITerminalKeys keys)
    {
        var results = new HashSet<string>();
        for (var size = 1; size <= Math.Max(1, input.Length); size++)
        {
            var typed = new StringBuilder();
            await foreach (var some in TypedInput.TypeAsync(PiecesAsync(input, size), keys, TimeProvider.System, TestContext.Current.CancellationToken))
            {
                var text = Encoding.ASCII.GetString(some.Span);
                typed.Append(text);
                if (text.Contains('\u0004', StringComparison.Ordinal) || text.Contains('\u001a', StringComparison.Ordinal))
                    break;
            }

            results.Add(typed.ToString());
        }

        return Assert.Single(results);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(string input, int size)
    {
        await Task.CompletedTask;
        foreach (var piece in Encoding.ASCII.GetBytes(input).Chunk(size))
            yield return piece;
    }
}
