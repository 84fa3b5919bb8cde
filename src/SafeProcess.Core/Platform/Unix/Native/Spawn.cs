using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>posix_spawn(3) and what belongs to it. These return the error number instead of setting errno.</summary>
internal static unsafe partial class Spawn
{
    /// <summary>Enough for posix_spawnattr_t (336 bytes in glibc), posix_spawn_file_actions_t (80) and sigset_t (128) of any C library.
    /// On macOS the first two are pointers, and the last has 4 bytes.</summary>
    public const int OpaqueSize = 512;

    public const short SetSignalDefaults = 0x04;
    public const short SetSignalMask = 0x08;

    private const string Library = "libc";

    private static readonly delegate* unmanaged<byte*, byte*, int> _addChangeDirectory = Find("posix_spawn_file_actions_addchdir_np", "posix_spawn_file_actions_addchdir");
    private static readonly delegate* unmanaged<byte*, int, int> _addCloseFrom = (delegate* unmanaged<byte*, int, int>)Find("posix_spawn_file_actions_addclosefrom_np");

    /// <summary>POSIX_SPAWN_SETSID; on macOS since 10.15 (<c>spawn.h</c>).</summary>
    public static int SetSession => OperatingSystem.IsMacOS() ? 0x400 : 0x80;

    /// <summary>POSIX_SPAWN_CLOEXEC_DEFAULT of macOS: the child has no descriptor but those that its file actions make. None
    /// elsewhere.</summary>
    public static int CloseOthers => OperatingSystem.IsMacOS() ? 0x4000 : 0;

    /// <summary>Whether the C library can change the directory in the child (glibc 2.29, musl 1.1.24, macOS 10.15).</summary>
    public static bool CanChangeDirectory => _addChangeDirectory is not null;

    /// <summary>Whether the C library can close all descriptors from one on (glibc 2.34).</summary>
    public static bool CanCloseFrom => _addCloseFrom is not null;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Start(int* processId, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int InitAttributes(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddDuplicate(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int AddClose(byte* actions, int descriptor);

    public static int AddChangeDirectory(byte* actions, byte* path) => _addChangeDirectory(actions, path);

    public static int AddCloseFrom(byte* actions, int first) => _addCloseFrom(actions, first);

    private static delegate* unmanaged<byte*, byte*, int> Find(params ReadOnlySpan<string> names)
    {
        // The C library is part of every host; opening it by name would take a descriptor, of which there may be none.
        var library = NativeLibrary.GetMainProgramHandle();
        foreach (var name in names)
        {
            if (NativeLibrary.TryGetExport(library, name, out var address))
                return (delegate* unmanaged<byte*, byte*, int>)address;
        }

        return null;
    }
}
