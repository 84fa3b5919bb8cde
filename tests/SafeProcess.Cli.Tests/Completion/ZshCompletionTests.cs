namespace SafeProcess.Cli.Tests.Completion;

/// <summary>Keys typed at a real zsh.</summary>
public sealed class ZshCompletionTests
{
    // One key completes and writes the line down, or puts all that fits into it first: zsh completes less when more keys are waiting.
    private const char Complete = '\x14';
    private const char All = '\x19';

    [Theory]
    [MemberData(nameof(CompletionScripts.Unique), MemberType = typeof(CompletionScripts))]
    [InlineData("--orphans=k", "--orphans=keep")]
    public async Task A_word_that_can_be_but_one_is_completed(string typed, string completed)
    {
        var line = await TypeAsync($"safeprocess {typed}{Complete}");

        Assert.Equal($"safeprocess {typed[..(typed.LastIndexOf(' ') + 1)]}{completed}", line.TrimEnd(' ', '='));
    }

    [Fact]
    public async Task Every_option_is_offered()
    {
        var help = await HelpPage.PrintAsync();

        var line = await TypeAsync($"safeprocess --{All}");

        Assert.Equal(
            help.Spellings.Where(static spelling => spelling.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(static word => word.TrimEnd('=')).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("unique-prog")]
    [InlineData("-v unique-prog")]
    [InlineData("10s unique-prog")]
    [InlineData("-- unique-prog")]
    public async Task The_program_is_one_that_is_on_PATH(string typed) =>
        Assert.Equal($"safeprocess {typed}ram", (await TypeAsync($"safeprocess {typed}{Complete}")).TrimEnd());

    [Theory]
    [InlineData("unique-program --time")]
    [InlineData("10s unique-program --time")]
    public async Task What_follows_the_program_is_none_of_its_options(string typed) =>
        Assert.Equal($"safeprocess {typed}", (await TypeAsync($"safeprocess {typed}{Complete}")).TrimEnd());

    private static async Task<string> TypeAsync(string keys)
    {
        CompletionScripts.Need("zsh");
        using var scratch = new Scratch();
        var script = await CompletionScripts.WriteAsync(scratch, "zsh");
        var program = scratch.Write("unique-program", "#!/bin/sh\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        scratch.Write(".zshrc", System.Text.Encoding.UTF8.GetBytes(
            $"""
            unsetopt beep prompt_cr prompt_sp
            path=('{Path.GetDirectoryName(program)}' $path)
            autoload -Uz compinit
            compinit -u -D
            . '{script}'
            written() {"{"} print -rn -- "$BUFFER" >'{scratch["line.new"]}'; mv '{scratch["line.new"]}' '{scratch["line"]}' {"}"}
            complete-and-write() {"{"} zle expand-or-complete; written {"}"}
            zle -N complete-and-write
            zle -C all-matches complete-word _generic
            zstyle ':completion:all-and-write::::' completer _all_matches _complete
            zstyle ':completion:all-and-write:*' insert yes
            all-and-write() {"{"} zle all-matches; written {"}"}
            zle -N all-and-write
            bindkey -e
            bindkey '^T' complete-and-write
            bindkey '^Y' all-and-write
            PS1='{ShellAtTerminal.Prompt} '

            """));
        return await ShellAtTerminal.TypeAsync(
            ["zsh", "-o", "NO_GLOBAL_RCS", "-i"], new() { ["TERM"] = "xterm", ["ZDOTDIR"] = scratch["."], ["HISTFILE"] = null }, keys, scratch["line"]);
    }
}
