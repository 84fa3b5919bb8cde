using System.Runtime.InteropServices;
using System.Text;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Path, directory, arguments and environment as the system takes them: UTF-8, NUL-terminated, in one piece of native memory.</summary>
internal sealed unsafe class SpawnBlock : IDisposable
{
    private byte* _memory;

    /// <param name="path">The program's file.</param>
    /// <param name="directory">Where it starts.</param>
    /// <param name="name">Its first argument.</param>
    /// <param name="arguments">The others.</param>
    /// <param name="environment">Its variables.</param>
    /// <param name="more">More of them, each <c>NAME=value</c>; null for none.</param>
    public SpawnBlock(
        string path, string directory, string name, IReadOnlyList<string> arguments, IReadOnlyList<KeyValuePair<string, string>> environment,
        IReadOnlyList<byte[]>? more = null)
    {
        more ??= [];
        // Three bytes of UTF-8 at most for each UTF-16 unit, and the NUL.
        var text = Room(path) + Room(directory) + Room(name);
        for (var index = 0; index < arguments.Count; index++)
            text += Room(arguments[index]);
        for (var index = 0; index < environment.Count; index++)
            text += Room(environment[index].Key) + Room(environment[index].Value);
        for (var index = 0; index < more.Count; index++)
            text += more[index].Length + 1;

        var pointers = (long)(arguments.Count + 2 + environment.Count + more.Count + 1) * sizeof(byte*);
        _memory = (byte*)NativeMemory.Alloc((nuint)(pointers + text));
        var next = _memory + pointers;
        Path = Put(path, ref next);
        Directory = Put(directory, ref next);

        Arguments = (byte**)_memory;
        Arguments[0] = Put(name, ref next);
        for (var index = 0; index < arguments.Count; index++)
            Arguments[index + 1] = Put(arguments[index], ref next);
        Arguments[arguments.Count + 1] = null;

        Environment = Arguments + arguments.Count + 2;
        for (var index = 0; index < environment.Count; index++)
        {
            var (key, value) = environment[index];
            Environment[index] = Put(key, ref next);
            next[-1] = (byte)'=';
            Put(value, ref next);
        }

        for (var index = 0; index < more.Count; index++)
        {
            Environment[environment.Count + index] = next;
            more[index].CopyTo(new Span<byte>(next, more[index].Length));
            next += more[index].Length;
            *next++ = 0;
        }

        Environment[environment.Count + more.Count] = null;
    }

    public byte* Path { get; }

    public byte* Directory { get; }

    public byte** Arguments { get; }

    public byte** Environment { get; }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static long Room(string text) => (text.Length * 3L) + 1;

    private static byte* Put(string text, ref byte* next)
    {
        var start = next;
        next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)Math.Min(Room(text), int.MaxValue)));
        *next++ = 0;
        return start;
    }
}
