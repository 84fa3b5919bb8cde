using System.Management.Automation;

namespace SafeProcess.Tests.Harness;

/// <summary>A script on its way.</summary>
internal sealed class Running
{
    private readonly PowerShell _shell;
    private readonly IAsyncResult _end;

    public Running(PowerShell shell)
    {
        _shell = shell;
        _end = shell.BeginInvoke<PSObject, PSObject>(null, Output);
    }

    /// <summary>What the script has emitted so far.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>What the script has told of its progress so far.</summary>
    public PSDataCollection<ProgressRecord> Progress => _shell.Streams.Progress;

    public bool IsFinished => _end.IsCompleted;

    /// <summary>Stops the script, as an automation service does from another thread, and waits until it has stopped.</summary>
    public Ran Stop()
    {
        var stopping = _shell.BeginStop(null, null);
        Assert.True(stopping.AsyncWaitHandle.WaitOne(Eventually.Bound), $"The script could not be stopped within {Eventually.Bound}.");
        _shell.EndStop(stopping);
        return Finish();
    }

    /// <inheritdoc cref="Finish(TimeSpan)"/>
    public Ran Finish() => Finish(2 * Eventually.Bound);

    /// <summary>Waits for the script to end. One that does not end fails the test and is stopped.</summary>
    public Ran Finish(TimeSpan bound)
    {
        if (!_end.AsyncWaitHandle.WaitOne(bound))
        {
            _shell.BeginStop(null, null).AsyncWaitHandle.WaitOne(Eventually.Bound);
            Assert.Fail($"The script did not end within {bound}: {_shell.Commands.Commands[0].CommandText}");
        }

        using (_shell)
        {
            RuntimeException? thrown = null;
            var stopped = false;
            try
            {
                _shell.EndInvoke(_end);
            }
            catch (PipelineStoppedException)
            {
                stopped = true;
            }
            catch (RuntimeException error)
            {
                thrown = error;
            }

            return new Ran(
                [.. Output], [.. _shell.Streams.Error], thrown, stopped, [.. _shell.Streams.Information],
                [.. _shell.Streams.Verbose.Select(record => record.Message)], [.. _shell.Streams.Warning.Select(record => record.Message)]);
        }
    }
}
