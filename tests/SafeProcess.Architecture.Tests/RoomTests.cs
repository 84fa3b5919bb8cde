using System.Text.RegularExpressions;

namespace SafeProcess.Architecture.Tests;

/// <summary>Each system has the same rooms, and what stands in a folder says so in its namespace.</summary>
public sealed class RoomTests
{
    private const int MostLines = 300;

    private static readonly string[] _rooms = ["Launch", "Streams", "Watch", "Tree", "Limits", "Native"];

    private static readonly string _platform = Path.Combine(Product.CoreSources, "Platform");

    /// <summary>What a system has beside these, and what it has nothing for: the limits of Linux and of macOS have nothing in common, and the streams of macOS
    /// are those of Unix.</summary>
    public static TheoryData<string, string[], string[]> Systems => new()
    {
        { "Unix", [], ["Limits"] },
        { "Linux", ["ControlGroups", "Guarding"], [] },
        { "Mac", [], ["Streams"] },
        { "Windows", [], [] },
    };

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_system_has_the_rooms_that_all_have(string system, string[] own, string[] absent)
    {
        Assert.Equal(_rooms.Except(absent).Concat(own).Order(), FoldersIn(Path.Combine(_platform, system)));
    }

    [Fact]
    public void There_are_no_other_systems() =>
        Assert.Equal(Systems.Select(static row => row.Data.Item1).Order(), FoldersIn(_platform));

    [Fact]
    public void A_namespace_of_the_platform_says_the_folder() =>
        Offenders.None(
            from file in SourcesBelow(_platform)
            let expected = "SafeProcess." + Path.GetRelativePath(Product.CoreSources, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')
            let said = Regex.Match(File.ReadAllText(file), @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value
            where said != expected
            select $"{file} says {said} and not {expected}");

    [Fact]
    public void A_file_is_short_enough_to_be_read_at_once() =>
        Offenders.None(
            from file in SourcesBelow(Path.GetDirectoryName(Product.CoreSources)!)
            let lines = File.ReadLines(file).Count()
            where lines > MostLines
            select $"{file} has {lines} lines");

    private static IEnumerable<string?> FoldersIn(string folder) =>
        Directory.GetDirectories(folder).Where(static one => SourcesBelow(one).Any()).Select(Path.GetFileName).Order();

    private static IEnumerable<string> SourcesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(static file => !Regex.IsMatch(file, @"[\\/](bin|obj)[\\/]"));
}
