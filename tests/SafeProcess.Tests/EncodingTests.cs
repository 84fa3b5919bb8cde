using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class EncodingTests : IDisposable
{
    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public EncodingTests() => _session["file"] = _folder["output"];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineTheory]
    [InlineData("unicode", "utf-16")]
    [InlineData("bigendianunicode", "utf-16BE")]
    [InlineData("utf32", "utf-32")]
    [InlineData("utf8", "utf-8")]
    [InlineData("utf8BOM", "utf-8")]
    [InlineData("utf8NoBOM", "utf-8")]
    [InlineData("utf-16", "utf-16")]
    public void Output_is_decoded_as_the_name_says_and_a_byte_order_mark_is_removed(string name, string encoding)
    {
        const string Written = "Grüße, 世界 🎉\nsecond\n";
        File.WriteAllText(_folder["output"], Written, System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal(Written.TrimEnd('\n'), Read("Text", name).Value);
        Assert.Equal(["Grüße, 世界 🎉", "second"], Read("Line", name).Strings);
        Assert.Equal(Written, Read("Result", name).Result.StandardOutput);
    }

    [EngineTheory]
    [InlineData("latin1")]
    [InlineData("iso-8859-1")]
    [InlineData("28591")]
    [InlineData("([System.Text.Encoding]::Latin1)")]
    public void An_encoding_may_be_a_name_a_code_page_or_an_object(string encoding)
    {
        File.WriteAllBytes(_folder["output"], [(byte)'c', (byte)'a', (byte)'f', 0xE9]);

        Assert.Equal("café", Read("Text", encoding).Value);
    }

    [EngineFact]
    public void An_invalid_byte_becomes_the_replacement_character_and_a_NUL_is_kept()
    {
        File.WriteAllBytes(_folder["output"], [(byte)'a', 0, 0xFF, (byte)'b']);

        Assert.Equal("a\0\uFFFDb", Read("Text", "utf8").Value);
    }

    private Ran Read(string form, string encoding) =>
        _session.Run($"Invoke-SafeProcess cat $file -As {form} -OutputEncoding {encoding}").AssertNoError();
}
