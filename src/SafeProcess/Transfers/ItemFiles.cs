namespace SafeProcess.Commands;

/// <summary>The files of an item that another session runs. Its program starts in a folder there that has only these.</summary>
/// <param name="Copies">What is copied there before it is run.</param>
/// <param name="Returns">The names of what comes back after it has ended.</param>
/// <param name="ReturnFolder">Where that comes to on this machine.</param>
internal sealed record ItemFiles(IReadOnlyList<CopiedFile> Copies, IReadOnlyList<string> Returns, string ReturnFolder);

/// <summary>A file, or a folder with what is in it, that an item's program needs.</summary>
/// <param name="Path">The full path here.</param>
/// <param name="Name">Its name in the folder of the item; see <see cref="RelativeName"/>.</param>
internal sealed record CopiedFile(string Path, string Name);
