# What SafeProcess.psd1 loads in a checkout where nothing is built yet.
$root = "$PSScriptRoot/.." -replace '[\\/]module[\\/]\.\.$'
$problem = [System.InvalidOperationException]::new("SafeProcess is not built yet. Run this, then import it again: dotnet build '$root/src/SafeProcess'")
throw [System.Management.Automation.ErrorRecord]::new($problem, 'ModuleNotBuilt', 'NotInstalled', $root)
