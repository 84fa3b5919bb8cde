namespace SafeProcess.Core.Tests.Runs;

public sealed partial class EnvironmentTests
{
    [Fact]
    public async Task A_variable_is_replaced_whatever_the_case_of_its_name()
    {
        Environment.SetEnvironmentVariable("UNRULY_Host_Case", "the host's");
        try
        {
            var child = await EnvironmentAsync(new() { ["unruly_host_CASE"] = "changed" });
            Assert.Equal("changed", Assert.Single(child, variable => variable.Key.Equals("UNRULY_HOST_CASE", StringComparison.OrdinalIgnoreCase)).Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable("UNRULY_Host_Case", null);
        }
    }

    [Fact]
    public async Task A_long_value_arrives_whole()
    {
        var value = new string('é', 30_000);
        Assert.Equal(value, (await EnvironmentAsync(new() { ["UNRULY_LONG"] = value }))["UNRULY_LONG"]);
    }
}
