using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Streams;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Starts the programs of a run one after another, each with its input from the pipe that the one before it writes. The host keeps neither end
/// of such a pipe.</summary>
internal sealed class ProgramChain
{
    private readonly List<ChildStage> _stages;
    private Native.Descriptor? _output;

    private ProgramChain(int programs) => _stages = new(programs);

    /// <summary>Those that run.</summary>
    public IReadOnlyList<ChildStage> Stages => _stages;

    /// <summary>The pipe to the first one; null when it has no input.</summary>
    public ReadinessInputPipe? Input { get; private set; }

    /// <summary>The pipe from the last one that runs.</summary>
    public ReadinessOutputPipe Output { get; private set; } = null!;

    /// <summary>How many of the pipes between them were grown (<see cref="PipeGrowth"/>).</summary>
    public int GrownPipes { get; private set; }

    /// <summary>Why not all of them run.</summary>
    public StartException? Failure { get; private set; }

    /// <summary>Opens the pipes of the first program, before anything else is made that takes descriptors.</summary>
    /// <exception cref="StartException">No descriptors are left.</exception>
    public static LaunchPipes OpenFirst(ProgramStart[] programs)
    {
        try
        {
            return LaunchPipes.Open(programs[0].Spec, upstream: null, isLast: programs.Length == 1);
        }
        catch (StartException failure) when (programs.Length > 1)
        {
            throw failure.AtStage(1, programs.Length);
        }
    }

    /// <summary>Starts them.</summary>
    /// <param name="programs">The first first.</param>
    /// <param name="first">The pipes of the first one.</param>
    /// <param name="reactor">Serves their streams.</param>
    /// <param name="spawn">Starts one, the index of which it is given, and gives its id.</param>
    /// <param name="watch">Tells when a program ends.</param>
    /// <exception cref="StartException">Not even the first one runs.</exception>
    public static ProgramChain Start(
        ProgramStart[] programs, LaunchPipes first, Reactor reactor, Func<int, LaunchPipes, int> spawn, Func<int, Task> watch)
    {
        var chain = new ProgramChain(programs.Length);
        try
        {
            for (var index = 0; index < programs.Length; index++)
            {
                using var pipes = index == 0 ? first : LaunchPipes.Open(programs[index].Spec, chain._output, isLast: index == programs.Length - 1);
                chain.Add(programs[index], spawn(index, pipes), pipes, reactor, watch);
                if (index < programs.Length - 1 && PipeGrowth.TryGrow(chain._output!))
                    chain.GrownPipes++;
            }
        }
        catch (StartException failure) when (chain._stages.Count > 0)
        {
            chain.Failure = failure.AtStage(chain._stages.Count + 1, programs.Length);
        }
        catch (StartException failure) when (programs.Length > 1)
        {
            throw failure.AtStage(1, programs.Length);
        }
        catch
        {
            chain.Undo();
            throw;
        }

        chain.Output = new ReadinessOutputPipe(reactor, chain._output!);
        return chain;
    }

    private void Add(ProgramStart program, int processId, LaunchPipes pipes, Reactor reactor, Func<int, Task> watch)
    {
        try
        {
            pipes.FreeReserved();
            var exited = watch(processId);
            var error = pipes.TakeError() is { } pipe ? new ReadinessOutputPipe(reactor, pipe) : null;
            _stages.Add(new ChildStage(program.Path, program.Directory, processId, exited, error));
        }
        catch (SystemCallException failure)
        {
            // What cannot be watched must not run.
            SpawnCall.Undo(processId);
            throw program.Fail(failure.ErrorNumber);
        }

        if (pipes.TakeTerminal() is { } terminal)
            _ = HoldAsync(terminal, _stages[^1].Exited);
        if (pipes.TakeInput() is { } input)
            Input = new ReadinessInputPipe(reactor, input);
        _output?.Dispose();
        _output = pipes.TakeOutput();
    }

    /// <summary>A terminal that no program has open looks as if its output had come to an end. As long as the program runs, it may open it again.</summary>
    private static async Task HoldAsync(Native.Descriptor terminal, Task exited)
    {
        await exited.ConfigureAwait(OwnContext.WhateverBecomesOfIt);
        terminal.Dispose();
    }

    /// <summary>For what nobody foresaw.</summary>
    private void Undo()
    {
        foreach (var stage in _stages)
        {
            SpawnCall.Undo(stage.ProcessId);
            stage.StandardError?.Dispose();
        }

        Input?.Dispose();
        _output?.Dispose();
        PipeGrowth.GiveBack(GrownPipes);
    }
}
