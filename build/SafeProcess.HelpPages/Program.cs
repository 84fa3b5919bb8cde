using SafeProcess.HelpPages;
using SafeProcess.HelpPages.Output;
using SafeProcess.HelpPages.Pages;

// dotnet run --project build/SafeProcess.HelpPages -- update        writes into the pages in docs/en-US what the built module knows
// dotnet run --project build/SafeProcess.HelpPages -- check         tells what is wrong with them; exit code 1 when something is
// … -- build <docs> <assembly> <folder>                             makes the help that PowerShell reads (the build does)
try
{
    switch (args)
    {
        case ["update"]:
            Update(OfCheckout());
            return 0;
        case ["check"]:
            var findings = PageCheck.Findings(OfCheckout());
            foreach (var finding in findings)
                Console.WriteLine(finding);
            return findings.Count == 0 ? 0 : 1;
        case ["build", var docs, var assembly, var folder]:
            Build(new HelpSource(docs, assembly), folder);
            return 0;
        default:
            Console.Error.WriteLine("update, check, or build <docs> <assembly> <folder>");
            return 2;
    }
}
catch (PageException error)
{
    // As MSBuild reads errors, so that the build shows it as one.
    Console.Error.WriteLine($"HelpPages : error HELP001: {error.Message}");
    return 1;
}

static HelpSource OfCheckout()
{
    var root = Environment.CurrentDirectory;
    while (!File.Exists(Path.Combine(root, "SafeProcess.sln")))
        root = Path.GetDirectoryName(root) ?? throw new PageException("Run this in the checkout.");
    var assembly = Path.Combine(root, "bin", "SafeProcess.dll");
    return File.Exists(assembly) ? new HelpSource(Path.Combine(root, "docs"), assembly) : throw new PageException("There is no module yet: run dotnet build.");
}

static void Update(HelpSource source)
{
    foreach (var cmdlet in source.Cmdlets)
    {
        var file = HelpSource.PageOf(cmdlet);
        var updated = source.Updated(cmdlet) ?? throw new PageException($"{file}: {cmdlet.Name} has no page. Begin with a copy of another one.");
        if (updated == source.Read(file))
            continue;
        File.WriteAllText(source.PathOf(file), updated);
        Console.WriteLine($"Updated {file}");
    }
}

static void Build(HelpSource source, string folder)
{
    Directory.CreateDirectory(folder);
    foreach (var old in Directory.GetFiles(folder, "about_*.help.txt"))
        File.Delete(old);
    foreach (var topic in source.Topics)
        File.WriteAllText(Path.Combine(folder, $"{topic.Name}.help.txt"), topic.Text);
    MamlFile.Of(source.Cmdlets.Select(cmdlet => (cmdlet, new MarkdownPage(source.Updated(cmdlet) ?? throw new PageException($"{HelpSource.PageOf(cmdlet)}: {cmdlet.Name} has no page.")))))
        .Save(Path.Combine(folder, "SafeProcess.dll-Help.xml"));
}
