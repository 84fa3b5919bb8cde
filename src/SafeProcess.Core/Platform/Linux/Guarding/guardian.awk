# Ends the trees of a host that has died: stop signal, grace period, kill, each tree at its own pace. Runs once, when the host has
# gone, on what every Linux has: awk, sh, grep, sleep and /proc. Times are clock ticks.
#
# This is how to look and how to signal. Who is a member and how long all takes is not said here: the host fills the places, lines with a name between two at
# signs, with its own rule and numbers (GuardianScript.cs).

BEGIN {
@numbers@

    if (!readRegistry("/proc/self/fd/3"))
        exit
    # The prefix that grep gives each line cannot be forged by a process that has newlines or parentheses in its name, and what is
    # matched after the last parenthesis is the kernel's. The first file is grep's own: its start is the time of the look.
    # No environment is read here: it lies in the memory of its process, and to read it may wait for as long as that is stuck.
    seek = "grep -aHosE -e '[)] [A-Za-z] [-0-9 ]+$' -e '^Max file locks +[0-9a-z]+ +[0-9]+' /proc/self/stat"
    files = " /proc/[0-9]*/stat /proc/[0-9]*/limits"
    direct = "exec " seek files
    inParts = "printf '%s\\n'" files " | xargs " seek
    looking = direct

    while (quiet < looksToBelieve || (unseen && now < died + unseenStart)) {
        if (look()) {
            findMembers()
            act()
        } else {
            # More processes than arguments fit, or none left to look with.
            if (++failures > mostFailures)
                break
            looking = looking == direct ? inParts : direct
            pause(shortPause)
        }
    }

    for (i = 1; i <= trees; i++)
        if (cgroup[i] != "-")
            tell("rmdir '" cgroup[i] "'")
    close("sh")
}

# A line for each program that a tree begins with: "+ ROOT SIGNAL MILLISECONDS MARK SHAREDMARK LAUNCHED MARKED RUNID CGROUP", of which LAUNCHED and
# MARKED are times, and 0 stands for none. The programs of a run are one tree. A place without a tree begins otherwise.
function readRegistry(file,    line, field, i) {
    while ((getline line < file) > 0) {
        if (split(line, field, " ") < fields || field[1] != "+")
            continue
        if (!(field[9] in byRun)) {
            byRun[field[9]] = ++trees
            launched[trees] = field[7] + 0
            firstRoot[trees] = field[2]
        }
        i = byRun[field[9]]
        signal[i] = field[3]
        grace[i] = field[4] * ticksPerSecond / 1000
        if (field[5] != "0")
            byMark[field[5]] = i
        if (field[6] != "0")
            bySharedMark[field[6]] = i
        if (field[7] + 0 < launched[i])
            launched[i] = field[7] + 0
        if (field[8] + 0 > markedAt[i] + 0)
            markedAt[i] = field[8] + 0
        run[i] = field[9]
        cgroup[i] = field[10]
        if (field[2] > 0)
            bySession[field[2]] = i
        else
            # Its session is nobody's: a process whose session is outside of this namespace has the number 0.
            unseen = 1
    }
    return trees
}

# Lists the living: birth, parent, group, session, state and end of each, marked by the tree whose mark it carries.
function look(    line, colon, file, text, field, process, asks) {
    split("", birth); split("", parent); split("", group); split("", session); split("", marked); split("", state); split("", ending); split("", isRead)
    split("", taken); split("", sessions)
    now = 0
    while ((looking | getline line) > 0) {
        colon = index(line, ":")
        text = substr(line, colon + 1)
        split(substr(line, 1, colon - 1), file, "/")
        process = file[3]
        if (file[4] == "limits") {
            # The hard one is the run's, the soft one that of all inside the outermost run.
            split(text, field, " ")
            if (field[5] in byMark)
                marked[process] = byMark[field[5]]
            else if (field[4] in bySharedMark)
                marked[process] = bySharedMark[field[4]]
            continue
        }

        # After the parenthesis, field[1]: state, parent, group, session ... flags (8), threads (19), start (21), pending signals (30).
        split(text, field, " ")
        if (process == "self") {
            now = field[21] + 0
            asks = field[3]
            if (!died)
                died = now
            continue
        }
        delete birth[process]
        taken[process] = field[21]
        sessions[field[5]] = 1
        # A zombie is dead unless other threads of it go on.
        if (field[2] ~ /[ZXx]/ && field[19] < 2)
            continue
        birth[process] = field[21]
        state[process] = field[2]
        if (isEnding(field[2], field[8], field[30]))
            ending[process] = 1
        parent[process] = field[3]
        group[process] = field[4]
        session[process] = field[5]
    }
    close(looking)
    # Who is given what loses its parent was given this script when the host died.
    if (looking == direct && (asks in parent))
        reaper = parent[asks]
    return now
}

