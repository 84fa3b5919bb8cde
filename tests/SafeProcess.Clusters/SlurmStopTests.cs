using SafeProcess.Clusters.Harness;

namespace SafeProcess.Clusters;

/// <summary>What becomes of a task of Slurm that is ended, by Slurm or with its runner.</summary>
public sealed class SlurmStopTests(SlurmCluster cluster) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MarkedTree _tree = new();

    public void Dispose()
    {
        _tree.Kill();
        _folder.Dispose();
    }

    [SlurmFact]
    public void A_task_that_is_canceled_ends_its_whole_tree_and_writes_its_result()
    {
        var job = Submit();

        cluster.Run("scancel", job);

        AssertStopped(job, "CANCELLED");
    }

    [SlurmFact]
    public void A_task_whose_time_is_over_ends_its_whole_tree_and_writes_its_result()
    {
        var job = Submit();

        // As a time limit, which is in whole minutes, would have it in the end.
        cluster.Run("scontrol", "update", $"JobId={job}", "EndTime=now+1");

        AssertStopped(job, "TIMEOUT");
    }

    [SlurmFact]
    public void A_task_whose_runner_is_killed_leaves_no_process_and_no_result()
    {
        var job = Submit();

        // What it runs has the mark of this test instead of the cluster's.
        Command.Run("kill", "-s", "KILL", Assert.Single(cluster.Processes("safeprocess", _folder.Path)));

        Eventually.True(() => _tree.Alive().Count == 0, "the tree is gone");
        Eventually.True(() => State(job) == "FAILED", "the job has failed");
        Assert.Empty(File.ReadAllText(_folder["result.json"]));
    }

    /// <summary>Submits a task that ignores what asks it to end, with descendants in sessions of their own, and waits until all of it is there.</summary>
    private string Submit()
    {
        var script = _folder.Write("task.sh", $$"""
            #!/bin/sh
            #SBATCH --output=result.json
            #SBATCH --error=errors.txt
            #SBATCH --time=10
            exec safeprocess --json --grace 500ms --env {{MarkedTree.Variable}}={{_tree.Value}} sh -c '
                trap "" TERM; echo begun; unruly tree ignore ignore,setsid ignore,setsid,detached >tree; :'

            """);
        var job = cluster.Run("sbatch", "--parsable", "--chdir", _folder.Path, script).Trim();
        Eventually.True(() => Read("tree").Contains("ready", StringComparison.Ordinal), "the tree of the task is there");
        Assert.Equal(4, _tree.Alive().Count);
        return job;
    }

    private void AssertStopped(string job, string state)
    {
        Eventually.True(() => State(job) == state, $"the job is {state}");
        _tree.AssertGone();
        var result = ProcessResult.FromJson(Assert.Single(File.ReadAllLines(_folder["result.json"])));
        Assert.Equal((Outcome.Canceled, "begun\n", false), (result.Outcome, result.StandardOutput, result.Success));
        // Slurm tells so beside what the task writes.
        Assert.Contains("CANCELLED", Read("errors.txt"), StringComparison.Ordinal);
    }

    private string State(string job) => cluster.Run("squeue", "-h", "-t", "all", "-o", "%T", "-j", job).Trim();

    private string Read(string name) => File.Exists(_folder[name]) ? File.ReadAllText(_folder[name]) : "";
}
