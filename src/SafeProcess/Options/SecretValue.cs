using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net;
using System.Security;

namespace SafeProcess.Commands;

/// <summary>Values that PowerShell keeps from being read by chance: a <see cref="SecureString"/>, and a <see cref="PSCredential"/>, of which a program gets
/// the password.</summary>
internal static class SecretValue
{
    /// <summary>What a program gets; null when the value is no such one.</summary>
    public static string? Decrypt(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SecureString secret => Decrypt(secret),
        PSCredential credential => Decrypt(credential.Password),
        _ => null,
    };

    /// <summary>Refuses a text in which the name of its type took the place of a secret: <c>--password=$secure</c> is one.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="value">What PowerShell made of it.</param>
    /// <exception cref="InvalidCommandBlockException">It is such a text.</exception>
    public static void RefuseWithin(Ast? typed, string value)
    {
        if (typed is not ExpandableStringExpressionAst)
            return;
        foreach (var type in (ReadOnlySpan<Type>)[typeof(SecureString), typeof(PSCredential)])
        {
            if (value.Contains(type.FullName!, StringComparison.Ordinal))
            {
                throw new InvalidCommandBlockException(
                    typed.Extent, $"puts a {type.Name} into a text, where PowerShell writes the name of its type",
                    "Write it as an argument of its own, as in { program --password $secret }, or give the whole argument as a SecureString.");
            }
        }
    }

    private static string Decrypt(SecureString? secret) => new NetworkCredential("", secret).Password;
}
