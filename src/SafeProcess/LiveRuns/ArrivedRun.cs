using System.Collections;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>A run as another session sent it: a bag of properties.</summary>
internal readonly struct ArrivedRun
{
    private readonly PSObject _properties;

    private ArrivedRun(PSObject properties) => _properties = properties;

    /// <summary>When the program was started.</summary>
    public DateTimeOffset StartTime => ArrivedResult.Start(_properties, _properties.Get(nameof(LiveRun.StartTime)));

    /// <summary>The run that was sent.</summary>
    /// <exception cref="RuntimeException">It is none that this module knows.</exception>
    public static LiveRun Read(PSObject arrived, FarSession session)
    {
        try
        {
            return new LiveRun(new ArrivedRun(arrived), session);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            throw FarErrors.Thrown(FarErrors.OtherVersion(session, failure));
        }
    }

    /// <summary>A process of its tree.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ProcessSnapshot ReadMember(PSObject member)
    {
        var sent = new ArrivedRun(member);
        return new ProcessSnapshot(new TreeMember(
            sent.Get<int>(nameof(ProcessSnapshot.Id)), sent.Get<int>(nameof(ProcessSnapshot.ParentId)), sent.Get<string>(nameof(ProcessSnapshot.Name)), sent.Get<char>(nameof(ProcessSnapshot.State))))
        {
            ProcessorTime = sent.Find<TimeSpan?>(nameof(ProcessSnapshot.ProcessorTime)),
            WorkingSet = sent.Find<long?>(nameof(ProcessSnapshot.WorkingSet)),
            CommandLine = sent.Find<string>(nameof(ProcessSnapshot.CommandLine)),
            WaitsOn = sent.Find<string>(nameof(ProcessSnapshot.WaitsOn)),
        };
    }

    /// <summary>The value of a property.</summary>
    /// <exception cref="FormatException">It is not there, or of another type.</exception>
    public T Get<T>(string name) => _properties.Get(name) is T value ? value : throw new FormatException($"It has no {name}.");

    /// <summary>The value of a property; null where there is none.</summary>
    public T? Find<T>(string name) => _properties.Get(name) is T value ? value : default;

    /// <summary>What is in a list.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public IEnumerable<PSObject> Items(string name) => Get<IEnumerable>(name).Cast<object>().Select(PSObject.AsPSObject);
}
