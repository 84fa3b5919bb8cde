#!/usr/bin/env bash
# Runs the two commands of the README on a machine that has nothing but the .NET SDK:
#
#   tests/on-a-bare-machine.sh [--demo-only] [--keep] [--root DIR]
#
# The machine is a folder: a minimal Debian (or what this system is made of) in which chroot runs the commands. It
#   1. installs debootstrap when there is none, and makes the folder from this system's own package sources: the essential packages and
#      what .NET names as its requirements on Debian, nothing else;
#   2. shows it the SDK of this machine read-only, and gives it this machine's certificates, name resolution and NuGet configuration, but
#      no package: NuGet's cache is empty;
#   3. for each command clones this repository into it from outside, so that it needs no git, with a home folder that is empty, since each
#      command has to work alone. What is not committed is not there;
#   4. runs the command in namespaces of its own for processes and mounts, which end with all that is in them: also when this script fails or
#      is interrupted. The folder is removed in the end.
# Environment variables ask for reports (VSTestLogger) and for all tests (SAFEPROCESS_TESTS), so the command is "dotnet test" and no more.
#
# What fails it, beside a command that fails: a skipped test of the cmdlets, more than 12 skipped tests, a process that is left when the
# command has ended and is no build server of the SDK, a file left in the temporary folder that is not the SDK's own. Each is told and counts as
# failed; the demo counts as one test. The last line is "bare machine: N passed, N failed, N skipped".
#
# --demo-only   the first command alone.
# --keep        leaves the folder there, and says where.
# --root DIR    makes the folder there, or takes the one that an earlier call made there, and leaves it.
#
# Exit codes: 0 all is well; 1 something failed; 77 nothing could be run here.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
most_skipped=12
# Far above what each step takes, so that it can hang without hanging whoever waits for this script.
install_limit=10m root_limit=15m demo_limit=15m test_limit=40m

demo_only= keep= root=
while [ $# -gt 0 ]; do
    case $1 in
        --demo-only) demo_only=1; shift ;;
        --keep) keep=1; shift ;;
        --root) root=$(realpath -m -- "${2:?--root needs a folder}"); keep=1; shift 2 ;;
        *) echo "on-a-bare-machine: unknown argument $1" >&2; exit 2 ;;
    esac
done

say() { echo "on-a-bare-machine: $*"; }

cannot() {
    say "nothing was run: $*" >&2
    exit 77
}

[ "$(uname -s)" = Linux ] || cannot "this needs Linux"
[ "$(id -u)" = 0 ] || cannot "this needs root, for chroot and mounts"
command -v apt-get >/dev/null || cannot "this needs a Debian or what is made of it: there is no apt-get"
command -v git >/dev/null || cannot "there is no git"
sdk=$(command -v dotnet) || cannot "there is no dotnet on PATH"
sdk=$(dirname "$(readlink -f "$sdk")")
unshare --mount --pid --fork --kill-child true 2>/dev/null || cannot "no namespace of processes and mounts can be made here"

export DEBIAN_FRONTEND=noninteractive
if ! command -v debootstrap >/dev/null; then
    say "installing debootstrap"
    { timeout "$install_limit" apt-get update -q && timeout "$install_limit" apt-get install -q -y --no-install-recommends debootstrap; } >&2 </dev/null ||
        cannot "apt-get could not install debootstrap"
fi

mark=.safeprocess-bare-machine
if [ -z "$root" ]; then
    root=$(mktemp -d "${TMPDIR:-/tmp}/safeprocess-bare.XXXXXX")
elif [ -e "$root" ] && ! [ -e "$root/$mark" ] && [ -n "$(ls -A "$root")" ]; then
    cannot "$root is not empty, and not a folder of this script"
fi

