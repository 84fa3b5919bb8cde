namespace SafeProcess.HelpPages;

/// <summary>A page that cannot be read. The message says where and why.</summary>
internal sealed class PageException(string message) : Exception(message);
