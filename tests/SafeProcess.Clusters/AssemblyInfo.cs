// A scheduler takes seconds for each job; "dotnet test" leaves them out (tests/Directory.Build.props).
[assembly: Trait("Category", "Long")]
