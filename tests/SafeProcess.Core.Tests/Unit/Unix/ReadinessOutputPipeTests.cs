using System.Runtime.InteropServices;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Streams;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Unruly;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>A pipe that is read when there is something to read: an event that is missed, or a byte left behind, would never be asked for again.</summary>
public sealed class ReadinessOutputPipeTests
{
    private const int AtOnce = 4;
    private const int Pieces = 60;
    private const int SetFlags = 4;

    // O_DIRECT of open(2).
    private static readonly int _makesPackets = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    public enum Writer
    {
        /// <summary>Writes on and on.</summary>
        Hurried,

        /// <summary>Writes a piece once the one before has been read.</summary>
        Patient,

        /// <summary>As the first, and each piece is a packet.</summary>
        OfPackets,
    }

    [Theory]
    [InlineData(Writer.Hurried)]
    [InlineData(Writer.Patient)]
    [InlineData(Writer.OfPackets)]
    public async Task Every_byte_and_the_end_come_however_both_sides_take_their_time(Writer writer)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < Repetition.Times(30); round++)
        {
            try
            {
                await Task.WhenAll([.. Enumerable.Range(0, AtOnce).Select(_ => PassAsync(writer, random.Next()))]);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Seed {seed}, round {round}: what was written, or the end, did not come.");
            }
        }
    }

    [Fact]
    public async Task Whoever_ends_it_at_present_does_not_wait_for_what_the_reader_does()
    {
        var (host, child) = LaunchPipes.Pipe(hostReads: true);
        using var writer = child;
        using var pipe = new ReadinessOutputPipe(Reactor.Instance, host);
        using var goOn = new ManualResetEventSlim();
        var reading = pipe.ReadAsync().AsTask().ContinueWith(
            _ => goOn.Wait(ThisSystem.Ceiling), TestContext.Current.CancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        var ending = Task.Run(pipe.EndAtPresent, TestContext.Current.CancellationToken);
        await Task.WhenAny(ending, reading).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.True(ending.IsCompleted);

        goOn.Set();
        Assert.True(await reading);
    }

    private static async Task PassAsync(Writer writer, int seed)
    {
        var (host, child) = LaunchPipes.Pipe(hostReads: true);
        using var pipe = new ReadinessOutputPipe(Reactor.Instance, host);
        using var read = new SemaphoreSlim(0);
        var writing = Task.Factory.StartNew(() => Write(writer, child, seed, read), TaskCreationOptions.LongRunning);
        var sink = new PatternSink(seed);
        await ReadAsync(pipe, sink, new Random(seed + 1), read).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal((await writing, null), (sink.Count, sink.WrongBefore));
    }

    private static async Task ReadAsync(ReadinessOutputPipe pipe, PatternSink sink, Random random, SemaphoreSlim read)
    {
        while (true)
        {
            using var chunk = await pipe.ReadAsync();
            if (chunk.IsEnd)
                return;
            await sink.WriteAsync(chunk.Bytes, default);
            read.Release(chunk.Bytes.Length);
            if (random.Next(8) == 0)
                await Task.Yield();
        }
    }

    /// <returns>How much was written.</returns>
    private static unsafe long Write(Writer writer, Descriptor pipe, int seed, SemaphoreSlim read)
    {
        using var end = pipe;
        var random = new Random(seed);
        if (writer == Writer.OfPackets)
            Assert.Equal(0, LibC.Fcntl(pipe, SetFlags, _makesPackets));
        var pattern = new Pattern(seed);
        var written = 0L;
        for (var piece = 0; piece < Pieces; piece++)
        {
            var rest = random.Next(20) switch
            {
                0 => random.Next(1, 300_000),
                < 4 => random.Next(1, 6_000),
                _ => random.Next(1, 20),
            };
            written += rest;
            for (var left = rest; left > 0;)
            {
                var next = pattern.Next(left);
                fixed (byte* start = next)
                    Assert.Equal(next.Length, LibC.Write(pipe, start, next.Length));
                left -= next.Length;
            }

            if (random.Next(3) > 0)
                Thread.SpinWait(random.Next(20_000));
            for (var left = writer == Writer.Patient ? rest : 0; left > 0; left--)
                Assert.True(read.Wait(ThisSystem.Ceiling), "What was written did not come.");
        }

        return written;
    }
}
