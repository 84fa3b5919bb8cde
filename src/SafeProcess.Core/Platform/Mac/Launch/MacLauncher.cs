using System.Runtime.Versioning;
using SafeProcess.Platform.Mac.Limits;
using SafeProcess.Platform.Mac.Tree;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Mac.Launch;

/// <summary>Starts programs with <c>posix_spawn(2)</c> as macOS has it: each in a session of its own, with descriptors 0 to 2 alone, default
/// signal dispositions and an empty signal mask.</summary>
/// <remarks>Compiled and compared with Apple's published source, but not run yet.</remarks>
[SupportedOSPlatform("macos")]
internal sealed unsafe class MacLauncher : ILauncher
{
    public IChild Launch(ProcessSpec spec, string runId)
    {
        MacLimits.Refuse(spec);
        var programs = ProgramStart.AllOf(spec, runId);
        using var first = ProgramChain.OpenFirst(programs);
        Reactor reactor;
        try
        {
            reactor = Reactor.Instance;
            // The kernel tells of an end before the status can be had, so every run may need it.
            ChildExitFallback.Prepare();
        }
        catch (SystemCallException failure)
        {
            throw programs[^1].Fail(failure.ErrorNumber);
        }

        var chain = ProgramChain.Start(
            programs, first, reactor, (index, pipes) => Start(programs[index], pipes),
            processId => ExitWatch.TryOpen(processId) is { } exit
                ? ExitWatch.WhenReapableAsync(reactor, exit, processId)
                : ChildExitFallback.WhenEndedAsync(processId));
        return new MacChild(chain, new MacProcessTree(new RunPrograms(chain.Stages), runId, reactor));
    }

    private static int Start(ProgramStart program, LaunchPipes pipes)
    {
        using var block = program.ToBlock();
        using var call = new SpawnCall();
        if (program.Spec.WorkingDirectory is not null)
            call.ChangeDirectory(block.Directory);
        call.Duplicate(pipes.ChildInput, 0);
        call.Duplicate(pipes.ChildOutput, 1);
        call.Duplicate(pipes.ChildError, 2);
        var error = call.Start(block, out var processId);
        return error == 0 ? processId : throw program.Fail(error);
    }
}
