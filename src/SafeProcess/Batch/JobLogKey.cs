using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SafeProcess.Commands;

/// <summary>What a job log knows a run by: a digest of all that makes one run differ from another (programs, arguments, working directory,
/// environment, input, files that take its output), and of nothing that does not, such as a timeout or the place in the input.</summary>
internal static class JobLogKey
{
    // Half of SHA-256 is long enough for no two to meet by chance.
    private const int Length = 16;

    public static string Of(ProcessSpec spec, OutputOptions output, ReadOnlySpan<byte> input)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Those before the last one first, so that the key of a single program stays what it was.
        for (var upstream = spec.PipedFrom; upstream is not null; upstream = upstream.PipedFrom)
            AddProgram(hash, upstream);
        AddProgram(hash, spec);
        AddNumber(hash, spec.Environment.Count);
        foreach (var (name, value) in spec.Environment.OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            AddNumber(hash, value is null ? 0 : 1);
            Add(hash, value ?? "");
        }

        AddNumber(hash, spec.CleanEnvironment ? 1 : 0);
        hash.AppendData(input);
        foreach (var target in (OutputTarget?[])[output.Output, output.Error, .. output.StageErrors])
        {
            if (target?.Path is { } path)
                Add(hash, path);
        }

        return Digest(hash);
    }

    /// <summary>The key of an item that other sessions run: the paths in it are theirs.</summary>
    /// <param name="call">What is to be run.</param>
    /// <param name="cleanEnvironment">Whether the program starts from an empty environment.</param>
    public static string Of(ItemCall call, bool cleanEnvironment)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SentItem.Write(call with { Index = 0, Timeout = null }));
        AddNumber(hash, cleanEnvironment ? 1 : 0);
        foreach (var file in call.Files?.Copies ?? [])
        {
            Add(hash, file.Path);
            Add(hash, file.Name);
        }

        return Digest(hash);
    }

    private static void AddProgram(IncrementalHash hash, ProcessSpec program)
    {
        Add(hash, program.FilePath);
        Add(hash, program.WorkingDirectory ?? "");
        AddNumber(hash, program.ArgumentList.Count);
        foreach (var argument in program.ArgumentList)
            Add(hash, argument);
    }

    private static string Digest(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexString(digest[..Length]);
    }

    // With its length, so that no two lists of strings look alike.
    private static void Add(IncrementalHash hash, string text)
    {
        AddNumber(hash, text.Length);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void AddNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
