using System.Runtime.InteropServices;
using ArchUnitNET.Domain;
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
    public void The_command_line_references_Core() =>
        References(Product.CommandLine, "SafeProcess.Core");

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
            "SafeProcess.TerminalSize", "SafeProcess.VisibleText", "SafeProcess.Runs.RunId", "SafeProcess.Runs.LadderRules");
        var above = Types().That().ResideInNamespaceMatching(@"^SafeProcess(\.|$)").And().AreNot(Layers.Platform).And().AreNot(Layers.Threading).And().AreNot(words)
            .As("what is above the seam");
        Types().That().Are(Layers.Platform).Should().NotDependOnAny(above).Check(Product.Model);
    }

    [Fact]
    public void Nothing_knows_the_doubles_that_are_for_tests()
    {
        var doubles = Types().That().Are(Layers.Core).And().ResideInNamespaceMatching(@"^SafeProcess\.Testing$").As("the doubles");
        Types().That().AreNot(doubles).Should().NotDependOnAny(doubles).Check(Product.Model);
    }

    [Fact]
    public void Threads_and_clock_know_nothing_of_what_they_are_for() =>
        Types().That().Are(Layers.Threading).Should().NotDependOnAny(Types().That().Are(Layers.Core).And().AreNot(Layers.Threading).As("the rest of Core"))
            .Check(Product.Model);

    [Fact]
    public void Unix_knows_neither_Linux_nor_macOS_nor_Windows() => Knows(Layers.Unix, none: [Layers.Linux, Layers.Mac, Layers.Windows]);

    [Fact]
    public void Linux_knows_neither_macOS_nor_Windows() => Knows(Layers.Linux, none: [Layers.Mac, Layers.Windows]);

    [Fact]
    public void MacOS_knows_neither_Linux_nor_Windows() => Knows(Layers.Mac, none: [Layers.Linux, Layers.Windows]);

    [Fact]
    public void Windows_knows_no_other_system() => Knows(Layers.Windows, none: [Layers.Unix, Layers.Linux, Layers.Mac]);

    [Fact]
    public void Only_those_that_choose_know_the_systems_there_are()
    {
        var systems = Types().That().Are(Layers.Unix).Or().Are(Layers.Linux).Or().Are(Layers.Mac).Or().Are(Layers.Windows);
        Types().That().AreNot(systems).And().AreNot(Layers.Choosers).Should().NotDependOnAny(systems.As("a system")).Check(Product.Model);
    }

    [Fact]
    public void The_Native_rooms_know_no_other_room() =>
        Types().That().Are(Layers.Native).Should()
            .NotDependOnAny(Types().That().Are(Layers.Platform).And().AreNot(Layers.Native).And().AreNot(Layers.Choosers).As("other rooms of the platform"))
            .Check(Product.Model);

    private static void Knows(IObjectProvider<IType> types, IObjectProvider<IType>[] none)
    {
        foreach (var others in none)
            Types().That().Are(types).Should().NotDependOnAny(others).Check(Product.Model);
    }

    private static void References(ModuleDefinition module, params string[] allowed)
    {
        var framework = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll").Select(Path.GetFileNameWithoutExtension);
        Offenders.None(module.AssemblyReferences.Select(static reference => reference.Name).Except(framework).Except(allowed)
            .Select(name => $"{module.Name} references {name}"));
    }
}
