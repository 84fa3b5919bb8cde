using System.Runtime.InteropServices;
using ArchUnitNET.xUnitV3;
using Mono.Cecil;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace SafeProcess.Architecture.Tests;

/// <summary>Dependencies point down only.</summary>
public sealed class LayerTests
{
    [Fact]
    public void Core_and_the_command_line_know_no_PowerShell()
    {
        var powershell = Types(includeReferenced: true).That().ResideInNamespaceMatching(@"^System\.Management\.Automation(\.|$)").As("PowerShell");
        Types().That().Are(Layers.Core).Or().Are(Layers.CommandLine).Should().NotDependOnAny(powershell).Check(Product.Model);
    }

    [Fact]
    public void Core_references_nothing_but_the_framework() => References(Product.Core);

    [Fact]
    public void The_cmdlets_reference_Core_and_PowerShell() => References(Product.Cmdlets, "SafeProcess.Core", "System.Management.Automation");

    [Fact]
    public void The_command_line_references_Core_and_a_reader_of_its_options() =>
        References(Product.CommandLine, "SafeProcess.Core", "System.CommandLine");

    [Fact]
    public void The_cmdlets_and_the_command_line_see_of_Core_what_everybody_sees() =>
        Types().That().Are(Layers.Cmdlets).Or().Are(Layers.CommandLine)
            .Should().NotDependOnAny(Types().That().Are(Layers.Core).And().AreNotPublic().As("what is internal to Core"))
            .Check(Product.Model);

    [Fact]
    public void The_parts_of_a_run_know_neither_the_run_nor_how_it_is_launched()
    {
        var above = Layers.Named("the run", "SafeProcess.ProcessRun", "SafeProcess.ProcessRunner", "SafeProcess.ProcessResult");
        var streamsAndTree = Layers.Named(
            "streams and tree",
            "SafeProcess.Platform.IOutputPipe", "SafeProcess.Platform.OutputChunk", "SafeProcess.Platform.IInputPipe", "SafeProcess.Platform.ITerminalKeys", "SafeProcess.Platform.IProcessTree");
        Types().That().Are(Layers.Runs).Should().NotDependOnAny(above).AndShould()
            .NotDependOnAny(Types().That().Are(Layers.Platform).And().AreNot(streamsAndTree).As("the platform but for streams and tree"))
            .Check(Product.Model);
    }

    [Fact]
    public void Sinks_know_neither_runs_nor_the_platform() =>
        Types().That().Are(Layers.Sinks).Should().NotDependOnAny(Layers.Runs).AndShould().NotDependOnAny(Layers.Platform).AndShould()
            .NotDependOnAny(Layers.Named("the run", "SafeProcess.ProcessRun", "SafeProcess.ProcessRunner", "SafeProcess.ProcessResult"))
            .Check(Product.Model);

    [Fact]
    public void The_platform_knows_of_what_is_above_it_only_the_spec_and_the_words_of_the_seam()
    {
        var words = Layers.Named(
            "the words of the seam",
            "SafeProcess.ProcessSpec", "SafeProcess.ProcessInput", "SafeProcess.OrphanPolicy", "SafeProcess.StopSignal", "SafeProcess.ResourceLimit",
            "SafeProcess.Containment", "SafeProcess.TreeMember", "SafeProcess.ProcessSnapshot", "SafeProcess.StartException", "SafeProcess.StartFailure",
            "SafeProcess.TerminalSize", "SafeProcess.VisibleText", "SafeProcess.Runs.RunId");
        var above = Types().That().ResideInNamespaceMatching(@"^SafeProcess(\.|$)").And().AreNot(Layers.Platform).And().AreNot(Layers.Threading).And().AreNot(words)
            .As("what is above the seam");
        Types().That().Are(Layers.Platform).Should().NotDependOnAny(above).Check(Product.Model);
    }

    [Fact]
    public void Threads_and_clock_know_nothing_of_what_they_are_for() =>
        Types().That().Are(Layers.Threading).Should().NotDependOnAny(Types().That().Are(Layers.Core).And().AreNot(Layers.Threading).As("the rest of Core"))
            .Check(Product.Model);

    [Fact]
    public void Unix_knows_nothing_of_Windows() => Types().That().Are(Layers.Unix).Should().NotDependOnAny(Layers.Windows).Check(Product.Model);

    [Fact]
    public void Windows_knows_nothing_of_Unix() => Types().That().Are(Layers.Windows).Should().NotDependOnAny(Layers.Unix).Check(Product.Model);

    [Fact]
    public void Only_the_two_that_choose_know_the_systems_there_are()
    {
        var choosers = Layers.Named("the two that choose", "SafeProcess.Platform.PlatformLauncher", "SafeProcess.Platform.ProgramConventions");
        Types().That().AreNot(Layers.Unix).And().AreNot(Layers.Windows).And().AreNot(choosers)
            .Should().NotDependOnAny(Layers.Unix).AndShould().NotDependOnAny(Layers.Windows).Check(Product.Model);
    }

    private static void References(ModuleDefinition module, params string[] allowed)
    {
        var framework = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll").Select(Path.GetFileNameWithoutExtension);
        Offenders.None(module.AssemblyReferences.Select(static reference => reference.Name).Except(framework).Except(allowed)
            .Select(name => $"{module.Name} references {name}"));
    }
}
