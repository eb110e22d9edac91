/* Files that must be whole or absent, and the identity of a process that a reused pid cannot have. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t n = write(fd, text, left);
        if (n < 0) {
            return -1;
        }
        text += n;
        left -= (size_t)n;
    }
    return 0;
}

int write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = write_all(fd, text);
    return close(fd) != 0 ? -1 : result;
}

static int sync_path(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    int result = fsync(fd);
    close(fd);
    return result;
}

int record_write(const char *dir, const char *name, const char *text, bool durable) {
    char temporary[4096], final[4096];
    if (snprintf(temporary, sizeof temporary, "%s/%s.tmp", dir, name) >= (int)sizeof temporary) {
        return -1;
    }
    snprintf(final, sizeof final, "%s/%s", dir, name);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -1;
    }
    int result = write_all(fd, text);
    if (result == 0 && durable) {
        result = fsync(fd);
    }
    close(fd);
    if (result != 0 || rename(temporary, final) != 0) {
        return -1;
    }
    return durable ? sync_path(dir) : 0;
}

ssize_t read_text(const char *path, char *buffer, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    ssize_t n = read(fd, buffer, size - 1);
    close(fd);
    if (n >= 0) {
        buffer[n] = '\0';
    }
    return n;
}

uint64_t start_time(pid_t pid) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (read_text(path, text, sizeof text) <= 0) {
        return 0;
    }
    /* The name may hold spaces and brackets: fields are counted from its last bracket, start time is the 22nd. */
    char *at = strrchr(text, ')');
    for (int field = 2; at != NULL && field < 22; field++) {
        at = strchr(at + 1, ' ');
    }
    return at == NULL ? 0 : strtoull(at + 1, NULL, 10);
}

int boot_identity(char *buffer, size_t size) {
    char boot[64];
    /* As process 1 is told it: a machine made of namespaces may have its own, which a pod's /proc does not show. */
    if (read_text("/proc/1/root/proc/sys/kernel/random/boot_id", boot, sizeof boot) <= 0
        && read_text("/proc/sys/kernel/random/boot_id", boot, sizeof boot) <= 0) {
        return -1;
    }
    boot[strcspn(boot, "\n")] = '\0';
    snprintf(buffer, size, "%s/%llu", boot, (unsigned long long)start_time(1));
    return 0;
}
