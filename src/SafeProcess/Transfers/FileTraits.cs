using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace SafeProcess.Commands;

/// <summary>What is kept of a file or folder besides its contents.</summary>
/// <param name="Time">When it was last written, in ticks of UTC.</param>
/// <param name="Mode">Who may do what with it; null from a system without such modes.</param>
[SuppressMessage("Interoperability", "CA1416:Validate platform compatibility", Justification = "Modes are set where the system has said that it has them.")]
internal sealed record FileTraits(long Time, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Mode)
{
    // What files say of it on a system that has none.
    private const UnixFileMode NoMode = (UnixFileMode)(-1);

    // Not the rights of whoever owns it: a machine must not make programs that run as this user.
    private const UnixFileMode Kept = (UnixFileMode)0b111_111_111;

    /// <summary>Those of a file or folder that is there.</summary>
    public static FileTraits Of(FileSystemInfo entry) => new(entry.LastWriteTimeUtc.Ticks, entry.UnixFileMode is not NoMode and var mode ? (int)(mode & Kept) : null);

    /// <summary>Gives them to a file that is open.</summary>
    public void Give(SafeFileHandle file)
    {
        Try(() => File.SetLastWriteTimeUtc(file, new DateTime(Time, DateTimeKind.Utc)));
        if (Mode is { } mode)
            Try(() => File.SetUnixFileMode(file, (UnixFileMode)mode & Kept));
    }

    /// <summary>Gives them to a folder.</summary>
    public void Give(DirectoryInfo folder)
    {
        Try(() => folder.LastWriteTimeUtc = new DateTime(Time, DateTimeKind.Utc));
        if (Mode is { } mode)
            Try(() => folder.UnixFileMode = (UnixFileMode)mode & Kept);
    }

    /// <summary>Lets the owner do everything with a folder.</summary>
    public static void Open(DirectoryInfo folder) => Try(() => folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    // A file system that has no such thing takes the contents all the same.
    private static void Try(Action set)
    {
        try
        {
            set();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException or ArgumentOutOfRangeException)
        {
        }
    }
}
