using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SafeProcess.Commands;

/// <summary>Reads <c>-CopyTo</c> and <c>-ReturnFile</c> for the items of a batch. On the pipeline thread.</summary>
/// <param name="cmdlet">Whose location counts.</param>
internal sealed class ItemFilesReader(PSCmdlet cmdlet)
{
    private const string CopyTo = nameof(InvokeSafeProcessBatchCommand.CopyTo);
    private const string ReturnFile = nameof(InvokeSafeProcessBatchCommand.ReturnFile);

    // Digests, as a batch may have more items than there is memory for their paths.
    private readonly HashSet<UInt128> _returned = [];

    /// <summary>What is copied and returned for an item.</summary>
    /// <param name="copyTo">The values of <c>-CopyTo</c> for the item; null for none.</param>
    /// <param name="returnFile">Likewise of <c>-ReturnFile</c>.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used, or another item returns the same file.</exception>
    public ItemFiles Read(object? copyTo, object? returnFile)
    {
        CopiedFile[] copies = [.. Each(copyTo).Select(ReadCopy)];
        if (FindTwice(copies.Select(static copy => copy.Name)) is { } copied)
            throw new InvalidParameterException(CopyTo, $"has two paths that become '{copied}'");
        string[] returns = [.. Each(returnFile).Select(ReadReturn)];
        if (FindTwice(returns) is { } back)
            throw new InvalidParameterException(ReturnFile, $"has '{back}' twice");
        var folder = PathResolver.CurrentDirectory(cmdlet);
        foreach (var name in returns)
        {
            if (!_returned.Add(Digest(RelativeName.Below(folder, name))))
                throw new InvalidParameterException(ReturnFile, $"has '{name}', which another item returns to the same place: the one would replace the other");
        }

        return new ItemFiles(copies, returns, folder);
    }

    /// <summary>Refuses what is wrong for every item.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="copyTo">The values of <c>-CopyTo</c> in which script blocks are left out.</param>
    /// <param name="returnFile">Likewise of <c>-ReturnFile</c>.</param>
    /// <exception cref="InvalidParameterException">A value cannot be used.</exception>
    public static void Check(PSCmdlet cmdlet, object[]? copyTo, object[]? returnFile) =>
        new ItemFilesReader(cmdlet).Read(copyTo?.Where(static value => !ItemScript.IsScript(value)), returnFile?.Where(static value => !ItemScript.IsScript(value)));

    private static IEnumerable<object?> Each(object? values) =>
        values is null ? [] : values is string || LanguagePrimitives.GetEnumerable(values) is not { } list ? [values] : list.Cast<object?>();

    private CopiedFile ReadCopy(object? value)
    {
        var path = Text(CopyTo, value);
        var full = PathResolver.Resolve(cmdlet, CopyTo, path);
        return new CopiedFile(full, PathResolver.IsRelative(cmdlet, path) ? RelativeName.Read(CopyTo, path) : RelativeName.Last(CopyTo, full));
    }

    private string ReadReturn(object? value)
    {
        var path = Text(ReturnFile, value);
        return PathResolver.IsRelative(cmdlet, path)
            ? RelativeName.Read(ReturnFile, path)
            : throw new InvalidParameterException(ReturnFile, $"has '{path}', which is absolute: it must be relative to the folder of the item");
    }

    private static string Text(string parameter, object? value)
    {
        var text = ItemScript.Unwrap(value) is FileSystemInfo entry ? entry.FullName : LanguagePrimitives.ConvertTo<string>(value);
        return string.IsNullOrEmpty(text) ? throw new InvalidParameterException(parameter, "has a path that is empty") : text;
    }

    private static string? FindTwice(IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        return names.FirstOrDefault(name => !seen.Add(name));
    }

    private static UInt128 Digest(string path) => MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(path.AsSpan())));
}
