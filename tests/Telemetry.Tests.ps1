BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    if (-not ('SafeProcessTests.Listener' -as [type])) {
        Add-Type -TypeDefinition @'
using System.Collections.Concurrent;
using System.Diagnostics;

namespace SafeProcessTests
{
    public static class Listener
    {
        private static ActivityListener _listener;

        public static readonly ConcurrentQueue<Activity> Ended = new();

        public static void Begin()
        {
            Ended.Clear();
            ActivitySource.AddActivityListener(_listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "SafeProcess",
                Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllData,
                ActivityStopped = Ended.Enqueue,
            });
        }

        public static void End() => _listener.Dispose();
    }
}
'@
    }
}

Describe 'Telemetry' {
    BeforeEach {
        [SafeProcessTests.Listener]::Begin()
        $caller = [Diagnostics.Activity]::new('caller').Start()
    }

    AfterEach {
        $caller.Stop()
        [SafeProcessTests.Listener]::End()
    }

    It 'tells of a single run, below the activity of the caller' {
        Invoke-SafeProcess unruly exit 3 -ErrorAction Ignore
        Wait-Until { [SafeProcessTests.Listener]::Ended.Count -eq 1 }
        $run = @([SafeProcessTests.Listener]::Ended)[0]
        $run.ParentSpanId | Should -Be $caller.SpanId
        $run.GetTagItem('error.type') | Should -Be NonZeroExit
        $run.GetTagItem('process.exit.code') | Should -Be 3
    }

    It 'tells of every run of a batch, below the activity of the caller, those too that others made room for' {
        1..6 | Invoke-SafeProcessBatch { unruly exit 0 --out $_ } -ThrottleLimit 2 | Should -HaveCount 6
        Wait-Until { [SafeProcessTests.Listener]::Ended.Count -eq 6 }
        [SafeProcessTests.Listener]::Ended.ParentSpanId | Select-Object -Unique | Should -Be $caller.SpanId
    }

    It 'tells of a job' {
        $job = Start-SafeProcess unruly exit 0
        try { $null = Receive-Job $job -Wait }
        finally { Remove-Job $job -Force }
        Wait-Until { [SafeProcessTests.Listener]::Ended.Count -eq 1 }
        @([SafeProcessTests.Listener]::Ended)[0].ParentSpanId | Should -Be $caller.SpanId
    }

    It 'leaves the activity of the caller the current one' {
        Invoke-SafeProcess unruly exit 0
        [object]::ReferenceEquals([Diagnostics.Activity]::Current, $caller) | Should -BeTrue
    }
}
