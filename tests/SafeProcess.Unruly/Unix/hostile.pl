#!/usr/bin/perl
# hostile.c for where there is no compiler: perl is on every Debian, and forks as C does, only more slowly. What it takes and does is told there.
use strict;
use warnings;
use Fcntl;
use POSIX ();

my $most_seconds = 30;
my $most_processes = 2_000_000;

exit 2 if @ARGV != 5 && @ARGV != 6;
my ($kind, $counter, $number, @times) = @ARGV;
my $traits = pop @times;
my $shifting = $traits =~ /shift/;
my $end = time + $most_seconds;
# Close-on-exec, as all that perl opens.
sysopen(my $count, $counter, O_WRONLY | O_APPEND) or exit 2;

sub is_over { return time > $end || -s $count > $most_processes }

sub pause_for { select(undef, undef, undef, $_[0] / 1000) }

sub hang
{
    pause_for(100) until is_over();
    POSIX::_exit(99);
}

sub begin
{
    syswrite($count, '.') == 1 or POSIX::_exit(98);
    return unless $shifting;
    # Also the name that the kernel has; what is left of arguments and environment is overwritten.
    $0 = sprintf('x) R 1 %d', $$ % 1000);
    chdir($$ % 2 ? '/' : '/tmp') or POSIX::_exit(98);
}

sub chain
{
    my ($step, $linger) = @_;
    until (is_over()) {
        POSIX::setsid();
        begin();
        pause_for($step);
        my $successor = fork();
        next if defined($successor) && $successor == 0;
        pause_for($linger);
        POSIX::_exit(0);
    }
    POSIX::_exit(99);
}

sub crowd
{
    my ($every) = @_;
    for my $i (0 .. $number - 1) {
        my $escapes = $i % $every == 0;
        my $child = fork();
        exit 97 unless defined $child;
        if ($child > 0) {
            waitpid($child, 0) if $escapes;
            next;
        }
        if ($escapes) {
            POSIX::setsid();
            POSIX::_exit(0) if fork() != 0;
        } elsif ($shifting) {
            setpgrp(0, 0);
        }
        begin();
        hang();
    }
}

if ($traits =~ /ignore/) {
    $SIG{$_} = 'IGNORE' for qw(TERM INT HUP QUIT);
}

# The host marks a program just after it has started it; until then the environment alone names it.
pause_for(50) if $shifting;
if ($kind eq 'chains') {
    for (1 .. $number) {
        my $child = fork();
        exit 97 unless defined $child;
        chain(@times) if $child == 0;
    }
} else {
    crowd(@times);
}

pause_for(1) until -s $count >= $number || is_over();
syswrite(STDOUT, "ready\n");
hang();
