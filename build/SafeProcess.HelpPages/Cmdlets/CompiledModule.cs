using System.Reflection;
using System.Runtime.InteropServices;

namespace SafeProcess.HelpPages.Cmdlets;

/// <summary>Reads the cmdlets of a compiled module, without PowerShell and without running any of its code.</summary>
internal static class CompiledModule
{
    private const string Powershell = "System.Management.Automation";

    private static readonly string _powershellFolder =
        typeof(CompiledModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static fact => fact.Key == "PowerShell").Value!;

    /// <summary>The cmdlets of an assembly that are meant for people, by name.</summary>
    public static IReadOnlyList<CmdletShape> Read(string assembly)
    {
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(assembly))!, _powershellFolder, RuntimeEnvironment.GetRuntimeDirectory()];
        var files = folders.SelectMany(static folder => Directory.GetFiles(folder, "*.dll")).DistinctBy(Path.GetFileName);
        using var context = new MetadataLoadContext(new PathAssemblyResolver(files));
        return [.. context.LoadFromAssemblyPath(Path.GetFullPath(assembly)).GetTypes()
            .Select(static type => (type, cmdlet: Find(type, "CmdletAttribute")))
            .Where(static pair => pair.cmdlet is not null && !IsForMachines(pair.type))
            .Select(static pair => Read(pair.type, pair.cmdlet!))
            .OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static CmdletShape Read(Type type, CustomAttributeData cmdlet)
    {
        var name = $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";
        var parameters = type.GetProperties().Select(Read).OfType<ParameterShape>();
        if (Named<bool>(cmdlet, "SupportsShouldProcess"))
            parameters = parameters.Concat([Standard("WhatIf", "wi"), Standard("Confirm", "cf")]);
        return new CmdletShape(name, Named<string>(cmdlet, "HelpUri") ?? "", Named<string>(cmdlet, "DefaultParameterSetName"), [.. parameters]);
    }

    // PowerShell adds these itself.
    private static ParameterShape Standard(string name, string alias) =>
        new(name, $"{Powershell}.SwitchParameter", "SwitchParameter", [alias], [new ParameterUse(ParameterUse.EverySet, null, false, false, false, false)], [], "False", false, "");

    private static ParameterShape? Read(PropertyInfo property)
    {
        var uses = property.GetCustomAttributesData().Where(static attribute => IsOf(attribute, "ParameterAttribute")).ToArray();
        if (uses.Length == 0 || uses.Any(static use => Named<bool>(use, "DontShow")))
            return null;
        var isNullable = property.PropertyType is { IsGenericType: true, Name: "Nullable`1" };
        var type = isNullable ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        var values = type.IsEnum ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static)] : Array.Empty<FieldInfo>();
        return new ParameterShape(
            property.Name,
            type.FullName!,
            type.Name,
            Texts(Find(property, "AliasAttribute")),
            [.. uses.Select(Use)],
            type.IsEnum ? [.. values.Select(static value => value.Name)] : Texts(Find(property, "ValidateSetAttribute")),
            type.Name == "SwitchParameter"
                ? "False"
                : isNullable ? null : values.FirstOrDefault(static value => Convert.ToInt64(value.GetRawConstantValue(), null) == 0)?.Name,
            Find(property, "SupportsWildcardsAttribute") is not null,
            uses.Select(static use => Named<string>(use, "HelpMessage")).FirstOrDefault(static text => text is not null) ?? "");
    }

    private static ParameterUse Use(CustomAttributeData parameter) => new(
        Named<string>(parameter, "ParameterSetName") ?? ParameterUse.EverySet,
        parameter.NamedArguments.Any(static argument => argument.MemberName == "Position") ? Named<int>(parameter, "Position") : null,
        Named<bool>(parameter, "Mandatory"),
        Named<bool>(parameter, "ValueFromPipeline"),
        Named<bool>(parameter, "ValueFromPipelineByPropertyName"),
        Named<bool>(parameter, "ValueFromRemainingArguments"));

    private static CustomAttributeData? Find(MemberInfo member, string attribute) => member.GetCustomAttributesData().FirstOrDefault(data => IsOf(data, attribute));

    private static bool IsForMachines(Type cmdlet) =>
        cmdlet.GetCustomAttributesData().Any(static data => data.AttributeType.FullName == typeof(System.ComponentModel.EditorBrowsableAttribute).FullName);

    private static bool IsOf(CustomAttributeData data, string attribute) => data.AttributeType.FullName == $"{Powershell}.{attribute}";

    private static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : default;

    private static string[] Texts(CustomAttributeData? attribute) =>
        attribute?.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> texts ? [.. texts.Select(static text => (string)text.Value!)] : [];
}
