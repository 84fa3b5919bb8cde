#!/usr/bin/env bash
# Installs what build.ps1 Pack makes as a stranger would, each of the three packages in an empty folder with an empty cache of packages and no other source:
#
#   tests/install-from-packages.sh [--twice]
#
#   the module    published to a repository in a folder (Publish-PSResource), installed from it (Install-PSResource), run, uninstalled;
#   the library   added to a new console project, which is built and run;
#   the command   installed by dotnet tool install, run, uninstalled.
#
# What is packed is a clone of this repository, so what is not committed is not in it. Says in one line what each step did; the last line is
# "packages: N passed, N failed".
#
# --twice   packs a second clone in another folder as well, and compares the packages.
#
# Exit codes: 0 all is well; 1 a step failed; 77 nothing could be run here.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
twice=
case ${1:-} in '') ;; --twice) twice=1 ;; *) echo "install-from-packages: unknown argument $1" >&2; exit 2 ;; esac

say() { echo "install-from-packages: $*"; }
cannot() {
    say "nothing was run: $*" >&2
    exit 77
}
command -v git >/dev/null || cannot "there is no git"
command -v dotnet >/dev/null || cannot "there is no dotnet on PATH"

folder=$(mktemp -d "${TMPDIR:-/tmp}/safeprocess-packages.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# No server outlives this script, and "dotnet test" has the analyzers look at the same sources: an environment variable is a property of MSBuild.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off NO_COLOR=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false RunAnalyzers=false
export DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=1
DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
export DOTNET_ROOT

cd "$repository"
dotnet tool restore >"$folder/restore.log" 2>&1 </dev/null || { cat "$folder/restore.log" >&2; cannot "PowerShell could not be restored"; }
engine=$(dotnet pwsh -NoProfile -NonInteractive -Command '$PSHOME' </dev/null)/pwsh.dll
[ -f "$engine" ] || cannot "there is no PowerShell at $engine"

passed=0 failed=0
# Runs a step; shows what it wrote when it failed.
step() {
    local what=$1 start=$SECONDS
    shift
    if "$@" >"$folder/log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        say "$what ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        say "FAILED: $what"
        tail -n 30 "$folder/log" | sed 's/^/  /'
        return 1
    fi
}
pwsh() { dotnet "$engine" -NoProfile -NonInteractive "$@"; }
gives() { local expected=$1; shift; local told; told=$("$@") || { echo "$told"; return 1; }; [ "$told" = "$expected" ] || { echo "$told"; return 1; }; }

pack() {
    git clone --quiet --no-hardlinks "$repository" "$1"
    cd "$1"
    pwsh -File ./build.ps1 Pack
}
# A subshell, as a step may change its directory.
in_shell() ( set -e; "$@" )

# Of the folder it was built in nothing may be told, in no file, and in neither encoding.
no_path_within() {
    local file
    find "$1" -type f | while IFS= read -r file; do
        ! tr -d '\0' <"$file" | grep -qaF -e "$folder" || { echo "$file"; exit 1; }
    done
}
same_twice() {
    pack "$folder/another/place/for a checkout" >/dev/null
    diff "$folder/checkout/out/packages/SHA256SUMS" "out/packages/SHA256SUMS"
}

finish() {
    echo "packages: $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

step "packed a clone of $(git rev-parse --short HEAD)" in_shell pack "$folder/checkout" || finish
out=$folder/checkout/out
module=$(echo "$out"/SafeProcess/*)
version=$(basename "$module")
ls -l "$out"/packages | awk 'NF > 8 { printf "install-from-packages:   %s, %d KB\n", $9, $5 / 1024 }'
step "the lists of hashes fit what lies there" pwsh -Command "& '$folder/checkout/build/Test-FileHash.ps1' '$module'; if (\$LASTEXITCODE) { exit 1 }; & '$folder/checkout/build/Test-FileHash.ps1' '$out/packages'; exit \$LASTEXITCODE" || true
step "nothing of it tells the folder it was built in" in_shell no_path_within "$module" || true
[ -z "$twice" ] || step "a second clone in another folder gave the same packages" in_shell same_twice || true

# From here on nothing of this user is seen: no packages, no modules, no settings.
mkdir -p "$folder/home/.local/share" "$folder/source" "$folder/gallery" "$folder/app"
export HOME=$folder/home NUGET_PACKAGES=$folder/cache
unset PSModulePath XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
cp "$out"/packages/SafeProcess.C*.nupkg "$folder/source"
cat >"$folder/nuget.config" <<X
<configuration>
  <packageSources>
    <clear />
    <add key="packed" value="$folder/source" />
  </packageSources>
</configuration>
X
cd "$folder/app"

step "published the module to a repository in a folder" pwsh -Command "
    \$ErrorActionPreference = 'Stop'
    Register-PSResourceRepository Local -Uri '$folder/gallery' -Trusted
    Publish-PSResource -Path '$module' -Repository Local
    if (-not (Find-PSResource SafeProcess -Repository Local)) { throw 'It is not found there.' }" || true
step "installed it from there, as packed" pwsh -Command "
    \$ErrorActionPreference = 'Stop'
    Install-PSResource SafeProcess -Repository Local
    \$found = Get-Module SafeProcess -ListAvailable
    if (-not \$found.ModuleBase.StartsWith('$folder/home')) { throw \"It is in \$(\$found.ModuleBase).\" }
    & '$folder/checkout/build/Test-FileHash.ps1' \$found.ModuleBase
    exit \$LASTEXITCODE" || true
step "ran a program with it, found by its name alone, and had its help" pwsh -Command "
    \$ErrorActionPreference = 'Stop'
    \$result = Invoke-SafeProcess { sh -c 'echo installed; exit 3' } -ErrorAction SilentlyContinue
    if (\$result.StandardOutput -ne \"installed\`n\" -or \$result.ExitCode -ne 3) { throw \"\$result\" }
    if (-not (Get-Help Invoke-SafeProcess).Description) { throw 'There is no help.' }
    if ((Get-Module SafeProcess).ModuleType -ne 'Binary' -or (Get-Command -Module SafeProcess).Count -ne 8) { throw 'It is not what was packed.' }" || true
step "uninstalled it, and did both again with the package that Pack itself made" pwsh -Command "
    \$ErrorActionPreference = 'Stop'
    Uninstall-PSResource SafeProcess
    if (Get-Module SafeProcess -ListAvailable) { throw 'It is still there.' }
    Register-PSResourceRepository Packed -Uri '$out/packages' -Trusted
    Install-PSResource SafeProcess -Repository Packed
    & '$folder/checkout/build/Test-FileHash.ps1' (Get-Module SafeProcess -ListAvailable).ModuleBase
    if (\$LASTEXITCODE) { exit 1 }
    Uninstall-PSResource SafeProcess
    if (Get-Module SafeProcess -ListAvailable) { throw 'It is still there.' }" || true

make_project() {
    dotnet new console --name library --output . --no-restore
    dotnet add package SafeProcess.Core --version "$version"
    cat >Program.cs <<'X'
using SafeProcess;

var result = await new ProcessRunner().RunAsync(
    new ProcessSpec("sh", "-c", "echo half; sleep 600") { Timeout = TimeSpan.FromSeconds(1) }, OutputSink.Text(), CancellationToken.None);
Console.WriteLine($"{result.Outcome} {result.StandardOutput.Trim()}");
X
    dotnet build -v quiet
}
step "added the library to a new console project, and built it" in_shell make_project || true
step "ran it: a deadline ended the program, and its output was kept" gives "TimedOut half" dotnet bin/Debug/net10.0/library.dll || true
step "removed the library from the project" dotnet remove package SafeProcess.Core || true

step "installed the command by dotnet tool install" dotnet tool install SafeProcess.Cli --version "$version" --tool-path "$folder/tools" || true
step "ran it" gives "from a tool" "$folder/tools/safeprocess" --timeout 30s -- echo "from a tool" || true
step "uninstalled it" dotnet tool uninstall SafeProcess.Cli --tool-path "$folder/tools" || true
[ ! -e "$folder/tools/safeprocess" ] || { failed=$((failed + 1)); say "FAILED: the command is still there"; }
finish
