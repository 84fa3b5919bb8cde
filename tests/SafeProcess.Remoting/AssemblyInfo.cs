// Each test has PowerShells of its own at the other end; "dotnet test" leaves them out (tests/Directory.Build.props).
[assembly: Trait("Category", "Long")]
