using System.Text;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Platform.Linux.Guarding;

/// <summary>What the guardian runs once the host has died: <c>guardian.awk</c>, which says how to look and how to signal. In its places stand the rule
/// (<see cref="GuardianRule"/>) and the numbers (<see cref="GuardianNumbers"/>), which are the host's own.</summary>
internal static class GuardianScript
{
    private const string Resource = "guardian.awk";

    private static readonly Lazy<string> _text = new(() => Make(Membership.Proofs));

    /// <summary>The script.</summary>
    public static string Text => _text.Value;

    /// <summary>Its text before it is filled.</summary>
    public static string Template
    {
        get
        {
            using var resource = new StreamReader(typeof(GuardianScript).Assembly.GetManifestResourceStream(Resource)!);
            return resource.ReadToEnd();
        }
    }

    /// <summary>The script for another rule.</summary>
    /// <param name="proofs">As in <see cref="Membership.Proofs"/>.</param>
    public static string Make(Evidence[][] proofs) => Fill(
        Template,
        ("numbers", GuardianNumbers.Assignments()),
        ("proofs", GuardianRule.TreeOfProcess(proofs)),
        ("parents", GuardianRule.TreeOfParent(proofs)));

    /// <summary>Puts a text into each place. A place is a line of its own with its name between two at signs.</summary>
    /// <exception cref="InvalidOperationException">A place has no text, or a text no place.</exception>
    public static string Fill(string template, params (string Place, string Text)[] texts)
    {
        var filled = new StringBuilder(template);
        foreach (var (place, text) in texts)
        {
            var line = $"@{place}@\n";
            if (!template.Contains(line, StringComparison.Ordinal))
                throw new InvalidOperationException($"{Resource} has no place for {place}.");
            filled.Replace(line, text + "\n");
        }

        var script = filled.ToString();
        if (script.IndexOf('@', StringComparison.Ordinal) is >= 0 and var left)
            throw new InvalidOperationException($"{Resource} has a place that nothing fills: {script[left..script.IndexOf('\n', left)]}");
        return script;
    }
}
