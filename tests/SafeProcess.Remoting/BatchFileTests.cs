using System.Management.Automation;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Files that items of a batch bring along to another session, and what comes back.</summary>
public sealed class BatchFileTests : IClassFixture<FileSessions>, IDisposable
{
    private readonly FileSessions _sessions;
    private readonly Client _client;
    private readonly TemporaryFolder _here = new();

    public BatchFileTests(FileSessions sessions)
    {
        (_sessions, _client) = (sessions, sessions.Client);
        _client["here"] = _here.Path;
        _client.Run("Set-Location $here").AssertNoError();
    }

    public void Dispose()
    {
        _here.Dispose();
        Assert.Empty(_sessions.LeftThere);
    }

    [EngineFact]
    public void Contents_are_the_same_to_the_last_byte_there_and_back()
    {
        int[] sizes = [0, 1, 65535, 65536, 65537, 5 * 1024 * 1024];
        var random = new Random(42);
        foreach (var size in sizes)
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            File.WriteAllBytes(_here[$"in{size}"], bytes);
        }

        _client["sizes"] = sizes;
        var ran = _client.Run("$sizes | Invoke-SafeProcessBatch { cp in$_ out$_ } -Session $a, $b -CopyTo { \"in$_\" } -ReturnFile { \"out$_\" }").AssertNoError();

