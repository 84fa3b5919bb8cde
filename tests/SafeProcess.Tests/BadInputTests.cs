using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>A value that cannot be meant: one error that names the parameter, and nothing is started.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public BadInputTests()
    {
        _session["folder"] = _folder.Path;
        _session["marker"] = _folder["started"];
        _folder.Write("a-file", "");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("Timeout", "-Timeout 0")]
    [InlineData("Timeout", "-Timeout -1")]
    [InlineData("Timeout", "-Timeout soon")]
    [InlineData("Timeout", "-Timeout 5x")]
    [InlineData("Timeout", "-Timeout ''")]
    [InlineData("Timeout", "-Timeout 50d")]
    [InlineData("Timeout", "-Timeout ([TimeSpan]::FromSeconds(-1))")]
    [InlineData("Timeout", "-Timeout ([double]::NaN)")]
    [InlineData("Timeout", "-Timeout (Get-Date)")]
    [InlineData("IdleTimeout", "-IdleTimeout 0")]
    [InlineData("IdleTimeout", "-IdleTimeout soon")]
    [InlineData("IdleTimeout", "-IdleTimeout 50d")]
    [InlineData("GracePeriod", "-GracePeriod -1")]
    [InlineData("GracePeriod", "-GracePeriod soon")]
    [InlineData("GracePeriod", "-GracePeriod 50d")]
    [InlineData("StopSignal", "-StopSignal SIGNONE")]
    [InlineData("StopSignal", "-StopSignal 0")]
    [InlineData("StopSignal", "-StopSignal 77")]
    [InlineData("OrphanPolicy", "-OrphanPolicy Adopt")]
    [InlineData("OrphanPolicy", "-OrphanPolicy 17")]
    [InlineData("As", "-As Xml")]
    [InlineData("As", "-As 99")]
    [InlineData("InputEncoding", "-InputEncoding klingon")]
    [InlineData("OutputEncoding", "-OutputEncoding klingon")]
    [InlineData("OutputEncoding", "-OutputEncoding 4242")]
    [InlineData("MemoryLimit", "-MemoryLimit 0")]
    [InlineData("MemoryLimit", "-MemoryLimit (1MB-1)")]
    [InlineData("MemoryLimit", "-MemoryLimit much")]
    [InlineData("ProcessLimit", "-ProcessLimit 0")]
    [InlineData("ProcessLimit", "-ProcessLimit some")]
    [InlineData("CpuTimeLimit", "-CpuTimeLimit 0")]
    [InlineData("CpuTimeLimit", "-CpuTimeLimit soon")]
    [InlineData("CpuTimeLimit", "-CpuTimeLimit 50d")]
    [InlineData("OpenFileLimit", "-OpenFileLimit 2")]
    [InlineData("OpenFileLimit", "-OpenFileLimit few")]
    [InlineData("Containment", "-Containment Chains")]
    [InlineData("Containment", "-Containment 17")]
    [InlineData("Containment", "-Containment Namespace -OrphanPolicy Keep")]
    [InlineData("OutputLimit", "-OutputLimit 0")]
    [InlineData("OutputLimit", "-OutputLimit -1")]
    [InlineData("OutputLimit", "-OutputLimit much")]
    [InlineData("SuccessExitCode", "-SuccessExitCode @()")]
    [InlineData("SuccessExitCode", "-SuccessExitCode none")]
    [InlineData("Environment", "-Environment @{ 'A=B' = 'x' }")]
    [InlineData("Environment", "-Environment @{ \"A`0B\" = 'x' }")]
    [InlineData("Environment", "-Environment @{ A = \"x`0y\" }")]
    [InlineData("Environment", "-Environment @{ '' = 'x' }")]
    [InlineData("Environment", "-Environment 17")]
    [InlineData("StandardOutputPath", "-StandardOutputPath $folder")]
    [InlineData("StandardOutputPath", "-StandardOutputPath $folder/missing/out.txt")]
    [InlineData("StandardErrorPath", "-StandardErrorPath $folder/a-file/err.txt")]
    [InlineData("StandardErrorPath", "-StandardOutputPath $folder/both.txt -StandardErrorPath $folder/both.txt")]
    [InlineData("StandardErrorPath", "-StandardOutputPath $folder/both.txt -StandardErrorPath $folder/./both.txt")]
    [InlineData("WorkingDirectory", "-WorkingDirectory \"a`0b\"")]
    public void One_error_names_the_parameter_and_nothing_is_started(string parameter, string arguments) =>
        AssertRefused(parameter, $"Invoke-SafeProcess -FilePath sh -ArgumentList '-c', ': > \"$0\"', $marker {arguments}");

    [EngineTheory]
    [InlineData("FilePath", "Invoke-SafeProcess ''")]
    [InlineData("FilePath", "Invoke-SafeProcess $null")]
    [InlineData("FilePath", "Invoke-SafeProcess \"sh`0\" '-c' ': > \"$0\"' $marker")]
    [InlineData("ArgumentList", "Invoke-SafeProcess sh '-c' ': > \"$0\"' $marker \"a`0b\"")]
    public void A_program_and_its_arguments_are_checked_too(string parameter, string script) => AssertRefused(parameter, script);

    [EngineTheory]
    [InlineData("sh -c ': > \"$0\"' $marker")]
    [InlineData("touch -f $marker")]
    [InlineData("touch -a $marker")]
    [InlineData("touch -m $marker")]
    [InlineData("mkdir -p $marker")]
    [InlineData("cp -d $manifest $marker")]
    [InlineData("sort -o $marker")]
    public void An_option_that_PowerShell_would_take_for_a_parameter_is_the_programs(string commandLine)
    {
        _session.Run($"Invoke-SafeProcess {commandLine}").AssertNoError();

        Assert.True(Path.Exists(_folder["started"]), "the program did not get its options");
    }

    [EngineFact]
    public void Two_output_paths_that_are_one_file_through_a_link_are_refused()
    {
        _folder.Write("out.txt", "");
        File.CreateSymbolicLink(_folder["link.txt"], _folder["out.txt"]);

        AssertRefused(
            "StandardErrorPath",
            "Invoke-SafeProcess sh '-c' ': > \"$0\"' $marker -StandardOutputPath $folder/out.txt -StandardErrorPath $folder/link.txt");
    }

    [EngineFact]
    public void A_refused_run_leaves_an_existing_output_file_as_it_was()
    {
        var file = _folder.Write("out.txt", "precious");

        AssertRefused("Timeout", "Invoke-SafeProcess sh '-c' ': > \"$0\"' $marker -StandardOutputPath $folder/out.txt -Timeout 0");
        AssertRefused(
            "StandardErrorPath",
            "Invoke-SafeProcess sh '-c' ': > \"$0\"' $marker -StandardOutputPath $folder/out.txt -StandardErrorPath $folder");

        Assert.Equal("precious", File.ReadAllText(file));
    }

    [EngineFact]
    public void A_program_that_cannot_be_started_leaves_an_existing_output_file_as_it_was()
    {
        var file = _folder.Write("out.txt", "precious");

        Assert.Contains("not found", _session.Run("Invoke-SafeProcess no-such-program -StandardOutputPath $folder/out.txt").Error.Exception.Message, StringComparison.Ordinal);

        Assert.Equal("precious", File.ReadAllText(file));
    }

    private void AssertRefused(string parameter, string script)
    {
        var ran = _session.Run(script);

        Assert.Empty(ran.Output);
        Assert.Contains(parameter, ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["started"]), "the program was started");
    }
}
