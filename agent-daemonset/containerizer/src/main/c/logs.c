/* Opens the sandbox's output files, and keeps them under a size by renaming the full one. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The sandbox belongs to the task's user: a link there must not lead the supervisor's pen elsewhere. */
int log_open_file(const char *path, const struct spec *spec) {
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd >= 0 && spec->has_user && fchown(fd, spec->uid, spec->gid) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int log_open(struct log *log, const char *path, const struct spec *spec, int *task_end) {
    int ends[2];
    struct stat info;
    log->path = path;
    log->limit = spec->log_limit;
    log->chown = spec->has_user;
    log->uid = spec->uid;
    log->gid = spec->gid;
    log->pipe_read = -1;
    log->file = log_open_file(path, spec);
    if (log->file < 0 || fstat(log->file, &info) != 0) {
        return -1;
    }
    log->written = (uint64_t)info.st_size;
    if (log->limit == 0) {
        *task_end = log->file;
        return 0;
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    /* Its own, for a program that opens /dev/stdout. */
    if (spec->has_user && fchown(ends[1], spec->uid, spec->gid) != 0) {
        close(ends[0]);
        close(ends[1]);
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    log->pipe_read = ends[0];
    *task_end = ends[1];
    return 0;
}

static void rotate(struct log *log) {
    char old[4096];
    struct spec owner = {.has_user = log->chown, .uid = log->uid, .gid = log->gid};
    snprintf(old, sizeof old, "%s.1", log->path);
    if (rename(log->path, old) != 0) {
        return;
    }
    int fresh = log_open_file(log->path, &owner);
    if (fresh >= 0) {
        close(log->file);
        log->file = fresh;
        log->written = 0;
    }
}

bool log_copy(struct log *log) {
    char buffer[65536];
    for (;;) {
        ssize_t n = read(log->pipe_read, buffer, sizeof buffer);
        if (n == 0) {
            return false;
        }
        if (n < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        if (log->written > 0 && log->written + (uint64_t)n > log->limit) {
            rotate(log);
        }
        /* A full disk costs output, never the task: it must not hang on a full pipe. */
        for (ssize_t done = 0, w; done < n && (w = write(log->file, buffer + done, (size_t)(n - done))) > 0; done += w) {
            log->written += (uint64_t)w;
        }
    }
}
