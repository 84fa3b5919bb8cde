using ArchUnitNET.Domain;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace SafeProcess.Architecture.Tests;

public sealed class ClassTests
{
    [Fact]
    public void A_class_from_which_nobody_derives_is_sealed()
    {
        var bases = Product.Model.Classes.Select(static type => type.BaseClass).ToHashSet();
        Classes().That().AreNotAbstract().And().DoNotHaveAnyAttributes(Layers.ByCompiler).And()
            .FollowCustomPredicate(type => !bases.Contains(type), "have no derived class")
            .Should().BeSealed().Check(Product.Model);
    }
}
