# The worked example of the guide: docs/guide/6-worked-example.md. Load it with a dot: . ./HostCertificates.ps1

# What a certificate is worth on a day. It asks no clock and runs nothing, so each case is one line of a test.
function Get-CertificateState {
    param(
        [Parameter(Mandatory)] [datetime] $NotAfter,
        [Parameter(Mandatory)] [datetime] $Today,
        [int] $WarnDays = 30
    )
    if ($NotAfter -lt $Today) { 'Expired' }
    elseif ($NotAfter -lt $Today.AddDays($WarnDays)) { 'Expiring' }
    else { 'Good' }
}

# Asks each host (name:port) for its certificate. Gives one object for each, whatever came of it, in the order of their ends.
function Get-HostCertificate {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] [string[]] $HostName,
        [int] $ThrottleLimit = 20,
        [string] $Timeout = '5s',
        [int] $WarnDays = 30,
        [string] $JobLog
    )
    begin { $hosts = [Collections.Generic.List[string]]::new() }
    process { $hosts.AddRange($HostName) }
    end {
        $options = @{
            ThrottleLimit = $ThrottleLimit
            Timeout       = $Timeout
            # A host that did not answer in time may only be busy. One that refuses will refuse again.
            RetryCount    = 1
            RetryOn       = 'TimedOut'
            # A failed host is a line of the report, not an error of the script.
            ErrorAction   = 'SilentlyContinue'
            ErrorVariable = 'problems'
        }
        if ($JobLog) { $options.JobLog = $JobLog }

        $hosts | Invoke-SafeProcessBatch { openssl s_client -connect $_ -servername ($_ -replace ':\d+$') } @options | ForEach-Object {
            $check = [ordered]@{ Host = $_.InputObject; State = ''; DaysLeft = $null; Subject = ''; Problem = '' }
            if ($_.TimedOut) { $check.State = 'NoAnswer'; $check.Problem = "no answer within $Timeout, asked $($_.Attempt) times" }
            elseif ($_.StandardOutput -notmatch '-----BEGIN CERTIFICATE-----') { $check.State = 'Failed'; $check.Problem = "$($_.StandardError)".Trim().Split("`n")[-1] }
            else {
                $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($_.StandardOutput)
                $today = Get-Date
                $check.State = Get-CertificateState $certificate.NotAfter $today $WarnDays
                $check.DaysLeft = [int] [Math]::Floor(($certificate.NotAfter - $today).TotalDays)
                $check.Subject = $certificate.Subject
            }
            [pscustomobject] $check
        }

        # What could not even be started has no result. No openssl means that no host was looked at: that is an error of the script.
        $problems | Where-Object { $_.Exception -is [SafeProcess.StartException] } | Select-Object -First 1 | ForEach-Object { $PSCmdlet.ThrowTerminatingError($_) }
    }
}

# The report for people: a line for the whole, then the hosts that need somebody, the most urgent first.
function Format-CertificateReport {
    param([Parameter(Mandatory, ValueFromPipeline)] $Check)
    begin { $checks = [Collections.Generic.List[object]]::new() }
    process { $checks.Add($Check) }
    end {
        $counts = $checks | Group-Object State | Sort-Object Name | ForEach-Object { "$($_.Count) $($_.Name)" }
        "$($checks.Count) hosts: $($counts -join ', ')"
        $urgency = 'Expired', 'Failed', 'NoAnswer', 'Expiring'
        foreach ($one in $checks | Where-Object State -NE 'Good' | Sort-Object { $urgency.IndexOf($_.State) }, Host) {
            $why = switch ($one.State) {
                'Expired' { "expired $(-$one.DaysLeft) days ago" }
                'Expiring' { "expires in $($one.DaysLeft) days" }
                default { $one.Problem }
            }
            "  $($one.State): $($one.Host), $why"
        }
    }
}
