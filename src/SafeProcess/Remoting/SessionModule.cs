using System.IO.Compression;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The module as other sessions must have it: the same version, as both ends of a batch talk to each other. Safe from any thread.</summary>
/// <param name="folder">Where the module of this session is.</param>
/// <param name="version">Its version.</param>
/// <param name="install">Whether it is installed where it is missing.</param>
internal sealed class SessionModule(string folder, Version version, bool install)
{
    private static readonly string[] _parts = ["bin/*.dll", "module/*.ps1xml", "en-US/*"];
    private static readonly Lazy<string> _import = new(static () => EmbeddedText.Read("Import.ps1"));
    private static readonly Lazy<string> _install = new(static () => EmbeddedText.Read("Install.ps1"));

    // One for all sessions, and none when nobody needs it.
    private readonly Lazy<byte[]> _archive = new(() => Pack(folder));

    /// <summary>Whether it is installed where it is missing.</summary>
    public bool IsInstalled => install;

    /// <summary>Loads the module in a session. Blocks until it is loaded.</summary>
    /// <exception cref="RuntimeException">It is not there, or cannot be installed or loaded.</exception>
    public void Import(Runspace runspace, CancellationToken stop)
    {
        if (Invoke(runspace, _import.Value, stop, version.ToString()) is not [var reason, ..])
            return;
        if (!install)
            throw new RuntimeException($"SafeProcess {version} is not there: -InstallModule puts it there. {reason}");
        Invoke(runspace, _install.Value, stop, version.ToString(), _archive.Value);
    }

    private static string[] Invoke(Runspace runspace, string script, CancellationToken stop, params object[] arguments)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        using var stopping = stop.UnsafeRegister(static shell => ((PowerShell)shell!).BeginStop(null, null), shell);
        shell.AddScript(script, useLocalScope: true);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        return [.. shell.Invoke<string>()];
    }

    private static byte[] Pack(string folder)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntryFromFile(Path.Combine(folder, "SafeProcess.psd1"), "SafeProcess.psd1");
            foreach (var part in _parts)
            {
                var (place, pattern) = (Path.GetDirectoryName(part)!, Path.GetFileName(part));
                foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, place), pattern))
                    archive.CreateEntryFromFile(file, $"{place}/{Path.GetFileName(file)}");
            }
        }

        return memory.ToArray();
    }
}
