using System.Globalization;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>One control group of one run, of cgroup v1 or v2. Disposing it removes it, and what a program made below it, as soon as it is empty.</summary>
internal sealed class ControlGroup : IDisposable
{
    private Descriptor? _entrance;

    private ControlGroup(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>Makes a group below another.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public static ControlGroup Create(string parent)
    {
        var group = new ControlGroup(GroupHome.NewPath(parent));
        if (LinuxLibC.MakeDirectory(group.Directory, 0x1ED) != 0)
            throw new SystemCallException($"mkdir of {group.Directory}", Marshal.GetLastPInvokeError());
        try
        {
            group._entrance = ControlGroupFile.Open(group.File("cgroup.procs"), FileFlags.WriteOnly);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    public string File(string name) => Path.Combine(Directory, name);

    public bool Has(string name) => System.IO.File.Exists(File(name));

    /// <summary>Moves a process into it. Needs no new descriptor.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public void Add(int processId) =>
        ControlGroupFile.Write(_entrance!, File("cgroup.procs"), processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Nobody is moved into it any more.</summary>
    public void CloseEntrance() => _entrance?.Dispose();

    /// <summary>The ids of the processes in it and below it.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public HashSet<int> Members()
    {
        var members = new HashSet<int>();
        if (ControlGroupFile.ReadNumber(File("cgroup.events"), "populated") != 0)
            AddMembers(Directory, members);
        return members;
    }

    /// <summary>Ends every process in it and below it at once (<c>cgroup.kill</c>, Linux 5.14); those too that are just being forked.</summary>
    /// <returns>False where the system cannot do that.</returns>
    public bool TryKill() => ControlGroupFile.TryWrite(File("cgroup.kill"), "1");

    public void Dispose()
    {
        _entrance?.Dispose();
        GroupRemoval.Remove(Directory);
    }

    private static void AddMembers(string directory, HashSet<int> members)
    {
        foreach (var line in ControlGroupFile.Read(Path.Combine(directory, "cgroup.procs")).AsSpan().EnumerateLines())
        {
            // 0 is a process of another namespace.
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
                members.Add(id);
        }

        try
        {
            foreach (var below in System.IO.Directory.EnumerateDirectories(directory))
                AddMembers(below, members);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed by the program meanwhile, so it was empty.
        }
    }
}
