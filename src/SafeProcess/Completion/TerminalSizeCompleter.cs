namespace SafeProcess.Commands;

/// <summary>Completes sizes of terminals: that of the smallest one that programs expect, the default, and wider ones.</summary>
public sealed class TerminalSizeCompleter() : NameCompleter(["80x24", TerminalSize.Default.ToString(), "132x43", "200x50"]);
