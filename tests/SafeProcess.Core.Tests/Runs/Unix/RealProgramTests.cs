using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class RealProgramTests
{
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
