namespace SafeProcess.Cli.Tests.Completion;

/// <summary>Keys typed at a real bash.</summary>
public sealed class BashCompletionTests
{
    // Ctrl-Y puts all that fits into the line, Ctrl-T writes the line down.
    private const char All = '\x19';
    private const char Show = '\x14';

    [Theory]
    [MemberData(nameof(CompletionScripts.Unique), MemberType = typeof(CompletionScripts))]
    public async Task A_word_that_can_be_but_one_is_completed(string typed, string completed)
    {
        var line = await TypeAsync($"safeprocess {typed}\t");

        Assert.Equal($"safeprocess {typed[..(typed.LastIndexOf(' ') + 1)]}{completed}", line.TrimEnd());
    }

    [Theory]
    [InlineData("--orphans=k", "--orphans=keep")]
    [InlineData("--json --signal=HU", "--json --signal=HUP")]
    public async Task So_is_a_value_behind_an_equals_sign(string typed, string completed) =>
        Assert.Equal($"safeprocess {completed}", (await TypeAsync($"safeprocess {typed}\t")).TrimEnd());

    [Fact]
    public async Task Every_option_is_offered()
    {
        var help = await HelpPage.PrintAsync();

        var line = await TypeAsync($"safeprocess -{All}");

        Assert.Equal(help.Spellings.Order(StringComparer.Ordinal), line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("unique-prog")]
    [InlineData("-v unique-prog")]
    [InlineData("10s unique-prog")]
    [InlineData("-- unique-prog")]
    [InlineData("--timeout 5s -- unique-prog")]
    public async Task The_program_is_one_that_is_on_PATH(string typed) =>
        Assert.Equal($"safeprocess {typed}ram", (await TypeAsync($"safeprocess {typed}\t")).TrimEnd());

    [Theory]
    [InlineData("unique-program --time")]
    [InlineData("10s unique-program --time")]
    public async Task What_follows_the_program_is_none_of_its_options(string typed) =>
        Assert.Equal($"safeprocess {typed}", (await TypeAsync($"safeprocess {typed}\t")).TrimEnd());

    [Theory]
    [InlineData("--cwd ", "unique-fold", "unique-folder/")]
    [InlineData("cat ", "unique-fi", "unique-file")]
    public async Task Folders_and_files_are_completed(string before, string typed, string completed) =>
        Assert.Equal($"safeprocess {before}{completed}", (await TypeAsync($"safeprocess {before}{typed}\t")).TrimEnd());

    private static async Task<string> TypeAsync(string keys)
    {
        CompletionScripts.Need("bash");
        using var scratch = new Scratch();
        var script = await CompletionScripts.WriteAsync(scratch, "bash");
        Directory.CreateDirectory(scratch["here/unique-folder"]);
        File.WriteAllText(scratch["here/unique-file"], "");
        var program = scratch.Write("unique-program", "#!/bin/sh\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = scratch.Write("start", System.Text.Encoding.UTF8.GetBytes(
            $"""
            cd '{scratch["here"]}'
            PATH='{Path.GetDirectoryName(program)}':$PATH
            . '{script}'
            show() {"{"} printf '%s' "$READLINE_LINE" >'{scratch["line.new"]}'; mv '{scratch["line.new"]}' '{scratch["line"]}'; {"}"}
            bind 'set bell-style none'
            bind '"\C-y": insert-completions'
            bind -x '"\C-t": show'
            PS1='{ShellAtTerminal.Prompt} '

            """));
        return await ShellAtTerminal.TypeAsync(
            ["bash", "--noprofile", "--rcfile", start, "-i"], new() { ["TERM"] = "xterm", ["INPUTRC"] = "/dev/null", ["HISTFILE"] = null }, keys + Show, scratch["line"]);
    }
}
