/* A descriptor that becomes readable when the container's cgroup runs out of memory (cgroup v1). */
#define _GNU_SOURCE
#include "supervisor.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* On v2 the driver sets memory.oom.group, and the kernel itself ends the whole container. */
int oom_watch(const char *path) {
    static const char file[] = "memory.oom_control";
    size_t length = path == NULL ? 0 : strlen(path);
    if (length < sizeof file || strcmp(path + length - (sizeof file - 1), file) != 0) {
        return -1;
    }
    char control[4096], line[64];
    snprintf(control, sizeof control, "%.*scgroup.event_control", (int)(length - (sizeof file - 1)), path);
    int notice = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int source = open(path, O_RDONLY | O_CLOEXEC);
    snprintf(line, sizeof line, "%d %d", notice, source);
    if (notice >= 0 && (source < 0 || write_file(control, line) != 0)) {
        close(notice);
        notice = -1;
    }
    if (source >= 0) {
        close(source);
    }
    return notice;
}
