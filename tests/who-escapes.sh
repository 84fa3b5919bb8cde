#!/usr/bin/env bash
# Measures who escapes from what, for the table in docs/reliability.md (Linux):
#
#   tests/who-escapes.sh [ROUNDS]
#
# Each way to escape is tried ROUNDS times (10) against each thing that holds a tree: the search of a host that lives, whose run is stopped by a deadline;
# the guardian, when the host is killed; a control group and a PID namespace, where this user can have one. A line for each way tells how many of the escapees lived on.
# Whatever it leaves it ends itself. It needs setsid (util-linux), pgrep (procps), and a C compiler for the fastest way. As root it makes a control group and delegates
# it, where cgroup v2 is mounted; for that it needs setfattr (attr) or python3.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-10}
safeprocess=$PWD/src/SafeProcess.Cli/bin/Debug/net10.0/safeprocess
[ -x "$safeprocess" ] || { echo "who-escapes: build first (dotnet build)" >&2; exit 2; }
folder=$(mktemp -d)

# A delegated group; hosts are in a group of their own in it, as where systemd delegates one.
mount=$(findmnt -nt cgroup2 -o TARGET 2>/dev/null | head -1)
delegated=$mount/safeprocess-who-escapes-$$
delegate() {
    [ -n "$mount" ] && mkdir -p "$delegated/host" "$delegated/elsewhere" || return
    setfattr -n trusted.delegate -v 1 "$delegated" || python3 -c 'import os, sys; os.setxattr(sys.argv[1], "trusted.delegate", b"1")' "$delegated"
}

# Becomes a host in the delegated group: for a subshell.
contained() {
    echo $BASHPID >"$delegated/host/cgroup.procs" && exec "$@"
}

trap 'rm -rf "$folder"; rmdir "$delegated"/* "$delegated" 2>/dev/null' EXIT

# Forks twice, leads a session of its own and becomes another program without an environment, as the first thing it does.
cat >"$folder/atonce.c" <<'END'
#include <unistd.h>
int main(int argc, char **argv)
{
    char *none[] = { 0 };
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            execve("/bin/sleep", argv, none);
        _exit(0);
    }
    sleep(100);
    return argc;
}
END
cc -O2 -static -o "$folder/atonce" "$folder/atonce.c" 2>/dev/null || cc -O2 -o "$folder/atonce" "$folder/atonce.c" 2>/dev/null || true

# What each way runs; @ is the escapee's only argument, by which it is found.
names=() ways=()
way() { names+=("$1"); ways+=("$2"); }
way "a child, a child of a child" 'sleep @ & sleep 100'
way "leads a session of its own" 'setsid sleep @ & sleep 100'
way "that, and its parent has ended (a daemon)" '(setsid sh -c "sleep @ & sleep 0.05" &) ; sleep 100'
way "that, and has no environment" '(setsid env -i sh -c "sleep @ & sleep 0.05" &) ; sleep 100'
[ -x "$folder/atonce" ] && way "that, as the first act of the program" "$folder/atonce @"
way "that, and takes off the mark (ulimit -x)" '(setsid env -i bash -c "ulimit -x 77; sleep @ & sleep 0.05" &) ; sleep 100'
way "the same, while its parent lives" 'setsid env -i bash -c "ulimit -x 77; sleep @ & wait" & sleep 100'
group=
if delegate 2>/dev/null && [[ $(contained "$safeprocess" --json -- true) == *'"Containment":"ControlGroup"'* ]]; then
    group=yes
    way "goes into another control group" 'sh -c "echo \$\$ >'"$delegated"'/elsewhere/cgroup.procs; exec sleep @" & sleep 100'
    way "that, and leaves session, parent and environment" \
        '(setsid env -i sh -c "echo \$\$ >'"$delegated"'/elsewhere/cgroup.procs; sleep @ & sleep 0.05" &) ; sleep 100'
    way "that, and takes off the mark" \
        '(setsid env -i bash -c "ulimit -x 77; echo \$\$ >'"$delegated"'/elsewhere/cgroup.procs; sleep @ & sleep 0.05" &) ; sleep 100'
fi

# The ids of what runs with this as its only argument.
escapees() { pgrep -f "^(sleep|$folder/atonce) ${1//./\\.}\$"; }

# One round: what holds the tree, the way, a number of its own. Prints 1 when the escapee lives on.
try() {
    local mark="97.$3" command=${2//@/97.$3} pid left waited
    local run=(sh -c "$command")
    [[ $command != "$folder"/* ]] || read -ra run <<<"$command"
    case $1 in
        search) "$safeprocess" --timeout 400ms --grace 100ms -- "${run[@]}" >/dev/null 2>&1 ;;
        namespace) "$safeprocess" --containment namespace --timeout 400ms --grace 100ms -- "${run[@]}" >/dev/null 2>&1 ;;
        group) (contained "$safeprocess" --timeout 400ms --grace 100ms -- "${run[@]}") >/dev/null 2>&1 ;;
        guardian | first | last)
            local host=("$safeprocess")
            [ "$1" != first ] || host=("$safeprocess" --containment namespace)
            [ "$1" != last ] || host=(contained "$safeprocess")
            "${host[@]}" --grace 100ms -- "${run[@]}" >/dev/null 2>&1 &
            pid=$!
            # On a busy machine the escapee is born late; then it has to lose its parent.
            for waited in {1..100}; do
                [ -z "$(escapees "$mark")" ] || break
                sleep 0.1
            done
            [ -n "$(escapees "$mark")" ] || echo "who-escapes: '$command' did not begin, which is no escape held" >&2
            sleep 0.3
            kill -9 $pid
            wait $pid 2>/dev/null
            # The guardian takes its time: whatever is gone within five seconds was held.
            for waited in 1 2 3 4 5 6 7 8 9 10; do
                [ -n "$(escapees "$mark")" ] || break
                sleep 0.5
            done ;;
    esac
    left=$(escapees "$mark")
    [ -z "$left" ] || kill -9 $left 2>/dev/null
    [ -z "$left" ] && echo 0 || echo 1
}

namespace=yes
"$safeprocess" --containment namespace -- true 2>/dev/null || namespace=
echo "| way | deadline, host lives | host is killed |${group:+ deadline, in a control group | host is killed, in a control group |}${namespace:+ deadline, in a namespace | host is killed, in a namespace |}"
echo "| --- | --- | --- |${group:+ --- | --- |}${namespace:+ --- | --- |}"
number=0
for index in "${!ways[@]}"; do
    line="| ${names[$index]} |"
    for holder in search guardian ${group:+group last} ${namespace:+namespace first}; do
        escaped=0
        for round in $(seq "$rounds"); do
            number=$((number + 1))
            escaped=$((escaped + $(try "$holder" "${ways[$index]}" "$number$$")))
        done
        line="$line $escaped of $rounds |"
    done
    echo "$line"
done
