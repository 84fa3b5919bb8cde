using System.Text.RegularExpressions;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The guardian's script has no rule and no number of its own.</summary>
public sealed class GuardianRuleTests
{
    private const string RunId = "0123456789abcdef0123456789abcdef";
    private const string Mark = "777";
    private const int Program = 40;
    private const int Member = 50;
    private const int Reaper = 51;
    private const int Other = 60;
    private const int FirstCase = 1000;

    /// <summary>A namespace ends by itself; whatever leads a program's session is in it.</summary>
    private static IEnumerable<Evidence> Cases => Enumerable.Range(0, 2 * (int)Kinds.Max()).Select(static all => (Evidence)all)
        .Where(static evidence => !evidence.HasFlag(Evidence.Namespace) && (!evidence.HasFlag(Evidence.Program) || evidence.HasFlag(Evidence.Session)));

    private static IEnumerable<Evidence> Kinds => Enum.GetValues<Evidence>().Where(static one => one != Evidence.None);

    /// <summary>Each process there carries another set of evidence; <see cref="MembershipTests"/> says what the host makes of it.</summary>
    [Theory]
    [InlineData("mawk")]
    [InlineData("gawk")]
    [InlineData("busybox")]
    [InlineData("original-awk")]
    public async Task Whatever_is_known_of_a_process_the_guardian_takes_it_for_a_member_where_the_host_does(string awk)
    {
        using var system = new MadeUpSystem();
        system.Guard(Line(Program));
        Add(system, Program, Evidence.Session | Evidence.ParentLost, birth: 400);
        Add(system, Member, Evidence.Mark | Evidence.ParentLost);
        Add(system, Reaper, Evidence.Mark | Evidence.ParentLost);
        Add(system, Other, Evidence.None);
        // The script's own awk.
        system.Process(7, Reaper, session: 7, isLater: true);
        foreach (var evidence in Cases)
        {
            Add(system, IdOf(evidence), evidence);
            if (evidence.HasFlag(Evidence.Program))
                system.Guard(Line(IdOf(evidence)));
            // It carried the mark once, and was found.
            if (evidence.HasFlag(Evidence.Known))
                system.Process(IdOf(evidence), Other, session: Other, BirthOf(evidence), Mark, isUndying: true);
        }

        var inGroup = Cases.Where(static evidence => evidence.HasFlag(Evidence.ControlGroup));
        system.Write("group/cgroup.procs", string.Concat(inGroup.Select(static evidence => $"{IdOf(evidence)}\n")));
        system.OnPause("rm -rf proc/[0-9]*; mv later/* proc 2>/dev/null; echo '1000 0 0' >>log");
        await system.RunAsync(GuardianScript.Text, awk);

        var killed = system.Signals.SkipWhile(static signal => signal.Signal != 0).SelectMany(static signal => signal.Ids).ToHashSet();
        Assert.Equal(
            Cases.Where(static evidence => Membership.IsProven(evidence)), Cases.Where(evidence => killed.Contains(IdOf(evidence))));
        Assert.DoesNotContain(Other, killed);
    }

    [Fact]
    public void A_rule_that_is_changed_is_changed_in_the_script()
    {
        Assert.Contains("i = marked[process]", GuardianScript.Make(Membership.Proofs), StringComparison.Ordinal);
        Assert.DoesNotContain("i = marked[process]", GuardianScript.Make([[Evidence.Session]]), StringComparison.Ordinal);
        Assert.Contains(
            "if ((i = marked[process]) && names(process, i) && (inGroup[process]) == i)",
            GuardianScript.Make([[Evidence.Mark, Evidence.Named, Evidence.ControlGroup]]),
            StringComparison.Ordinal);
        Assert.Contains("\n    followParents()\n", GuardianScript.Make([[Evidence.Parent]]), StringComparison.Ordinal);
        Assert.DoesNotContain("\n    followParents()\n", GuardianScript.Make([[Evidence.Session]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_evidence_has_its_word_in_the_script()
    {
        foreach (var one in Kinds)
            GuardianScript.Make([[one]]);
        Assert.Equal(Kinds, Membership.Proofs.SelectMany(static proof => proof).Order());
        Assert.Throws<InvalidOperationException>(static () => GuardianScript.Make([[(Evidence)(1 << 20)]]));
        Assert.Throws<InvalidOperationException>(static () => GuardianScript.Make([[Evidence.Parent, Evidence.Named]]));
    }

    [Fact]
    public void A_place_that_nothing_fills_and_a_text_without_a_place_are_errors()
    {
        Assert.Equal("one\nx = 1\ntwo\n", GuardianScript.Fill("one\n@numbers@\ntwo\n", ("numbers", "x = 1")));
        Assert.Equal(
            "guardian.awk has a place that nothing fills: @proofs@",
            Assert.Throws<InvalidOperationException>(static () => GuardianScript.Fill("@numbers@\n@proofs@\n", ("numbers", "x = 1"))).Message);
        Assert.Equal(
            "guardian.awk has no place for proofs.",
            Assert.Throws<InvalidOperationException>(static () => GuardianScript.Fill("@numbers@\n", ("numbers", "x = 1"), ("proofs", ""))).Message);
    }

    [Fact]
    public void Each_number_is_used_and_there_is_no_other()
    {
        // What is left of the code without comments, words in quotes, patterns and the places of fields.
        var code = string.Join('\n', GuardianScript.Template.Split('\n').Where(static line => !line.TrimStart().StartsWith('#')));
        var numbers = Regex.Replace(code, """ "(\\.|[^"\\])*"|/(\\.|[^/\\\n])+/[,)]|(field|file)\[\d+\] """.Trim(), "");
        Assert.All(GuardianNumbers.Names, name => Assert.Matches($@"\b{name}\b", numbers));
        // None, one, the next, a process that is no parent (0 and 1), and milliseconds.
        Assert.Equal(["0", "1", "1000", "2"], Regex.Matches(numbers, @"\b\d+(\.\d+)?\b").Select(static match => match.Value).Distinct().Order(StringComparer.Ordinal));
    }

    private static int IdOf(Evidence evidence) => FirstCase + (int)evidence;

    /// <summary>Between launch and mark, or before or after both.</summary>
    private static int BirthOf(Evidence evidence) => evidence.HasFlag(Evidence.BornUnmarked) ? 500 : evidence.HasFlag(Evidence.Mark) ? 399 : 601;

    private static string Line(int root) => $"+ {root} 15 0 {Mark} 0 400 600 {RunId} group\n";

    private static void Add(MadeUpSystem system, int id, Evidence evidence, int? birth = null) => system.Process(
        id,
        (evidence & (Evidence.Parent | Evidence.ParentLost)) switch
        {
            Evidence.Parent => Member,
            Evidence.ParentLost => 1,
            Evidence.None => Other + 1,
            _ => Reaper,
        },
        evidence.HasFlag(Evidence.Program) ? id : evidence.HasFlag(Evidence.Session) ? Program : Other,
        birth ?? BirthOf(evidence),
        evidence.HasFlag(Evidence.Mark) ? Mark : "778",
        evidence.HasFlag(Evidence.Named) ? $"SAFEPROCESS_RUN_ID=0:{RunId}" : "A=1",
        isLater: true,
        isUndying: true);
}
