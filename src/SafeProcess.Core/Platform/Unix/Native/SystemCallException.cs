using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>A system call failed in a way that no caller caused.</summary>
internal sealed class SystemCallException(string call, int errorNumber)
    : Exception($"{call}: {Marshal.GetPInvokeErrorMessage(errorNumber)}")
{
    public int ErrorNumber { get; } = errorNumber;
}
