exec "$SAFEPROCESS" --timeout "$1s" --grace 1s -- sh "$4" "$3" "$2" > "$2/captured.out" 2> "$2/captured.err"
