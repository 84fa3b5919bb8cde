using System.Collections;
using System.Text;

namespace SafeProcess.Unruly;

/// <summary>Commands that tell how they were started.</summary>
internal static class TellCommands
{
    public static int Arguments(ReadOnlySpan<string> arguments)
    {
        var told = new StringBuilder();
        foreach (var argument in arguments)
            told.Append(Convert.ToHexString(Encoding.UTF8.GetBytes(argument))).Append('\n');
        StandardStreams.WriteOutput(told.Append("end\n").ToString());
        return 0;
    }

    public static int Environment()
    {
        var told = new StringBuilder();
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            told.Append(variable.Key).Append('=').Append(variable.Value).Append('\0');
        StandardStreams.WriteOutput(told.ToString());
        return 0;
    }

    public static int CurrentDirectory()
    {
        StandardStreams.WriteOutput(System.Environment.CurrentDirectory);
        return 0;
    }
}
