/* Ends every process of the container after its main one: what it left behind must not outlive it. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

long oom_kills(const char *path) {
    char text[1024];
    if (path == NULL || read_text(path, text, sizeof text) <= 0) {
        return 0;
    }
    char *at = strstr(text, "oom_kill ");
    return at == NULL ? 0 : strtol(at + strlen("oom_kill "), NULL, 10);
}

static void kill_children(void) {
    char path[64], text[65536];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    if (read_text(path, text, sizeof text) <= 0) {
        return;
    }
    char *at = text, *end;
    for (long pid = strtol(at, &end, 10); end != at; pid = strtol(at, &end, 10)) {
        kill((pid_t)pid, SIGKILL);
        at = end;
    }
}

static void kill_procs(const char *directory) {
    char path[4096], text[65536];
    snprintf(path, sizeof path, "%s/cgroup.procs", directory);
    if (read_text(path, text, sizeof text) <= 0) {
        return;
    }
    char *at = text, *end;
    for (long pid = strtol(at, &end, 10); end != at; pid = strtol(at, &end, 10)) {
        kill((pid_t)pid, SIGKILL);
        at = end;
    }
}

/* A frozen group cannot fork while it is being killed. */
static void kill_frozen(const char *directory) {
    char path[4096];
    snprintf(path, sizeof path, "%s/freezer.state", directory);
    write_file(path, "FROZEN");
    kill_procs(directory);
    write_file(path, "THAWED");
}

static void kill_round(const struct spec *spec) {
    if (spec->cgroup != NULL) {
        char path[4096];
        snprintf(path, sizeof path, "%s/cgroup.kill", spec->cgroup);
        if (write_file(path, "1") != 0) {
            kill_procs(spec->cgroup);
        }
    }
    for (size_t i = 0; i < spec->freezers.count; i++) {
        kill_frozen(spec->freezers.items[i]);
    }
    kill_children();
}

void kill_leftovers(const struct spec *spec) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
        }
        if (pid < 0 && errno == ECHILD) {
            return;
        }
        kill_round(spec);
        struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
        sigtimedwait(&child, NULL, &pause);
    }
}
