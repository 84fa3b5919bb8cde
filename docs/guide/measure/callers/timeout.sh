exec timeout -k 1 "$1" sh "$4" "$3" "$2" > "$2/captured.out" 2> "$2/captured.err"
