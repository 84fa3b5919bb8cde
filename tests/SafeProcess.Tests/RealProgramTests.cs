using System.Runtime.InteropServices;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>Real programs on real input.</summary>
public sealed class RealProgramTests : IDisposable
{
    // A build server that outlives a build could be picked up by another build on this machine, and would be ended with ours.
    private const string BuildWithoutServers =
        "dotnet build $project '-nodeReuse:false' '-maxCpuCount:1' '-p:UseSharedCompilation=false'";

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public RealProgramTests()
    {
        _session["folder"] = _folder.Path;
        var temporary = Directory.CreateDirectory(_folder["temporary"]).FullName;
        _session["environment"] = new Dictionary<string, string> { [MarkedTree.Variable] = _tree.Value, ["TMPDIR"] = temporary };
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Find_in_a_large_system_folder_comes_line_by_line()
    {
        var folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        _session["system"] = folder;

        var ran = _session.Run("Invoke-SafeProcess find $system -type f -As Line -Timeout 60s");

        Assert.Equal(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), ran.AssertNoError().Strings.Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public void Dotnet_build_ends_within_its_timeout()
    {
        WriteProject();

        var ran = _session.Run($"Invoke-SafeProcess {BuildWithoutServers} -Timeout 100s -IdleTimeout 100s -Environment $environment");

        Assert.True(ran.Result.Success, ran.Result.StandardOutput);
        Assert.True(File.Exists(_folder["bin/Greeting.dll"]));
        Assert.True(ran.Result.ProcessorTime > TimeSpan.FromSeconds(0.5), $"{ran.Result.ProcessorTime} of processor time");
        _tree.AssertGone();
    }

    [EngineFact]
    public void Dotnet_build_that_takes_too_long_is_ended_with_all_it_started()
    {
        WriteProject();

        var ran = _session.Run($"Invoke-SafeProcess {BuildWithoutServers} -Timeout 1s -Environment $environment");

        Assert.Equal(Outcome.TimedOut, ran.Result.Outcome);
        Assert.Equal("TimedOut", Ran.IdOf(ran.Error));
        Assert.Contains(ran.Result.Diagnosis, member => member.Name == "dotnet");
        _tree.AssertGone();
    }

    [EngineFact]
    public void Tar_of_what_is_no_archive_shows_its_last_line_in_the_error()
    {
        _folder.Write("broken.tar", "no archive\n");

        var ran = _session.Run("Invoke-SafeProcess tar -xf broken.tar -WorkingDirectory $folder");

        var lines = ran.Result.StandardError!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 1, ran.Result.StandardError);
        Assert.All(lines, line => Assert.StartsWith("tar: ", line, StringComparison.Ordinal));
        Assert.Contains(lines[^1].Trim(), ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("NonZeroExit", Ran.IdOf(ran.Error));
    }

    [EngineFact]
    public void Tar_of_a_large_system_folder_goes_straight_into_a_file()
    {
        _session["system"] = RuntimeEnvironment.GetRuntimeDirectory();

        var result = _session.Run("""
            Invoke-SafeProcess tar '-cf' - '-C' $system . -StandardOutputPath $folder/system.tar -Timeout 100s
            """).AssertNoError().Result;

        Assert.Equal(new FileInfo(_folder["system.tar"]).Length, result.StandardOutputLength);
        Assert.Null(result.StandardOutput);
        var compared = _session.Run("Invoke-SafeProcess tar '--compare' '-f' $folder/system.tar '-C' $system").AssertNoError().Result;
        Assert.Equal("", compared.StandardOutput);
    }

    private void WriteProject()
    {
        // Nothing of a folder above has a say in it.
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("Directory.Build.targets", "<Project />");
        _folder.Write("Directory.Packages.props", "<Project />");
        _folder.Write("Greeting.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
                <OutDir>bin/</OutDir>
              </PropertyGroup>
            </Project>
            """);
        _folder.Write("Greeting.cs", "public static class Greeting { public const string Text = \"hello\"; }");
        _session["project"] = _folder.Path;
    }
}
