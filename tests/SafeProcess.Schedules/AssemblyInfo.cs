using Xunit.Sdk;
using Xunit.v3;

// A schedule decides over all that goes on in the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
