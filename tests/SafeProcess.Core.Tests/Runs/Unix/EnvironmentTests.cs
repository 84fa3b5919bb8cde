using System.Text;
using SafeProcess.Core.Tests.Hosts;
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
    public async Task What_the_host_inherited_is_passed_on_byte_for_byte_also_where_it_is_no_text()
    {
        var output = new ByteSink();
        var host = new ProcessSpec(
            "sh", "-c", "exec env \"UNRULY=$(printf 'a\\377\\200b\\303')\" \"$(printf 'UNRULY\\376')=1\" \"$(printf 'UNRULY\\377')=2\" \"$@\"",
            "sh", HostProgram.FilePath, HostProgram.Switch, "pass", "env", "-0");
        await RunAsync(host, new(output, new CountingSink()));
        // A byte is a character of this.
        var variables = Encoding.Latin1.GetString(output.ToArray()).Split('\0').Where(variable => variable.StartsWith("UNRULY", StringComparison.Ordinal));
        Assert.Equal(["UNRULY=a\u00FF\u0080b\u00C3", "UNRULY\u00FE=1", "UNRULY\u00FF=2"], variables.Order(StringComparer.Ordinal));
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
