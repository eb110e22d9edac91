/* Binds a command to the system calls of its container, by a filter that crun has made. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int seccomp_read(struct spec *spec) {
    if (spec->seccomp == NULL) {
        return 0;
    }
    int fd = open(spec->seccomp, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    size_t most = BPF_MAXINSNS * sizeof(struct sock_filter);
    spec->filter = malloc(most);
    ssize_t size = spec->filter == NULL ? -1 : read(fd, spec->filter, most);
    close(fd);
    if (size <= 0 || (size_t)size % sizeof(struct sock_filter) != 0) {
        errno = EINVAL;
        return -1;
    }
    spec->filter_length = (unsigned short)((size_t)size / sizeof(struct sock_filter));
    return 0;
}

int seccomp_apply(const struct spec *spec) {
    if (spec->filter == NULL) {
        return 0;
    }
    struct sock_fprog program = {.len = spec->filter_length, .filter = spec->filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
