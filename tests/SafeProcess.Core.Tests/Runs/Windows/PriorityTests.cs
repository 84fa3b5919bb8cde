using System.Diagnostics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A program begins with its priority class.</summary>
public sealed class PriorityTests
{
    [Theory]
    [InlineData(ProcessPriorityClass.Idle)]
    [InlineData(ProcessPriorityClass.BelowNormal)]
    [InlineData(ProcessPriorityClass.Normal)]
    [InlineData(ProcessPriorityClass.AboveNormal)]
    [InlineData(ProcessPriorityClass.High)]
    public async Task A_program_has_the_class_it_is_given(ProcessPriorityClass priority)
    {
        if (priority != ProcessPriorityClass.Normal)
            Requires.NotWine("a priority class at the start");
        var run = new ProcessRunner().Start(UnrulyProgram.Spec("hang") with { Priority = priority, GracePeriod = TimeSpan.Zero });
        try
        {
            using var program = Process.GetProcessById(run.ProcessId);
            Assert.Equal(priority, program.PriorityClass);
        }
        finally
        {
            run.Stop();
            await run.Completion;
        }
    }
}
