/* The agent's helper: starts supervisors, tells of their end, sends signals, mounts overlays; ends with the agent. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Slot 0 is the agent's order pipe; the others are pidfds of supervisors. */
struct watches {
    struct pollfd *fds;
    char **names;
    size_t count;
    size_t room;
};

static void say(const char *verb, const char *name, const char *rest) {
    dprintf(STDOUT_FILENO, "%s %s%s%s\n", verb, name, *rest == '\0' ? "" : " ", rest);
}

static int grow(struct watches *w) {
    size_t room = w->room == 0 ? 64 : 2 * w->room;
    struct pollfd *fds = realloc(w->fds, room * sizeof *fds);
    if (fds != NULL) {
        w->fds = fds;
    }
    char **names = realloc(w->names, room * sizeof *names);
    if (names != NULL) {
        w->names = names;
    }
    if (fds == NULL || names == NULL) {
        return -1;
    }
    w->room = room;
    return 0;
}

static void watch_pid(struct watches *w, const char *name, pid_t pid, uint64_t started) {
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd >= 0 && started != 0 && start_time(pid) != started) {
        close(fd);
        fd = -1;
    }
    char *copy = strdup(name);
    if (fd < 0 || copy == NULL || (w->count == w->room && grow(w) != 0)) {
        free(copy);
        if (fd >= 0) {
            close(fd);
        }
        say("exited", name, "");
        return;
    }
    w->fds[w->count] = (struct pollfd){.fd = fd, .events = POLLIN};
    w->names[w->count++] = copy;
}

static void run(struct watches *w, char *dir) {
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        dup2(null, STDIN_FILENO);
        char *args[] = {"mesocosm-supervisor", "run", dir, NULL};
        execv("/proc/self/exe", args);
        say("failed", dir, "Failed to execute the supervisor");
        _exit(127);
    }
    if (pid < 0) {
        say("failed", dir, "Failed to fork the supervisor: too many processes");
        return;
    }
    watch_pid(w, dir, pid, 0);
}

static void send_signals(char *arguments) {
    char *save = NULL;
    const char *token = strtok_r(arguments, " ", &save);
    const char *signo = strtok_r(NULL, " ", &save);
    int reached = 0;
    char count[32];
    if (token == NULL || signo == NULL) {
        return;
    }
    for (char *pid = strtok_r(NULL, " ", &save); pid != NULL; pid = strtok_r(NULL, " ", &save)) {
        if (atoi(pid) > 1 && kill(atoi(pid), atoi(signo)) == 0) {
            reached++;
        }
    }
    snprintf(count, sizeof count, "%d", reached);
    say("signaled", token, count);
}

/* The names of layers are relative to a folder, for mount(2) takes one page of options. */
static void mount_overlay(char *order) {
    char *part[4];
    if (fields(order, part, 4) != 4) {
        return;
    }
    bool mounted = chdir(part[1]) == 0 && mount("overlay", part[3], "overlay", 0, part[2]) == 0;
    say("mounted", part[0], mounted ? "" : strerror(errno));
    (void)!chdir("/");
}

/* Busy or not; what is not mounted is as wanted. */
static void unmount(char *order) {
    char *part[2];
    if (fields(order, part, 2) != 2) {
        return;
    }
    bool gone = umount2(part[1], MNT_DETACH) == 0 || errno == EINVAL || errno == ENOENT;
    say("unmounted", part[0], gone ? "" : strerror(errno));
}

static void obey(struct watches *w, char *line) {
    if (strncmp(line, "run ", 4) == 0) {
        run(w, line + 4);
    } else if (strncmp(line, "signal ", 7) == 0) {
        send_signals(line + 7);
    } else if (strncmp(line, "mount ", 6) == 0) {
        mount_overlay(line + 6);
    } else if (strncmp(line, "unmount ", 8) == 0) {
        unmount(line + 8);
    } else if (strncmp(line, "watch ", 6) == 0) {
        char *save = NULL;
        const char *name = strtok_r(line + 6, " ", &save);
        const char *pid = strtok_r(NULL, " ", &save);
        const char *started = strtok_r(NULL, " ", &save);
        if (name != NULL && pid != NULL && started != NULL) {
            watch_pid(w, name, atoi(pid), strtoull(started, NULL, 10));
        }
    }
}

/* Returns false once the agent is gone. */
static bool read_orders(struct watches *w, char *buffer, size_t size, size_t *held) {
    ssize_t n = read(STDIN_FILENO, buffer + *held, size - 1 - *held);
    if (n <= 0) {
        return n < 0 && errno == EINTR;
    }
    *held += (size_t)n;
    buffer[*held] = '\0';
    char *line = buffer;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        obey(w, line);
    }
    *held -= (size_t)(line - buffer);
    memmove(buffer, line, *held);
    return *held < size - 1;
}

static void tell_ends(struct watches *w) {
    for (size_t i = w->count; i-- > 1;) {
        if (w->fds[i].revents == 0) {
            continue;
        }
        say("exited", w->names[i], "");
        close(w->fds[i].fd);
        free(w->names[i]);
        w->fds[i] = w->fds[--w->count];
        w->names[i] = w->names[w->count];
    }
}

static void forget(struct watches *w) {
    for (size_t i = 1; i < w->count; i++) {
        free(w->names[i]);
    }
    free(w->fds);
    free(w->names);
}

/* Supervisors are born where their helper is. It joins by itself: from a pod's own cgroup namespace it may not be moved. */
static int join(char **groups) {
    for (; *groups != NULL; groups++) {
        if (write_file(*groups, "0") != 0) {
            dprintf(STDOUT_FILENO, "failed to join %s: %s\n", *groups, strerror(errno));
            return -1;
        }
    }
    return 0;
}

int mode_serve(char **groups) {
    static char buffer[65536];
    struct watches w = {0};
    size_t held = 0;
    struct sigaction ignore = {.sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT};
    sigaction(SIGCHLD, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGTERM, &ignore, NULL);
    sigaction(SIGINT, &ignore, NULL);
    setsid();
    umask(022);
    if (join(groups) != 0 || grow(&w) != 0) {
        return 1;
    }
    dprintf(STDOUT_FILENO, "serving\n");
    w.fds[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    w.count = 1;
    bool agent = true;
    while (agent) {
        if (poll(w.fds, w.count, -1) < 0) {
            continue;
        }
        short orders = w.fds[0].revents;
        tell_ends(&w);
        agent = orders == 0 || read_orders(&w, buffer, sizeof buffer, &held);
    }
    forget(&w);
    return 0;
}
