/* The supervisor of one container: starts it, keeps its logs, and records its end before going. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct container {
    const char *dir;
    struct spec spec;
    struct log logs[2];
    int task_ends[2];
    int report;
    int signals;
    int oom;
    pid_t main;
    bool ended;
    int status;
};

static int failed(struct container *c, const char *text) {
    char line[2048];
    snprintf(line, sizeof line, "%s", text);
    for (char *at = line; *at != '\0'; at++) {
        if (*at == '\n') {
            *at = ' ';
        }
    }
    dprintf(c->report, "failed %s %s\n", c->dir, line);
    return 1;
}

static int failed_errno(struct container *c, const char *what) {
    char text[1024];
    snprintf(text, sizeof text, "Failed to %s: %s", what, strerror(errno));
    return failed(c, text);
}

/* Nothing but SIGKILL ends a supervisor: whoever signals a whole group or session must not lose the record. */
static int detach(struct container *c) {
    sigset_t all, child;
    signal(SIGCHLD, SIG_DFL); /* ignored in the helper that started this process, and that is inherited */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    c->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    setsid();
    return c->signals < 0 || chdir("/") != 0 ? -1 : prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

static int write_started(struct container *c, pid_t task) {
    char boot[128], text[512];
    if (boot_identity(boot, sizeof boot) != 0) {
        return -1;
    }
    snprintf(text, sizeof text, "%s %d %llu %d %llu\n", boot, (int)getpid(),
             (unsigned long long)start_time(getpid()), (int)task,
             (unsigned long long)(task > 0 ? start_time(task) : 0));
    return record_write(c->dir, "started", text, false);
}

static int open_logs(struct container *c) {
    if (log_open(&c->logs[0], c->spec.out, &c->spec, &c->task_ends[0]) != 0) {
        return -1;
    }
    return log_open(&c->logs[1], c->spec.err, &c->spec, &c->task_ends[1]);
}

static void close_task_ends(struct container *c) {
    for (int i = 0; i < 2; i++) {
        if (c->logs[i].pipe_read >= 0) {
            close(c->task_ends[i]);
        }
    }
}

/* Starts the process; it executes only once `started` is on disk, so that no task runs unrecorded. */
static int start(struct container *c, char *error, size_t size) {
    int go[2], fault[2];
    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(fault, O_CLOEXEC) != 0) {
        return failed_errno(c, "make a pipe");
    }
    c->main = task_clone(&c->spec);
    if (c->main == 0) {
        close(go[1]);
        close(fault[0]);
        task_become(&c->spec, (struct task_stdio){c->task_ends[0], c->task_ends[1]}, go[0], fault[1]);
    }
    close(go[0]);
    close(fault[1]);
    if (c->main < 0) {
        return failed_errno(c, "create the process in its cgroup");
    }
    bool runtime = c->spec.pid_file != NULL;
    if (write_started(c, runtime ? 0 : c->main) != 0) {
        kill(c->main, SIGKILL);
        return failed_errno(c, "write the container's record");
    }
    if (write(go[1], "g", 1) != 1) {
        return failed_errno(c, "let the process go");
    }
    close(go[1]);
    size_t length = 0;
    for (ssize_t n; length < size - 1 && (n = read(fault[0], error + length, size - 1 - length)) > 0;) {
        length += (size_t)n;
    }
    error[length] = '\0';
    close(fault[0]);
    return length > 0 ? failed(c, error) : 0;
}

/* An OCI runtime leaves the container's first process to this subreaper and names it in a file. */
static int adopt(struct container *c) {
    char text[2048];
    int status = 0;
    while (waitpid(c->main, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        ssize_t n = c->spec.log_file == NULL ? 0 : read_text(c->spec.log_file, text, sizeof text);
        return failed(c, n > 0 ? text : "The OCI runtime failed and said nothing");
    }
    if (read_text(c->spec.pid_file, text, sizeof text) <= 0) {
        return failed_errno(c, "read the container's pid");
    }
    c->main = (pid_t)strtol(text, NULL, 10);
    return write_started(c, c->main) != 0 ? failed_errno(c, "write the container's record") : 0;
}

/* The agent's pipe and working files must not be held for the life of the task. */
static void settle(struct container *c) {
    dprintf(c->report, "ready %s %d\n", c->dir, (int)c->main);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++) {
        dup2(null, fd);
    }
    close(null);
}

