using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>The variables of this process as the bytes they are (<c>environ(7)</c>). .NET has them as text, in which what is no UTF-8 is lost; what it sets it keeps
/// to itself, so here they are as they were inherited.</summary>
internal static unsafe class NativeEnvironment
{
    private static readonly byte*** _environment = Find();

    /// <summary>Copies of all of them, each <c>NAME=value</c>.</summary>
    public static List<byte[]> Entries()
    {
        var entries = new List<byte[]>();
        for (var next = _environment is null ? null : *_environment; next is not null && *next is not null; next++)
            entries.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*next).ToArray());
        return entries;
    }

    private static byte*** Find()
    {
        var library = NativeLibrary.GetMainProgramHandle();
        // A library of macOS may not name the variable itself (environ(7) there).
        if (NativeLibrary.TryGetExport(library, "_NSGetEnviron", out var function))
            return ((delegate* unmanaged<byte***>)function)();
        return NativeLibrary.TryGetExport(library, "environ", out var variable) ? (byte***)variable : null;
    }
}