job=
# The first process of a namespace takes all others with it, and its parent ends once they have.
end_job() {
    local first
    first=$(cat "/proc/$job/task/$job/children" 2>/dev/null) || true
    [ -z "$first" ] || kill -KILL $first 2>/dev/null || true
    kill -KILL "$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
}
clean_up() {
    trap - EXIT INT TERM HUP
    [ -z "$job" ] || end_job
    if [ -n "$keep" ]; then
        say "the folder is $root"
    else
        rm -rf --one-file-system "$root"
    fi
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# In the background, since a shell obeys a signal only once its foreground command has ended. Ends with this script, also when that is killed.
isolated() {
    local result=0
    setpriv --pdeathsig KILL unshare --mount --pid --ipc --fork --kill-child "$@" </dev/null &
    job=$!
    wait "$job" || result=$?
    job=
    return "$result"
}

# The newest package that is called so, as some have the version of a library in their name.
newest() { apt-cache pkgnames "$1" | grep -E "^$1$2\$" | sort -V | tail -n 1; }

make_root() {
    local suite mirror requirements
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }')
    [ -n "$suite" ] && [ -n "$mirror" ] || cannot "the package sources of this system do not name its own release"
    [ -n "$(newest libicu '[0-9]+')" ] || timeout "$install_limit" apt-get update -q >&2 </dev/null || cannot "apt-get could not update"
    # learn.microsoft.com/dotnet/core/install/linux-debian#dependencies; zlib1g is among the essential packages.
    requirements=ca-certificates,libc6,libgcc-s1,libgssapi-krb5-2,libstdc++6,tzdata,$(newest libicu '[0-9]+'),$(newest libssl '3(t64)?')
    say "making a clean $suite with $requirements"
    mkdir -p "$root"
    # Some tests run programs as another user, who has to pass through it.
    chmod 755 "$root"
    # What an interrupted call left.
    find "$root" -xdev -mindepth 1 -delete
    touch "$root/$mark"
    isolated timeout "$root_limit" debootstrap --variant=minbase --include="$requirements" "$suite" "$root" "$mirror" >"$root/debootstrap.log" 2>&1 ||
        { tail -n 20 "$root/debootstrap.log" >&2; cannot "debootstrap could not make the folder"; }
    rm -rf "$root/var/cache/apt/archives"
    echo made >"$root/$mark"
}

# A home without a trace of earlier builds, an empty temporary folder, a clone.
prepare() {
    rm -rf "$root/root" "$root/tmp" "$root/home" "$root/results"
    mkdir -p -m 700 "$root/root"
    mkdir -p -m 1777 "$root/tmp"
    mkdir -p "$root/home" "$root/results" "$root$sdk"
    rm -rf "$root/etc/ssl/certs"
    cp -rL /etc/ssl/certs "$root/etc/ssl/certs"
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    local config=${HOME:-/root}/.nuget/NuGet/NuGet.Config
    ! [ -e "$config" ] || install -D -m 600 "$config" "$root/root/.nuget/NuGet/NuGet.Config"
    git clone --quiet --no-hardlinks "$repository" "$root/home/SafeProcess"
    git -C "$root/home/SafeProcess" checkout --quiet --detach "$commit"
}

# What makes NuGet reachable from here, and nothing that says where packages or an SDK are.
environment=(HOME=/root "PATH=$sdk:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 VSTestLogger=trx VSTestResultsDirectory=/results
    SAFEPROCESS_TESTS=all)
while IFS= read -r -d '' variable; do
    case ${variable%%=*} in
        SSL_CERT_*|NUGET_CERT_*|NUGET_ENHANCED_*|DOTNET_SYSTEM_NET_*|http_proxy|https_proxy|no_proxy|all_proxy|HTTP_PROXY|HTTPS_PROXY|NO_PROXY|ALL_PROXY)
            environment+=("$variable") ;;
    esac
done < <(env -0)

