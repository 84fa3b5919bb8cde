using SafeProcess.Core.Tests.Hosts;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Hosts of a user without privileges, for what root is never refused.</summary>
internal static class OtherUser
{
    /// <summary>The id of nobody, a user who owns nothing.</summary>
    public const string Nobody = "65534";

    // Of those that nobody gives out (systemd's UIDS-GIDS.md), another one for each run of the tests: several may be going on.
    private static readonly string _alone = $"{60578 + (Environment.ProcessId % 606)}";

    /// <summary>Runs a host (<see cref="HostProgram"/>) as nobody; skips the test where that cannot be.</summary>
    /// <returns>What it wrote, without the last newline.</returns>
    public static async Task<string> HostAsync(string host, params string[] arguments) => Said(await HostAsAsync(Nobody, host, arguments));

    /// <summary>The same where <c>/proc</c> shows a user nothing but his own processes (hidepid in <c>proc(5)</c>).</summary>
    /// <returns>What it wrote, and how many processes it left.</returns>
    public static async Task<(string Said, int Left)> HostAmongHiddenAsync(string host, params string[] arguments)
    {
        var result = await HostAsAsync(
            Nobody, host, arguments, [Requires.Program("unshare"), "--mount", "sh", "-c", "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"", "sh"]);
        return (Said(result), result.Orphans.Count);
    }

    /// <summary>The same as a user of whom there are no other processes.</summary>
    public static async Task<string> HostAloneAsync(string host, params string[] arguments) => Said(await HostAsAsync(_alone, host, arguments));

    /// <summary>The command that runs what follows it as another user; skips the test where it could not run a host.</summary>
    public static async Task<string[]> CommandAsync(string user = Nobody)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can become another user");
        string[] asUser = [Requires.Program("setpriv"), $"--reuid={user}", $"--regid={user}", "--clear-groups"];
        var reachable = await RunAsync(new(asUser[0], [.. asUser[1..], "test", "-x", HostProgram.FilePath]));
        Assert.SkipUnless(reachable.Success, "another user cannot reach the folder the tests were built in");
        return asUser;
    }

    private static string Said(ProcessResult result) => result.StandardOutput!.TrimEnd('\n');

    private static async Task<ProcessResult> HostAsAsync(string user, string host, string[] arguments, params string[] before)
    {
        var asUser = await CommandAsync(user);

        // Without the thread that compiles methods anew: the runtime would make it at any moment, also when the user can have none.
        string[] command = [.. before, .. asUser, HostProgram.FilePath, HostProgram.Switch, host, .. arguments];
        var result = await RunAsync(new(command[0], command[1..])
        {
            Environment = new Dictionary<string, string?> { ["HOME"] = "/tmp", ["DOTNET_TieredCompilation"] = "0" },
        });
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        return result;
    }
}
