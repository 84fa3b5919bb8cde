using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Unit;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    private static FileStreamOptions Writable => new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };

    [Fact]
    public void A_new_file_is_for_its_owner_alone()
    {
        using var file = PrivateFile.Open(_folder.File("new"), Writable);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(file.Name));
    }

    [Fact]
    public void A_file_that_is_there_keeps_its_rights_and_its_content()
    {
        var path = _folder.Write("old", "content"u8, OwnerOnly | UnixFileMode.GroupRead);
        using (PrivateFile.Open(path, Writable))
            Assert.Equal(OwnerOnly | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal("content", File.ReadAllText(path));
    }

    public void Dispose() => _folder.Dispose();
}
