using System.Runtime.InteropServices;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Real programs on real input: those that every system has.</summary>
public sealed class RealProgramTests
{
    [Fact]
    public async Task What_find_tells_of_a_large_folder_is_whole()
    {
        // All of .NET, whose runtime lies three folders below it.
        var folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var result = await RunAsync(new("find", folder, "-type", "f") { Timeout = TimeSpan.FromSeconds(50) });
        Assert.True(result.Success, $"{result}");
        Assert.Equal(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
            result.StandardOutput!.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tar_of_what_is_no_archive_fails_and_says_why()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("broken.tar"), "no archive\n", TestContext.Current.CancellationToken);
        var result = await RunAsync(new("tar", "-xf", "broken.tar") { WorkingDirectory = folder.Path });
        Assert.Equal((Outcome.Exited, 2, false), (result.Outcome, result.ExitCode, result.Success));
        Assert.Contains("archive", result.StandardError, StringComparison.Ordinal);
        Assert.NotNull(result.LastErrorLine);
        Assert.EndsWith(result.LastErrorLine, result.StandardError!.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Contains(result.LastErrorLine, ProcessFailedException.For(result).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tar_of_a_large_folder_goes_through_a_pipe_into_a_file_and_back_through_standard_input()
    {
        var folder = new[] { "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib/x86_64-linux-gnu", "/usr/lib" }.First(Directory.Exists);
        using var temp = new TempFolder();
        ProcessResult packed;
        await using (var file = CopySink.ToFile(temp.File("folder.tar")))
            packed = await RunAsync(new("tar", "-cf", "-", "-C", folder, "."), new(file, new TextSink()));
        Assert.True(packed.Success, $"{packed}");
        Assert.Equal(new FileInfo(temp.File("folder.tar")).Length, packed.StandardOutputLength);
        Assert.True(packed.StandardOutputLength > 20_000_000, $"{packed.StandardOutputLength} bytes");

        await using var archive = File.OpenRead(temp.File("folder.tar"));
        var compared = await RunAsync(new("tar", "-df", "-", "-C", folder) { Input = ProcessInput.FromStream(archive) });
        Assert.Equal("", compared.StandardOutput);
        Assert.True(compared.Success, $"{compared}");
    }
}
