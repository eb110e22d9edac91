/* Makes the task's process: in its cgroup, namespaces and session, with its user, then exec. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t task_clone(const struct spec *spec) {
    struct clone_args args = {.exit_signal = SIGCHLD};
    int fd = -1;
    if (spec->cgroup == NULL && spec->root == NULL) {
        return fork();
    }
    if (spec->root != NULL) {
        args.flags |= CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;
    }
    if (spec->cgroup != NULL) {
        fd = open(spec->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) {
            return -1;
        }
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)fd;
    }
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    int saved = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = saved;
    return pid;
}

static void fail(int report, const char *stage, const char *what) {
    dprintf(report, "Failed to %s%s%s: %s", stage, what == NULL ? "" : " ", what == NULL ? "" : what,
            strerror(errno));
    _exit(127);
}

static int join_cgroups(const struct spec *spec) {
    for (size_t i = 0; i < spec->tasks.count; i++) {
        if (write_file(spec->tasks.items[i], "0") != 0) {
            return -1;
        }
    }
    return 0;
}

static int enter(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = setns(fd, 0);
    close(fd);
    return result;
}

static int join_namespaces(const struct spec *spec) {
    if (spec->netns != NULL && enter(spec->netns) != 0) {
        return -1;
    }
    for (size_t i = 0; i < spec->namespaces.count; i++) {
        if (enter(spec->namespaces.items[i]) != 0) {
            return -1;
        }
    }
    return 0;
}

static void reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int signo = 1; signo < NSIG; signo++) {
        sigaction(signo, &standard, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void wire_stdio(struct task_stdio stdio, int report) {
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (dup2(null, STDIN_FILENO) < 0 || dup2(stdio.out, STDOUT_FILENO) < 0 || dup2(stdio.err, STDERR_FILENO) < 0) {
        fail(report, "set up the standard streams", NULL);
    }
}

static void await_go(int go) {
    char byte;
    if (go >= 0 && read(go, &byte, 1) != 1) {
        _exit(127);
    }
}

void task_become(struct spec *spec, struct task_stdio stdio, int go, int report) {
    const char *stage = "enter the network namespace";
    setsid();
    if (join_cgroups(spec) != 0) {
        fail(report, "join the container's cgroups", NULL);
    }
    await_go(go);
    if (join_namespaces(spec) != 0) {
        fail(report, stage, spec->netns);
    }
    if ((spec->root != NULL ? root_enter(spec, &stage) : mounts_apply(spec, &stage)) != 0) {
        fail(report, stage, NULL);
    }
    wire_stdio(stdio, report);
    if (chdir(spec->cwd == NULL ? "/" : spec->cwd) != 0) {
        fail(report, "enter the working directory", spec->cwd);
    }
    /* An OCI runtime gives them to its container itself. */
    if (spec->pid_file == NULL && privileges_apply(spec, &stage) != 0) {
        fail(report, stage, NULL);
    }
    reset_signals();
    environ = spec->env.items;
    execvp(spec->file, spec->args.items);
    fail(report, "execute", spec->file);
    _exit(127);
}
