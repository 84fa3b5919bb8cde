using SafeProcess.Clusters.Harness;

namespace SafeProcess.Clusters;

/// <summary>The page, run from its first example to its last on a cluster of Slurm.</summary>
public sealed class SlurmPageTests(SlurmCluster cluster)
{
    [SlurmFact]
    public async Task What_the_page_says_of_a_job_array_is_what_happens()
    {
        var page = SchedulersPage.Read();

        List<string> wrong = [.. page.Problems, .. PageDifferences.Of(page, await PageRun.RunAsync(page, TestContext.Current.CancellationToken, cluster.Client))];

        if (wrong.Count > 0)
            Assert.Fail(string.Join('\n', wrong));
    }
}
