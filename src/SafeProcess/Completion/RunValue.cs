namespace SafeProcess.Commands;

/// <summary>By what a parameter names a run that is going on.</summary>
internal enum RunValue
{
    /// <summary>By its id.</summary>
    Id,

    /// <summary>By the name of its job or its program.</summary>
    Name,

    /// <summary>By an expression that gives its job.</summary>
    Job,

    /// <summary>By an expression that gives it.</summary>
    Run,
}
