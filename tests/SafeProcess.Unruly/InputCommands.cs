using System.Security.Cryptography;

namespace SafeProcess.Unruly;

/// <summary>Commands that read their input, or do not.</summary>
internal static class InputCommands
{
    public static int Echo()
    {
        StandardStreams.Input.CopyTo(StandardStreams.Output, 65_536);
        return 0;
    }

    public static int Take(CommandLine line)
    {
        var buffer = new byte[line.NextNumber("N")];
        var count = StandardStreams.Input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        StandardStreams.Output.Write(buffer, 0, count);
        return 0;
    }

    public static int Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[65_536];
        long count = 0;
        int read;
        while ((read = StandardStreams.Input.Read(buffer)) > 0)
        {
            digest.AppendData(buffer, 0, read);
            count += read;
        }

        StandardStreams.WriteOutput($"{count} {Convert.ToHexStringLower(digest.GetHashAndReset())}\n");
        return 0;
    }

    public static int Ignore(CommandLine line)
    {
        StandardStreams.WriteOutput("ready\n");
        return Lifetime.Hang(line.Option("for", 0));
    }

    public static int Close(CommandLine line)
    {
        StandardStreams.Close(0);
        StandardStreams.WriteOutput("closed\n");
        return Lifetime.Hang(line.Option("for", 0));
    }
}
