using System.Runtime.Versioning;

// Real processes behind the only platform that is there so far.
[assembly: SupportedOSPlatform("linux")]

// Every check looks at the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
