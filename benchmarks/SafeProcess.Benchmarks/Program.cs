using System.CommandLine;
using BenchmarkDotNet.Running;
using SafeProcess.Benchmarks;
using SafeProcess.Benchmarks.Micro;
using SafeProcess.Benchmarks.Rows;

Row[] rows =
[
    DrainRows.AgainstShell, DrainRows.AgainstProcess, DrainRows.AgainstMedallionShell, DrainRows.AgainstCliWrap, PipelineRow.Row,
    StartRow.AgainstProcess, StartRow.AgainstCliWrap, StartRow.AgainstMedallionShell, StartRow.AgainstC, ContainmentRow.Row,
    PowerShellRows.Echo, PowerShellRows.Text, PowerShellRows.Line, FileMemoryRow.Row, MemoryRows.Pieces, MemoryRows.Text, SmallChunksRow.Row, ManyRunsRow.Row,
    CommandRow.Row,
    JobRows.Threads, JobRows.Stop,
    BatchRows.Xargs, BatchRows.Parallel, BatchRows.Jobs, BatchRows.GnuParallel, BatchRows.Memory,
    WholeProgramRows.ExecaStart, WholeProgramRows.ExecaDrain, WholeProgramRows.AsyncioStart, WholeProgramRows.AsyncioDrain,
];

var only = new Option<string[]>("--only") { Description = "Measure this row only; may be repeated.", HelpName = "ROW" };
only.AcceptOnlyFromAmong([.. rows.Concat(MemoryRows.Parts).Select(static row => row.Name)]);
var quick = new Option<bool>("--quick") { Description = "Smaller sizes and fewer rounds: an impression, not figures to quote." };
var module = new Option<string?>("--module") { Description = "The module manifest for the rows in pwsh; else SafeProcess.psd1 of the checkout.", HelpName = "PSD1" };
var micro = new Option<bool>("--micro") { Description = "The micro-benchmarks instead of the table." };
var asProgram = new Option<string[]>(WholeProgramRows.Option) { Hidden = true, Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
var inOwnProcess = new Option<bool>(OwnProcess.Option) { Hidden = true };
var command = new RootCommand("Measures the speed and memory of SafeProcess as ratios taken in one run.") { only, quick, module, micro, inOwnProcess, asProgram };
command.SetAction(async (parsed, _) =>
{
    if (parsed.GetValue(micro))
    {
        BenchmarkRunner.Run([typeof(LineSplitting), typeof(TextDecoding)], MicroConfig.Create());
        return 0;
    }

    if (parsed.GetValue(asProgram) is [var kind, var amount])
    {
        await WholeProgramRows.RunAsync(kind, amount);
        return 0;
    }

    var settings = new Settings(parsed.GetValue(quick), parsed.GetValue(module) ?? Checkout.FindModule());
    var names = parsed.GetValue(only) ?? [];
    var chosen = names.Length > 0 ? rows.Where(row => names.Contains(row.Name)) : rows;
    if (parsed.GetValue(inOwnProcess))
    {
        OwnProcess.Hand(await rows.Concat(MemoryRows.Parts).Single(row => names.Contains(row.Name)).MeasureAsync(settings));
        return 0;
    }

    return await MeasureAsync(chosen, settings);
});
return await command.Parse(args).InvokeAsync();

static async Task<int> MeasureAsync(IEnumerable<Row> rows, Settings settings)
{
    Console.WriteLine(Machine.Describe());
    Console.WriteLine(settings.Quick ? "Quick sizes: an impression, not figures to quote.\n" : "");
    Table.PrintHead();
    var failed = 0;
    foreach (var row in rows)
    {
        try
        {
            foreach (var reading in await (row.OwnProcess ? OwnProcess.MeasureAsync(row, settings) : row.MeasureAsync(settings)))
                Table.Print(reading);
        }
#pragma warning disable CA1031 // One row that fails must not hide the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failed++;
            Console.WriteLine($"| {row.Name} | | | FAILED | {exception.Message.ReplaceLineEndings(" ")} |");
        }
    }

    return failed;
}
