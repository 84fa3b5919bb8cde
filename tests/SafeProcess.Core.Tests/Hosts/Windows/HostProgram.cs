namespace SafeProcess.Core.Tests.Hosts;

internal static partial class HostProgram
{
    private static Task<int> ThisSystemsHostAsync(string host, string[] arguments) =>
        throw new ArgumentException($"No such host: {host} {string.Join(' ', arguments)}", nameof(host));
}
