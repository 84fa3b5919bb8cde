namespace SafeProcess.Benchmarks;

/// <summary>Finds the module of the checkout this program was built in.</summary>
internal static class Checkout
{
    public static string? FindModule()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SafeProcess.sln")))
                return Path.Combine(folder.FullName, "SafeProcess.psd1") is var manifest && File.Exists(manifest) ? manifest : null;
        }

        return null;
    }
}
