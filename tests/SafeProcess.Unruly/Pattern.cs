using System.Buffers.Binary;

namespace SafeProcess.Unruly;

/// <summary>An endless stream of bytes that a seed determines, in which no piece can be lost, doubled or moved unseen: pseudo-random
/// blocks of a prime length, each starting with its own number. The tests compile this file too.</summary>
internal sealed class Pattern
{
    private const int BlockLength = 65_521;

    private readonly byte[] _block = new byte[BlockLength];
    private long _number = -1;
    private int _position = BlockLength;

    public Pattern(int seed)
    {
        // xorshift64: the same bytes on every runtime, which System.Random does not promise.
        var state = ((ulong)(uint)seed << 32) ^ 0x9E37_79B9_7F4A_7C15;
        for (var i = 0; i < _block.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            _block[i] = (byte)(state >> 32);
        }
    }

    /// <summary>The next bytes: at least one, at most <paramref name="most"/>. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(long most)
    {
        if (_position == BlockLength)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_block, ++_number);
            _position = 0;
        }

        var count = (int)Math.Min(most, BlockLength - _position);
        var next = _block.AsSpan(_position, count);
        _position += count;
        return next;
    }
}
