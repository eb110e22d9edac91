/* The main process of the unit by which systemd leaves the tasks' cgroups to the agent: they are the unit's while it lives. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TREE "/sys/fs/cgroup"
#define OWN "/holder"

/* The group of the second version's tree that this process is in; empty where it is in none. */
static void own_group(char *group, size_t size) {
    char line[4096];
    *group = '\0';
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (file == NULL) {
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "0::", 3) == 0) {
            snprintf(group, size, "%s", line + 3);
        }
    }
    fclose(file);
}

/*
 * In the second version a group that gives its children controllers may hold no process. systemd itself puts the main
 * process lower since 254 only (DelegateSubgroup=). Trees of the first version have no such rule.
 */
static int step_aside(void) {
    char group[4096], child[4400], procs[4500];
    if (access(TREE "/cgroup.controllers", F_OK) != 0) {
        return 0;
    }
    own_group(group, sizeof group);
    size_t length = strlen(group), own = strlen(OWN);
    if (length >= own && strcmp(group + length - own, OWN) == 0) {
        return 0;
    }
    snprintf(child, sizeof child, TREE "%s" OWN, strcmp(group, "/") == 0 ? "" : group);
    snprintf(procs, sizeof procs, "%s/cgroup.procs", child);
    return (mkdir(child, 0755) != 0 && errno != EEXIST) || write_file(procs, "0") != 0 ? -1 : 0;
}

/* sd_notify(3): the unit counts as started once its own group is free for children. */
static int tell_ready(void) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (path == NULL) {
        return 0;
    }
    size_t length = strlen(path);
    if ((*path != '/' && *path != '@') || length >= sizeof to.sun_path) {
        errno = EINVAL;
        return -1;
    }
    memcpy(to.sun_path, path, length);
    if (*path == '@') {
        to.sun_path[0] = '\0';
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    const char ready[] = "READY=1";
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    ssize_t sent = sendto(fd, ready, sizeof ready - 1, 0, (struct sockaddr *)&to, size);
    close(fd);
    return sent < 0 ? -1 : 0;
}

int mode_hold(void) {
    if (step_aside() != 0) {
        fprintf(stderr, "failed to leave the unit's own cgroup for " OWN " in it: %s\n", strerror(errno));
        return 1;
    }
    if (tell_ready() != 0) {
        fprintf(stderr, "failed to tell systemd that the unit is there: %s\n", strerror(errno));
        return 1;
    }
    for (;;) {
        pause();
    }
}

/* Any program, for one of the machine's own: after `host` its namespaces are those of the machine. */
int mode_program(char **argv) {
    execv(argv[0], argv);
    fprintf(stderr, "failed to execute %s: %s\n", argv[0], strerror(errno));
    return 127;
}
