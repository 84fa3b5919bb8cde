BeforeAll {
    Import-Module "$PSScriptRoot/../../../SafeProcess.psd1"
    . "$PSScriptRoot/HostCertificates.ps1"

    # A certificate that is good from 100 days ago until so many days from now, with its key, as the text that a server reads.
    function New-Certificate([string] $Name, [double] $Days) {
        $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-100), [DateTimeOffset]::UtcNow.AddDays($Days))
        $certificate.ExportCertificatePem(), $key.ExportPkcs8PrivateKeyPem()
    }
}

# Runs nothing: values in, a word out.
Describe 'Get-CertificateState' {
    It 'says <state> on <today> of what ends on 2030-06-15' -ForEach @(
        @{ today = '2030-06-16'; state = 'Expired' }
        @{ today = '2030-06-15'; state = 'Expiring' }
        @{ today = '2030-05-17'; state = 'Expiring' }
        @{ today = '2030-05-16'; state = 'Good' }
    ) {
        Get-CertificateState -NotAfter '2030-06-15' -Today $today | Should -Be $state
    }

    It 'warns earlier when it is told so' {
        Get-CertificateState -NotAfter '2030-06-15' -Today '2030-05-01' -WarnDays 60 | Should -Be 'Expiring'
    }
}

Describe 'Format-CertificateReport' {
    BeforeAll {
        $checks = @(
            [pscustomobject]@{ Host = 'calm'; State = 'Good'; DaysLeft = 80; Problem = '' }
            [pscustomobject]@{ Host = 'soon'; State = 'Expiring'; DaysLeft = 9; Problem = '' }
            [pscustomobject]@{ Host = 'gone'; State = 'Failed'; DaysLeft = $null; Problem = 'refused' }
            [pscustomobject]@{ Host = 'late'; State = 'Expired'; DaysLeft = -3; Problem = '' }
        )
        $report = $checks | Format-CertificateReport
    }

    It 'counts first' { $report[0] | Should -Be '4 hosts: 1 Expired, 1 Expiring, 1 Failed, 1 Good' }

    It 'names those that need somebody, the most urgent first, and no others' {
        $report[1..9] | Should -Be '  Expired: late, expired 3 days ago', '  Failed: gone, refused', '  Expiring: soon, expires in 9 days'
    }
}

# A double of the program: an openssl of our own, first on PATH, that does by the host's name what a real host does on Sundays only.
Describe 'Get-HostCertificate, with a double of openssl' {
    BeforeAll {
        $folder = New-Item "$TestDrive/bin" -ItemType Directory
        New-Certificate good.example 90 | Set-Content "$folder/good.pem"
        Set-Content "$folder/openssl" @'
#!/bin/sh
cd "$(dirname "$0")"
case $3 in
    good:443) echo in >> visits; sleep 0.2; echo out >> visits; cat good.pem ;;
    refuses:443) echo x >> refusals; echo "connect: refused" >&2; exit 1 ;;
    silent:443) echo $$ >> silent.pids; exec sleep 1000 ;;
    busy:443) echo x >> tries; test $(wc -l < tries) -ge 2 && cat good.pem || exec sleep 1000 ;;
esac
'@
        chmod +x "$folder/openssl"
        $path = $env:PATH
        $env:PATH = "${folder}:$path"
    }

    AfterAll { $env:PATH = $path }

    BeforeEach { Remove-Item "$folder/visits", "$folder/refusals", "$folder/silent.pids", "$folder/tries" -ErrorAction Ignore }

    It 'tells what the certificate says' {
        $check = 'good:443' | Get-HostCertificate -Timeout 1m
        $check.State | Should -Be 'Good'
        $check.DaysLeft | Should -Be 89
        $check.Subject | Should -Be 'CN=good.example'
    }

    It 'tells why a host failed, and asks it once' {
        $check = 'refuses:443' | Get-HostCertificate -Timeout 1m
        $check.State | Should -Be 'Failed'
        $check.Problem | Should -Be 'connect: refused'
        Get-Content "$folder/refusals" | Should -HaveCount 1
    }

    It 'gives up a silent host at its deadline, after a second try, and leaves nothing running' {
        $check = 'silent:443' | Get-HostCertificate -Timeout 3s
        $check.State | Should -Be 'NoAnswer'
        $check.Problem | Should -Be 'no answer within 3s, asked 2 times'
        $pids = @(Get-Content "$folder/silent.pids")
        $pids | Should -HaveCount 2
        foreach ($id in $pids) {
            # Z and X are the states of what has ended.
            Get-Content "/proc/$id/status" -ErrorAction Ignore | Select-String 'State:\s+[^ZX]' | Should -BeNullOrEmpty
        }
    }

    It 'is content when the second try is answered' {
        ('busy:443' | Get-HostCertificate -Timeout 3s).State | Should -Be 'Good'
    }

    It 'looks at no more hosts at once than it may' {
        , 'good:443' * 8 | Get-HostCertificate -ThrottleLimit 3 -Timeout 1m | Should -HaveCount 8
        $inside = 0
        $most = Get-Content "$folder/visits" | ForEach-Object { $inside += $_ -eq 'in' ? 1 : -1; $inside } | Measure-Object -Maximum
        $most.Maximum | Should -BeLessOrEqual 3
        $most.Maximum | Should -BeGreaterThan 1
    }

    It 'gives one object for each host, whatever came of it' {
        $checks = 'good:443', 'refuses:443', 'good:443' | Get-HostCertificate -Timeout 1m
        $checks.State | Sort-Object | Should -Be 'Failed', 'Good', 'Good'
    }

    It 'fails itself, and makes no report, when there is no openssl' {
        $env:PATH = "$TestDrive"
        try { { 'good:443' | Get-HostCertificate } | Should -Throw -ErrorId 'CommandNotFound*' }
        finally { $env:PATH = "${folder}:$path" }
    }
}

# Once with the real thing, where there is one. All of 127.x.x.x is this machine, so one server has a hundred addresses.
if (Get-Command openssl -CommandType Application -ErrorAction Ignore) {
    Describe 'Get-HostCertificate, with a real server' {
        BeforeAll {
            New-Certificate real.example 20 | Set-Content "$TestDrive/server.pem"
            $server = Start-SafeProcess { openssl s_server -accept 0 -cert "$TestDrive/server.pem" }
            $port = (Wait-SafeProcess $server -Line '^ACCEPT .*:(\d+)$' -Timeout 30s).Groups[1].Value
        }

        AfterAll {
            Stop-SafeProcess $server
            Remove-Job $server
        }

        It 'looks at a hundred hosts' {
            $checks = 1..100 | ForEach-Object { "127.0.1.${_}:$port" } | Get-HostCertificate -Timeout 1m
            $checks | Should -HaveCount 100
            $checks | Where-Object State -NE 'Expiring' | Should -BeNullOrEmpty
            ($checks.Host | Sort-Object -Unique) | Should -HaveCount 100
            ($checks | Format-CertificateReport)[0] | Should -Be '100 hosts: 100 Expiring'
        }
    }
}
