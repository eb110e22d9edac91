/* Mounts of a command that sees the host's root file system, in a mount namespace of its own. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* A read-only bind takes two steps: the first one ignores every flag but bind. */
static int bind(const char *source, const char *target, bool read_only) {
    if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0) {
        return -1;
    }
    return read_only ? mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) : 0;
}

static int apply_one(char *line) {
    char *part[4];
    if (fields(line, part, 4) != 4) {
        errno = EINVAL;
        return -1;
    }
    bool read_only = strcmp(part[3], "ro") == 0;
    if (strcmp(part[0], "bind") == 0) {
        return bind(part[1], part[2], read_only);
    }
    char options[64];
    snprintf(options, sizeof options, "mode=1777,size=%s", part[1]);
    return mount("tmpfs", part[2], "tmpfs", MS_NOSUID | MS_NODEV | (read_only ? MS_RDONLY : 0), options);
}

int mounts_apply(const struct spec *spec, const char **stage) {
    if (spec->mounts.count == 0 && spec->hide == NULL) {
        return 0;
    }
    *stage = "make a mount namespace";
    /* Slave: unmounting on the host must reach the container, the container's mounts must not reach the host. */
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL) != 0) {
        return -1;
    }
    *stage = "hide the second cgroup tree";
    if (spec->hide != NULL && umount2(spec->hide, MNT_DETACH) != 0) {
        return -1;
    }
    *stage = "mount a volume";
    for (size_t i = 0; i < spec->mounts.count; i++) {
        if (apply_one(spec->mounts.items[i]) != 0) {
            return -1;
        }
    }
    return 0;
}
