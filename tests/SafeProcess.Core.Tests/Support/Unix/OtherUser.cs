using SafeProcess.Core.Tests.Hosts;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Hosts of a user without privileges, for what root is never refused.</summary>
internal static class OtherUser
{
    private const string Nobody = "65534";

    // Of those that nobody gives out (systemd's UIDS-GIDS.md), another one for each run of the tests: several may be going on.
    private static readonly string _alone = $"{60578 + (Environment.ProcessId % 606)}";

    /// <summary>Runs a host (<see cref="HostProgram"/>) as nobody; skips the test where that cannot be.</summary>
    /// <returns>What it wrote, without the last newline.</returns>
    public static Task<string> HostAsync(string host, params string[] arguments) => HostAsAsync(Nobody, host, arguments);

    /// <summary>The same as a user of whom there are no other processes.</summary>
    public static Task<string> HostAloneAsync(string host, params string[] arguments) => HostAsAsync(_alone, host, arguments);

    private static async Task<string> HostAsAsync(string user, string host, string[] arguments)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can become another user");
        var setpriv = Requires.Program("setpriv");
        string[] asUser = [$"--reuid={user}", $"--regid={user}", "--clear-groups"];
        var reachable = await RunAsync(new(setpriv, [.. asUser, "test", "-x", HostProgram.FilePath]));
        Assert.SkipUnless(reachable.Success, "another user cannot reach the folder the tests were built in");

        // Without the thread that compiles methods anew: the runtime would make it at any moment, also when the user can have none.
        var result = await RunAsync(new(setpriv, [.. asUser, HostProgram.FilePath, HostProgram.Switch, host, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["HOME"] = "/tmp", ["DOTNET_TieredCompilation"] = "0" },
        });
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardOutput!.TrimEnd('\n');
    }
}
