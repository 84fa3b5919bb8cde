using SafeProcess.HelpPages.Cmdlets;
using SafeProcess.HelpPages.Output;
using SafeProcess.HelpPages.Pages;

namespace SafeProcess.HelpPages;

/// <summary>The pages that all help is made from, and the compiled module they describe.</summary>
internal sealed class HelpSource
{
    private const string PageFolder = "en-US";
    private const string GuideFolder = "guide";

    private readonly string _docs;

    /// <summary>Reads all there is.</summary>
    /// <param name="docs">The folder of documents.</param>
    /// <param name="assembly">The module's assembly.</param>
    public HelpSource(string docs, string assembly)
    {
        _docs = Path.GetFullPath(docs);
        Cmdlets = CompiledModule.Read(assembly);
        foreach (var file in Files(Path.Combine(PageFolder, "shared")))
            Shared.Add(file, Read(file));
    }

    /// <summary>The cmdlets of the module.</summary>
    public IReadOnlyList<CmdletShape> Cmdlets { get; }

    /// <summary>What several pages have.</summary>
    public SharedTexts Shared { get; } = new();

    /// <summary>The pages of <c>en-US</c>, by their paths in the repository.</summary>
    public IEnumerable<string> Pages => Files(PageFolder);

    /// <summary>The pages of cmdlets: the others are topics, and the list of all.</summary>
    public IEnumerable<string> CmdletPages => Pages.Where(static file => NameOf(file) != "README" && !IsTopic(file));

    /// <summary>The topics, those in pages of the guide included.</summary>
    public IReadOnlyList<AboutTopic> Topics
    {
        get
        {
            AboutTopic[] topics =
            [
                .. Pages.Where(IsTopic).Select(file => AboutTopic.FromPage(NameOf(file), Read(file))),
                .. Files(GuideFolder).SelectMany(file => AboutTopic.FromCores(file, Read(file), "about_SafeProcess", file)),
            ];
            return topics.GroupBy(static topic => topic.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice
                ? throw new PageException($"There are two topics {twice.Key}.")
                : topics;
        }
    }

    /// <summary>The path in the repository of a cmdlet's page.</summary>
    public static string PageOf(CmdletShape cmdlet) => $"docs/{PageFolder}/{cmdlet.Name}.md";

    /// <summary>The name of a file without its ending.</summary>
    public static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    /// <summary>Where a file of the repository lies.</summary>
    public string PathOf(string file) => Path.Combine(_docs, "..", file);

    /// <summary>What stands in a file of the repository.</summary>
    public string Read(string file) => File.ReadAllText(PathOf(file)).ReplaceLineEndings("\n");

    /// <summary>A cmdlet's page as it should be; null when there is none.</summary>
    public string? Updated(CmdletShape cmdlet) =>
        File.Exists(PathOf(PageOf(cmdlet))) ? PageUpdate.Apply(PageOf(cmdlet), Read(PageOf(cmdlet)), cmdlet, Shared) : null;

    private static bool IsTopic(string file) => NameOf(file).StartsWith("about_", StringComparison.Ordinal);

    private string[] Files(string folder)
    {
        var path = Path.Combine(_docs, folder);
        return Directory.Exists(path)
            ? [.. Directory.GetFiles(path, "*.md").Select(file => $"docs/{folder.Replace('\\', '/')}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)]
            : [];
    }
}
