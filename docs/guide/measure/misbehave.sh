# What the callers of comparison.ps1 run: sh misbehave.sh CASE FOLDER. Each process that matters writes its id into the folder.
case=$1 folder=$2
echo $$ > "$folder/program.pid"

# In the background of a script a program has SIGINT ignored; a person's Ctrl+C would reach it.
inTheBackground() { env --default-signal=INT,QUIT "$@" & }

case $case in
polite)    # takes a moment to end well when it is asked to, by SIGTERM or SIGINT
    trap 'sleep 0.3; echo yes > "$folder/asked"; exit 0' TERM INT
    echo half
    while :; do sleep 0.1; done ;;
stubborn)  # ignores the request
    trap '' TERM INT
    echo half
    while :; do sleep 0.1; done ;;
full)      # a megabyte on each stream, the one that is read last by many first
    head -c 1000000 /dev/zero | tr '\0' e >&2
    head -c 1000000 /dev/zero | tr '\0' o ;;
tree)      # a child, a child with a session of its own, and one that has also lost its parent
    inTheBackground sleep 123
    echo $! > "$folder/child.pid"
    inTheBackground setsid sleep 123
    echo $! > "$folder/session.pid"
    (inTheBackground setsid sleep 123; echo $! > "$folder/daemon.pid")
    echo half
    wait ;;
orphan)    # ends at once and leaves a child that holds its streams
    inTheBackground sleep 15
    echo $! > "$folder/child.pid"
    echo half ;;
esac
