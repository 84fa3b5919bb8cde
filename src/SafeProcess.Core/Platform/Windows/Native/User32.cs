using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Windows.Native;

/// <summary>user32.dll: windows.</summary>
internal static unsafe partial class User32
{
    public const uint Close = 0x0010;

    private const string Library = "user32.dll";

    /// <summary>Calls back for each top-level window of the caller's desktop.</summary>
    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EnumWindows(delegate* unmanaged[Stdcall]<nint, nint, int> callback, nint state);

    [LibraryImport(Library)]
    public static partial uint GetWindowThreadProcessId(nint window, int* processId);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool IsWindowVisible(nint window);

    [LibraryImport(Library, EntryPoint = "PostMessageW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PostMessage(nint window, uint message, nint first, nint second);
}
