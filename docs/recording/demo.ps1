$r = Invoke-SafeProcess { sh -c 'echo half of the work; sleep 600 & wait' } -Timeout 2s
$r
$r.StandardOutput
$r.Diagnosis | Format-Table Id, Name, State, WaitsOn
'alpha', 'beta' | Invoke-SafeProcessBatch { sh -c 'echo x >> $0; test $(wc -l < $0) -eq 3' $_ } -RetryCount 4
