/* Trees that are hard to end, for the tests: too fast and too many for a managed program. Times are milliseconds. hostile.pl is the same for
 * where there is no compiler; what one can do, the other must.
 *
 *   hostile chains COUNTER N STEP LINGER TRAITS   N chains. Each process leads a session of its own, sleeps for STEP, forks its successor, lingers
 *                                                 for LINGER and exits. Writes `ready` when all have begun, then hangs.
 *   hostile crowd COUNTER N EVERY TRAITS          N processes, every EVERYth with a session of its own and without a living parent.
 *                                                 Writes `ready` when all are there, then hangs.
 *
 * COUNTER is a file that each process begun makes longer by a byte: it stands still once all are gone. TRAITS, separated by commas:
 *   plain, ignore (the signals that ask for an end), shift (each changes name, directory and process group, and overwrites its environment).
 * Whatever happens, nothing lives longer than 30 s, and no more than 2,000,000 processes are ever begun. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int most_seconds = 30;
static const off_t most_processes = 2000000;

static int counter;
static struct timespec end;
static int shifting;

static off_t begun(void)
{
    struct stat file;
    return fstat(counter, &file) == 0 ? file.st_size : most_processes + 1;
}

static int is_over(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > end.tv_sec || begun() > most_processes;
}

static void pause_for(long milliseconds)
{
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static void hang(void)
{
    while (!is_over())
        pause_for(100);
    _exit(99);
}

static void begin(void)
{
    if (write(counter, ".", 1) != 1)
        _exit(98);
    if (!shifting)
        return;
    char name[16];
    snprintf(name, sizeof name, "x) R 1 %d", getpid() % 1000);
    prctl(PR_SET_NAME, name);
    if (chdir(getpid() % 2 ? "/" : "/tmp") != 0)
        _exit(98);
    for (char **variable = environ; *variable; variable++)
        memset(*variable, 'x', strlen(*variable));
}

static void chain(long step, long linger)
{
    while (!is_over()) {
        setsid();
        begin();
        pause_for(step);
        pid_t successor = fork();
        if (successor == 0)
            continue;
        pause_for(linger);
        _exit(0);
    }
    _exit(99);
}

static void crowd(long number, long every)
{
    for (long i = 0; i < number; i++) {
        int escapes = i % every == 0;
        pid_t child = fork();
        if (child < 0)
            exit(97);
        if (child > 0) {
            if (escapes)
                while (waitpid(child, NULL, 0) < 0) { }
            continue;
        }
        if (escapes) {
            setsid();
            if (fork() != 0)
                _exit(0);
        } else if (shifting) {
            setpgid(0, 0);
        }
        begin();
        hang();
    }
}

int main(int argc, char **argv)
{
    if (argc != 6 && argc != 7)
        return 2;
    const char *traits = argv[argc - 1];
    counter = open(argv[2], O_WRONLY | O_APPEND | O_CLOEXEC);
    if (counter < 0)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += most_seconds;
    shifting = strstr(traits, "shift") != NULL;
    if (strstr(traits, "ignore")) {
        const int asking[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
        for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
            signal(asking[i], SIG_IGN);
    }

    /* The host marks a program just after it has started it; until then the environment alone names it. */
    if (shifting)
        pause_for(50);
    long number = atol(argv[3]);
    if (strcmp(argv[1], "chains") == 0)
        for (long i = 0; i < number; i++) {
            pid_t child = fork();
            if (child < 0)
                return 97;
            if (child == 0)
                chain(atol(argv[4]), atol(argv[5]));
        }
    else
        crowd(number, atol(argv[4]));

    while (begun() < number && !is_over())
        pause_for(1);
    if (write(1, "ready\n", 6) != 6)
        return 2;
    hang();
}
