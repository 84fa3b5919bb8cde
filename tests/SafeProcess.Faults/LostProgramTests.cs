using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A program that is deleted between its lookup and its start.</summary>
public sealed class LostProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_start_runs_the_program_or_is_told_that_there_is_none(bool byName)
    {
        var promises = await Promises.BeginAsync();
        var program = _folder.File("program");
        File.Copy("/bin/true", program);
        var environment = byName ? new Dictionary<string, string?> { ["PATH"] = _folder.Path } : [];
        var spec = promises.Mark(new ProcessSpec(byName ? "program" : program) { Environment = environment, Input = ProcessInput.FromText("x") });
        await Flicker.RaceAsync(program, Options.Rounds(30), () => RunAsync(spec), StartFailure.CommandNotFound);
        await promises.HoldAsync();
    }

    [Fact]
    public async Task A_program_that_is_deleted_while_it_runs_runs_on()
    {
        var promises = await Promises.BeginAsync();
        var program = _folder.File("program");
        File.Copy("/bin/cat", program);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var running = RunAsync(
            promises.Mark(new ProcessSpec(program) { Input = ProcessInput.FromChunks(AfterDeletionAsync(program)) }),
            new(promises.Pattern(seed: 8, length: 1_000_000), new CountingSink()));
        Assert.True((await running).Success);
        await promises.HoldAsync();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> AfterDeletionAsync(string program)
    {
        await Task.Yield();
        File.Delete(program);
        yield return Promises.Bytes(seed: 8, length: 1_000_000);
    }
}
