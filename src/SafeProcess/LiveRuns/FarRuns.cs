using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The runs that go on in other sessions: lists and stops them by the cmdlets that are there.</summary>
internal static class FarRuns
{
    /// <summary>Lists runs of sessions, of all at the same time.</summary>
    /// <param name="cmdlet">Is given the errors, each of which says its session.</param>
    /// <param name="pump">Where its thread waits.</param>
    /// <param name="sessions">Which sessions.</param>
    /// <param name="parameter">Which runs: the name of a parameter of <c>Get-SafeProcess</c>; null for all.</param>
    /// <param name="values">Its values.</param>
    public static List<LiveRun> List(Cmdlet cmdlet, PipelinePump pump, IEnumerable<PSSession> sessions, string? parameter, Array? values) =>
        [.. Ask(
            cmdlet, pump, sessions.Select(FarSession.Of).Distinct(),
            (session, cancellationToken) => session.AskAsync(
                shell =>
                {
                    shell.AddCommand("Get-SafeProcess");
                    if (parameter is not null)
                        shell.AddParameter(parameter, values);
                },
                cancellationToken))
            .SelectMany(static asked => asked.Answer.Output.Select(arrived => ArrivedRun.Read(arrived, asked.Session)))];

    /// <summary>Stops runs of sessions, all at the same time, and waits for their ends.</summary>
    /// <returns>The results that are known.</returns>
    public static List<PSObject> Stop(Cmdlet cmdlet, PipelinePump pump, IEnumerable<LiveRun> runs)
    {
        var ids = runs.ToLookup(static run => run.Session!, static run => run.Id);
        return [.. Ask(
            cmdlet, pump, ids.Select(static chosen => chosen.Key),
            (session, cancellationToken) => session.AskAsync(
                shell => shell.AddCommand("Stop-SafeProcess").AddParameter("Id", ids[session].ToArray()).AddParameter("PassThru").AddParameter("Confirm", false),
                cancellationToken),
            // Of what has ended meanwhile there is nothing to stop.
            static error => error.FullyQualifiedErrorId != "RunNotFound")
            .SelectMany(static asked => asked.Answer.Output.Select(arrived => asked.Session.Mark(ArrivedResult.Of(arrived))))];
    }

    private static List<Asked> Ask(
        Cmdlet cmdlet, PipelinePump pump, IEnumerable<FarSession> sessions, Func<FarSession, CancellationToken, Task<FarAnswer>> ask, Func<ErrorRecord, bool>? counts = null)
    {
        using var given = new CancellationTokenSource();
        var asked = sessions.Select(session => (Session: session, Answer: ask(session, given.Token))).ToArray();
        var all = Task.WhenAll(asked.Select(static one => one.Answer));
        all.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
        try
        {
            pump.EmitUntil(() => all.IsCompleted);
        }
        catch (PipelineStoppedException)
        {
            given.Cancel();
            throw;
        }

        var answers = new List<Asked>();
        foreach (var (session, answer) in asked)
        {
            try
            {
                var got = answer.GetAwaiter().GetResult();
                foreach (var error in got.Errors.Where(counts ?? (static _ => true)))
                    cmdlet.WriteError(error);
                answers.Add(new Asked(session, got));
            }
            catch (RuntimeException failure)
            {
                cmdlet.WriteError(failure.ErrorRecord);
            }
        }

        return answers;
    }

    private sealed record Asked(FarSession Session, FarAnswer Answer);
}
