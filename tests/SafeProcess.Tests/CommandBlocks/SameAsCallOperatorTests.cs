using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.CommandBlocks;

/// <summary>The same text through <c>&amp;</c> and through a command block: the program gets the same arguments.</summary>
public sealed class SameAsCallOperatorTests : IDisposable
{
    // Variables are made in the scope of the call, as a person has them; the program writes each argument in brackets.
    private const string Both = """
        $home2 = '/a b'; $text = 'two words'; $empty = ''; $nothing = $null; $number = 1.50; $list = 'x', 'y z', 3
        $nested = 'a', @('b', 'c'); $stars = '*.txt'; $dash = '-v'; $table = [ordered] @{ one = 1; two = 'b c'; three = $true }
        $object = [pscustomobject] @{ Name = 'n'; Path = '/p q' }; $date = [datetime]::new(2026, 1, 2); $yes = $true; $none = @()
        Set-Location -LiteralPath $folder
        foreach ($line in $lines) {
            $byCall = (& ([scriptblock]::Create("& `$tell $line"))) -join "`n"
            $byBlock = (Invoke-SafeProcess ([scriptblock]::Create("& `$tell $line")) -As Line) -join "`n"
            if ($byCall -cne $byBlock) { "$line`n  & passes $($byCall -replace "`n", ' ')`n  the block passes $($byBlock -replace "`n", ' ')" }
        }
        """;

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public SameAsCallOperatorTests()
    {
        _session["tell"] = _folder.WriteProgram("tell", "#!/bin/sh\nprintf '[%s]\\n' \"$@\"\n");
        var files = Directory.CreateDirectory(_folder["files"]).FullName;
        foreach (var name in new[] { "a.txt", "b c.txt", ".hidden", "sub/d.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(files, name))!);
            File.WriteAllText(Path.Combine(files, name), "");
        }

        _session["folder"] = files;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [EngineFact]
    public void Every_line_of_the_table()
    {
        Assert.True(CommandLines.Table.Count >= 150);

        Assert.Empty(Differences(CommandLines.Table));
    }

    [EngineFact]
    public void Random_lines()
    {
        const int Lines = 150;
        var seed = Random.Shared.Next();
        var lines = CommandLines.Random().Sample(Lines, new Rnd((ulong)seed), 20).Where(CommandLines.IsValid).Distinct().ToArray();
        Assert.True(lines.Length > Lines / 2, $"only {lines.Length} of {Lines} lines are valid");

        var differences = Differences(lines);

        Assert.True(differences.Count == 0, $"seed {seed}:\n{string.Join('\n', differences)}");
    }

    // In parts, so that the time a script may take is that of a few programs, however many lines there are.
    private IReadOnlyList<string> Differences(IReadOnlyList<string> lines) =>
        [.. lines.Chunk(20).SelectMany(part =>
        {
            _session["lines"] = part;
            return _session.Run(Both).AssertNoError().Strings;
        })];
}
