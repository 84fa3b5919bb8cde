namespace SafeProcess.Benchmarks;

/// <summary>The C program <c>Rows/bare.c</c>, built by the C compiler of this machine in a folder of its own.</summary>
internal sealed class BareProgram : IDisposable
{
    private readonly DirectoryInfo _folder;

    private BareProgram(DirectoryInfo folder) => _folder = folder;

    private string Path => System.IO.Path.Combine(_folder.FullName, "bare");

    /// <summary>Builds it.</summary>
    /// <returns>Null when there is no compiler.</returns>
    public static async Task<BareProgram?> BuildAsync()
    {
        var program = new BareProgram(Directory.CreateTempSubdirectory("safeprocess-bench-"));
        try
        {
            await Programs.ShellAsync($"cc -O2 -o '{program.Path}' '{System.IO.Path.Combine(AppContext.BaseDirectory, "Rows", "bare.c")}' 2>/dev/null");
            return program;
        }
        catch (InvalidOperationException)
        {
            program.Dispose();
            return null;
        }
    }

    /// <summary>Lets it run a program so many times, one after another.</summary>
    public Task RunAsync(int times, string program) => Programs.ShellAsync($"exec '{Path}' {times} {program}");

    public void Dispose() => _folder.Delete(recursive: true);
}
