using SafeProcess.Commands;

namespace SafeProcess.Tests.Batch;

/// <summary>Long lines that cross in pieces.</summary>
public sealed class SentPiecesTests
{
    [Fact]
    public void A_short_line_crosses_as_it_is()
    {
        var line = new string('x', SentPieces.Longest);

        Assert.Equal([line], SentPieces.Cut(line));
        Assert.Same(line, new SentPieces().Join(line));
    }

    [Fact]
    public void A_long_line_crosses_in_pieces_that_are_one_again_and_the_next_is_not_mixed_with_it()
    {
        // Whole characters of two halves each, none of which a piece may end with.
        var line = "x" + string.Concat(Enumerable.Repeat("😀", SentPieces.Longest + 1));
        var pieces = SentPieces.Cut(line).ToArray();
        var there = new SentPieces();

        Assert.Equal(3, pieces.Length);
        Assert.All(pieces, static piece => Assert.False(char.IsHighSurrogate(piece[^1])));
        Assert.Equal([null, null, line], pieces.Select(there.Join));
        Assert.Equal("R 1", there.Join("R 1"));
    }

    [Theory]
    [InlineData('+')]
    [InlineData('=')]
    public void Whatever_a_piece_begins_with_it_is_joined(char character)
    {
        var line = "x" + new string(character, 3 * SentPieces.Longest);
        var pieces = SentPieces.Cut(line).ToArray();
        var there = new SentPieces();

        Assert.Equal([.. Enumerable.Repeat<string?>(null, pieces.Length - 1), line], pieces.Select(there.Join));
        Assert.Equal("R 1", there.Join("R 1"));
    }
}
