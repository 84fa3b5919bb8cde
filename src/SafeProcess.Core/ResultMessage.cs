namespace SafeProcess;

/// <summary>Tells a result in one line.</summary>
internal static class ResultMessage
{
    public static string Compose(ProcessResult result) => throw new NotImplementedException();
}
