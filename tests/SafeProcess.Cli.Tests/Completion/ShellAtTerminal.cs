using System.Text;

namespace SafeProcess.Cli.Tests.Completion;

/// <summary>A shell at a terminal of its own, at which a test types as a person does.</summary>
internal static class ShellAtTerminal
{
    /// <summary>What the shell has in its prompt, so that the test knows when it may type.</summary>
    public const string Prompt = "ready>";

    private const char Clear = '\x15';

    /// <summary>Types at the first prompt, then ends the shell.</summary>
    /// <param name="shell">The program and its arguments.</param>
    /// <param name="environment">What is set for it.</param>
    /// <param name="typed">What is typed. The last key makes the shell write its line down.</param>
    /// <param name="line">The file into which the shell writes its line.</param>
    /// <returns>The line.</returns>
    public static async Task<string> TypeAsync(string[] shell, Dictionary<string, string?> environment, string typed, string line)
    {
        var screen = new Screen();
        var spec = new ProcessSpec(shell[0], shell[1..])
        {
            Environment = environment,
            Terminal = new TerminalSize(500, 50),
            Input = ProcessInput.FromChunks(KeysAsync(screen, typed, line)),
            Timeout = TimeSpan.FromSeconds(60),
        };
        var result = await new ProcessRunner().RunAsync(
            spec, new OutputSink(new CopySink(screen), new CopySink(Stream.Null)), TestContext.Current.CancellationToken);
        Assert.True(result.Outcome == Outcome.Exited && File.Exists(line), $"{result}\n{screen.Text}");
        return File.ReadAllText(line);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> KeysAsync(Screen screen, string typed, string line)
    {
        await screen.HasPrompt;
        yield return Encoding.UTF8.GetBytes(typed);
        while (!File.Exists(line))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        yield return Encoding.UTF8.GetBytes(Clear + "exit\r");
    }

    /// <summary>What the shell writes.</summary>
    private sealed class Screen : MemoryStream
    {
        private readonly TaskCompletionSource _prompt = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasPrompt => _prompt.Task;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            if (Text.Contains(Prompt, StringComparison.Ordinal))
                _prompt.TrySetResult();
        }
    }
}
