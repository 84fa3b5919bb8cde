using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace SafeProcess.Architecture.Tests;

/// <summary>What only the platform does.</summary>
public sealed class SeamTests
{
    private static readonly string[] _whatTellsTheSystem =
    [
        "System.OperatingSystem", "System.PlatformID",
        "System.Runtime.InteropServices.OSPlatform", "System.Runtime.InteropServices.RuntimeInformation", "System.Management.Automation.Platform",
    ];

    [Fact]
    public void Native_functions_are_declared_only_in_the_Native_rooms_of_the_platform() =>
        Offenders.None(
            from method in MethodsElsewhere()
            where method.IsPInvokeImpl
            select $"{method.DeclaringType.FullName}.{method.Name} is {method.PInvokeInfo.EntryPoint} of {method.PInvokeInfo.Module.Name}");

    [Fact]
    public void Native_functions_are_looked_up_and_called_by_address_only_there() =>
        Offenders.None(
            from method in MethodsElsewhere()
            where method.HasBody
            from instruction in method.Body.Instructions
            where instruction.OpCode == OpCodes.Calli || (instruction.Operand is MethodReference called && IsLookup(called))
            select $"{method.DeclaringType.FullName}.{method.Name}: {instruction}");

    [Fact]
    public void Nothing_above_the_seam_asks_which_system_it_is_on() =>
        Offenders.None(Call.AboveTheSeam.Where(AsksForTheSystem).Select(static call => call.ToString()));

    /// <summary>Those that choose ask once, and name the system when there is nothing to choose. The others are names with two numbers, one for each system, as its headers have them: the compiler knows at run
    /// time which it is, so that neither costs anything. (<c>ProcessArchitecture</c> is the machine, which systems have in common.)</summary>
    [Fact]
    public void Below_the_seam_only_those_that_choose_and_names_of_numbers_ask() =>
        Offenders.NoneBut(
            [
                .. Layers.NamesOfChoosers, "SafeProcess.Platform.PlatformLauncher/UnsupportedLauncher",
                "SafeProcess.Platform.Unix.Native.ErrorNumber", "SafeProcess.Platform.Unix.Native.FileFlags", "SafeProcess.Platform.Unix.Native.MemoryFlags",
                "SafeProcess.Platform.Unix.Native.ResourceUsage", "SafeProcess.Platform.Unix.Native.SignalNames", "SafeProcess.Platform.Unix.Native.Spawn",
                "SafeProcess.Platform.Unix.Native.WaitFlags",
            ],
            Call.BelowTheSeam.Where(static call => AsksForTheSystem(call) && call.Name is not "get_ProcessArchitecture"));

    private static bool AsksForTheSystem(Call call) =>
        _whatTellsTheSystem.Contains(call.Type) || call is { Type: "System.Environment", Name: "get_OSVersion" };

    private static IEnumerable<MethodDefinition> MethodsElsewhere() =>
        from module in (ModuleDefinition[])[Product.Core, Product.Cmdlets, Product.CommandLine]
        from type in module.GetTypes()
        where !Regex.IsMatch(OutermostOf(type).Namespace, Layers.NativeRooms)
        from method in type.Methods
        select method;

    private static TypeDefinition OutermostOf(TypeDefinition type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    private static bool IsLookup(MethodReference called) =>
        called.DeclaringType.FullName == "System.Runtime.InteropServices.NativeLibrary" || called.Name == "GetDelegateForFunctionPointer";
}
