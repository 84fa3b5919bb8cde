using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>Starts children that have this process's streams.</summary>
internal static unsafe class Children
{
    private const int AccessDenied = 5;

    /// <summary>Starts this program again.</summary>
    /// <param name="arguments">What it is to do; none holds a space or a quote.</param>
    /// <param name="outside">Whether it is to have no console and a group of its own, and to leave the job if it may.</param>
    /// <param name="environment">Null for this process's own.</param>
    public static void Start(IEnumerable<string> arguments, bool outside, IReadOnlyDictionary<string, string>? environment)
    {
        const uint Outside = Kernel32.DetachedProcess | Kernel32.NewProcessGroup;
        if (!outside)
            Start(arguments, 0, environment);
        else if (TryStart(arguments, Outside | Kernel32.BreakawayFromJob, environment) is null)
            Start(arguments, Outside, environment);
    }

    /// <summary>Starts a small process that does nothing: this program, before its first instruction.</summary>
    /// <returns>Its id.</returns>
    public static int StartIdle() => Start(["hang"], Kernel32.CreateSuspended, null);

    /// <summary>Tries to start a child outside the job.</summary>
    /// <returns>Its id; null when the system denies it.</returns>
    public static int? TryStartOutside(IEnumerable<string> arguments) => TryStart(arguments, Kernel32.BreakawayFromJob, null);

    private static int Start(IEnumerable<string> arguments, uint flags, IReadOnlyDictionary<string, string>? environment) =>
        TryStart(arguments, flags, environment) ?? throw new Win32Exception(AccessDenied);

    private static int? TryStart(IEnumerable<string> arguments, uint flags, IReadOnlyDictionary<string, string>? environment)
    {
        var startup = new Kernel32.StartupInformation
        {
            Size = sizeof(Kernel32.StartupInformation),
            Flags = Kernel32.UseStandardHandles,
            Input = Kernel32.StandardHandle(0),
            Output = Kernel32.StandardHandle(1),
            Error = Kernel32.StandardHandle(2),
        };
        var block = environment is null
            ? null
            : string.Concat(environment.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(pair => $"{pair.Key}={pair.Value}\0")) + "\0\0";
        var line = $"\"{Environment.ProcessPath}\" {string.Join(' ', arguments)}\0".ToCharArray();
        Kernel32.ProcessInformation information;
        fixed (char* path = Environment.ProcessPath, start = line, variables = block)
        {
            if (!Kernel32.CreateProcess(path, start, 0, 0, true, flags | Kernel32.UnicodeEnvironment, variables, null, &startup, &information))
                return Marshal.GetLastPInvokeError() == AccessDenied ? null : throw new Win32Exception();
        }

        Kernel32.CloseHandle(information.Process);
        Kernel32.CloseHandle(information.Thread);
        return information.ProcessId;
    }
}
