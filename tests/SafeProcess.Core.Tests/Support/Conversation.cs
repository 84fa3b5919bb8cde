using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Answers a program: each answer is given once the program has written the text that it is for, after the answers before it.</summary>
internal sealed class Conversation
{
    private readonly StringBuilder _said = new();
    private readonly List<(string Text, byte[] Answer, TaskCompletionSource Asked)> _turns = [];
    private int _heard;

    public Conversation(params (string Text, string Answer)[] turns)
    {
        _turns.AddRange(turns.Select(turn => (turn.Text, Encoding.UTF8.GetBytes(turn.Answer), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))));
        var listener = new FunctionSink((chunk, _) => Listen(chunk.Span));
        Sink = new(new PlainTextSink(new TeeSink(new TextSink(Encoding.UTF8), listener)), new TextSink());
    }

    /// <summary>Keeps all that the program writes as text, without escape sequences.</summary>
    public OutputSink Sink { get; }

    /// <summary>The answers, and then the end.</summary>
    public ProcessInput Input => ProcessInput.FromChunks(AnswersAsync());

    /// <summary>Completes when the last of the texts has come.</summary>
    public Task Heard => _turns[^1].Asked.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);

    private ValueTask<bool> Listen(ReadOnlySpan<byte> chunk)
    {
        _said.Append(Encoding.UTF8.GetString(chunk));
        foreach (var (text, _, asked) in _turns)
        {
            if (asked.Task.IsCompleted)
                continue;
            var found = _said.ToString().IndexOf(text, _heard, StringComparison.Ordinal);
            if (found < 0)
                break;
            _heard = found + text.Length;
            asked.SetResult();
        }

        return new(true);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> AnswersAsync()
    {
        foreach (var (_, answer, asked) in _turns)
        {
            await asked.Task;
            yield return answer;
        }
    }
}
