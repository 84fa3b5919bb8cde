namespace SafeProcess.Architecture.Tests;

/// <summary>Fails by name: all of them, and in full.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string> offenders)
    {
        var all = offenders.Distinct().ToList();
        if (all.Count > 0)
            Assert.Fail(string.Join(Environment.NewLine, all));
    }

    /// <summary>Nobody but these calls. Each of them does, so that no exception outlives its reason.</summary>
    public static void NoneBut(IReadOnlyCollection<string> excepted, IEnumerable<Call> calls)
    {
        var all = calls.ToList();
        None([
            .. all.Where(call => !excepted.Contains(call.Caller)).Select(static call => call.ToString()),
            .. excepted.Except(all.Select(static call => call.Caller)).Select(static name => $"{name} is an exception and needs none"),
        ]);
    }
}
