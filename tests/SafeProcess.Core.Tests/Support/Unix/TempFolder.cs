namespace SafeProcess.Core.Tests.Support;

internal sealed partial class TempFolder
{
    /// <summary>Writes a file and sets its mode.</summary>
    public string Write(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var path = File(name);
        var draft = path + ".draft";
        System.IO.File.WriteAllBytes(draft, content.ToArray());
        // A child that another thread forks meanwhile has what this process writes open until it execs, and nobody can run a file that is open
        // for writing (ETXTBSY in execve(2)). A program of its own has no such children.
        using (var copying = System.Diagnostics.Process.Start("cp", [draft, path]))
            copying.WaitForExit();
        System.IO.File.Delete(draft);
        System.IO.File.SetUnixFileMode(path, mode);
        return path;
    }

    /// <summary>Makes a FIFO.</summary>
    /// <returns>Its path.</returns>
    public string Fifo(string name)
    {
        Assert.Equal(0, Native.MakeFifo(File(name), 0x180));
        return File(name);
    }

    /// <summary>Writes to a FIFO. The open waits for whoever reads it, which no token ends.</summary>
    public static Task WriteFifoAsync(string path, string text) =>
        Task.Run(() => System.IO.File.WriteAllText(path, text)).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);

    /// <summary>Writes a file that the system may try to run.</summary>
    public string WriteProgram(string name, ReadOnlySpan<byte> content) =>
        Write(name, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
