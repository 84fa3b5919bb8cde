using System.Globalization;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

public sealed class LineTests : IDisposable
{
    private const long MostHeld = 64 * 1024 * 1024;

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public LineTests() => _session["gate"] = _folder["gate"];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Lines_are_emitted_while_the_program_runs()
    {
        // The program ends only when the first line has come out at the other end of the pipeline.
        var ran = _session.Run("""
            Invoke-SafeProcess sh '-c' 'echo first; while [ ! -e "$0" ]; do sleep 0.02; done; echo last' $gate -As Line -Timeout 60s |
                ForEach-Object { if ($_ -eq 'first') { $null = New-Item $gate }; $_ }
            """).AssertNoError();

        Assert.Equal(["first", "last"], ran.Strings);
    }

    [EngineFact]
    public void A_last_line_without_newline_is_a_line_and_an_empty_line_is_one() =>
        Assert.Equal(["one", "", "three"], _session.Run("Invoke-SafeProcess printf 'one\\n\\nthree' -As Line").AssertNoError().Strings);

    [EngineFact]
    public void A_silent_program_emits_no_line() => Assert.Empty(_session.Run("Invoke-SafeProcess true -As Line").AssertNoError().Output);

    [EngineFact]
    public void Many_lines_come_whole_and_in_order()
    {
        var lines = _session.Run("Invoke-SafeProcess seq 1 200000 -As Line").AssertNoError().Strings;

        Assert.True(
            lines.SequenceEqual(Enumerable.Range(1, 200000).Select(number => number.ToString(CultureInfo.InvariantCulture))),
            "the lines differ from what was written");
    }

    [EngineFact]
    public void Standard_error_lines_go_to_the_information_stream_with_a_tag()
    {
        var ran = _session.Run("Invoke-SafeProcess sh '-c' 'echo out; echo warning >&2; echo more >&2' -As Line").AssertNoError();

        Assert.Equal(["out"], ran.Strings);
        Assert.Equal(["warning", "more"], ran.Information.Select(record => record.MessageData.ToString()));
        Assert.All(ran.Information, record => Assert.Equal(["PSHOST", "StandardError"], record.Tags));
    }

    [EngineFact]
    public void A_standard_error_line_comes_while_the_program_runs()
    {
        var running = _session.Start("""
            Invoke-SafeProcess -As Line -Timeout 60s -- `
                sh -c 'echo waiting >&2; while [ ! -e "$0" ]; do sleep 0.02; done; echo done' $gate 6>&1
            """);

        Eventually.True(() => running.Output.Count == 1, "the line of standard error is emitted before the program ends");
        _folder.Write("gate", "");
        var ran = running.Finish().AssertNoError();

        Assert.Equal(["waiting", "done"], ran.Output.Select(item => item.ToString()));
    }

    [EngineFact]
    public void MergeStandardError_emits_both_streams_in_the_order_they_were_written()
    {
        var ran = _session.Run("""
            Invoke-SafeProcess sh '-c' 'for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done' -As Line -MergeStandardError
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(1, 5).SelectMany(number => new[] { $"out {number}", $"err {number}" }), ran.Strings);
        Assert.Empty(ran.Information);
    }

    [EngineFact]
    public void Select_First_ends_an_endless_program_and_its_tree()
    {
        var tree = new MarkedTree();
        _session["environment"] = tree.Environment;

        var ran = _session.Run("Invoke-SafeProcess sh '-c' 'yes | cat' -As Line -Environment $environment | Select-Object -First 1");

        Assert.Equal(["y"], ran.AssertNoError().Strings);
        tree.AssertGone();
        Assert.Equal(["still usable"], _session.Run("Invoke-SafeProcess echo 'still usable' -As Line").AssertNoError().Strings);
    }

    [EngineFact]
    public void A_slow_reader_holds_the_program_back()
    {
        var tree = new MarkedTree();
        _session["environment"] = tree.Environment;
        using var read = new ManualResetEventSlim();
        _session["read"] = read;

        var running = _session.Start("""
            Invoke-SafeProcess yes 'a line of some length' -As Line -Environment $environment | ForEach-Object { $read.Wait() }
            """);
        long written;
        try
        {
            Eventually.True(() => tree.Alive().Count == 1, "the program runs");
            written = WrittenOnceHeldBack(tree.Alive()[0]);
        }
        finally
        {
            // A pipeline that waits here cannot be stopped.
            read.Set();
            running.Stop();
        }

        Assert.InRange(written, 1, MostHeld);
        tree.AssertGone();
    }

    /// <summary>The bytes a program has written when it writes no more, or when they are far too many: a program that nobody holds
    /// back must not fill this machine.</summary>
    private static long WrittenOnceHeldBack(int id)
    {
        const int Same = 50;
        long last = 0;
        var times = 0;
        Eventually.True(
            () =>
            {
                var now = Written(id);
                times = now > 0 && now == last ? times + 1 : 0;
                last = now;
                return times == Same || now > MostHeld;
            },
            "the program is held back");
        return last;
    }

    private static long Written(int id) =>
        long.Parse(
            File.ReadLines($"/proc/{id}/io").First(line => line.StartsWith("wchar:", StringComparison.Ordinal))["wchar:".Length..],
            CultureInfo.InvariantCulture);

    [EngineFact]
    public void What_a_program_writes_on_standard_error_is_shown_without_its_escape_sequences()
    {
        var ran = _session.Run("Invoke-SafeProcess { sh -c 'printf \"\\033[31mred\\tend\\n\" >&2; exit 1' } -As Line");

        Assert.Equal([@"\x1b[31mred" + "\tend"], ran.Information.Select(record => record.MessageData));
        Assert.DoesNotContain('\e', ran.Error.ToString());
    }

    [PwshFact]
    public void A_console_shows_standard_error_unless_it_is_told_not_to()
    {
        var script = $"Import-Module '{Checkout.Manifest}'; Invoke-SafeProcess {{ sh -c 'echo told >&2' }} -As Line; Invoke-SafeProcess {{ sh -c 'echo hidden >&2' }} -As Text 6>$null";

        Assert.Equal("told", Command.Run(Engine.ToRun(script)).Trim());
    }
}
