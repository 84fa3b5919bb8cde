using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class EnvironmentTests
{
    [Fact]
    public async Task Names_differ_by_case()
    {
        var child = await EnvironmentAsync(new() { ["unruly_case"] = "lower", ["UNRULY_CASE"] = "upper" });
        Assert.Equal(("lower", "upper"), (child["unruly_case"], child["UNRULY_CASE"]));
    }

    [Fact]
    public async Task PWD_names_the_directory_of_the_program_and_not_the_host_s()
    {
        // As a shell leaves it to what it starts; a host may have none.
        if (Environment.GetEnvironmentVariable("PWD") is null)
            Environment.SetEnvironmentVariable("PWD", "/");
        using var folder = new TempFolder();
        var spec = new ProcessSpec("printenv", "PWD") { WorkingDirectory = folder.Path };
        Assert.Equal(folder.Path + "\n", (await RunAsync(spec)).StandardOutput);
        Assert.Equal("/asked\n", (await RunAsync(spec with { Environment = new Dictionary<string, string?> { ["PWD"] = "/asked" } })).StandardOutput);
        Assert.Equal("", (await RunAsync(spec with { Environment = new Dictionary<string, string?> { ["PWD"] = null } })).StandardOutput);
        Assert.Equal(Environment.GetEnvironmentVariable("PWD") + "\n", (await RunAsync(spec with { WorkingDirectory = null })).StandardOutput);
    }
}
