exec parallel --will-cite --timeout "$1" --termseq TERM,1000,KILL sh {1} {2} {3} ::: "$4" ::: "$3" ::: "$2" > "$2/captured.out" 2> "$2/captured.err"
