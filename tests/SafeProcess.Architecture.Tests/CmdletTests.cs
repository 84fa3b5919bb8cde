using System.Management.Automation;
using Mono.Cecil;

namespace SafeProcess.Architecture.Tests;

/// <summary>What PowerShell expects of every cmdlet.</summary>
public sealed class CmdletTests
{
    private static readonly TypeDefinition[] _cmdlets =
        [.. Product.Cmdlets.Types.Where(static type => Attribute(type, nameof(CmdletAttribute)) is not null)];

    [Fact]
    public void Every_cmdlet_has_an_approved_verb_and_a_noun_of_the_module()
    {
        var approved = typeof(VerbsCommon).Assembly.GetExportedTypes().Where(static type => type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(static type => type.GetFields()).Select(static verb => (string)verb.GetRawConstantValue()!).ToHashSet();
        Assert.NotEmpty(_cmdlets);
        Offenders.None(
            from cmdlet in _cmdlets
            let name = Attribute(cmdlet, nameof(CmdletAttribute))!.ConstructorArguments
            where !approved.Contains((string)name[0].Value) || !((string)name[1].Value).StartsWith("SafeProcess", StringComparison.Ordinal)
            select $"{cmdlet.FullName} is {name[0].Value}-{name[1].Value}");
    }

    [Fact]
    public void Every_class_that_is_a_cmdlet_says_its_name() =>
        Offenders.None(Product.Cmdlets.Types
            .Where(static type => type is { IsPublic: true, IsAbstract: false } && type.Name.EndsWith("Command", StringComparison.Ordinal))
            .Except(_cmdlets).Select(static type => $"{type.FullName} has no {nameof(CmdletAttribute)}"));

    [Fact]
    public void Every_cmdlet_that_gives_objects_says_of_which_type() =>
        Offenders.None(
            from cmdlet in _cmdlets
            where Attribute(cmdlet, nameof(OutputTypeAttribute)) is null
            from call in Call.AboveCore
            where call.Caller == cmdlet.FullName && call is { Type: "System.Management.Automation.Cmdlet", Name: nameof(Cmdlet.WriteObject) }
            select $"{cmdlet.FullName} writes objects and has no {nameof(OutputTypeAttribute)}");

    private static CustomAttribute? Attribute(TypeDefinition type, string name) =>
        type.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name);
}
