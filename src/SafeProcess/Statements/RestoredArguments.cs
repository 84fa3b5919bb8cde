using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>The arguments of a program as they were typed behind it, with the values that PowerShell has evaluated already.</summary>
/// <param name="split">The call.</param>
/// <param name="bound">What PowerShell bound as remaining arguments.</param>
/// <param name="scope">Where variables are read.</param>
internal sealed class RestoredArguments(SplitStatement split, IReadOnlyList<object?> bound, CallerScope scope)
{
    /// <summary>The arguments, by the rules of <see cref="NativeArguments"/>.</summary>
    /// <param name="isLastRaw">See <see cref="ProcessSpec.IsLastArgumentRaw"/>.</param>
    /// <param name="isElsewhere">See <see cref="CalledArgument.IsOpen"/>.</param>
    /// <exception cref="InvalidParameterException">A value cannot be had without evaluating it twice.</exception>
    public CalledArgument[] Read(out bool isLastRaw, bool isElsewhere = false) => NativeArguments.Of(Elements(), scope.Session, out isLastRaw, isElsewhere);

    /// <summary>The same, in which script blocks stay what they are.</summary>
    /// <exception cref="InvalidParameterException">See <see cref="Read"/>.</exception>
    public List<object?> ReadWithScripts()
    {
        var list = new List<object?>();
        var arguments = new List<ArgumentElement>();
        foreach (var element in Elements())
        {
            if (!ItemScript.IsScript(element.Value))
            {
                arguments.Add(element);
                continue;
            }

            list.AddRange(NativeArguments.Of(arguments, scope.Session).Cast<object?>());
            arguments.Clear();
            list.Add(element.Value);
        }

        list.AddRange(NativeArguments.Of(arguments, scope.Session).Cast<object?>());
        return list;
    }

    private IEnumerable<ArgumentElement> Elements()
    {
        var words = split.Words;
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (IsBeginning(word.Element) && index + 1 < words.Count && IsJoined(word, words[index + 1]))
            {
                var joined = word.Element.Extent.Text;
                for (; index + 1 < words.Count && IsJoined(words[index], words[index + 1]); index++)
                    joined += TextOf(words[index + 1]);
                yield return ArgumentElement.OfValue(joined, null) with { IsExact = true };
                continue;
            }

            var values = ElementReader.Expressions([word.Element]).Select(expression => ValueOf(word, expression)).GetEnumerator();
            foreach (var element in ElementReader.Join([word.Element], values))
                yield return element with { IsExact = !IsTyped(element.Source) };
        }
    }

    private string TextOf(ProgramWord word)
    {
        var text = LanguagePrimitives.ConvertTo<string>(ValueOf(word, (ExpressionAst)word.Element));
        SecretValue.RefuseWithin(word.Element, text);
        return text;
    }

    /// <summary>-Dfoo.bar=1 is two elements to PowerShell, and one word to whoever typed it.</summary>
    private static bool IsBeginning(CommandElementAst element) =>
        element is CommandParameterAst { Argument: null } or StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord, Value: ['-', ..] };

    private static bool IsJoined(ProgramWord word, ProgramWord next) =>
        next.Element is ExpressionAst && next.Element.Extent.StartOffset == word.Element.Extent.EndOffset;

    private object? ValueOf(ProgramWord word, ExpressionAst expression) =>
        scope.TryRead(expression, out var value) ? value
        : word.Bound is { } position && position < bound.Count ? bound[position]
        : OnlyReads(expression) ? scope.Evaluate([expression])[0]
        : throw new InvalidParameterException(
            nameof(ProgramCommand.ArgumentList),
            $"cannot be told apart from the parameters of the cmdlet at '{word.Element.Extent.Text}'; write the command line as a block: {split.AsBlock}");

    /// <summary>Whether a value stands in the text itself. What comes out of a variable is passed as it is, whatever it holds.</summary>
    private static bool IsTyped(Ast? source) => source is StringConstantExpressionAst or ExpandableStringExpressionAst or ArrayLiteralAst;

    /// <summary>Whether an expression may be evaluated once more.</summary>
    private static bool OnlyReads(ExpressionAst expression) => expression.Find(static part => part is not (
        ConstantExpressionAst or VariableExpressionAst or ExpandableStringExpressionAst or ArrayLiteralAst or IndexExpressionAst or UsingExpressionAst)
        && part.GetType() != typeof(MemberExpressionAst), searchNestedScriptBlocks: true) is null;
}
