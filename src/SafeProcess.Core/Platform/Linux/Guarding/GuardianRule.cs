using System.Text;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>The rule about who is a member, as the guardian's script asks it: made from <see cref="Membership.Proofs"/>. Here stands only how the script sees each
/// kind of evidence.</summary>
internal static class GuardianRule
{
    /// <summary>What the script asks of a <c>process</c>. A tree: whose member it is by this, 0 for nobody's. A condition: whether it may be of tree <c>i</c>.</summary>
    private static readonly Dictionary<Evidence, Sight> _sights = new()
    {
        [Evidence.Program] = new(Ask.Tree, "process == session[process] ? treeOfSession(process) : 0"),
        [Evidence.ControlGroup] = new(Ask.Tree, "inGroup[process]"),
        [Evidence.Session] = new(Ask.Tree, "treeOfSession(process)"),
        [Evidence.Parent] = new(Ask.Parent, "followParents()"),
        [Evidence.Mark] = new(Ask.Tree, "marked[process]"),
        [Evidence.Known] = new(Ask.Tree, "known[process, birth[process]]"),
        [Evidence.Named] = new(Ask.Condition, "names(process, i)"),
        [Evidence.BornUnmarked] = new(Ask.Condition, "isBornUnmarked(process, i)"),
        [Evidence.ParentLost] = new(Ask.Condition, "hasLostParent(process)"),
        // The kernel ends a namespace with its first process, which stands in the registry as a program.
        [Evidence.Namespace] = new(Ask.Nothing, ""),
    };

    private enum Ask
    {
        Tree,
        Condition,
        Parent,
        Nothing,
    }

    /// <summary>What finds the tree of a process by itself: the body of a function of <c>process</c>.</summary>
    /// <exception cref="InvalidOperationException">The script has no word for a proof.</exception>
    public static string TreeOfProcess(Evidence[][] proofs)
    {
        var body = new StringBuilder();
        foreach (var proof in proofs)
        {
            var sights = Array.ConvertAll(proof, static one => SightOf(one));
            if (Array.Exists(sights, static sight => sight.Ask == Ask.Nothing) || IsParent(sights))
                continue;
            if (Array.Exists(sights, static sight => sight.Ask == Ask.Parent))
                throw new InvalidOperationException($"The guardian's script cannot ask for a parent together with something else: {string.Join(", ", proof)}.");
            // Where one says which tree, no other tree is asked about.
            var pointer = Array.Find(sights, static sight => sight.Ask == Ask.Tree);
            if (pointer is null)
                body.Append("    for (i = trees; i > 0; i--)\n    ");
            body.Append("    if (");
            if (pointer is not null)
                body.Append("(i = ").Append(pointer.Expression).Append(')');
            foreach (var sight in sights)
            {
                if (sight == pointer)
                    continue;
                body.Append(body[^1] == '(' ? "" : " && ").Append(sight.Ask == Ask.Tree ? $"({sight.Expression}) == i" : sight.Expression);
            }

            body.Append(pointer is null ? ")\n            return i\n" : ")\n        return i\n");
        }

        return body.Append("    return 0").ToString();
    }

    /// <summary>What gives the children of members the trees of their parents; nothing where that proves nothing.</summary>
    public static string TreeOfParent(Evidence[][] proofs) =>
        Array.Exists(proofs, static proof => IsParent(Array.ConvertAll(proof, static one => SightOf(one)))) ? $"    {_sights[Evidence.Parent].Expression}" : "";

    private static bool IsParent(Sight[] sights) => sights.Length == 1 && sights[0].Ask == Ask.Parent;

    private static Sight SightOf(Evidence one) => _sights.TryGetValue(one, out var sight)
        ? sight
        : throw new InvalidOperationException($"The guardian's script has no word for the evidence {one}.");

    private sealed record Sight(Ask Ask, string Expression);
}
