using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Launch;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Tree;

/// <summary>What the system tells of one process.</summary>
internal static unsafe class WindowsProcess
{
    private const int LongestCommandLine = 1024;

    /// <summary>Windows has no state of a process, only of its threads.</summary>
    public const char NoState = '?';

    private static readonly string _consoleHost = Path.Combine(Environment.SystemDirectory, "conhost.exe");

    /// <summary>A handle on a process that is in a job now; null when it is not, has ended, or may not be looked at.</summary>
    /// <remarks>An id may be given to another process at any time; what the handle stands for is proven by its being in the job, which is the run's alone.</remarks>
    public static SafeProcessHandle? TryOpen(int id, JobObject job)
    {
        var process = Open(id);
        if (!process.IsInvalid && Kernel32.WaitForSingleObject(process, 0) != Kernel32.Signaled
            && Kernel32.IsProcessInJob(process, job.Handle, out var isMember) && isMember)
            return process;
        process.Dispose();
        return null;
    }

    /// <summary>Whether it is the system's part of a console, which nobody asked for and which goes when the last program at the console has gone.</summary>
    public static bool IsConsoleHost(SafeProcessHandle process) => string.Equals(ImagePath(process), _consoleHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Id, parent, name and start of a process.</summary>
    public static TreeMember Identify(int id, SafeProcessHandle process)
    {
        ProcessBasicInformation basic;
        var parent = NtDll.NtQueryInformationProcess(process, NtDll.BasicInformation, &basic, (uint)sizeof(ProcessBasicInformation), null) >= 0 ? (int)basic.ParentId : 0;
        var name = ImagePath(process) is { } path ? Path.GetFileNameWithoutExtension(path) : "?";
        return new TreeMember(id, parent, VisibleText.Of(name), NoState)
        {
            StartTime = Kernel32.GetProcessTimes(process, out var creation, out _, out _, out _) ? (ulong)creation : 0,
        };
    }

    /// <summary>What a process is doing, as far as the system tells.</summary>
    /// <param name="member">The process.</param>
    /// <param name="process">A handle on it.</param>
    /// <param name="arguments">What is shown of the arguments; null for none.</param>
    public static ProcessSnapshot Describe(TreeMember member, SafeProcessHandle process, ShownArguments? arguments)
    {
        var memory = new MemoryCounters { Size = (uint)sizeof(MemoryCounters) };
        var command = (arguments is not null && CommandLine(process) is { } line ? CommandLineText.Show(line, arguments) : null) ?? ImagePath(process);
        return new ProcessSnapshot(member)
        {
            ProcessorTime = Kernel32.GetProcessTimes(process, out _, out _, out var kernel, out var user) ? TimeSpan.FromTicks(kernel + user) : null,
            WorkingSet = Kernel32.GetProcessMemory(process, &memory, memory.Size) ? (long)memory.WorkingSet : null,
            CommandLine = command is null ? null : VisibleText.Of(command, LongestCommandLine),
        };
    }

    /// <summary>Opens a process as far as that goes: wine tells only who may ask for everything which job it is in, and of a process with higher rights
    /// Windows tells the least alone.</summary>
    private static SafeProcessHandle Open(int id)
    {
        var process = Kernel32.OpenProcess(Kernel32.QueryInformation | Kernel32.Synchronize, false, id);
        if (!process.IsInvalid)
            return process;
        process.Dispose();
        return Kernel32.OpenProcess(Kernel32.QueryLimitedInformation | Kernel32.Synchronize, false, id);
    }

    private static string? ImagePath(SafeProcessHandle process)
    {
        const int LongestPath = 32_768;
        var shortOne = stackalloc char[512];
        var length = 512u;
        if (Kernel32.QueryFullProcessImageName(process, 0, shortOne, &length))
            return new string(shortOne, 0, (int)length);
        var path = new char[LongestPath];
        length = LongestPath;
        fixed (char* start = path)
            return Kernel32.QueryFullProcessImageName(process, 0, start, &length) ? new string(start, 0, (int)length) : null;
    }

    private static string? CommandLine(SafeProcessHandle process)
    {
        // The structure, then at most as much text as its length can count.
        const int Size = 16 + (64 * 1024);
        var buffer = new byte[Size];
        fixed (byte* start = buffer)
        {
            if (NtDll.NtQueryInformationProcess(process, NtDll.CommandLineInformation, start, Size, null) < 0)
                return null;
            var text = (UnicodeString*)start;
            return new string(text->Text, 0, text->Length / sizeof(char));
        }
    }
}
