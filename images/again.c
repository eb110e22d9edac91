/*
 * Runs a program, and runs it again when it ends with one exit code after it has run for so many seconds: a master or a
 * Marathon that leads no more ends, as Mesos's do, and the kubelet would let it wait longer each time, as if it were broken.
 * Everything else that ends the program ends the container, with its exit code. Signals go to the program.
 *     again SECONDS CODE PROGRAM ARGUMENT...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int PASSED_ON[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
#define COUNT (sizeof PASSED_ON / sizeof PASSED_ON[0])

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static pid_t start(char **command, const sigset_t *before) {
    pid_t child = fork();
    if (child == 0) {
        sigprocmask(SIG_SETMASK, before, NULL);
        execv(command[0], command);
        fprintf(stderr, "again: cannot execute %s: %s\n", command[0], strerror(errno));
        _exit(127);
    }
    return child;
}

/* How the child ended; others that are nobody's children any more are reaped meanwhile. */
static int attend(pid_t child, const sigset_t *awaited, int *told) {
    int signal = 0, status = 0;
    for (;;) {
        sigwait(awaited, &signal);
        if (signal != SIGCHLD) {
            *told = *told || signal == SIGTERM || signal == SIGINT;
            kill(child, signal);
        }
        for (pid_t gone; (gone = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (gone == child) {
                return status;
            }
        }
    }
}

int main(int argc, char **argv) {
    sigset_t awaited, before;
    int told = 0, status;
    if (argc < 4) {
        fprintf(stderr, "usage: again SECONDS CODE PROGRAM ARGUMENT...\n");
        return 2;
    }
    long seconds = atol(argv[1]), code = atol(argv[2]);
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    for (size_t i = 0; i < COUNT; i++) {
        sigaddset(&awaited, PASSED_ON[i]);
    }
    sigprocmask(SIG_BLOCK, &awaited, &before);
    for (;;) {
        time_t begun = now();
        pid_t child = start(argv + 3, &before);
        if (child < 0) {
            fprintf(stderr, "again: cannot start %s: %s\n", argv[3], strerror(errno));
            return 1;
        }
        status = attend(child, &awaited, &told);
        long ran = now() - begun;
        if (told || !WIFEXITED(status) || WEXITSTATUS(status) != code || ran < seconds) {
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        fprintf(stderr, "again: it ended with exit code %ld after %ld s, and begins anew\n", code, ran);
    }
}
