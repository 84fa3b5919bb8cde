using System.ComponentModel;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Tree;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>What CreateProcess is told beyond its parameters: the job a program is born into, and which of the host's inheritable handles it inherits
/// (https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-updateprocthreadattribute).</summary>
internal sealed unsafe class ProcessAttributes : IDisposable
{
    private readonly nint* _values;
    private bool _initialized;

    /// <exception cref="Win32Exception">The system refuses one.</exception>
    public ProcessAttributes(JobObject job, LaunchPipes pipes)
    {
        nuint size;
        Kernel32.InitializeProcThreadAttributeList(null, 2, 0, &size);
        List = NativeMemory.Alloc(size);
        // Job, then handles; the list refers to them until the program has been started. A handle that is named twice is an error. With a console there is
        // none to inherit.
        nint[] values =
        [
            job.Handle.DangerousGetHandle(),
            .. pipes.Console is null ? new[] { pipes.ChildInput, pipes.ChildOutput, pipes.ChildError }.Select(handle => handle.DangerousGetHandle()).Distinct() : [],
        ];
        _values = (nint*)NativeMemory.Alloc((nuint)values.Length, (nuint)sizeof(nint));
        values.CopyTo(new Span<nint>(_values, values.Length));
        try
        {
            Check(Kernel32.InitializeProcThreadAttributeList(List, 2, 0, &size));
            _initialized = true;
            Check(Kernel32.UpdateProcThreadAttribute(List, 0, Kernel32.AttributeJobList, _values, (nuint)sizeof(nint), null, null));
            // A console is named by its value, not by a place where that stands.
            Check(pipes.Console is { } console
                ? Kernel32.UpdateProcThreadAttribute(List, 0, Kernel32.AttributePseudoConsole, (void*)console.DangerousGetHandle(), (nuint)sizeof(nint), null, null)
                : Kernel32.UpdateProcThreadAttribute(
                    List, 0, Kernel32.AttributeHandleList, _values + 1, (nuint)((values.Length - 1) * sizeof(nint)), null, null));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void* List { get; }

    public void Dispose()
    {
        if (_initialized)
            Kernel32.DeleteProcThreadAttributeList(List);
        _initialized = false;
        NativeMemory.Free(List);
        NativeMemory.Free(_values);
    }

    private static void Check(bool done)
    {
        if (!done)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }
}