# As in ProcFile.cs: what was killed, or is exiting, and waits for nothing but a processor.
function isEnding(state, flags, pending) {
    if (state == "R")
        return has(flags, exiting) || has(flags, signaled) || has(pending, killPending)
    return state == "Z" && has(flags, signaled)
}

function has(bits, bit) {
    return int(bits / bit) % 2
}

# tree[PID].
function findMembers(    process, i) {
    split("", tree); split("", inGroup)
    learnLaunches()
    for (i in bySession) {
        # The kernel gives a session's number to nobody else while a member is left.
        missing[i] = (i in sessions) ? 0 : missing[i] + 1
        if (missing[i] > looksWithoutSession || ((i in taken) && taken[i] + 0 > died))
            lost[i] = 1
    }
    for (i = 1; i <= trees; i++)
        if (cgroup[i] != "-") {
            while ((getline process < (cgroup[i] "/cgroup.procs")) > 0)
                inGroup[process] = i
            close(cgroup[i] "/cgroup.procs")
        }
    for (process in birth)
        if ((i = treeOf(process)))
            tree[process] = i
@parents@
    for (process in tree)
        known[process, birth[process]] = tree[process]
}

# The tree that a process is proven to be of; 0 for none.
function treeOf(process,    i) {
@proofs@
}

# Gives what comes of a member its tree.
function followParents(    process, i, depth, path, outside) {
    for (process in birth) {
        depth = 0
        for (i = process; (i in birth) && !(i in tree) && !(i in outside); i = parent[i]) {
            path[++depth] = i
            outside[i] = 1
        }
        if (i in tree)
            for (i = tree[i]; depth > 0; depth--) {
                tree[path[depth]] = i
                delete outside[path[depth]]
            }
    }
}

function treeOfSession(process) {
    return ((session[process] in bySession) && !(session[process] in lost)) ? bySession[session[process]] : 0
}

# Of those born in the clock tick of the first program's birth the ids, which are given out once around, tell who came first.
function isBornUnmarked(process, i,    born, steps) {
    born = birth[process] + 0
    if (born < launched[i] || (markedAt[i] && born > markedAt[i]))
        return 0
    if (born > launched[i] || !(i in first))
        return 1
    steps = process - first[i]
    if (steps <= 0)
        steps += idsAround
    return steps <= idsAround / 2
}

# A tree was launched when its first program was born: that is told as long as nobody has reaped it.
function learnLaunches(    i) {
    for (i = 1; i <= trees; i++)
        if (!(i in first) && firstRoot[i] > 0 && (firstRoot[i] in taken) && taken[firstRoot[i]] + 0 <= died) {
            first[i] = firstRoot[i]
            if (taken[firstRoot[i]] + 0 > launched[i])
                launched[i] = taken[firstRoot[i]] + 0
        }
}

function hasLostParent(process) {
    return parent[process] < 2 || parent[process] == reaper
}

