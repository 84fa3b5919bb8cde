using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Unruly;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed class InputTests
{
    private const int FiftyMegabytes = 50_000_000;

    [Fact]
    public async Task Fifty_megabytes_go_through_a_program_and_come_back()
    {
        var back = new PatternSink(seed: 3);
        var result = await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromChunks(PatternChunks(3, FiftyMegabytes)) }, new(back, new TextSink()));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(FiftyMegabytes, back.Count);
        Assert.Null(back.WrongBefore);
    }

    [Fact]
    public async Task Fifty_megabytes_in_one_array_go_through_a_program_and_come_back()
    {
        var bytes = RandomNumberGenerator.GetBytes(FiftyMegabytes);
        var back = new ByteSink();
        await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromBytes(bytes) }, new(back, new TextSink()));
        Assert.True(back.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Theory]
    [InlineData("us-ascii", "café")]
    [InlineData("iso-8859-1", "дом")]
    public void Text_with_a_character_that_its_encoding_lacks_is_an_error_and_no_question_mark(string encoding, string text) =>
        Assert.Throws<EncoderFallbackException>(() => ProcessInput.FromText(text, Encoding.GetEncoding(encoding)));

    [Fact]
    public void An_encoding_with_a_fallback_of_its_own_stays_as_it_is()
    {
        var own = Encoding.GetEncoding("us-ascii", new EncoderReplacementFallback("_"), DecoderFallback.ReplacementFallback);
        Assert.Same(own, ProcessInput.Exact(own));
        Assert.Throws<EncoderFallbackException>(() => ProcessInput.Exact(Encoding.Latin1).GetBytes("д"));
    }

    [Fact]
    public async Task A_stream_is_read_from_where_it_stands_and_stays_open()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("skipped" + new string('x', 200_000)));
        stream.Position = 7;
        var result = await RunAsync(UnrulyProgram.Spec("digest") with { Input = ProcessInput.FromStream(stream) });
        Assert.Equal(Digest(Encoding.UTF8.GetBytes(new string('x', 200_000))), result.StandardOutput);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task A_file_is_read_by_the_program_itself_each_time_from_its_start()
    {
        using var folder = new TempFolder();
        var file = folder.File("input");
        await File.WriteAllTextAsync(file, new string('x', 200_000), TestContext.Current.CancellationToken);
        var spec = UnrulyProgram.Spec("digest") with { Input = ProcessInput.FromFile(file) };
        for (var round = 0; round < 2; round++)
            Assert.Equal(Digest(Encoding.UTF8.GetBytes(new string('x', 200_000))), (await RunAsync(spec)).StandardOutput);
        var piped = await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromFile(file) } | UnrulyProgram.Spec("digest"));
        Assert.Equal(Digest(Encoding.UTF8.GetBytes(new string('x', 200_000))), piped.StandardOutput);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData(".")]
    public async Task A_file_that_cannot_be_read_is_a_start_failure_that_names_it(string name)
    {
        using var folder = new TempFolder();
        var failure = await Assert.ThrowsAsync<StartException>(() => RunAsync(UnrulyProgram.Spec("digest") with { Input = ProcessInput.FromFile(folder.File(name)) }));
        Assert.Equal(StartFailure.InputNotReadable, failure.Failure);
        Assert.Contains(Path.GetFullPath(folder.File(name)), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text without a newline, é\U0001F600")]
    public async Task Text_arrives_as_UTF_8_without_a_mark(string text)
    {
        var result = await RunAsync(UnrulyProgram.Spec("digest") with { Input = ProcessInput.FromText(text, ThisSystem.UnrulyEncoding) });
        Assert.Equal(Digest(Encoding.UTF8.GetBytes(text)), result.StandardOutput);
    }

    [Fact]
    public async Task Text_arrives_in_the_encoding_asked_for()
    {
        var result = await RunAsync(UnrulyProgram.Spec("digest") with { Input = ProcessInput.FromText("é", Encoding.Unicode) });
        Assert.Equal(Digest([0xE9, 0x00]), result.StandardOutput);
    }

    [Fact]
    public async Task Without_input_the_program_sees_the_end_of_file_at_once()
    {
        var result = await RunAsync(UnrulyProgram.Spec("digest"));
        Assert.Equal(Digest([]), result.StandardOutput);
    }

    [Fact]
    public async Task A_program_that_never_reads_its_input_ends_as_it_would()
    {
        var result = await RunAsync(UnrulyProgram.Spec("ignore-input", "--for", "50") with { Input = ProcessInput.FromChunks(PatternChunks(0, FiftyMegabytes)) });
        Assert.Equal((Outcome.Exited, 0, true), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal("ready\n", result.StandardOutput);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("200")]
    public async Task A_program_that_closes_its_input_at_once_is_no_error(string livesOnFor)
    {
        var result = await RunAsync(UnrulyProgram.Spec("close-input", "--for", livesOnFor) with { Input = ProcessInput.FromChunks(PatternChunks(0, FiftyMegabytes)) });
        Assert.Equal((Outcome.Exited, 0, true), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal("closed\n", result.StandardOutput);
    }

    [Fact]
    public async Task A_program_that_reads_only_the_start_of_its_input_is_no_error()
    {
        var result = await RunAsync(UnrulyProgram.Spec("take", "10") with { Input = ProcessInput.FromChunks(PatternChunks(0, FiftyMegabytes)) });
        Assert.Equal((Outcome.Exited, 0, 10L), (result.Outcome, result.ExitCode, result.StandardOutputLength));
    }

    [Fact]
    public async Task Input_that_waits_for_output_is_a_conversation()
    {
        var answered = new SemaphoreSlim(0);
        var output = new LineSink((lines, _) =>
        {
            answered.Release(lines.Count);
            return default;
        });
        async IAsyncEnumerable<ReadOnlyMemory<byte>> Questions([EnumeratorCancellation] CancellationToken token = default)
        {
            for (var i = 0; i < 20; i++)
            {
                yield return "question\n"u8.ToArray();
                await answered.WaitAsync(token);
            }
        }

        var result = await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromChunks(Questions()) }, new(output, new TextSink()));
        Assert.Equal((0, 180L), (result.ExitCode, result.StandardOutputLength));
    }

    [Fact]
    public async Task Input_that_never_comes_does_not_outlive_the_program()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async IAsyncEnumerable<ReadOnlyMemory<byte>> Never([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
                yield return default;
            }
            finally
            {
                ended.SetResult();
            }
        }

        var result = await RunAsync(UnrulyProgram.Spec("exit", "4") with { Input = ProcessInput.FromChunks(Never()) });
        Assert.Equal((Outcome.Exited, 4), (result.Outcome, result.ExitCode));
        await ended.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Input_that_fails_ends_the_run_and_the_failure_is_told()
    {
        using var tree = new Tree();
        async IAsyncEnumerable<ReadOnlyMemory<byte>> Failing()
        {
            await tree.Line("ready");
            yield return "x"u8.ToArray();
            throw new InvalidDataException("no more");
        }

        var spec = tree.Mark(UnrulyProgram.Spec("tree", "plain")) with { Input = ProcessInput.FromChunks(Failing()), GracePeriod = TimeSpan.Zero };
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(spec, tree.Sink));
        Assert.Equal("no more", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
        Assert.Equal(Outcome.Canceled, failure.Result.Outcome);
        tree.AssertGone();
    }

    [Fact]
    public async Task An_empty_chunk_is_not_the_end()
    {
        async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks()
        {
            yield return "a"u8.ToArray();
            yield return default;
            await Task.Yield();
            yield return "b"u8.ToArray();
        }

        Assert.Equal("ab", (await RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromChunks(Chunks()) })).StandardOutput);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PatternChunks(int seed, long count)
    {
        await Task.CompletedTask;
        var pattern = new Pattern(seed);
        while (count > 0)
        {
            var piece = pattern.Next(count).ToArray();
            count -= piece.Length;
            yield return piece;
        }
    }

    private static string Digest(byte[] bytes) => $"{bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n";
}
