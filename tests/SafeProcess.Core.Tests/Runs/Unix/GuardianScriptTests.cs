using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Tree;
using static SafeProcess.Core.Tests.Support.Running;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What the guardian runs, with a registry made by hand: for it, the host has died already.</summary>
public sealed class GuardianScriptTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    [InlineData("busybox")]
    public async Task The_shell_s_part_is_understood_by_every_shell(string shell)
    {
        string[] check = ["-n", "-c", Guardian.Command];
        var result = await RunAsync(new(Requires.Program(shell), shell == "busybox" ? ["sh", .. check] : check));
        Assert.Equal((0, ""), (result.ExitCode, result.StandardError));
    }

    [Theory]
    [InlineData("mawk")]
    [InlineData("gawk")]
    [InlineData("busybox")]
    [InlineData("original-awk")]
    public async Task An_empty_registry_is_the_end_without_a_look(string awk)
    {
        File.CreateSymbolicLink(_folder.File("awk"), Requires.Program(awk));
        File.CreateSymbolicLink(_folder.File("sh"), "/bin/sh");
        // No grep on this PATH: a look would be tried again and again.
        var result = await RunScriptAsync(new string(' ', 511) + "\n" + new string('\0', 511) + "\n", _folder.Path);
        Assert.Equal((0, "", ""), (result.ExitCode, result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task A_tree_with_a_cgroup_is_killed_by_it_and_its_members_are_asked_first()
    {
        // Found by its cgroup alone: no id, no session, no parent of the tree.
        var farewell = _folder.File("farewell");
        using var member = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec 2>/dev/null; trap 'echo asked >{farewell}' TERM; echo ready; while :; do sleep 0.05; done"]) { RedirectStandardOutput = true })!;
        await member.StandardOutput.ReadLineAsync();
        _folder.Write("cgroup.procs", System.Text.Encoding.ASCII.GetBytes($"{member.Id}\n"), UnixFileMode.UserRead);
        await RunScriptAsync(Line(root: 0, signal: 15, grace: 500, _folder.Path));
        await member.WaitForExitAsync();
        Assert.Equal("asked\n", await File.ReadAllTextAsync(farewell));
        Assert.Equal("1\n", await File.ReadAllTextAsync(_folder.File("cgroup.kill")));
    }

    [Fact]
    public async Task A_program_whose_start_the_host_did_not_see_is_found_by_its_id()
    {
        var line = Line(root: 0, signal: 15, grace: 0);
        var start = new ProcessStartInfo("setsid", ["sleep", "120"]);
        start.Environment["SAFEPROCESS_RUN_ID"] = $"0:{line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[8]}";
        using var unseen = Process.Start(start)!;
        await RunScriptAsync(line);
        await unseen.WaitForExitAsync();
        Assert.Equal(128 + Native.SIGKILL, unseen.ExitCode);
    }

    /// <summary>The script is started by this process, so to it this process is who is given what has lost its parent.</summary>
    [Theory]
    [InlineData("SAFEPROCESS_RUN_ID=0:{id}", 0, 0, true)]
    [InlineData("SAFEPROCESS_RUN_ID={id}:0", 0, 0, true)]
    [InlineData("NOTE=SAFEPROCESS_RUN_ID={id}", 0, 0, false)]
    [InlineData("MY_SAFEPROCESS_RUN_ID={id}", 0, 0, false)]
    [InlineData("NOTE=x\nSAFEPROCESS_RUN_ID={id}", 0, 0, false)]
    [InlineData("SAFEPROCESS_RUN_ID={id}", 100_000, 0, false)]
    [InlineData("SAFEPROCESS_RUN_ID={id}", 0, -100, false)]
    [InlineData("SAFEPROCESS_RUN_ID={id}", -100_000, 100, true)]
    public async Task An_environment_nominates_and_the_birth_proves(string variable, int launched, int marked, bool ends)
    {
        var now = BootClock.Ticks();
        var line = Line(root: 0, signal: 15, grace: 0, launched: (ulong)Math.Max(0, (long)now + launched), marked: marked == 0 ? 0 : now + (ulong)(marked + 100) - 100);
        var (name, value) = (variable.Split('=', 2)[0], variable.Split('=', 2)[1].Replace("{id}", line.Split(' ')[8], StringComparison.Ordinal));
        var start = new ProcessStartInfo("setsid", ["sleep", "120"]);
        start.Environment[name] = value;
        using var other = Process.Start(start)!;
        try
        {
            await RunScriptAsync(line);
            if (ends)
                await other.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ends, other.HasExited);
        }
        finally
        {
            other.Kill();
        }
    }

    [Theory]
    [InlineData(") R 1 1 1\nx", ") R 1 1 {0}\nx")]
    [InlineData(") Z 0 0 0 0\n", ") S {0} {0}")]
    public async Task A_name_that_looks_like_a_line_of_the_kernel_s_hides_nobody_and_proves_nothing(string ofMember, string ofOther)
    {
        using var member = Named("setsid", ofMember);
        using var other = Named("env", string.Format(System.Globalization.CultureInfo.InvariantCulture, ofOther, member.Id));
        try
        {
            Assert.Equal("named", await member.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Equal("named", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            await RunScriptAsync(Line(root: member.Id, signal: 9, grace: 0));
            await member.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(other.HasExited);
        }
        finally
        {
            other.Kill();
        }

        static Process Named(string start, string name) => Process.Start(
            new ProcessStartInfo(start, ["sh", "-c", "printf %s \"$1\" > /proc/$$/comm; echo named; read more", "sh", name])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
    }

    [Fact]
    public async Task What_has_its_parent_is_the_parent_s()
    {
        var line = Line(root: 0, signal: 15, grace: 0);
        using var server = Process.Start(new ProcessStartInfo("sh", ["-c", $"SAFEPROCESS_RUN_ID={line.Split(' ')[8]} sleep 120 & echo $!; wait"]) { RedirectStandardOutput = true })!;
        var worker = int.Parse((await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, System.Globalization.CultureInfo.InvariantCulture);
        await RunScriptAsync(line);
        Assert.NotNull(ProcessTable.Find(worker));
        Assert.False(server.HasExited);
        server.Kill(entireProcessTree: true);
    }

    [Theory]
    [InlineData("mawk")]
    [InlineData("gawk")]
    [InlineData("busybox")]
    public async Task A_process_that_has_nothing_of_its_tree_but_the_mark_is_found(string awk)
    {
        foreach (var tool in (string[])["sh", "grep", "sleep"])
            File.CreateSymbolicLink(_folder.File(tool), Requires.Program(tool));
        File.CreateSymbolicLink(_folder.File("awk"), Requires.Program(awk));
        // Runs of the tests that go on at the same time must not find each other's.
        var number = 6917529027641081857 + (2 * Environment.ProcessId);
        var mark = $"{number}";
        var prlimit = Requires.Program("prlimit");
        using var marked = Process.Start(prlimit, [$"--locks={mark}", "sleep", "120"]);
        // One beside it that floating point could not tell apart.
        using var other = Process.Start(prlimit, [$"--locks={number + 1}", "sleep", "120"]);
        try
        {
            await GuardedHost.EventuallyAsync(
                () => ProcessTable.Find(marked.Id)?.Name == "sleep" && ProcessTable.Find(other.Id)?.Name == "sleep", () => "the programs have not started");
            await RunScriptAsync(Line(root: 0, signal: 15, grace: 0, mark: mark), _folder.Path);
            await marked.WaitForExitAsync();
            Assert.False(other.HasExited);
        }
        finally
        {
            other.Kill();
            marked.Kill();
        }
    }

    [Fact]
    public async Task An_environment_is_read_once_a_look_however_many_trees_there_are()
    {
        using var other = Process.Start("setsid", ["sleep", "120"]);
        try
        {
            foreach (var tool in (string[])["sh", "awk", "sleep"])
                File.CreateSymbolicLink(_folder.File(tool), Requires.Program(tool));
            _folder.Write(
                "grep",
                System.Text.Encoding.ASCII.GetBytes($"#!/bin/sh\necho \"$*\" >>{_folder.File("calls")}\nexec {Requires.Program("grep")} \"$@\"\n"),
                UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await RunScriptAsync(string.Concat(Enumerable.Range(0, 20).Select(_ => Line(root: 0, signal: 15, grace: 0))), _folder.Path);
            var calls = await File.ReadAllLinesAsync(_folder.File("calls"), TestContext.Current.CancellationToken);
            var looks = calls.Count(call => call.StartsWith("-aHosE", StringComparison.Ordinal));
            Assert.InRange(calls.Count(call => call.Contains($" /proc/{other.Id}/environ", StringComparison.Ordinal)), 1, looks);
        }
        finally
        {
            other.Kill();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task What_has_the_number_of_a_member_by_now_is_not_signaled(int grace)
    {
        var mark = $"{5917529027641081857 + (2 * Environment.ProcessId)}";
        using var later = Process.Start(Requires.Program("prlimit"), [$"--locks={mark}", "sleep", "120"]);
        try
        {
            await GuardedHost.EventuallyAsync(() => ProcessTable.Find(later.Id)?.Name == "sleep", () => "the program has not started");
            foreach (var tool in (string[])["sh", "awk", "sleep"])
                File.CreateSymbolicLink(_folder.File(tool), Requires.Program(tool));
            // A look that saw another process with this number, born a moment earlier.
            var birth = ProcessTable.Find(later.Id)!.StartTime;
            _folder.Write(
                "grep",
                System.Text.Encoding.ASCII.GetBytes($"#!/bin/sh\n{Requires.Program("grep")} \"$@\" | {Requires.Program("sed")} '/^.proc.{later.Id}.stat:/s/ {birth} / {birth - 1} /'\n"),
                UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await RunScriptAsync(Line(root: 0, signal: 15, grace, mark: mark), _folder.Path);
            Assert.False(later.HasExited);
        }
        finally
        {
            later.Kill();
        }
    }

    [Fact]
    public async Task A_process_without_a_session_here_takes_nobody_of_its_group_with_it()
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can make a namespace of process ids");
        var unshare = Requires.Program("unshare");
        // Lower than the mark of the run that the test itself starts: not every root may raise it.
        const string Mark = "4000000000000000001";
        await File.WriteAllTextAsync(_folder.File("registry"), Line(root: 0, signal: 15, grace: 0, mark: Mark));
        await WriteScriptAsync();
        // What a container's first process starts has a session outside, which counts as 0 within, as the root of a tree whose start nobody saw.
        const string Within = "set -m; { sleep 120 & bystander=$!; prlimit --locks=$4 sleep 120 & marked=$!; "
            + "until [ \"$(cat /proc/$marked/comm)\" = sleep ]; do sleep 0.01; done; cut -d ' ' -f 6 /proc/$marked/stat; "
            + "setsid sh -c \"$1\" guardian-test 0 3<\"$2\" 4<\"$3\" </dev/null; wait $marked; echo $?; kill -0 $bystander && echo alive; kill $bystander; } & wait $!";
        var result = await RunAsync(new(
            unshare, "--pid", "--fork", "--mount-proc", Requires.Program("bash"), "-c", Within, "bash", Guardian.Command, _folder.File("registry"), _folder.File("script"), Mark));
        Assert.Equal("0\n137\nalive\n", result.StandardOutput);
    }

    private static string Line(int root, int signal, int grace, string cgroup = "-", string mark = "0", ulong launched = 0, ulong marked = 0, string shared = "0") =>
        $"+ {root} {signal} {grace} {mark} {shared} {launched} {marked} {Guid.NewGuid():N} {cgroup}\n";

    private async Task<ProcessResult> RunScriptAsync(string registry, string? path = null)
    {
        await File.WriteAllTextAsync(_folder.File("registry"), registry);
        await WriteScriptAsync();
        return await RunAsync(new("/bin/sh", "-c", "exec sh -c \"$1\" guardian-test 0 3<\"$2\" 4<\"$3\"", "sh", Guardian.Command, _folder.File("registry"), _folder.File("script"))
        {
            Environment = new Dictionary<string, string?> { ["PATH"] = path ?? "/usr/bin:/bin" },
        });
    }

    private Task WriteScriptAsync() => File.WriteAllTextAsync(_folder.File("script"), GuardianScript.Text);
}
