namespace SafeProcess.Commands;

/// <summary>What a job in another session tells the session that started it there. The names are what is sent.</summary>
internal enum JobEvent
{
    /// <summary>Lines of standard output: how many bytes were read, then the lines.</summary>
    Output,

    /// <summary>Lines of standard error, likewise.</summary>
    Error,

    /// <summary>The line of standard output that has begun and in which the program has paused.</summary>
    UnfinishedOutput,

    /// <summary>That of standard error.</summary>
    UnfinishedError,

    /// <summary>A step of the run.</summary>
    Verbose,

    /// <summary>The program's pipe has all the input that was sent.</summary>
    InputTaken,

    /// <summary>Nobody reads the input any more.</summary>
    InputClosed,

    /// <summary>The end: the result as JSON, a warning, and of an error that the result does not tell the id, the category and the message. Each may be null.</summary>
    Ended,
}
