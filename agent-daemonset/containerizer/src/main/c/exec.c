/* Runs a further command inside a container; ends it when the caller closes standard input. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* A pid namespace takes in only processes born after the entry, so the parent of the command enters it. */
static int enter_pid_namespace(struct spec *spec) {
    for (size_t i = 0; i < spec->namespaces.count; i++) {
        const char *path = spec->namespaces.items[i];
        size_t length = strlen(path);
        if (length < 4 || strcmp(path + length - 4, "/pid") != 0) {
            continue;
        }
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        int result = fd < 0 ? -1 : setns(fd, CLONE_NEWPID);
        if (fd >= 0) {
            close(fd);
        }
        /* The order of the others matters: the mount namespace comes last. */
        spec->namespaces.count--;
        memmove(&spec->namespaces.items[i], &spec->namespaces.items[i + 1],
                (spec->namespaces.count - i) * sizeof(char *));
        return result;
    }
    return 0;
}

static struct task_stdio open_stdio(const struct spec *spec) {
    if (spec->out == NULL || spec->err == NULL) {
        return (struct task_stdio){STDOUT_FILENO, STDOUT_FILENO};
    }
    return (struct task_stdio){log_open_file(spec->out, spec), log_open_file(spec->err, spec)};
}

/* Returns when the command ended or the caller has gone. */
static int await(int signals, pid_t pid, int *status) {
    struct pollfd fds[2] = {{.fd = signals, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    for (;;) {
        struct signalfd_siginfo info;
        pid_t ended;
        if (poll(fds, 2, -1) < 0) {
            continue;
        }
        while (read(signals, &info, sizeof info) > 0) {
        }
        int one;
        while ((ended = waitpid(-1, &one, WNOHANG)) > 0) {
            if (ended == pid) {
                *status = one;
                return 0;
            }
        }
        char byte;
        if (fds[1].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
            kill(pid, SIGKILL);
            *status = SIGKILL;
            return 0;
        }
    }
}

static int run(struct spec *spec, int signals) {
    int fault[2], status = 0;
    char error[2048];
    struct task_stdio stdio = open_stdio(spec);
    if (pipe2(fault, O_CLOEXEC) != 0 || stdio.out < 0 || stdio.err < 0 || enter_pid_namespace(spec) != 0) {
        dprintf(STDERR_FILENO, "failed Failed to enter the container\n");
        return 1;
    }
    pid_t pid = task_clone(spec);
    if (pid == 0) {
        close(fault[0]);
        task_become(spec, stdio, -1, fault[1]);
    }
    close(fault[1]);
    ssize_t n = pid < 0 ? 0 : read(fault[0], error, sizeof error - 1);
    if (pid < 0 || n > 0) {
        dprintf(STDERR_FILENO, "failed %.*s\n", pid < 0 ? 21 : (int)n, pid < 0 ? "Failed to fork inside" : error);
        return 1;
    }
    await(signals, pid, &status);
    /* Only this command's own children: the container goes on. */
    struct spec none = {0};
    kill_leftovers(&none);
    dprintf(STDERR_FILENO, "status %d\n", status);
    return 0;
}

int mode_exec(const char *spec_path) {
    struct spec spec;
    sigset_t all, child;
    signal(SIGCHLD, SIG_DFL);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 || spec_read(spec_path, &spec) != 0 ||
        seccomp_read(&spec) != 0) {
        dprintf(STDERR_FILENO, "failed Failed to prepare the command\n");
        return 1;
    }
    int result = run(&spec, signals);
    spec_free(&spec);
    return result;
}