# Runs as the first process of the namespaces.
inside() {
    set -euo pipefail
    local root=$1 sdk=$2 limit=$3 command=$4 device status=0
    shift 4
    # The top folder of a machine is a mount: what makes it private for its own namespace (unshare --mount) fails otherwise.
    mount --bind "$root" "$root"
    cd "$root"
    mount --bind "$sdk" "$root$sdk"
    mount -o remount,bind,ro "$root$sdk"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero full random urandom tty; do
        : >"$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
    mount -t tmpfs tmpfs "$root/dev/shm"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"

    # What a shell starts in the background ignores the signals of a terminal, which a command typed there does not.
    env -i --default-signal "$@" timeout -k 10s "$limit" chroot "$root" /bin/sh -c "cd /home/SafeProcess && $command" || status=$?
    echo "$status" >"$root/results/status"

    # What has been told to end does so in its own time. The SDK's build servers may stay: MSBuild gives each 30 ms to answer (ShutdownAllNodes in
    # github.com/dotnet/msbuild, NodeProviderOutOfProcBase.cs), which is too little on a busy machine.
    env -i "$@" timeout -k 10s 2m chroot "$root" dotnet build-server shutdown >/dev/null 2>&1 || true
    local left servers id command tries
    for ((tries = 0; tries < 100; tries++)); do
        left= servers=
        for id in "$root"/proc/[0-9]*; do
            id=${id##*/}
            [ "$id" != 1 ] || continue
            command=$(tr '\0' ' ' 2>/dev/null <"$root/proc/$id/cmdline" | cut -c1-200) || true
            if [[ "$command" =~ /sdk/[^/]+/(MSBuild(\.dll)?\ .*/nodemode:|Roslyn/bincore/VBCSCompiler) ]]; then
                servers+="$id "
            else
                left+="$id $command"$'\n'
            fi
        done
        [ -n "$left" ] || break
        sleep 0.1
    done
    printf '%s' "$left" >"$root/results/processes"
    printf '%s' "$servers" >"$root/results/servers"
}

passed=0 failed=0 skipped=0
times=
broken() {
    failed=$((failed + 1))
    say "FAILED: $*"
}

# What is in the temporary folder that the SDK does not leave there whatever it builds: folders with these names, and some with a name of six random
# characters, which are empty, or hold what "dotnet tool restore" found; and the sockets and pipes of its build servers that stayed, which have their
# process ids in their names. Names that differ in their numbers alone are told once.
not_of_the_sdk() {
    local name servers
    servers=$(tr ' ' '|' 2>/dev/null <"$root/results/servers") || true
    ls -A "$root/tmp" | grep -vE "^(\.dotnet|NuGetScratch.*|MSBuildTemp.*|VBCSCompiler|(MSBuild|(clr-debug-pipe|dotnet-diagnostic)-)(${servers}none)(-.*)?)\$" | while IFS= read -r name; do
        [[ $name =~ ^[A-Za-z0-9]{6}$ ]] && [[ $(ls -A "$root/tmp/$name") =~ ^(project\.assets\.json)?$ ]] || sed -E 's/\b[0-9A-F]{8}\b|[0-9]+/N/g' <<<"$name"
    done | sort | uniq -c | awk '{ printf "%s%s (%s)", (NR > 1) ? ", " : "", $2, $1 }'
}

# Runs a command of the README and looks at what it left. Its exit code is that of the command.
try() {
    local limit=$1 command=$2 status files start=$SECONDS
    prepare
    echo
    echo "$ $command"
    isolated bash -c "$(declare -f inside)"'; inside "$@"' inside "$root" "$sdk" "$limit" "$command" "${environment[@]}" || true
    times+="  $((SECONDS - start)) s  $command"$'\n'
    status=$(cat "$root/results/status" 2>/dev/null || echo 1)
    echo
    if ! [ -f "$root/results/processes" ]; then
        broken "the command could not be watched to its end"
    elif [ -s "$root/results/processes" ]; then
        broken "left these processes:"$'\n'"$(sed 's/^/  /' "$root/results/processes")"
    fi
    files=$(not_of_the_sdk)
    [ -z "$files" ] || broken "left these files in the temporary folder: $files"
    return "$status"
}

commit=$(git -C "$repository" rev-parse HEAD)
[ -z "$(git -C "$repository" status --porcelain)" ] || say "what is not committed here is not in the clone of $commit"
start=$SECONDS
if [ "$(cat "$root/$mark" 2>/dev/null)" != made ]; then
    make_root
    times+="  $((SECONDS - start)) s  a clean system"$'\n'
fi

if try "$demo_limit" 'dotnet tool restore && dotnet pwsh ./build.ps1 Demo'; then
    passed=$((passed + 1))
else
    broken "the demo ended with exit code $?"
fi

if [ -z "$demo_only" ]; then
    status=0
    try "$test_limit" 'dotnet test' || status=$?
    tests=$("$repository/tests/list-results.sh" "$root/results")
    count() { awk -F '\t' -v kind="$1" -v name="$2" '$1 == kind && index($2, name) == 1 { n++ } END { print n + 0 }' <<<"$tests"; }
    list() { awk -F '\t' -v kind="$1" '$1 == kind { print "  " $2 ($3 == "" ? "" : ": " $3) }' <<<"$tests" | sort; }
    wrong=$(count failed '')
    skipped=$(count skipped '')
    passed=$((passed + $(count passed '')))
    failed=$((failed + wrong))
    [ "$wrong" -eq 0 ] || { echo "Failed:"; list failed; }
    [ "$skipped" -eq 0 ] || { echo "Skipped:"; list skipped; }
    [ "$status" -eq 0 ] || [ "$wrong" -gt 0 ] || broken "no test failed, but dotnet test ended with exit code $status"
    [ "$(count passed SafeProcess.Tests.)" -gt 0 ] || broken "no test of the cmdlets ran"
    [ "$(count skipped SafeProcess.Tests.)" -eq 0 ] || broken "$(count skipped SafeProcess.Tests.) tests of the cmdlets were skipped"
    [ "$skipped" -le "$most_skipped" ] || broken "$skipped tests were skipped, more than $most_skipped"
fi

echo "Time:"
printf '%s' "$times"
echo "bare machine: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
