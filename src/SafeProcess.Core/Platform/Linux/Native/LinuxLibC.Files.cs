using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Native;

/// <content>Files by their path.</content>
internal static unsafe partial class LinuxLibC
{
    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveDirectory(string path);

    /// <summary>Writes no NUL at the end.</summary>
    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte* buffer, nint capacity);

    [LibraryImport(Library, EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetAttribute(string path, string name, byte* value, nint capacity);

    /// <summary>Copies what is in one pipe to another and takes nothing out of it. Linux alone has it.</summary>
    [LibraryImport(Library, EntryPoint = "tee", SetLastError = true)]
    public static partial nint Tee(Descriptor source, Descriptor target, nint count, uint flags);

    /// <summary>The type and the permissions of a file as <c>inode(7)</c> has them; 0 where there is none, or the C library is older than statx(2).</summary>
    public static int ModeOf(string path)
    {
        // struct statx has this layout on every architecture (linux/stat.h).
        const int CurrentDirectory = -100;
        const uint Type = 1;
        const int Size = 256;
        const int Mode = 28;
        var status = stackalloc byte[Size];
        try
        {
            return Statx(CurrentDirectory, path, 0, Type, status) == 0 ? *(ushort*)(status + Mode) : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* status);

    [LibraryImport(Library, EntryPoint = "getppid")]
    public static partial int ParentId();

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();
}
