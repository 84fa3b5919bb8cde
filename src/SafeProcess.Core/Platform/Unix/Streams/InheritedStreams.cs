using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Tells the standard streams that this process inherited from what took their numbers since.</summary>
internal static class InheritedStreams
{
    /// <summary>Input, output and error: whether each was there when this process began, and input whether there can be any. What is free is then held by
    /// <c>/dev/null</c>.</summary>
    public static IReadOnlyList<bool> Find()
    {
        var found = new bool[Descriptor.AboveStandardStreams];
        for (var number = 0; number < found.Length; number++)
        {
            var flags = FlagsOf(number);
            // What has it set cannot have come through exec(2), and .NET sets it on all that it opens.
            found[number] = flags >= 0 && (flags & FileFlags.CloseOnExecSet) == 0;
            if (flags < 0)
                Hold();
        }

        found[0] = found[0] && !UnixSystem.Current.IsNull(0);
        return found;
    }

    private static int FlagsOf(int number)
    {
        var descriptor = new Descriptor(number);
        var flags = LibC.Fcntl(descriptor, FileFlags.GetDescriptorFlags, 0);
        descriptor.SetHandleAsInvalid();
        return flags;
    }

    // The lowest number that is free is the one that was just found so.
    private static void Hold() =>
        new Descriptor(LibC.Open("/dev/null", FileFlags.ReadWrite | FileFlags.CloseOnExec)).SetHandleAsInvalid();
}
