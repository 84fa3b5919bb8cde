using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Real processes behind the only platform that is there so far.
[assembly: SupportedOSPlatform("linux")]

// Every check looks at the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]

// Accidents take their time; "dotnet test" leaves them out (tests/Directory.Build.props).
[assembly: Trait("Category", "Long")]
