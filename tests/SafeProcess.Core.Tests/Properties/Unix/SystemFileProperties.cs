using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.ControlGroups;
using SafeProcess.Platform.Unix.Launch;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>What stands in the other files that are read to find out about the system and its programs: nothing in them is an exception, and nothing in them
/// is taken for what it is not.</summary>
public sealed class SystemFileProperties
{
    private const string Escaped = " \t\n\\";

    private static readonly Gen<string> _path = Gen.ArrayOf(Gen.Elements("/", "a", "..", " ", "\\", "\\040", "\t", "\n", ":", ",", " - ", "cgroup2", "memory", "é", ")"))
        .Select(static parts => string.Concat(parts));

    private static readonly Gen<string> _noise = Gen.ArrayOf(Gen.Elements(
        "0::/", "4:memory:/", "30 23 0:26 ", "/", " ", " - cgroup2 x rw", " - cgroup cgroup rw,memory", "\\", "\\777", "\\-01", "\\04", "\\0 1", "a", ":", "-", "\t", "\0")).Select(static parts => string.Concat(parts));

    [Fact]
    public void Any_lists_of_groups_and_mounts_lead_to_a_group_or_to_none() =>
        Claim.Holds(
            Gen.ArrayOf(_noise).Zip(Gen.ArrayOf(_noise)), Shrink,
            static lists =>
            {
                _ = OwnGroup.Find(lists.Item1, lists.Item2, controller: null);
                _ = OwnGroup.Find(lists.Item1, lists.Item2, "memory");
            },
            cases: 3000);

    [Fact]
    public void A_group_is_found_wherever_it_is_mounted_whatever_others_mount() =>
        Claim.Holds(
            _path.Zip(_path).Zip(Gen.ArrayOf(_path)), static input => Claim.WithoutOne(input.Item2).Select(fewer => (input.Item1, fewer)),
            static input =>
            {
                // The path of a group is the rest of a line; the kernel allows no newline in it (cgroup_mkdir).
                var ((below, where), mounts) = input;
                var group = "/" + below.Replace("\n", "", StringComparison.Ordinal).Trim('/');
                var place = "/mnt" + where.TrimEnd('/');
                if (group.StartsWith("/..", StringComparison.Ordinal))
                    return;
                // Of another kind, though their places may read like this one.
                var others = mounts.Select(other => $"23 1 0:1 / {Escape("/" + other)} rw - tmpfs {Escape(other)} rw");
                var found = OwnGroup.Find([$"0::{group}"], [.. others, $"30 23 0:26 / {Escape(place)} rw shared:9 - cgroup2 cgroup2 rw"], controller: null);
                Assert.Equal(new OwnGroup(place + group.TrimEnd('/'), group == "/"), found);
            },
            cases: 2000);

    [Fact]
    public void A_counter_is_the_number_behind_its_own_word()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "events");
        // No NUL, which the kernel never writes: .NET takes it for the end of a number.
        Claim.Holds(
            Gen.ArrayOf(Gen.Elements("oom", "oom_kill", "max", " ", "\n", "1", "17", "-", "99999999999999999999", "é")), Claim.WithoutOne,
            parts =>
            {
                var text = string.Concat(parts);
                File.WriteAllText(path, text);
                // As the kernel writes them: a word, a space, a number, a line each.
                long? expected = null;
                foreach (var line in text.Split('\n'))
                {
                    if (expected is null && line.StartsWith("oom ", StringComparison.Ordinal) && line.Length > 4 && line[4..].All(char.IsAsciiDigit) && long.TryParse(line[4..], out var number))
                        expected = number;
                }

                Assert.Equal(expected, ControlGroupFile.ReadNumber(path, "oom"));
                _ = ControlGroupFile.ReadNumber(path);
            },
            cases: 300);
    }

    [Fact]
    public void A_program_s_first_bytes_name_an_interpreter_or_none()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "program");
        Claim.Holds(
            Gen.ArrayOf(Gen.Frequency((3, Gen.Elements<byte>(0, 1, 2, 3, 56, 64, 255)), (1, Gen.Choose(0, 255).Select(static value => (byte)value))), 200)
                .Zip(Gen.Elements("\x7FELF", "\x7FELF\x02", "\x7FELF\x01", "#!", "#!/bin/sh", "#! \t", "#!/bin/sh\0")).Zip(Gen.Choose(0, 200)),
            static _ => [],
            input =>
            {
                var ((bytes, magic), place) = input;
                Encoding.Latin1.GetBytes(magic, bytes);
                // A table of segments within the file now and then, with one that names the interpreter.
                if (place is > 64 and < 140)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), (ulong)place);
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), 3);
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place + 8), bytes[place + 8]);
                }

                File.WriteAllBytes(path, bytes);
                var missing = ProgramInterpreter.FindMissing(path, folder.Path);
                Assert.True(missing?.Contains('\0', StringComparison.Ordinal) != true, "A name ends before a NUL.");
            },
            cases: 1000);
    }

    private static string Escape(string path)
    {
        foreach (var character in (char[])['\\', .. Escaped.Except(['\\'])])
            path = path.Replace(character.ToString(), $"\\{Convert.ToString(character, 8).PadLeft(3, '0')}", StringComparison.Ordinal);
        return path;
    }

    private static IEnumerable<(string[], string[])> Shrink((string[] Groups, string[] Mounts) lists) =>
        Claim.WithoutOne(lists.Groups).Select(fewer => (fewer, lists.Mounts)).Concat(Claim.WithoutOne(lists.Mounts).Select(fewer => (lists.Groups, fewer)));
}
