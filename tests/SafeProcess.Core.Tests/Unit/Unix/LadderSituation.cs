using System.Globalization;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>A member of a tree, and what it does.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OnSignal">What happens at the stop signal: "end ID" and "begin ID", apart by semicolons.</param>
internal sealed record LadderMember(int Id, string OnSignal = "")
{
    /// <summary>The program in whose session it is; 0 for the tree's first.</summary>
    public int Session { get; init; }

    public bool IsLater { get; init; }

    public bool IsUndying { get; init; }

    /// <summary>Killed, it waits for a processor to end on.</summary>
    public bool IsEnding { get; init; }
}

/// <summary>A tree, of which the first member is a program.</summary>
internal sealed record LadderTree(StopSignal Signal, int Grace, params LadderMember[] Members)
{
    /// <summary>The programs it began with; none for the first member alone.</summary>
    public int[] Programs { get; init; } = [];

    /// <summary>What happens at which time, in milliseconds.</summary>
    public (int Time, string Words)[] Events { get; init; } = [];
}

/// <summary>Trees that both go down the ladder with: the host's code over a tree that is made up, and the guardian's script over a system that is.</summary>
internal sealed record LadderSituation(params LadderTree[] Trees)
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a pause of the guardian takes at least.</summary>
    public TimeSpan Pace { get; init; }

    /// <returns>Of each tree what was signaled, each signal once: "300 SIGTERM 10,11"; and when it was killed last, which repeats.</returns>
    public IReadOnlyList<(IReadOnlyList<string> Signals, TimeSpan LastKill)> ByTheHost()
    {
        var time = new FakeTime();
        var log = new List<(TimeSpan Time, int Signal, IReadOnlyList<int> Ids)>();
        var ladders = new List<Task>();
        var happening = new List<(int Time, Action Happens)>();
        foreach (var tree in Trees)
        {
            var fake = new FakeTree([.. tree.Members.Where(static member => !member.IsLater).Select(static member => member.Id)])
            {
                IsEnding = tree.Members.Any(static member => member.IsEnding),
            };
            void Do(string words)
            {
                foreach (var word in words.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    var (verb, id) = (word.Split(' ')[0], int.Parse(word.Split(' ')[1], CultureInfo.InvariantCulture));
                    if (verb == "begin")
                        fake.Begin(id);
                    else if (fake.Alive.FirstOrDefault(member => member.Id == id) is { } ends)
                        fake.End(ends);
                }
            }

            LadderMember Of(TreeMember member) => tree.Members.Single(one => one.Id == member.Id);
            fake.OnSignal = member => Do(Of(member).OnSignal);
            fake.OnKill = member =>
            {
                if (!Of(member).IsUndying)
                    fake.End(member);
            };
            happening.AddRange(tree.Events.Select(one => (one.Time, (Action)(() => Do(one.Words)))));
            var told = new Told(fake, (signal, ids) => log.Add((time.Now, signal, ids)));
            ladders.Add(new StopLadder(told, time, static (_, _) => { }).DescendAsync(fake.Alive, tree.Signal, TimeSpan.FromMilliseconds(tree.Grace)));
        }

        for (; !ladders.TrueForAll(static ladder => ladder.IsCompleted); time.Advance(_step))
        {
            Assert.True(time.Now < TimeSpan.FromMinutes(2), "The ladder does not end.");
            foreach (var (_, happens) in happening.Where(one => time.Now == TimeSpan.FromMilliseconds(one.Time)))
                happens();
        }

        return ByTree(log);
    }

    /// <inheritdoc cref="ByTheHost"/>
    public async Task<IReadOnlyList<(IReadOnlyList<string> Signals, TimeSpan LastKill)>> ByTheGuardianAsync()
    {
        using var system = new MadeUpSystem { Pace = Pace };
        using var file = MemoryFile.Create("ladder-test\0"u8, 5);
        var registry = new GuardianRegistry(file);
        foreach (var tree in Trees)
        {
            var run = Guid.NewGuid().ToString("N");
            foreach (var program in tree.Programs is [] ? [tree.Members[0].Id] : tree.Programs)
                GuardianRegistry.SetRoot(registry.Add(run, tree.Signal, TimeSpan.FromMilliseconds(tree.Grace), cgroup: null), program);
            foreach (var member in tree.Members)
            {
                var session = member.Session == 0 ? tree.Members[0].Id : member.Session;
                system.Process(
                    member.Id, parent: 5, session, onSignal: member.OnSignal, isLater: member.IsLater, isUndying: member.IsUndying, isEnding: member.IsEnding);
            }

            foreach (var (at, words) in tree.Events)
                system.At(TimeSpan.FromMilliseconds(at), words);
        }

        foreach (var line in File.ReadLines($"/proc/self/fd/{file.DangerousGetHandle()}").Where(static line => line.StartsWith('+')))
            system.Guard(line + "\n");
        await system.RunAsync(GuardianScript.Text);
        return ByTree(system.Signals);
    }

    private List<(IReadOnlyList<string> Signals, TimeSpan LastKill)> ByTree(IReadOnlyList<(TimeSpan Time, int Signal, IReadOnlyList<int> Ids)> log) =>
        [.. Trees.Select(tree => OfTree([.. tree.Members.Select(static member => member.Id)], log))];

    private static (IReadOnlyList<string> Signals, TimeSpan LastKill) OfTree(int[] members, IReadOnlyList<(TimeSpan Time, int Signal, IReadOnlyList<int> Ids)> log)
    {
        var own = log.Select(one => (one.Time, one.Signal, Ids: string.Join(',', one.Ids.Intersect(members).Order()))).Where(static one => one.Ids != "").ToList();
        var signals = own.DistinctBy(static one => (one.Signal, one.Ids))
            .Select(static one => $"{one.Time.TotalMilliseconds} {(one.Signal == Native.SIGKILL ? "kill" : $"{(StopSignal)one.Signal}")} {one.Ids}");
        return ([.. signals], own.Where(static one => one.Signal == Native.SIGKILL).Select(static one => one.Time).DefaultIfEmpty().Max());
    }

    /// <summary>A tree that tells what is sent to it before it is.</summary>
    private sealed class Told(FakeTree tree, Action<int, IReadOnlyList<int>> tell) : IProcessTree
    {
        public ValueTask<IReadOnlyList<TreeMember>> FindAsync() => tree.FindAsync();

        public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
        {
            tell((int)signal, Ids(members));
            tree.Signal(members, signal);
        }

        public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
        {
            tell(Native.SIGKILL, Ids(members));
            return tree.KillAsync(members, patienceOver);
        }

        public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken) => tree.WaitUntilGoneAsync(members, cancellationToken);

        public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) => tree.Describe(members, arguments);

        private static List<int> Ids(IReadOnlyList<TreeMember> members) => [.. members.Select(static member => member.Id)];
    }
}
