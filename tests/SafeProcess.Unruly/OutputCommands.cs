using System.Globalization;
using System.Text;

namespace SafeProcess.Unruly;

/// <summary>Commands that write.</summary>
internal static class OutputCommands
{
    public static int Write(CommandLine line)
    {
        var count = line.NextNumber("N");
        var seed = line.Option("seed", 0);
        AtOnce(StandardStreams.Named(line.Option("to")), (target, i) => WritePattern(target, seed + i, count));
        return 0;
    }

    public static int Sequence(CommandLine line)
    {
        while (line.HasNext)
        {
            var part = line.Next("STREAM:N").Split(':');
            if (part.Length != 2)
                throw new CommandLineException("a part is STREAM:N");
            foreach (var target in StandardStreams.Named(part[0]))
                WritePattern(target, 0, CommandLine.Number("N", part[1]));
        }

        return 0;
    }

    public static int Bytes(CommandLine line)
    {
        var bytes = Convert.FromHexString(line.Next("HEX"));
        var every = line.Option("every", 1);
        var targets = StandardStreams.Named(line.Option("to"));
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var target in targets)
                target.Write(bytes.AsSpan(i, 1));
            Thread.Sleep(every);
        }

        return 0;
    }

    public static int Repeat(CommandLine line)
    {
        var text = Encoding.UTF8.GetBytes(line.Next("TEXT"));
        var times = line.NextNumber("N");
        var targets = StandardStreams.Named(line.Option("to"));
        var perWrite = Math.Max(1, 65_536 / Math.Max(1, text.Length));
        var piece = new byte[perWrite * text.Length];
        for (var i = 0; i < perWrite; i++)
            text.CopyTo(piece, i * text.Length);

        for (; times > 0; times -= perWrite)
            foreach (var target in targets)
                target.Write(piece.AsSpan(0, (int)Math.Min(times, perWrite) * text.Length));
        return 0;
    }

    public static int Numbers(CommandLine line)
    {
        var count = line.NextNumber("N");
        var every = line.Option("every", 0);
        var pending = new StringBuilder();
        for (long i = 1; i <= count; i++)
        {
            pending.Append(CultureInfo.InvariantCulture, $"{i}\n");
            if (every == 0 && pending.Length < 60_000 && i < count)
                continue;
            StandardStreams.WriteOutput(pending.ToString());
            pending.Clear();
            Thread.Sleep(every);
        }

        return 0;
    }

    public static int Alternate(CommandLine line)
    {
        var count = line.NextNumber("N");
        for (long i = 1; i <= count; i++)
        {
            StandardStreams.WriteOutput($"out {i}\n");
            StandardStreams.WriteError($"err {i}\n");
        }

        return 0;
    }

    public static int Flood(CommandLine line)
    {
        var piece = new byte[32_768];
        for (var i = 0; i < piece.Length; i++)
            piece[i] = (byte)(i % 2 == 0 ? 'y' : '\n');
        var deadline = Environment.TickCount64 + Lifetime.Limit;
        AtOnce(StandardStreams.Named(line.Option("to")), (target, _) =>
        {
            while (Environment.TickCount64 < deadline)
                target.Write(piece);
        });
        return Lifetime.Outlived;
    }

    public static int CloseOutputs(CommandLine line)
    {
        StandardStreams.WriteOutput("closed\n");
        StandardStreams.Close(1);
        StandardStreams.Close(2);
        return Lifetime.Hang(line.Option("for", Lifetime.Limit));
    }

    private static void AtOnce(Stream[] targets, Action<Stream, int> write)
    {
        var threads = targets.Select((target, i) => new Thread(() =>
        {
            try
            {
                write(target, i);
            }
            catch (IOException)
            {
                Environment.Exit(EndCommands.NobodyReads);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static void WritePattern(Stream target, int seed, long count)
    {
        var pattern = new Pattern(seed);
        while (count > 0)
        {
            var piece = pattern.Next(count);
            target.Write(piece);
            count -= piece.Length;
        }
    }
}
