using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Secrets;

/// <summary>What is masked, and what the program gets all the same.</summary>
public sealed class SensitiveArgumentTests : IDisposable
{
    private readonly Session _session = new();

    public SensitiveArgumentTests() => _session.Run("""
        $secure = ConvertTo-SecureString swordfish -AsPlainText -Force
        $credential = [pscredential]::new('me', $secure)
        """).AssertNoError();

    public void Dispose() => _session.Dispose();

    [EngineTheory]
    [InlineData("0", "user abc", "*** abc")]
    [InlineData("-1", "user abc", "user ***")]
    [InlineData("0, -1", "a b c", "*** b ***")]
    [InlineData("--password", "--password abc x", "--password *** x")]
    [InlineData("--password", "--password=abc x", "--password=*** x")]
    [InlineData("'--password='", "--password=abc x", "--password=*** x")]
    [InlineData("--PASSWORD", "--Password=abc", "--Password=***")]
    [InlineData("'-p'", "'-p:abc' x", "-p:*** x")]
    [InlineData("'-p'", "-page abc '-p' abc", "-page *** -p ***")]
    [InlineData("--password", "--passwords abc", "--passwords abc")]
    [InlineData("--password", "--user abc --password", "--user abc --password")]
    [InlineData("password", "user=a password=abc", "user=a password=***")]
    [InlineData("abc", "abc x", "*** x")]
    [InlineData("'ghp_*'", "x ghp_1234 y", "x *** y")]
    [InlineData("'--pass*'", "--password abc x", "*** *** x")]
    [InlineData("'--pass*'", "--password=abc x", "*** x")]
    [InlineData("'-p?*'", "'-pabc' x y", "*** *** y")]
    [InlineData("'--password', '--token'", "--token abc --password xyz", "--token *** --password ***")]
    [InlineData("'nothing*', '--none'", "a b", "a b")]
    public void Positions_names_and_patterns_say_what_is_masked(string sensitive, string arguments, string shown)
    {
        var inBlock = _session.Run($"Invoke-SafeProcess {{ /bin/echo {arguments} }} -SensitiveArgument {sensitive}").AssertNoError().Result;
        var typed = _session.Run($"Invoke-SafeProcess -SensitiveArgument {sensitive} -- /bin/echo {arguments}").AssertNoError().Result;
        var ofBatch = _session.Run($"1 | Invoke-SafeProcessBatch {{ /bin/echo {arguments} }} -SensitiveArgument {sensitive}").AssertNoError().Result;

        Assert.All([inBlock, typed, ofBatch], result => Assert.Equal(shown, string.Join(' ', result.ArgumentList)));
        Assert.All([inBlock, typed, ofBatch], result => Assert.Equal(arguments.Replace("'", "", StringComparison.Ordinal) + "\n", result.StandardOutput));
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { /bin/echo $secure }", "swordfish", "***")]
    [InlineData("Invoke-SafeProcess { /bin/echo $credential }", "swordfish", "***")]
    [InlineData("Invoke-SafeProcess { /bin/echo $credential.Password x }", "swordfish x", "*** x")]
    [InlineData("Invoke-SafeProcess { /bin/echo -p:$secure }", "-p:swordfish", "-p:***")]
    [InlineData("Invoke-SafeProcess { /bin/echo -p: $secure }", "-p: swordfish", "-p: ***")]
    [InlineData("$list = 'a', $secure; Invoke-SafeProcess { /bin/echo $list }", "a swordfish", "a ***")]
    [InlineData("$list = 'a', $secure; Invoke-SafeProcess { /bin/echo @list }", "a swordfish", "a ***")]
    [InlineData("Invoke-SafeProcess echo a $secure", "a swordfish", "a ***")]
    [InlineData("Invoke-SafeProcess echo (, $secure)", "swordfish", "***")]
    [InlineData("Invoke-SafeProcess echo -ArgumentList a, $secure", "a swordfish", "a ***")]
    [InlineData("$all = @{ FilePath = 'echo'; ArgumentList = 'a', $secure }; Invoke-SafeProcess @all", "a swordfish", "a ***")]
    [InlineData("Invoke-SafeProcess { /bin/echo $secure swordfish xswordfishy }", "swordfish swordfish xswordfishy", "*** *** x***y")]
    [InlineData("Invoke-SafeProcess { /bin/echo --none } -SensitiveArgument $null", "--none", "--none")]
    [InlineData("1 | Invoke-SafeProcessBatch { /bin/echo $secure $_ }", "swordfish 1", "*** 1")]
    [InlineData("1 | Invoke-SafeProcessBatch echo $secure { $_ }", "swordfish 1", "*** 1")]
    [InlineData("1 | Invoke-SafeProcessBatch echo -ArgumentList { $secure, $_ }", "swordfish 1", "*** 1")]
    [InlineData("$secure | Invoke-SafeProcessBatch echo x", "x swordfish", "x ***")]
    [InlineData("[pscustomobject]@{ FilePath = 'echo'; ArgumentList = 'x', $secure } | Invoke-SafeProcessBatch", "x swordfish", "x ***")]
    public void A_SecureString_reaches_the_program_and_nobody_else(string script, string output, string shown)
    {
        var result = _session.Run(script).AssertNoError().Result;

        Assert.Equal(output + "\n", result.StandardOutput);
        Assert.Equal(shown, string.Join(' ', result.ArgumentList));
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { sh -c 'echo \"$TOKEN\"' } -Environment @{ TOKEN = $secure }")]
    [InlineData("Invoke-SafeProcess { sh -c 'echo \"$TOKEN\"' } -Environment @{ TOKEN = $credential }")]
    [InlineData("1 | Invoke-SafeProcessBatch { sh -c 'echo \"$TOKEN\"' } -Environment { @{ TOKEN = $secure } }")]
    [InlineData("1 | Invoke-SafeProcessBatch { sh -c 'echo \"$TOKEN\"' } -Environment ([pscustomobject]@{ TOKEN = $credential })")]
    [InlineData("Start-SafeProcess { sh -c 'echo \"$TOKEN\"' } -Environment @{ TOKEN = $secure } | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 1")]
    public void A_SecureString_in_the_environment_is_the_programs(string script)
    {
        var value = Assert.Single(_session.Run(script).AssertNoError().Output).BaseObject;

        Assert.Equal("swordfish", value is ProcessResult result ? result.StandardOutput?.TrimEnd() : value);
    }

    [EngineFact]
    public void What_the_module_quotes_of_a_programs_words_is_masked()
    {
        var ran = _session.Run("Invoke-SafeProcess { sh -c 'echo no such user: $0 >&2; exit 1' $secure } -RetryCount 1 -RetryDelay 1ms -Verbose");

        Assert.Equal("'sh' exited with code 1", ran.Error.Exception.Message.Split(" after ")[0]);
        Assert.EndsWith(": no such user: ***", ran.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(ran.Verbose, text => text.EndsWith("no such user: ***", StringComparison.Ordinal));
        Assert.DoesNotContain(ran.Verbose, text => text.Contains("swordfish", StringComparison.Ordinal));
    }

    [EngineFact]
    public void An_item_that_is_the_secret_is_masked_in_its_result_and_in_its_error()
    {
        var ran = _session.Run("$plain = 'swordfish'; $plain | Invoke-SafeProcessBatch sh -c 'exit 3' -SensitiveArgument -1; $plain | Invoke-SafeProcessBatch /no/such/program -SensitiveArgument -1");

        Assert.Equal("***", Assert.Single(ran.Output).Properties["InputObject"].Value);
        Assert.Equal("***", ran.Errors[1].TargetObject);
    }

    [EngineTheory]
    [InlineData("Invoke-SafeProcess { /bin/echo a } -SensitiveArgument 1", "-SensitiveArgument is 1, and '/bin/echo' has 1 arguments, counted from 0.")]
    [InlineData("Invoke-SafeProcess { /bin/echo a } -SensitiveArgument -2", "-SensitiveArgument is -2, and '/bin/echo' has 1 arguments, counted from 0.")]
    [InlineData("Invoke-SafeProcess { /bin/echo a | cat } -SensitiveArgument 0", "-SensitiveArgument is 0, a position, and there are 2 programs: name the option, or use a pattern.")]
    [InlineData("Invoke-SafeProcess { /bin/echo a } -SensitiveArgument ''", "-SensitiveArgument has an empty element: it takes positions, names of options and patterns.")]
    [InlineData("1 | Invoke-SafeProcessBatch { /bin/echo a } -SensitiveArgument '['", "-SensitiveArgument has '[', which is no pattern: *")]
    [InlineData("Invoke-SafeProcess { /bin/echo --password=$secure }", "*puts a SecureString into a text, where PowerShell writes the name of its type*")]
    [InlineData("Invoke-SafeProcess echo \"x $credential\"", "*puts a PSCredential into a text*")]
    [InlineData("Invoke-SafeProcess echo -Dfoo.bar=$secure", "*puts a SecureString into a text*")]
    public void What_would_mask_nothing_is_an_error(string script, string message)
    {
        var error = _session.Run(script).Error;

        Assert.Equal("InvalidArgument", Ran.IdOf(error));
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal) + "$", error.Exception.Message);
    }
}
