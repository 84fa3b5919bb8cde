using System.Collections.ObjectModel;

namespace SafeProcess;

/// <content>What of a run is secret. The programs get it as it is; nobody else is shown it (<see cref="SecretMask"/>).</content>
public sealed partial record ProcessSpec
{
    /// <summary>Which of <see cref="ArgumentList"/> are secret, and from which character on. In a pipeline those of this stage.</summary>
    public IReadOnlyList<SensitivePart> SensitiveArguments { get; init => field = value is null ? null! : Array.AsReadOnly([.. value]); } =
        ReadOnlyCollection<SensitivePart>.Empty;

    /// <summary>The names of the variables in <see cref="Environment"/> whose values are secret. No value of a variable is ever shown as such; these are
    /// masked where they turn up as arguments, too.</summary>
    public IReadOnlyList<string> SensitiveVariables { get; init => field = value is null ? null! : Array.AsReadOnly([.. value]); } =
        ReadOnlyCollection<string>.Empty;

    private void ValidateSecrets()
    {
        if (SensitiveArguments is null)
            throw Invalid(nameof(SensitiveArguments), "is null");
        if (SensitiveVariables is null)
            throw Invalid(nameof(SensitiveVariables), "is null");
        foreach (var (index, start) in SensitiveArguments)
        {
            if (index < 0 || index >= ArgumentList.Count)
                throw Invalid(nameof(SensitiveArguments), $"names element {index} of {ArgumentList.Count} arguments");
            if (start < 0 || start > ArgumentList[index].Length)
                throw Invalid(nameof(SensitiveArguments), $"begins at character {start} of element {index}, which has {ArgumentList[index].Length}");
        }

        foreach (var name in SensitiveVariables)
        {
            if (name is null || !Environment.ContainsKey(name))
                throw Invalid(nameof(SensitiveVariables), $"names '{VisibleText.Of(name ?? "")}', which {nameof(Environment)} does not set");
        }
    }
}

/// <summary>A secret among the arguments of a program.</summary>
/// <param name="Index">Which argument, from 0.</param>
/// <param name="Start">The character from which on it is secret: 11 in <c>--password=abc</c>, 0 for all of it.</param>
public readonly record struct SensitivePart(int Index, int Start = 0);
