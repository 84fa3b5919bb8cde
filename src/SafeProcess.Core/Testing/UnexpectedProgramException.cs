namespace SafeProcess.Testing;

/// <summary>The code under test ran a program that no script of the <see cref="ScriptedRunner"/> is for.</summary>
public sealed class UnexpectedProgramException : Exception
{
    internal UnexpectedProgramException(ProcessSpec spec, string message)
        : base(VisibleText.Line(message)) => Spec = spec;

    /// <summary>What it wanted to run; of a pipeline the stage that nothing is known of.</summary>
    public ProcessSpec Spec { get; }
}