        Assert.Equal(sizes.Length, ran.Output.Count);
        Assert.All(sizes, size => Assert.Equal(File.ReadAllBytes(_here[$"in{size}"]), File.ReadAllBytes(_here[$"out{size}"])));
    }

    [EngineFact]
    public void Names_may_have_anything_in_them_and_keep_their_relative_place()
    {
        string[] names = ["a b", "it's \"quoted\"", "Übergröße", "🦊 fox", "-n", "line\nfeed", "tab\there", "$HOME", "[x]*"];
        Directory.CreateDirectory(_here["in"]);
        foreach (var name in names)
            File.WriteAllText(Path.Combine(_here["in"], name), name);
        _client["names"] = names;

        _client.Run("1 | Invoke-SafeProcessBatch { cp -r in out } -Session $a -CopyTo ($names | ForEach-Object { \"./in//$_\" }) -ReturnFile ($names | ForEach-Object { \"out/$_\" })").AssertNoError();

        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(_here["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(name, File.ReadAllText(Path.Combine(_here["out"], name))));
    }

    [EngineFact]
    public void Folders_go_with_what_is_in_them_with_times_and_modes()
    {
        Directory.CreateDirectory(_here["tree/deep/empty"]);
        _here.Write("tree/run", "#!/bin/sh\n");
        _here.Write("tree/deep/secret", "x");
        _here.SetMode("tree/run", (UnixFileMode)0b111_101_000);
        _here.SetMode("tree/deep/secret", (UnixFileMode)0b100_000_000);
        _here.SetMode("tree/deep", (UnixFileMode)0b101_101_101);
        string[] entries = ["tree/run", "tree/deep/secret", "tree/deep/empty", "tree/deep", "tree"];
        foreach (var (entry, days) in entries.Select(static (entry, index) => (entry, index)))
            Directory.SetLastWriteTimeUtc(_here[entry], new DateTime(2001, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc).AddDays(days));

        var ran = _client.Run("""
            1 | Invoke-SafeProcessBatch { sh -c 'mv tree back; find back -printf "%P %m %T@\n" | sort > listing' } -Session $a -CopyTo tree -ReturnFile back, listing
            find tree -printf '%P %m %T@\n' | sort
            find back -printf '%P %m %T@\n' | sort
            """).AssertNoError();

        var lines = ran.Output.Skip(1).Select(static line => (string)line.BaseObject).ToArray();
        // That of the folder itself is the first line; to move it and what is in it changes its time nowhere.
        Assert.Equal(10, lines.Length);
        Assert.Equal(lines[..5], File.ReadAllLines(_here["listing"]));
        Assert.Equal(lines[..5], lines[5..]);
        _here.SetMode("tree/deep", (UnixFileMode)0b111_101_101);
        _here.SetMode("back/deep", (UnixFileMode)0b111_101_101);
    }

    [EngineFact]
    public void An_absolute_path_becomes_its_name_and_so_does_a_file_of_Get_ChildItem()
    {
        using var other = new TemporaryFolder();
        _client["other"] = other.Write("else where", "1");
        Directory.CreateDirectory(_here["sub"]);
        _here.Write("sub/file", "2");

        var ran = _client.Run("Get-ChildItem sub | Invoke-SafeProcessBatch { sh -c 'ls; cat *' } -Session $a -CopyTo $other, { $_ }").AssertNoError();

        Assert.Equal("else where\nfile\n12", ran.Result.StandardOutput);
    }

    [EngineFact]
    public void The_program_starts_in_a_folder_of_its_own_where_relative_paths_are()
    {
        _here.WriteProgram("tool", "#!/bin/sh\npwd; ls; cat input >&2\n");
        _here.Write("input", "text");

        var ran = _client.Run("""
            1..2 | Invoke-SafeProcessBatch { ./tool 2> "err$_" | cat > "out$_" } -Session $a -CopyTo tool, input -ReturnFile { "out$_"; "err$_" } -KeepOrder
            1 | Invoke-SafeProcessBatch -FilePath ./tool -ArgumentList @() -Session $a -CopyTo tool, input | ForEach-Object { $_.StandardOutput }
            """).AssertNoError();

        var (first, second) = (File.ReadAllLines(_here["out1"]), File.ReadAllLines(_here["out2"]));
        Assert.NotEqual(first[0], second[0]);
        Assert.Equal(["err1", "input", "out1", "tool"], first[1..]);
        Assert.Equal("texttext", File.ReadAllText(_here["err1"]) + File.ReadAllText(_here["err2"]));
        Assert.EndsWith("input\ntool\n", (string)ran.Output[2].BaseObject, StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_file_that_cannot_be_read_fails_its_item_before_it_is_run_and_the_others_go_on()
    {
        _here.Write("in1", "1");
        _here.Write("in3", "3");
        var ran = _client.Run("1..3 | Invoke-SafeProcessBatch { sh -c 'echo ran' } -Session $a -CopyTo { 'in1'; \"in$_\" | Select-Object -Unique | Where-Object { $_ -ne 'in1' } } -RetryCount 3");

        Assert.Equal(2, ran.Output.Count);
        Assert.Equal(("CopyFailed", ErrorCategory.ReadError, 2), (Ran.IdOf(ran.Error), ran.Error.CategoryInfo.Category, ((PSObject)ran.Error.TargetObject).BaseObject));
        Assert.Contains(_here["in2"], ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void A_file_that_a_program_which_succeeded_did_not_leave_fails_its_item()
    {
        var ran = _client.Run("""
            1..2 | Invoke-SafeProcessBatch { touch "out$_" other } -Session $a -ReturnFile { "none$_"; "out$_"; if ($_ -eq 2) { 'none'; 'other' } } -KeepOrder -JobLog log
            $LASTEXITCODE
            (Get-Content log | ConvertFrom-Json).success
            $again = 1..2 | Invoke-SafeProcessBatch { touch "out$_" other } -Session $a -ReturnFile { "none$_"; "out$_"; if ($_ -eq 2) { 'none'; 'other' } } -JobLog log -Resume -ErrorAction SilentlyContinue
            $again.Count
            """);

        Assert.Equal(["ReturnFailed", "ReturnFailed"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal(ErrorCategory.ObjectNotFound, ran.Errors[0].CategoryInfo.Category);
        Assert.EndsWith("The program succeeded and left no 'none1'.", ran.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.EndsWith("The program succeeded and left no 'none2' and no 'none'.", ran.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.True(Assert.IsType<ProcessResult>(ran.Errors[0].TargetObject).Success);
        Assert.Equal([125, false, false, 2], ran.Output.Skip(2).Select(static told => told.BaseObject));
        Assert.True(File.Exists(_here["out1"]) && File.Exists(_here["out2"]) && File.Exists(_here["other"]));
    }

    [EngineFact]
    public void What_a_program_that_failed_left_comes_back_and_the_failure_is_the_error()
    {
        var ran = _client.Run("1 | Invoke-SafeProcessBatch { sh -c 'echo half > out; exit 3' } -Session $a -ReturnFile none, out");

        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
        Assert.Equal("half\n", File.ReadAllText(_here["out"]));
    }

    [EngineFact]
    public void An_item_that_is_tried_again_starts_with_its_files_alone_again()
    {
        _here.Write("in", "x");
        _client["once"] = _here["once"];

        var ran = _client.Run("""
            1 | Invoke-SafeProcessBatch { sh -c 'ls; echo spoiled > in; touch more; test -e "$0" || { touch "$0"; exit 1; }' $once } -Session $a -CopyTo in -RetryCount 1 -RetryDelay 1ms
            """).AssertNoError();

        Assert.Equal((2, "in\n"), ((int)ran.Output[0].Properties["Attempt"].Value, ran.Result.StandardOutput));
    }

    [EngineFact]
    public void What_cannot_be_written_here_fails_the_item_and_leaves_what_was_there()
    {
        Directory.CreateDirectory(_here["out/in the way"]);
        _here.Write("file", "");
        var ran = _client.Run("1..2 | Invoke-SafeProcessBatch { sh -c 'mkdir file; echo 1 > out; echo 2 > file/below; echo 3 > fine' } -Session $a -ReturnFile { if ($_ -eq 1) { 'out'; 'fine' } else { 'file/below' } } -KeepOrder");

        Assert.Equal(["ReturnFailed", "ReturnFailed"], ran.Errors.Select(Ran.IdOf));
        Assert.Equal(ErrorCategory.WriteError, ran.Errors[0].CategoryInfo.Category);
        Assert.True(Assert.IsType<ProcessResult>(ran.Errors[0].TargetObject).Success);
        Assert.Equal("3\n", File.ReadAllText(_here["fine"]));
        Assert.Equal(["file", "fine", "out"], Directory.GetFileSystemEntries(_here.Path).Select(Path.GetFileName).Order());
    }

    [EngineFact]
    public void What_cannot_be_written_there_fails_the_item_before_it_is_run()
    {
        _here.Write("in", "x");

        var ran = _client.Run("""
            Invoke-Command $b { $env:TMPDIR, $global:was = '/no/such/folder', $env:TMPDIR }
            1..2 | Invoke-SafeProcessBatch { sh -c exit } -Session $b -CopyTo { if ($_ -eq 1) { 'in' } } -KeepOrder
            Invoke-Command $b { $env:TMPDIR = $was }
            """);

        Assert.Empty(ran.Output);
        Assert.Equal([("CopyFailed", ErrorCategory.WriteError), ("CopyFailed", ErrorCategory.WriteError)], ran.Errors.Select(static error => (Ran.IdOf(error), error.CategoryInfo.Category)));
    }

    [EngineFact]
    public void A_session_with_nothing_to_do_gets_an_item_whose_files_another_one_has_already()
    {
        for (var item = 0; item < 4; item++)
            _here.Write($"in{item}", $"{item}");

        // The first waits for all others, one of which is sent to the same session.
        var ran = _client.Run("""
            0..3 | Invoke-SafeProcessBatch {
                sh -c 'cat in$1; if [ $1 = 0 ]; then while [ "$(ls "$0" | grep -c done)" -lt 3 ]; do sleep 0.01; done; else touch "$0/done$1"; fi' $here $_
            } -Session $a, $b -ThrottleLimit 1 -CopyTo { "in$_" } -KeepOrder -Timeout 60s
            """).AssertNoError();

        Assert.Equal(["0", "1", "2", "3"], ran.Output.Select(static result => ((ProcessResult)result.BaseObject).StandardOutput));
    }

    [EngineTheory]
    [InlineData("{ sh -c exit } -CopyTo endless", true)]
    [InlineData("{ truncate -s 1T back } -ReturnFile back", false)]
    public void A_stopped_pipeline_does_not_wait_for_a_file_and_leaves_nothing_of_it(string batch, bool isThere)
    {
        Endless();
        var running = _client.Start($"1 | Invoke-SafeProcessBatch {batch} -Session $a");
        Eventually.True(() => Directory.EnumerateFiles(isThere ? _sessions.Temporary : _here.Path, ".safeprocess-*", SearchOption.AllDirectories).Any(), "a part of the file has come");

        Assert.True(running.Stop().WasStopped);

        Assert.Equal(["endless"], Directory.GetFileSystemEntries(_here.Path).Select(Path.GetFileName));
    }

    [EngineFact]
    public void BatchTimeout_does_not_wait_for_a_file_that_is_copied()
    {
        Endless();

        var ran = _client.Run("1..3 | Invoke-SafeProcessBatch { sh -c exit } -Session $a, $b -CopyTo endless -BatchTimeout 2s");

        Assert.Empty(ran.Output);
        Assert.Equal("NotRun", Ran.IdOf(ran.Error));
        Assert.Contains("3 items", ran.Error.ToString(), StringComparison.Ordinal);
    }

    [EngineFact]
    public void BatchTimeout_does_not_wait_for_a_file_that_comes_back()
    {
        var ran = _client.Run("1 | Invoke-SafeProcessBatch { truncate -s 1T out } -Session $a -ReturnFile out -BatchTimeout 2s");

        Assert.Equal("ReturnFailed", Ran.IdOf(ran.Error));
        Assert.Empty(Directory.GetFileSystemEntries(_here.Path));
    }

    [EngineFact]
    public void What_runs_is_told_of_while_a_file_is_on_its_way()
    {
        Endless();
        var ran = _client.Run("1..2 | Invoke-SafeProcessBatch { /bin/echo $_ } -Session $a -CopyTo { if ($_ -eq 2) { 'endless' } } | Select-Object -First 1").AssertNoError();

        Assert.Equal("1\n", ran.Result.StandardOutput);
    }

    [EngineFact]
    public void WhatIf_copies_nothing() =>
        Assert.Empty(_client.Run("1 | Invoke-SafeProcessBatch { sh -c exit } -Session $a -CopyTo none -ReturnFile back -WhatIf").AssertNoError().Output);

    [EngineFact]
    public void Two_items_that_return_the_same_file_are_an_error_of_the_second()
    {
        var ran = _client.Run("1..2 | Invoke-SafeProcessBatch { sh -c 'echo $0 > out' $_ } -Session $a -ReturnFile out");

        Assert.Single(ran.Output);
        Assert.Equal("InvalidArgument", Ran.IdOf(ran.Error));
        Assert.Contains("-ReturnFile has 'out', which another item returns to the same place", ran.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("1\n", File.ReadAllText(_here["out"]));
    }

    [EngineTheory]
    [InlineData("-Session $a -ReturnFile /some/x", "-ReturnFile has '/some/x', which is absolute: it must be relative to the folder of the item.")]
    [InlineData("-Session $a -ReturnFile a, '~/x'", "-ReturnFile has '~/x', which is absolute")]
    [InlineData("-Session $a -ReturnFile a/../../x", "-ReturnFile has 'a/../../x', in which '..' leaves the folder of the item.")]
    [InlineData("-Session $a -ReturnFile ./", "-ReturnFile has './', which names no file.")]
    [InlineData("-Session $a -ReturnFile a, ./a", "-ReturnFile has 'a' twice.")]
    [InlineData("-Session $a -CopyTo ../x", "-CopyTo has '../x', in which '..' leaves the folder of the item.")]
    [InlineData("-Session $a -CopyTo /", "-CopyTo has")]
    [InlineData("-Session $a -CopyTo ''", "-CopyTo has a path that is empty.")]
    [InlineData("-Session $a -CopyTo /some/x, x", "-CopyTo has two paths that become 'x'.")]
    [InlineData("-Session $a -CopyTo x -WorkingDirectory y", "-WorkingDirectory cannot be used with -CopyTo or -ReturnFile")]
    [InlineData("-CopyTo x", "Parameter set cannot be resolved")]
    public void Bad_input_is_one_error_before_anything_is_run(string parameters, string message)
    {
        var ran = _client.Run($"1..2 | Invoke-SafeProcessBatch {{ sh -c exit }} {parameters}");

        Assert.Empty(ran.Output);
        Assert.Contains(message, ran.Error.ToString(), StringComparison.Ordinal);
    }

    // A file with a hole, which takes no room and longer to read than any test.
    private void Endless() => Command.Run("truncate", "-s", "1T", _here["endless"]);
}
