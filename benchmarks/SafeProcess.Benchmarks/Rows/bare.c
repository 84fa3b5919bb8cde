// Runs a program so many times, one after another, and reads what it writes on both streams: posix_spawn, two pipes, wait4, and nothing else.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **arguments) {
    if (count < 3) return 2;
    static char buffer[65536];
    for (int left = atoi(arguments[1]); left > 0; left--) {
        int output[2], error[2], status;
        if (pipe2(output, O_CLOEXEC) || pipe2(error, O_CLOEXEC)) return 3;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output[1], 1);
        posix_spawn_file_actions_adddup2(&actions, error[1], 2);
        pid_t child;
        if (posix_spawn(&child, arguments[2], &actions, NULL, arguments + 2, environ)) return 4;
        posix_spawn_file_actions_destroy(&actions);
        close(output[1]);
        close(error[1]);
        struct pollfd streams[] = {{output[0], POLLIN, 0}, {error[0], POLLIN, 0}};
        for (int open = 2; open > 0;) {
            if (poll(streams, 2, -1) < 0) return 5;
            for (int i = 0; i < 2; i++) {
                if (!streams[i].revents) continue;
                ssize_t got = read(streams[i].fd, buffer, sizeof buffer);
                if (got < 0) return 6;
                if (got > 0) continue;
                close(streams[i].fd);
                streams[i].fd = -1;
                open--;
            }
        }
        struct rusage usage;
        if (wait4(child, &status, 0, &usage) != child || status != 0) return 7;
    }
    return 0;
}
