namespace SafeProcess.Cli;

/// <summary>What people write who know <c>timeout</c> of GNU coreutils
/// (https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html) and what means something else here.</summary>
internal static class GnuTimeout
{
    public const string KillAfter = "--kill-after";

    /// <summary>Why an option of its is none of ours; null for what is no option of its either.</summary>
    public static string? WhyNot(string written) => written is "--foreground" or "-f"
        ? $"{written} cannot be had: the program never has this terminal here, and its children are ended with it; leave it out."
        : null;

    /// <summary>Whether the grace period is none at all, which is the opposite there.</summary>
    public static bool MeansNoKill(GivenOption given, TimeSpan time) => time == TimeSpan.Zero && given.Written is KillAfter or "-k";

    /// <summary>Whether a word where the program is expected is a time, as the first operand is there. No name of a program that is in use reads as one.</summary>
    public static bool IsTime(string word) => word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '.') && OptionText.TryReadTime(word, out _);
}
