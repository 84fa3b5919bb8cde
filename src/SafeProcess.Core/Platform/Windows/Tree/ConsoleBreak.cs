using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Tree;

/// <summary>Sends CTRL_BREAK to the process group of a run's program
/// (https://learn.microsoft.com/windows/console/generateconsolectrlevent). It reaches those of the group that share a console with the sender.</summary>
/// <remarks>A program shares the host's console where the host has one; else it has one of its own without a window, which the host attaches itself to for
/// the moment of sending.</remarks>
internal static unsafe class ConsoleBreak
{
    // A process has one console.
    private static readonly object _gate = new();
    private static volatile bool _sending;

    // Never disposed: it holds for the life of the host.
    private static PosixSignalRegistration? _guard;

    /// <summary>Whether this host has a console, which the programs it starts then share.</summary>
    public static bool HostHasConsole
    {
        get
        {
            uint id;
            return Kernel32.GetConsoleProcessList(&id, 1) > 0;
        }
    }

    /// <summary>Sends it to a group.</summary>
    /// <param name="group">The id of the process that leads it, of which the run holds a handle: no other process has been given the id.</param>
    /// <param name="members">The processes of the run. Unless one of them is at the console nothing is sent: an id that is no group there
    /// could be taken for everybody.</param>
    public static void Send(int group, HashSet<int> members)
    {
        lock (_gate)
        {
            _guard ??= PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = _sending);
            _sending = true;
            try
            {
                if (HostHasConsole)
                    SendHere(group, members);
                else
                    SendAtConsoleOf(group, members);
            }
            finally
            {
                _sending = false;
            }
        }
    }

    private static void SendAtConsoleOf(int group, HashSet<int> members)
    {
        // To attach gives the host the console's handles for its own standard streams, and to leave takes them away.
        using var streams = new StandardHandles();
        // One that has gone, or has no console, is no way in. Other programs of the run have consoles of their own.
        foreach (var member in members.OrderBy(member => member != group))
        {
            if (!Kernel32.AttachConsole(member))
                continue;
            try
            {
                SendHere(group, members);
            }
            finally
            {
                Kernel32.FreeConsole();
            }

            return;
        }
    }

    /// <summary>The host's standard streams, which are put back when this is disposed.</summary>
    private readonly ref struct StandardHandles
    {
        private static readonly uint[] _names = [Kernel32.StandardInput, Kernel32.StandardOutput, Kernel32.StandardError];

        private readonly nint[] _handles = Array.ConvertAll(_names, Kernel32.GetStdHandle);

        public StandardHandles()
        {
        }

        public void Dispose()
        {
            for (var index = 0; index < _handles.Length; index++)
                Kernel32.SetStdHandle(_names[index], _handles[index]);
        }
    }

    private static void SendHere(int group, HashSet<int> members)
    {
        if (AtConsole().Any(members.Contains))
            Kernel32.GenerateConsoleCtrlEvent(Kernel32.ControlBreak, group);
    }

    private static int[] AtConsole()
    {
        for (var ids = new uint[64]; ; ids = new uint[ids.Length * 4])
        {
            uint count;
            fixed (uint* start = ids)
                count = Kernel32.GetConsoleProcessList(start, (uint)ids.Length);
            if (count <= ids.Length)
                return [.. ids.Take((int)count).Select(id => (int)id)];
        }
    }
}