static void reap(struct container *c) {
    struct signalfd_siginfo info;
    int status;
    pid_t pid;
    while (read(c->signals, &info, sizeof info) > 0) {
    }
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == c->main) {
            c->ended = true;
            c->status = status;
        }
    }
}

static void on_memory(struct container *c) {
    uint64_t count;
    if (read(c->oom, &count, sizeof count) < 0) {
        return;
    }
    /* The notice comes before the kill; a notice for a sibling under the same parent brings no kill here. */
    for (int round = 0; round < 100 && !c->ended; round++) {
        if (oom_kills(c->spec.oom) > 0) {
            kill(c->main, SIGKILL);
            return;
        }
        struct pollfd wait = {.fd = c->signals, .events = POLLIN};
        poll(&wait, 1, 10);
        reap(c);
    }
}

static void watch(struct container *c) {
    while (!c->ended) {
        struct pollfd fds[4] = {
            {.fd = c->signals, .events = POLLIN},
            {.fd = c->oom, .events = POLLIN},
            {.fd = c->logs[0].pipe_read, .events = POLLIN},
            {.fd = c->logs[1].pipe_read, .events = POLLIN},
        };
        if (poll(fds, 4, -1) < 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (fds[2 + i].revents != 0 && !log_copy(&c->logs[i])) {
                close(c->logs[i].pipe_read);
                c->logs[i].pipe_read = -1;
            }
        }
        if (fds[1].revents != 0) {
            on_memory(c);
        }
        if (fds[0].revents != 0) {
            reap(c);
        }
    }
}

static int finish(struct container *c) {
    char text[128];
    kill_leftovers(&c->spec);
    for (int i = 0; i < 2; i++) {
        if (c->logs[i].pipe_read >= 0) {
            log_copy(&c->logs[i]);
        }
    }
    snprintf(text, sizeof text, "%d %ld\n", c->status, oom_kills(c->spec.oom));
    return record_write(c->dir, "exit", text, true) == 0 ? 0 : 1;
}

static int supervise(struct container *c) {
    char path[4096], error[2048];
    snprintf(path, sizeof path, "%s/spec", c->dir);
    if (detach(c) != 0) {
        return failed_errno(c, "detach the supervisor");
    }
    if (spec_read(path, &c->spec) != 0) {
        return failed_errno(c, "read the container's spec");
    }
    if (seccomp_read(&c->spec) != 0) {
        return failed_errno(c, "read the container's filter of system calls");
    }
    if (open_logs(c) != 0) {
        return failed_errno(c, "open stdout and stderr in the sandbox");
    }
    int result = start(c, error, sizeof error);
    if (result == 0 && c->spec.pid_file != NULL) {
        result = adopt(c);
    }
    close_task_ends(c);
    if (result != 0) {
        kill_leftovers(&c->spec);
        return result;
    }
    c->oom = oom_watch(c->spec.oom);
    settle(c);
    watch(c);
    return finish(c);
}

int mode_run(const char *dir, int report) {
    struct container c = {.dir = dir, .report = report, .oom = -1, .signals = -1};
    c.logs[0].pipe_read = c.logs[1].pipe_read = -1;
    c.task_ends[0] = c.task_ends[1] = -1;
    int result = supervise(&c);
    for (int i = 0; i < 2; i++) {
        if (c.task_ends[i] >= 0 && c.spec.log_limit == 0) {
            close(c.task_ends[i]);
        }
    }
    spec_free(&c.spec);
    return result;
}
