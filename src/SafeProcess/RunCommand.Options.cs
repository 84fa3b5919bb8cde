using System.Management.Automation;

namespace SafeProcess.Commands;

/// <content>Names that keep PowerShell's binder from refusing options of programs.</content>
public abstract partial class RunCommand
{
    /// <summary>Not for use. Before any code of a cmdlet runs, PowerShell takes <c>-c</c> for the beginning of a parameter and refuses what may begin several.
    /// These take such names instead; the program gets the option as it was typed (<see cref="SplitStatement"/>). One a letter, because PowerShell
    /// also refuses a parameter that is given twice.</summary>
    [Parameter(DontShow = true)]
    [Alias(
        "er", "err", "erro", "error", "in", "inf", "info", "infor", "inform", "input", "me", "ou", "out", "outp", "output", "st", "sta", "stan", "stand", "standard",
        "war", "warn", "warning", "File",
        // Not refused, but a parameter would take what follows for a time, a number or a name of its own.
        "cp", "cpu", "en", "env", "gr", "id", "idle", "io", "op", "open", "or", "pr", "proc", "se", "sen", "su", "ti", "time",
        // Likewise those of a batch.
        "ba", "bat", "batch", "de", "del", "delay", "jo", "job", "re", "ret", "retr", "retry", "res", "th", "to", "tot", "total")]
    [AnyValue]
    public SwitchParameter ProgramOption { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("a")]
    [AnyValue]
    public SwitchParameter ProgramOptionA { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("b")]
    [AnyValue]
    public SwitchParameter ProgramOptionB { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("c", "co", "con", "cont", "contain")]
    [AnyValue]
    public SwitchParameter ProgramOptionC { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("d")]
    [AnyValue]
    public SwitchParameter ProgramOptionD { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("e")]
    [AnyValue]
    public SwitchParameter ProgramOptionE { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("f")]
    [AnyValue]
    public SwitchParameter ProgramOptionF { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("g")]
    [AnyValue]
    public SwitchParameter ProgramOptionG { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("h")]
    [AnyValue]
    public SwitchParameter ProgramOptionH { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("i")]
    [AnyValue]
    public SwitchParameter ProgramOptionI { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("j")]
    [AnyValue]
    public SwitchParameter ProgramOptionJ { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("k")]
    [AnyValue]
    public SwitchParameter ProgramOptionK { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("m")]
    [AnyValue]
    public SwitchParameter ProgramOptionM { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("n")]
    [AnyValue]
    public SwitchParameter ProgramOptionN { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("o")]
    [AnyValue]
    public SwitchParameter ProgramOptionO { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("p")]
    [AnyValue]
    public SwitchParameter ProgramOptionP { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("r")]
    [AnyValue]
    public SwitchParameter ProgramOptionR { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("s")]
    [AnyValue]
    public SwitchParameter ProgramOptionS { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("t")]
    [AnyValue]
    public SwitchParameter ProgramOptionT { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("v")]
    [AnyValue]
    public SwitchParameter ProgramOptionV { get; set; }

    /// <inheritdoc cref="ProgramOption"/>
    [Parameter(DontShow = true)]
    [Alias("w")]
    [AnyValue]
    public SwitchParameter ProgramOptionW { get; set; }
}
