using System.IO.Pipes;

namespace SafeProcess.Unruly;

/// <summary>A program that exits while its descendants live on and hold its streams open.</summary>
internal static class OrphanCommand
{
    public static int Run(CommandLine line)
    {
        var code = (int)line.NextNumber("CODE");
        StandardStreams.WriteOutput($"pid {Environment.ProcessId} program\n");
        using var ready = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        TreeCommands.StartNext(line, "--tell", ready.GetClientHandleAsString());
        ready.ReadByte();
        return code;
    }

    public static void TellReady(string pipe)
    {
        using var ready = new AnonymousPipeClientStream(PipeDirection.Out, pipe);
        ready.WriteByte(1);
    }
}