# Whether its environment names the run. It is read once a look, until it names one: a process that is just being replaced by another program shows none.
# Not while the process may be stuck with its memory locked.
function names(process, i,    command, line, value) {
    if (state[process] != "D" && !((process, birth[process]) in named) && !(process in isRead)) {
        isRead[process] = 1
        command = "grep -azx 'SAFEPROCESS_RUN_ID=[0-9a-f:]*' /proc/" process "/environ 2>/dev/null"
        while ((command | getline line) > 0) {
            value = substr(line, index(line, "=") + 1)
            sub(/[^0-9a-f:].*$/, "", value)
            named[process, birth[process]] = ":" value ":"
        }
        close(command)
    }
    return ((process, birth[process]) in named) && index(named[process, birth[process]], ":" run[i] ":")
}

# Takes each tree a step down. A member that appears during the grace period is asked only once those asked before are gone: it may be
# what their handler for the stop signal runs to clean up.
function act(    process, i, asking, ask, wake, kills, together, busy, fresh, newcomers, dying, groups) {
    # The grace period begins with the first look after the stop signal: it is never shorter than asked for.
    for (i in begun)
        if (!(i in due))
            due[i] = now + grace[i]
    for (process in tree) {
        i = tree[process]
        if (!grace[i] && !(i in due))
            due[i] = now
        if ((process, birth[process]) in asked)
            asking[i] = 1
        if ((i in due) && now >= due[i] && !((process, birth[process]) in hunted))
            hunted[process, birth[process]] = newcomers[i] = 1
        if (process in ending)
            dying[i] = 1
    }
    giveUp(newcomers, dying)
    nextDue = 0
    for (process in tree) {
        i = tree[process]
        if (i in givenUp)
            continue
        busy = 1
        if ((i in due) && now >= due[i]) {
            if (i in newcomers)
                fresh = 1
            if (!isStill(process))
                continue
            kills = kills " " process
            # A group is killed at once, however fast it forks.
            if (treeOfSession(process) == i)
                kills = kills " -" group[process]
            if (cgroup[i] != "-" && !(i in groups)) {
                groups[i] = 1
                tell("echo 1 >'" cgroup[i] "/cgroup.kill'")
            }
            if (++together >= mostTogether) {
                tell("kill -" SIGKILL kills)
                kills = ""
                together = 0
            }
            continue
        }
        if ((i in due) && (!nextDue || due[i] < nextDue))
            nextDue = due[i]
        if (!(i in asking) && !((process, birth[process]) in asked)) {
            begun[i] = 1
            if (!isStill(process))
                continue
            asked[process, birth[process]] = 1
            ask[signal[i]] = ask[signal[i]] " " process
            wake = wake " " process
            if (!(i in due))
                fresh = 1
        }
    }
    for (i in ask)
        tell("kill -" i ask[i])
    if (wake)
        tell("kill -s CONT" wake)
    if (kills)
        tell("kill -" SIGKILL kills)

    quiet = busy ? 0 : quiet + 1
    if (busy ? !fresh : quiet > looksToBelieve)
        pause(now - died < haste ? shortPause : rarePause)
}

# How long a tree is killed that does not end, as in StopLadder.cs. Who is found while the last looks are taken is new, and not given up.
function giveUp(newcomers, dying,    i) {
    for (i in due) {
        if (now < due[i])
            continue
        if (!(i in killing))
            killing[i] = progress[i] = now
        if (now - killing[i] >= pursuitPatience)
            givenUp[i] = 1
        else if (i in newcomers) {
            progress[i] = now
            delete givenUp[i]
        } else if (now - progress[i] >= killPatience && !(i in dying))
            givenUp[i] = 1
    }
}

# Whether a number is still that of the process the look saw: a look takes long enough for the kernel to give it to another.
function isStill(process,    file, line, text, field) {
    file = "/proc/" process "/stat"
    while ((getline line < file) > 0)
        text = text line " "
    close(file)
    sub(/^.*[)] /, "", text)
    split(text, field, " ")
    return field[20] == birth[process]
}

# To a shell that stays: a signal costs no process.
function tell(command) {
    print command | "sh"
    fflush("sh")
}

function pause(seconds) {
    if (!coarse && system("sleep " seconds) == 0)
        return
    # A sleep that knows whole seconds alone.
    coarse = 1
    if (nextDue - now > ticksPerSecond)
        system("sleep 1")
}
