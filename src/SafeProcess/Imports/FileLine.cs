namespace SafeProcess.Commands;

/// <summary>A line of a file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">Its bytes without the newline, valid until the next line is read; empty when it is too long.</param>
/// <param name="IsEnded">Whether a newline ends it; only the last line of a file may have none.</param>
/// <param name="IsTooLong">Whether it has more bytes than are read at once.</param>
internal readonly record struct FileLine(long Number, ReadOnlyMemory<byte> Text, bool IsEnded, bool IsTooLong)
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>The lines of a stream, in a memory of at most some times the longest line.</summary>
    /// <param name="stream">Read from where it stands to its end.</param>
    /// <param name="longest">A line with more bytes is told of without its text.</param>
    public static IEnumerable<FileLine> Read(Stream stream, int longest)
    {
        var buffer = new byte[Math.Min(FirstBuffer, longest + 1)];
        // What is read and not given yet is from start to end; the first bytes of it, which were seen, have no newline.
        var (start, end, seen) = (0, 0, 0);
        var isTooLong = false;
        for (var number = 1L; ;)
        {
            var place = buffer.AsSpan(start + seen, end - start - seen).IndexOf((byte)'\n');
            if (place >= 0)
            {
                var length = seen + place;
                isTooLong |= length > longest;
                yield return new(number++, isTooLong ? default : buffer.AsMemory(start, length), IsEnded: true, isTooLong);
                (start, seen, isTooLong) = (start + length + 1, 0, false);
                continue;
            }

            isTooLong |= end - start > longest;
            if (isTooLong)
                start = end;
            seen = end - start;
            MakeRoom(ref buffer, ref start, ref end, longest);
            var count = stream.Read(buffer, end, buffer.Length - end);
            if (count == 0)
            {
                if (seen > 0 || isTooLong)
                    yield return new(number, isTooLong ? default : buffer.AsMemory(start, seen), IsEnded: false, isTooLong);
                yield break;
            }

            end += count;
        }
    }

    private static void MakeRoom(ref byte[] buffer, ref int start, ref int end, int longest)
    {
        var room = start > 0 || end < buffer.Length ? buffer : new byte[(int)Math.Min(2L * buffer.Length, longest + 1L)];
        if (start > 0 || room != buffer)
            buffer.AsSpan(start, end - start).CopyTo(room);
        (buffer, start, end) = (room, 0, end - start);
    }
}
