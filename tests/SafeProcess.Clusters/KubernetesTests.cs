using System.Diagnostics;
using System.Globalization;
using k8s;
using k8s.Models;
using SafeProcess.Clusters.Harness;

namespace SafeProcess.Clusters;

/// <summary>The manifest of a Job on the page. There is no cluster here: what it says is compared with the types of the API, and its command is run.</summary>
public sealed class KubernetesTests : IDisposable
{
    private static readonly string _manifest = SchedulersPage.File("yaml job.yaml");

    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public void Dispose()
    {
        _tree.Kill();
        _folder.Dispose();
    }

    [Fact]
    public void The_manifest_is_an_indexed_Job_that_tries_each_index_once()
    {
        var job = Read(_manifest);

        Assert.Equal(("batch/v1", "Job"), (job.ApiVersion, job.Kind));
        Assert.Equal("work", job.Metadata.Name);
        Assert.Equal(("Indexed", 20, 0), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.BackoffLimitPerIndex));
        // What the API demands of a Job with a limit for each index.
        Assert.Equal("Never", job.Spec.Template.Spec.RestartPolicy);
        Assert.NotEmpty(Assert.Single(job.Spec.Template.Spec.Containers).Image);
    }

    [Theory]
    [InlineData("completionMode: Indexed", "completionMod: Indexed")]
    [InlineData("restartPolicy: Never", "restartPolicies: Never")]
    [InlineData("  parallelism: 4", "  parallelism: four")]
    [InlineData("          image:", "          images:")]
    [InlineData("          command:", "          command: sh\n          args:")]
    public void A_manifest_with_an_unknown_name_or_a_value_of_another_type_is_refused(string right, string wrong)
    {
        Assert.Contains(right, _manifest, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => Read(_manifest.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(3, Outcome.Exited, 0, "input 3 is done on \n")]
    [InlineData(5, Outcome.Exited, 3, "")]
    [InlineData(7, Outcome.TimedOut, null, "half of input 7\n")]
    public void The_command_of_a_pod_writes_one_line_to_its_log_and_the_rest_to_its_message(int index, Outcome outcome, int? exitCode, string output)
    {
        using var pod = Start(index);

        var log = pod.StandardOutput.ReadToEnd();
        pod.WaitForExit();

        var result = ProcessResult.FromJson(Assert.Single(log.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal((outcome, exitCode, output), (result.Outcome, result.ExitCode, result.StandardOutput));
        Assert.Equal(exitCode ?? 124, pod.ExitCode);
        Assert.Equal(outcome == Outcome.TimedOut, File.ReadAllText(_folder["message"]).StartsWith("safeprocess: 'sh' timed out", StringComparison.Ordinal));
        _tree.AssertGone();
    }

    [Fact]
    public void A_pod_that_is_deleted_ends_its_tree_and_writes_its_line()
    {
        string[] firstOfContainer = ["unshare", "--pid", "--fork", "--mount-proc"];
        Assert.SkipWhen(Command.Output([.. firstOfContainer, "true"]) is null, "no process here can be the first of a namespace (unshare --pid)");
        using var pod = Start(7, firstOfContainer);
        // safeprocess with its guardian has the shell of the work, and that has two.
        Eventually.True(() => _tree.Alive().Count(static id => Name(id) == "sleep") == 2, "the work has begun");
        var first = Assert.Single(_tree.Alive(), id => MarkedTree.Stat(id) is [_, var parent, ..] && parent == pod.Id.ToString(CultureInfo.InvariantCulture));

        Command.Run("kill", "-s", "TERM", first.ToString(CultureInfo.InvariantCulture));

        var result = ProcessResult.FromJson(pod.StandardOutput.ReadToEnd().TrimEnd('\n'));
        pod.WaitForExit();
        Assert.Equal((Outcome.Canceled, "half of input 7\n"), (result.Outcome, result.StandardOutput));
        Assert.Equal(128 + 15, pod.ExitCode);
        _tree.AssertGone();
    }

    private static string Name(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").TrimEnd();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Starts the command of the manifest as a pod does, with its termination message in a file here.</summary>
    private Process Start(int index, params string[] container)
    {
        const string Message = "/dev/termination-log";
        var command = Assert.Single(Read(_manifest).Spec.Template.Spec.Containers).Command;
        Assert.Contains(Message, command[^1], StringComparison.Ordinal);
        _folder.Write("work.sh", SchedulersPage.File("sh work.sh"));
        var start = DefaultSignals.For([.. container, .. command.SkipLast(1), command[^1].Replace(Message, _folder["message"], StringComparison.Ordinal)]);
        start.WorkingDirectory = _folder.Path;
        start.RedirectStandardOutput = true;
        start.Environment["PATH"] = Programs.SearchPath;
        start.Environment["JOB_COMPLETION_INDEX"] = index.ToString(CultureInfo.InvariantCulture);
        start.Environment[MarkedTree.Variable] = _tree.Value;
        return Process.Start(start)!;
    }

    private static V1Job Read(string manifest) => KubernetesYaml.Deserialize<V1Job>(manifest, strict: true);
}
