using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Windows.Native;

/// <content>The console (https://learn.microsoft.com/windows/console/console-functions).</content>
internal static unsafe partial class Kernel32
{
    public const uint ControlBreak = 1;

    public const uint StandardInput = unchecked((uint)-10);
    public const uint StandardOutput = unchecked((uint)-11);
    public const uint StandardError = unchecked((uint)-12);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint GetStdHandle(uint name);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetStdHandle(uint name, nint handle);

    /// <summary>Fills in the ids of the processes attached to the caller's console.</summary>
    /// <returns>How many there are, also when the buffer is too small; 0 when the caller has no console.</returns>
    [LibraryImport(Library, SetLastError = true)]
    public static partial uint GetConsoleProcessList(uint* ids, uint capacity);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GenerateConsoleCtrlEvent(uint controlEvent, int processGroup);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool AttachConsole(int processId);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FreeConsole();

    /// <summary>Gives an HRESULT. Windows 10 1809; where it is missing this throws <see cref="EntryPointNotFoundException"/>.</summary>
    /// <param name="size">A COORD: columns in the lower half, rows in the upper.</param>
    /// <param name="input">Is read.</param>
    /// <param name="output">Is written.</param>
    /// <param name="flags">None.</param>
    /// <param name="console">For <see cref="AttributePseudoConsole"/>.</param>
    [LibraryImport(Library)]
    public static partial int CreatePseudoConsole(int size, SafeHandle input, SafeHandle output, uint flags, out nint console);

    [LibraryImport(Library)]
    public static partial void ClosePseudoConsole(nint console);

    [LibraryImport(Library)]
    public static partial uint GetConsoleCP();

    [LibraryImport(Library)]
    public static partial uint GetConsoleOutputCP();

    [LibraryImport(Library)]
    public static partial uint GetOEMCP();
}
