using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class StartErrorTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public StartErrorTests() => _session["folder"] = _folder.Path;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("./no-such-program")]
    [InlineData("/no/such/program")]
    public void A_program_that_is_not_there(string program) =>
        AssertStartError($"Invoke-SafeProcess '{program}'", "CommandNotFound", "ObjectNotFound", Path.GetFileName(program));

    [EngineFact]
    public void A_directory_is_no_program() => AssertStartError("Invoke-SafeProcess $folder", "NotExecutable", null, _folder.Path);

    [EngineFact]
    public void A_file_that_is_not_marked_executable_is_no_program()
    {
        var file = _folder.Write("notes", "#!/bin/sh\necho hi\n");

        AssertStartError("Invoke-SafeProcess $folder/notes", "NotExecutable", null, file);
    }

    [EngineFact]
    public void A_file_of_an_unknown_format_is_no_program()
    {
        var file = _folder.WriteProgram("noise", "\u0001\u0002\u0003 neither script nor binary");

        AssertStartError("Invoke-SafeProcess $folder/noise", "NotExecutable", null, file);
    }

    [EngineFact]
    public void A_script_whose_interpreter_is_missing_is_no_program()
    {
        var file = _folder.WriteProgram("orphaned", "#!/no/such/interpreter\n");

        AssertStartError("Invoke-SafeProcess $folder/orphaned", "NotExecutable", null, file);
    }

    [EngineFact]
    public void A_program_behind_a_folder_that_may_not_be_entered_is_forbidden()
    {
        Directory.CreateDirectory(_folder["locked"]);
        _folder.WriteProgram("locked/program", "#!/bin/sh\n");
        _folder.SetMode("locked", UnixFileMode.None);
        try
        {
            if (Environment.IsPrivilegedProcess)
                AssertForbiddenWithoutPrivilege(_folder["locked/program"]);
            else
                AssertStartError("Invoke-SafeProcess $folder/locked/program", "PermissionDenied", "PermissionDenied", "locked/program");
        }
        finally
        {
            _folder.SetMode("locked", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [EngineTheory]
    [InlineData("$folder/missing")]
    [InlineData("$folder/a-file")]
    public void A_working_directory_must_be_a_directory(string directory)
    {
        _folder.Write("a-file", "");

        AssertStartError(
            $"Invoke-SafeProcess true -WorkingDirectory {directory}", "WorkingDirectoryNotFound", "ObjectNotFound", _folder.Path);
    }

    [EngineFact]
    public void Arguments_that_the_system_cannot_pass_on_are_a_start_error() =>
        AssertStartError("Invoke-SafeProcess true ([string]::new([char]'x', 4MB))", "StartFailed", null, "true");

    [EngineFact]
    public void The_session_is_usable_after_every_start_error() =>
        Assert.Equal(
            ["hi"],
            _session.Run("""
                foreach ($program in 'no-such-program', $folder, '/no/such/file') { try { Invoke-SafeProcess $program } catch { } }
                Invoke-SafeProcess echo hi -As Line
                """).AssertNoError().Strings);

    /// <summary>Root may enter every folder, so another pwsh gives that right up first.</summary>
    private static void AssertForbiddenWithoutPrivilege(string program)
    {
        Assert.SkipWhen(Engine.ProgramSkipReason is not null, Engine.ProgramSkipReason ?? "");
        const string NoPrivilege = "--bounding-set=-dac_override,-dac_read_search";
        Assert.SkipWhen(
            Command.Output("setpriv", NoPrivilege, "true") is null, "root may enter every folder, and no setpriv here can forbid it");

        var script = $"Import-Module '{Checkout.Manifest}'; try {{ Invoke-SafeProcess '{program}' }} catch {{ $_.FullyQualifiedErrorId }}";
        var id = Command.Run(["setpriv", NoPrivilege, .. Engine.ToRun(script)]);

        Assert.StartsWith("PermissionDenied,", id, StringComparison.Ordinal);
    }

    private void AssertStartError(string script, string id, string? category, string named)
    {
        // A terminating error of the one statement: the script goes on unless it asks to stop.
        var ran = _session.Run($"try {{ {script}; 'not reached' }} catch {{ $_ }}").AssertNoError();

        var error = Assert.IsType<System.Management.Automation.ErrorRecord>(ran.Value);
        Assert.Equal(id, Ran.IdOf(error));
        if (category is not null)
            Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Contains(named, error.Exception.Message, StringComparison.Ordinal);
    }
}
