namespace SafeProcess.Core.Tests.Runs;

public sealed partial class EnvironmentTests
{
    [Fact]
    public async Task Names_differ_by_case()
    {
        var child = await EnvironmentAsync(new() { ["unruly_case"] = "lower", ["UNRULY_CASE"] = "upper" });
        Assert.Equal(("lower", "upper"), (child["unruly_case"], child["UNRULY_CASE"]));
    }
}
