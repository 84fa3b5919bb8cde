# Ends the trees of a host that has died: stop signal, grace period, kill, each tree at its own pace. Runs once, when the host has
# gone, on what every Linux has: awk, sh, grep, sleep and /proc. Times are clock ticks: 1/100 s wherever .NET runs.

BEGIN {
    patience = 500        # how long kills are repeated
    unseenStart = 100     # how long a program may need to show its run's id when the host did not live to see it start
    mostTogether = 50     # how many are killed by one command: time passes between a second look at each and that
    looksToBelieve = 10   # a look misses what is born while it is taken: so many that find nothing are believed

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
            if (++failures > 600)
                break
            looking = looking == direct ? inParts : direct
            pause(0.05)
        }
    }

    for (i = 1; i <= trees; i++)
        if (cgroup[i] != "-")
            tell("rmdir '" cgroup[i] "'")
    close("sh")
}

# A line for each program that a tree begins with: "+ ROOT SIGNAL MILLISECONDS MARK SHAREDMARK LAUNCHED MARKED RUNID CGROUP", of which LAUNCHED and
# MARKED are times, and 0 stands for none. What carries a mark is of the last of them, what is only in the session of a program of that one. A place without
# a tree begins otherwise.
function readRegistry(file,    line, field) {
    while ((getline line < file) > 0) {
        if (split(line, field, " ") < 10 || field[1] != "+")
            continue
        trees++
        root[trees] = field[2]
        signal[trees] = field[3]
        grace[trees] = field[3] == 9 ? 0 : field[4] / 10
        if (field[5] != "0")
            byMark[field[5]] = trees
        if (field[6] != "0")
            bySharedMark[field[6]] = trees
        launched[trees] = field[7] + 0
        markedAt[trees] = field[8] + 0
        run[trees] = field[9]
        cgroup[trees] = field[10]
        if (field[2] > 0)
            bySession[field[2]] = trees
        else
            # Its session is nobody's: a process whose session is outside of this namespace has the number 0.
            unseen = lost[trees] = 1
    }
    return trees
}

# Lists the living: birth, parent, group, session and state of each, marked by the tree whose mark it carries.
function look(    line, colon, file, text, field, process, asks) {
    split("", birth); split("", parent); split("", group); split("", session); split("", marked); split("", state); split("", isRead)
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

        # After the parenthesis, field[1]: state, parent, group, session ... threads (19), start (21).
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

# tree[PID]. An environment nominates, only facts of the kernel prove (Membership.cs): what a process was, its mark, its session, its cgroup, its parents;
# or that it was born before its tree had its mark, and has lost its parent.
function findMembers(    process, i, depth, path, outside) {
    split("", tree)
    for (i = 1; i <= trees; i++) {
        # The kernel gives a session's number to nobody else while a member is left.
        missing[i] = (root[i] in sessions) ? 0 : missing[i] + 1
        if (missing[i] > 4 || ((root[i] in taken) && taken[root[i]] + 0 > died))
            lost[i] = 1
        if (cgroup[i] != "-") {
            while ((getline process < (cgroup[i] "/cgroup.procs")) > 0)
                if (process in birth)
                    tree[process] = i
            close(cgroup[i] "/cgroup.procs")
        }
    }
    for (process in birth) {
        if ((process, birth[process]) in known)
            tree[process] = known[process, birth[process]]
        else if (process in marked)
            tree[process] = marked[process]
        else if ((session[process] in bySession) && !lost[bySession[session[process]]])
            tree[process] = bySession[session[process]]
        else
            for (i = trees; i > 0 && !(process in tree); i--)
                if (isEarly(process, i) && names(process, i))
                    tree[process] = i
    }
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
    for (process in tree)
        known[process, birth[process]] = tree[process]
}

function isEarly(process, i) {
    return birth[process] + 0 >= launched[i] && (!markedAt[i] || birth[process] + 0 <= markedAt[i]) && (parent[process] < 2 || parent[process] == reaper)
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
function act(    process, i, other, asking, ask, wake, kills, together, busy, fresh) {
    # The grace period begins with the first look after the stop signal: it is never shorter than asked for.
    for (i in begun)
        if (!(i in due))
            due[i] = now + grace[i]
    for (process in tree)
        if ((process, birth[process]) in asked)
            asking[tree[process]] = 1
    nextDue = 0
    for (process in tree) {
        i = tree[process]
        if (!grace[i] && !(i in due))
            due[i] = now
        if ((i in due) && now > due[i] + patience)
            continue
        busy = 1
        if ((i in due) && now >= due[i]) {
            if (!isStill(process))
                continue
            if (!((process, birth[process]) in killed))
                fresh = killed[process, birth[process]] = 1
            kills = kills " " process
            # A group is killed at once, however fast it forks.
            other = (session[process] in bySession) ? bySession[session[process]] : 0
            if (other && run[other] == run[i] && !lost[other])
                kills = kills " -" group[process]
            if (cgroup[i] != "-")
                tell("echo 1 >'" cgroup[i] "/cgroup.kill'")
            if (++together >= mostTogether) {
                tell("kill -9" kills)
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
        tell("kill -9" kills)

    quiet = busy ? 0 : quiet + 1
    if (busy ? !fresh : quiet > looksToBelieve)
        pause(now - died < 500 ? 0.05 : 0.25)
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
    if (nextDue - now > 100)
        system("sleep 1")
}
