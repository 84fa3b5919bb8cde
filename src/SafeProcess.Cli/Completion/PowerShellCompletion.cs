namespace SafeProcess.Cli;

/// <summary>Completion for PowerShell.</summary>
internal static class PowerShellCompletion
{
    public static string Script() => Template
        .Replace("@options@", string.Join('\n', OptionTable.All.Select(Line)), StringComparison.Ordinal)
        .Replace("@timeout@", OptionTable.Timeout.Name, StringComparison.Ordinal);

    private static string Line(Option option) =>
        $"        @{{ Names = @({List(option.Spellings)}); Value = {Quote(option.Value ?? "")}; Choices = @({List(option.Choices)}); Folder = ${(option.IsFolder ? "true" : "false")}; Hint = {Quote(Shell.Hint(option))} }}";

    private static string List(IEnumerable<string> items) => string.Join(", ", items.Select(Quote));

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private const string Template = """
        # Completion of safeprocess for PowerShell. Made by: safeprocess --completion powershell
        Register-ArgumentCompleter -Native -CommandName safeprocess, safeprocess.exe -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $options = @(
        @options@
            )
            function Complete([string[]] $Texts, [string] $Type, [string] $Hint, [string] $Prefix = '') {
                foreach ($text in $Texts) {
                    if ("$Prefix$text".StartsWith($wordToComplete, [StringComparison]::OrdinalIgnoreCase)) {
                        [System.Management.Automation.CompletionResult]::new("$Prefix$text", $text, $Type, $(if ($Hint) { $Hint } else { $text }))
                    }
                }
            }
            $elements = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
            if ($wordToComplete -ne '' -and $elements.Count -gt 0) { $elements = @($elements | Select-Object -SkipLast 1) }
            $of = $null
            $timed = $false
            for ($i = 0; $i -lt $elements.Count; $i++) {
                $word = $elements[$i].Extent.Text
                $of = $null
                if ($word -eq '--') { $i++; break }
                if ($word -like '--*=*') { $timed = $timed -or $word -like '@timeout@=*'; continue }
                if ($word -like '-*') {
                    $option = $options.Where({ $_.Names -ccontains $word }, 'First')
                    if ($option -and $option[0].Value) {
                        $timed = $timed -or $word -eq '@timeout@'
                        $of = $option[0]
                        $i++
                    }
                    continue
                }
                if (-not $timed -and $word -match '^([0-9.]+(ms|s|m|h|d)?)+$') { $timed = $true; continue }
                break
            }
            if ($i -lt $elements.Count) {
                $rest = $elements[$i..($elements.Count - 1)].Extent.Text -join ' '
                $rest = "$rest $wordToComplete"
                return [System.Management.Automation.CommandCompletion]::CompleteInput($rest, $rest.Length, $null).CompletionMatches
            }
            if ($i -eq $elements.Count) { $of = $null }
            $prefix = ''
            if (-not $of -and $wordToComplete -match '^(--[^=]+)=') {
                $prefix = $Matches[0]
                $of = $options.Where({ $_.Names -ccontains $Matches[1] }, 'First')[0]
            }
            if ($of) {
                if ($of.Folder) {
                    $typed = $wordToComplete.Substring($prefix.Length)
                    return [System.Management.Automation.CompletionCompleters]::CompleteFilename($typed) |
                        Where-Object { $_.ResultType -eq 'ProviderContainer' } |
                        ForEach-Object { [System.Management.Automation.CompletionResult]::new("$prefix$($_.CompletionText)", $_.ListItemText, 'ProviderContainer', $_.ToolTip) }
                }
                return Complete $of.Choices 'ParameterValue' '' $prefix
            }
            if ($wordToComplete -like '-*') {
                foreach ($option in $options) { Complete $option.Names 'ParameterName' $option.Hint }
                return
            }
            if ($wordToComplete -eq '') {
                foreach ($option in $options) { Complete $option.Names[-1] 'ParameterName' $option.Hint }
            }
            [System.Management.Automation.CompletionCompleters]::CompleteCommand($wordToComplete)
        }

        """;
}
