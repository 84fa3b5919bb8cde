using SafeProcess.Platform;
using SafeProcess.Platform.Windows.Launch;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>The environment as Windows wants it.</summary>
public sealed class WindowsEnvironmentTests
{
    [Fact]
    public void It_is_sorted_by_name_without_regard_to_case_and_ends_in_two_NULs() =>
        Assert.Equal("A=1\0b=2\0C=3\0\0", EnvironmentBlock.Of([new("C", "3"), new("b", "2"), new("A", "1")]));

    [Fact]
    public void An_empty_one_is_two_NULs() => Assert.Equal("\0\0", EnvironmentBlock.Of([]));

    [Fact]
    public void A_change_replaces_a_variable_whose_name_differs_in_case_alone()
    {
        const string Name = "SAFEPROCESS_TEST_CASE";
        Environment.SetEnvironmentVariable(Name, "the host's");
        try
        {
            var spec = new ProcessSpec("x") { Environment = new Dictionary<string, string?> { [Name.ToLowerInvariant()] = "changed", ["safeprocess_run_id"] = "forged" } };
            var composed = EnvironmentVariables.Compose(spec, "the id", StringComparer.OrdinalIgnoreCase);
            Assert.Equal("changed", Assert.Single(composed, variable => variable.Key.Equals(Name, StringComparison.OrdinalIgnoreCase)).Value);
            Assert.Equal("the id", Assert.Single(composed, variable => variable.Key.Equals("SAFEPROCESS_RUN_ID", StringComparison.OrdinalIgnoreCase)).Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }
}
