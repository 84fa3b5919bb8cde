using System.Threading.Tasks.Sources;
using SafeProcess.Platform;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What a drain costs for each chunk, when its pipe costs nothing.</summary>
public sealed class DrainMemoryTests
{
    [Fact]
    public void A_chunk_that_is_waited_for_takes_no_memory_of_its_own()
    {
        // Nothing, but where methods that await are compiled for a debugger each call of one is an object; on Windows .NET boxes the awaiter as well.
        var forDebugger = OperatingSystem.IsWindows() ? 210 : 150;
        const int Chunks = 2000;
        var pipe = new WaitedPipe();
        var sink = new CountingSink();
        using (OwnContext.Enter())
        {
            var draining = new Drain(pipe, sink, new Activity(TimeProvider.System), static _ => { }, static (code, _) => code(), default).RunAsync();
            byte[] bytes = [1, 2, 3];
            // What is made once is made now.
            pipe.Give(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var chunk = 0; chunk < Chunks; chunk++)
                pipe.Give(bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, forDebugger * Chunks);
            pipe.Give(default);
            Assert.True(draining.IsCompletedSuccessfully);
        }

        Assert.Equal(3 * (Chunks + 1), sink.Count);
    }

    /// <summary>Never has a chunk when it is asked for one, as a pipe of the system's that is read as fast as it is filled.</summary>
    private sealed class WaitedPipe : IOutputPipe, IValueTaskSource<OutputChunk>
    {
        private OwnTaskSource<OutputChunk> _source;

        public void Give(ReadOnlyMemory<byte> bytes) => _source.SetResult(new OutputChunk(bytes, null));

        public ValueTask<OutputChunk> ReadAsync()
        {
            _source.Reset();
            return new(this, _source.Version);
        }

        public void EndAtPresent()
        {
        }

        public void Dispose()
        {
        }

        OutputChunk IValueTaskSource<OutputChunk>.GetResult(short token) => _source.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<OutputChunk>.GetStatus(short token) => _source.GetStatus();

        void IValueTaskSource<OutputChunk>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state);
    }
}
