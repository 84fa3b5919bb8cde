using SafeProcess.Schedules.Fakes;

namespace SafeProcess.Schedules;

/// <summary>Trees that end, stay and grow while everything else goes on.</summary>
public sealed class TreeTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private static readonly OrphanPolicy[] _policies = [OrphanPolicy.Stop, OrphanPolicy.Wait, OrphanPolicy.Keep, OrphanPolicy.Fail];

    [Fact]
    public void Orphans_go_on_with_each_policy() => Orders.All(static situation =>
    {
        var orphan = Orphan(situation, 101);
        var spec = new ProcessSpec("fake") { OrphanPolicy = situation.One(_policies), Timeout = situation.One<TimeSpan?>(null, 5 * _second), GracePeriod = _second };
        var run = situation.Start(spec);
        situation.ProgramWritesAndExits();
        situation.Meanwhile("orphan", () => orphan.Write(0, "still here"));
        var endsByItself = situation.One(true, false);
        if (endsByItself)
            situation.After(situation.One(0.05, 0.1, 0.5, 10) * _second, "orphan", () => orphan.End());
        if (!endsByItself || situation.One(true, false))
            situation.After(situation.One(0, 2) * _second, "caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void An_orphan_writes_on_and_on() => Orders.All(static situation =>
    {
        var orphan = Orphan(situation, 101);
        situation.Start(new("fake") { OrphanPolicy = situation.One(OrphanPolicy.Stop, OrphanPolicy.Keep, OrphanPolicy.Fail), GracePeriod = _second });
        situation.ProgramWritesAndExits();
        WriteOn();

        void WriteOn()
        {
            orphan.Write(situation.One(0, 1), ".");
            if (orphan.IsAlive && situation.Schedule.Time.Now < 5 * _second)
                situation.After(0.05 * _second, "orphan", WriteOn);
            else
                orphan.End();
        }
    });

    [Fact]
    public void Something_unseen_holds_the_streams_open() => Orders.All(static situation =>
    {
        var policy = situation.One(OrphanPolicy.Stop, OrphanPolicy.Wait);
        situation.Child.Output.AddWriter();
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake") { OrphanPolicy = policy });
        situation.ProgramWritesAndExits();
        if (situation.One(true, false) || policy == OrphanPolicy.Wait)
            situation.After(situation.One(0, 0.1, 1) * _second, "caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void The_tree_grows_while_it_is_stopped() => Orders.All(static situation =>
    {
        var id = 101;
        situation.Program.OnSignal = () =>
        {
            Fork();
            situation.Program.End(code: 3);
        };
        var run = situation.Start(new("fake") { Timeout = 5 * _second, GracePeriod = situation.One(default, _second) });
        situation.Meanwhile("program", () =>
        {
            Fork();
            situation.Program.Write(0, "out");
        });
        situation.After(situation.One(1, 5) * _second, "caller", () => situation.Ask(Outcome.Canceled, run.Stop));

        void Fork()
        {
            if (!situation.Program.IsAlive)
                return;
            var orphan = Orphan(situation, id++);
            orphan.OnSignal = situation.One<Action>(() => orphan.End(signal: 15), static () => { });
        }
    });

    [Fact]
    public void Nothing_can_end_the_program() => Orders.All(static situation =>
    {
        situation.Program.IsUnendable = true;
        var run = situation.Start(new("fake") { GracePeriod = situation.One(default, _second) });
        situation.Meanwhile("program", () => situation.Program.Write(0, "out"));
        situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
        if (situation.One(true, false))
            situation.After(situation.One(1, 2, 100) * _second, "program", () => situation.Program.End());
    });

    [Fact]
    public void The_programs_of_a_pipeline_end_in_any_order() => Orders.All(static situation =>
    {
        situation.Child = new(situation.Schedule, stages: 3);
        foreach (var program in situation.Child.Programs.SkipLast(1))
        {
            situation.Meanwhile($"program {program.Id}", () =>
            {
                program.Write(0, "one line\nhalf a ");
                program.Write(0, "line");
                program.End();
            });
        }

        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new ProcessSpec("fake") | new ProcessSpec("fake") | new ProcessSpec("fake"));
        situation.ProgramWritesAndExits(error: "a line of it\n");
        if (situation.One(true, false))
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    private static FakeProcess Orphan(Situation situation, int id) =>
        new(situation.Schedule, situation.Child.Processes, id, situation.Child.Output, situation.Child.Errors[^1]);
}
