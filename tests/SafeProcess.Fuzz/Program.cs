using System.Runtime.Versioning;
using System.Text;
using SafeProcess;
using SafeProcess.Platform.Linux.ControlGroups;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Mac.Tree;
using SafeProcess.Platform.Unix.Launch;
using SharpFuzz;

[assembly: SupportedOSPlatform("linux")]

// The first byte says which parser gets the rest. An exception is a find.
Fuzzer.OutOfProcess.Run(static stream =>
{
    using var input = new MemoryStream();
    stream.CopyTo(input);
    if (input.Length == 0)
        return;
    ReadOnlySpan<byte> text = input.ToArray().AsSpan(1);
    switch (input.GetBuffer()[0] % 7)
    {
        case 0:
            // What the kernel adds behind a name is what is read, whatever the name.
            byte[] line = [.. "7 ("u8, .. text[..Math.Min(text.Length, 15)], .. ") S 11 12 13 0 -1 0 0 0 0 0 1 2 0 0 20 0 14 0 15 0 16 0 0\n"u8];
            var entry = ProcFile.ParseStat(7, line);
            if (entry is not { ParentId: 11, Session: 13, Threads: 14, StartTime: 15, State: 'S' })
                throw new InvalidDataException("A name is taken for what the kernel says.");
            break;
        case 1:
            _ = ProcFile.ParseStat(7, text);
            break;
        case 2:
            _ = ProcFile.FindVariable(text, "A="u8);
            break;
        case 3:
            var lines = Encoding.UTF8.GetString(text).Split('\n');
            _ = OwnGroup.Find(lines, lines, null);
            _ = OwnGroup.Find(lines, lines, "memory");
            break;
        case 4:
            _ = ProcessArguments.FindArguments(text);
            _ = ProcessArguments.FindVariable(text, "A="u8);
            break;
        case 5:
            _ = VisibleText.CommandLine(Encoding.UTF8.GetString(text).Split('\0'), 100);
            _ = VisibleText.Lines(Encoding.UTF8.GetString(text));
            break;
        default:
            _ = ProgramInterpreter.Find(text);
            break;
    }
});
