using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using MethodBody = Mono.Cecil.Cil.MethodBody;

namespace SafeProcess.Schedules.Scheduling;

/// <summary>The product as it was built, with a point before each instruction that touches what several threads touch: fields that can change, interlocked and volatile
/// access, locks, and what completes or cancels. What is posted to the library's own threads goes to the schedule. The layer of the system stays as it is.</summary>
internal static class RewrittenProduct
{
    private const string Name = "SafeProcess.Core";

    // Enough to follow a run: the rest neither waits nor shares.
    private static readonly string[] _namespaces = ["SafeProcess", "SafeProcess.Runs", "SafeProcess.Threading"];

    private static readonly HashSet<string> _shared =
    [
        "System.Threading.Interlocked", "System.Threading.Volatile", "System.Threading.Tasks.TaskCompletionSource", "System.Threading.Tasks.TaskCompletionSource`1",
        "System.Threading.Tasks.Task::get_IsCompleted", "System.Threading.CancellationToken::get_IsCancellationRequested",
        "System.Threading.CancellationTokenSource::get_IsCancellationRequested",
    ];

    /// <summary>Before anything of this assembly needs the product.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255:The ModuleInitializer attribute should not be used in libraries", Justification = "The product must not be loaded as it is.")]
    internal static void Install() => AssemblyLoadContext.Default.Resolving += static (context, name) => name.Name == Name ? Load(context) : null;

    private static Assembly Load(AssemblyLoadContext context)
    {
        var path = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Product").Value!;
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { ReadSymbols = true });
        foreach (var type in module.GetTypes())
        {
            if (!_namespaces.Contains(Outermost(type).Namespace))
                continue;
            foreach (var method in type.Methods.Where(static method => method.HasBody))
                Rewrite(module, method);
        }

        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        module.Write(assembly, new WriterParameters { WriteSymbols = true, SymbolStream = symbols, SymbolWriterProvider = new PortablePdbWriterProvider() });
        (assembly.Position, symbols.Position) = (0, 0);
        return context.LoadFromStream(assembly, symbols);
    }

    private static void Rewrite(ModuleDefinition module, MethodDefinition method)
    {
        var place = $"{method.DeclaringType.FullName}::{method.Name}";
        if (place is "SafeProcess.Threading.OwnThreads::Prepare" or "SafeProcess.Threading.OwnTime::Prepare" or "SafeProcess.Threading.OwnThreads::Post")
        {
            Replace(module, method);
            return;
        }

        method.Body.SimplifyMacros();
        foreach (var instruction in method.Body.Instructions.ToArray())
        {
            if (instruction.Operand is MethodReference called && Substitute(called, instruction) is { } substitute)
            {
                if (instruction.Previous?.OpCode == OpCodes.Constrained)
                    (instruction.Previous.OpCode, instruction.Previous.Operand) = (OpCodes.Nop, null);
                (instruction.OpCode, instruction.Operand) = (OpCodes.Call, Of(module, substitute));
            }
            else if (IsShared(instruction, method))
            {
                PutPoint(module, method.Body, instruction);
            }
        }

        method.Body.OptimizeMacros();
    }

    /// <summary>What is posted goes to the schedule, and nothing is prepared for it.</summary>
    private static void Replace(ModuleDefinition module, MethodDefinition method)
    {
        var body = method.Body;
        body.ExceptionHandlers.Clear();
        body.Instructions.Clear();
        body.Variables.Clear();
        method.DebugInformation.SequencePoints.Clear();
        method.DebugInformation.Scope = null;
        var writer = body.GetILProcessor();
        if (method.Name == nameof(Points.Post))
        {
            writer.Emit(OpCodes.Ldarg_1);
            writer.Emit(OpCodes.Ldarg_2);
            writer.Emit(OpCodes.Call, Of(module, nameof(Points.Post)));
        }

        writer.Emit(OpCodes.Ret);
    }

    private static string? Substitute(MethodReference called, Instruction instruction) => (called.DeclaringType.FullName, called.Name) switch
    {
        ("System.Threading.Monitor", nameof(Monitor.Enter)) => nameof(Points.Enter),
        ("System.Threading.Monitor", nameof(Monitor.Exit)) => nameof(Points.Exit),
        ("System.Threading.CancellationTokenSource", nameof(CancellationTokenSource.Cancel)) => nameof(Points.Cancel),
        ("System.Threading.CancellationTokenRegistration", nameof(IDisposable.Dispose)) => nameof(Points.Dispose),
        ("System.IDisposable", _) when (instruction.Previous?.Operand as TypeReference)?.FullName == typeof(CancellationTokenRegistration).FullName => nameof(Points.Dispose),
        _ => null,
    };

    private static bool IsShared(Instruction instruction, MethodDefinition method) => instruction.Operand switch
    {
        MethodReference called => IsShared(called.DeclaringType.GetElementType().FullName, called.Name),
        FieldReference field when instruction.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldsfld or Code.Stsfld => !method.IsConstructor && CanChange(field),
        _ => false,
    };

    private static bool IsShared(string type, string name) => name != ".ctor" && (_shared.Contains(type) || _shared.Contains($"{type}::{name}"));

    // What the compiler makes of an asynchronous method belongs to whoever goes on with it.
    private static bool CanChange(FieldReference field) =>
        Outermost(field.DeclaringType).Namespace.StartsWith("SafeProcess", StringComparison.Ordinal)
        && field.Resolve() is { IsInitOnly: false, IsLiteral: false } resolved
        && !resolved.DeclaringType.Name.Contains('<', StringComparison.Ordinal);

    private static void PutPoint(ModuleDefinition module, MethodBody body, Instruction instruction)
    {
        while (instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix)
            instruction = prefix;
        // The point takes the place of the instruction, so that jumps to it come to the point first.
        var moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        body.GetILProcessor().InsertAfter(instruction, moved);
        (instruction.OpCode, instruction.Operand) = (OpCodes.Call, Of(module, nameof(Points.Reached)));
    }

    private static MethodReference Of(ModuleDefinition module, string name) => module.ImportReference(typeof(Points).GetMethod(name));

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
