namespace SafeProcess.Threading;

/// <summary>How long something is waited for, counted from here. No wall clock moves it.</summary>
/// <param name="most">How long.</param>
/// <param name="time">The clock; null for the host's.</param>
internal readonly struct Patience(TimeSpan most, TimeProvider? time = null)
{
    private readonly TimeProvider? _time = time ?? OwnTime.Instance;
    private readonly long _begun = (time ?? OwnTime.Instance).GetTimestamp();

    /// <summary>Whether that much time has passed; of one that was not begun it has.</summary>
    public bool IsOver => Left == TimeSpan.Zero;

    /// <summary>How much of it is left.</summary>
    public TimeSpan Left => most - _time?.GetElapsedTime(_begun) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
