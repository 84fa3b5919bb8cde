namespace SafeProcess.Platform;

/// <summary>Finds out what each program of a run needs, before any of them is started.</summary>
internal static class StagePlans
{
    /// <summary>Plans each program, the first first.</summary>
    /// <exception cref="StartException">One cannot be started; it names the stage.</exception>
    public static TPlan[] Make<TPlan>(ProcessSpec spec, Func<ProcessSpec, TPlan> make)
    {
        var stages = spec.Stages();
        var plans = new TPlan[stages.Count];
        for (var index = 0; index < plans.Length; index++)
        {
            try
            {
                plans[index] = make(stages[index]);
            }
            catch (StartException failure) when (plans.Length > 1)
            {
                throw failure.AtStage(index + 1, plans.Length);
            }
        }

        return plans;
    }
}
