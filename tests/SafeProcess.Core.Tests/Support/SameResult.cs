using System.Collections;
using System.Reflection;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Compares results by all public properties they have, so that a new one is compared as well.</summary>
internal static class SameResult
{
    public static void Assert(ProcessResult expected, ProcessResult actual)
    {
        Same(expected, actual, nameof(ProcessResult));
        // What they say of themselves also rests on what is not public.
        Xunit.Assert.Equal(expected.ToString(), actual.ToString());
    }

    /// <summary>The public properties of a type of results.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetIndexParameters().Length == 0);

    /// <summary>Whether a type is one of those that a result is made of.</summary>
    public static bool IsPart(Type type) => type.IsClass && type.Assembly == typeof(ProcessResult).Assembly && !typeof(IEnumerable).IsAssignableFrom(type);

    private static void Same(object? expected, object? actual, string place)
    {
        if (expected is null || actual is null)
        {
            Xunit.Assert.True(expected is null && actual is null, $"{place} is {actual ?? "null"} instead of {expected ?? "null"}.");
            return;
        }

        Xunit.Assert.Equal(expected.GetType(), actual.GetType());
        if (expected is not string and IEnumerable list)
        {
            var (before, after) = (list.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
            Xunit.Assert.True(before.Length == after.Length, $"{place} has {after.Length} items instead of {before.Length}.");
            for (var index = 0; index < before.Length; index++)
                Same(before[index], after[index], $"{place}[{index}]");
        }
        else if (IsPart(expected.GetType()))
        {
            foreach (var property in Properties(expected.GetType()))
                Same(property.GetValue(expected), property.GetValue(actual), $"{place}.{property.Name}");
        }
        else
        {
            Xunit.Assert.True(expected.Equals(actual), $"{place} is {actual} instead of {expected}.");
            // Moments are equal whatever the clock that tells them.
            if (expected is DateTimeOffset moment)
                Xunit.Assert.Equal(moment.Offset, ((DateTimeOffset)actual).Offset);
        }
    }
}
