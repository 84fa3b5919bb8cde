using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>A tree one of whose members takes a moment, on another thread.</summary>
internal sealed class SlowTree(IProcessTree tree, string slow) : IProcessTree
{
    public async ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        await TakeTimeAsync(nameof(FindAsync)).ConfigureAwait(false);
        return await tree.FindAsync().ConfigureAwait(false);
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal) => tree.Signal(members, signal);

    public async ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        await TakeTimeAsync(nameof(KillAsync)).ConfigureAwait(false);
        return await tree.KillAsync(members, patienceOver).ConfigureAwait(false);
    }

    public async Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        await TakeTimeAsync(nameof(WaitUntilGoneAsync)).ConfigureAwait(false);
        return await tree.WaitUntilGoneAsync(members, cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) => tree.Describe(members, arguments);

    private async Task TakeTimeAsync(string member)
    {
        if (member == slow)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
