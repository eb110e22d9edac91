/* Mounts of a command, in a mount namespace of its own: what it is to see beside its root file system. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* Words that are flags of the kernel; binds are recursive, and all is a slave, so these words say what is so anyway. */
static bool flag(const char *word, unsigned long *flags) {
    static const struct {
        const char *word;
        unsigned long flag;
    } table[] = {
        {"ro", MS_RDONLY},     {"rw", 0},    {"nosuid", MS_NOSUID}, {"nodev", MS_NODEV},
        {"noexec", MS_NOEXEC}, {"rbind", 0}, {"rslave", 0},         {"strictatime", MS_STRICTATIME},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].word, word) == 0) {
            *flags |= table[i].flag;
            return true;
        }
    }
    return false;
}

int mount_parse(char *line, struct mount *m) {
    char *part[4], *save = NULL;
    size_t length = 0;
    memset(m, 0, sizeof *m);
    if (fields(line, part, 4) != 4) {
        errno = EINVAL;
        return -1;
    }
    m->type = part[0];
    m->source = part[1];
    m->target = part[2];
    for (char *word = strtok_r(part[3], ",", &save); word != NULL; word = strtok_r(NULL, ",", &save)) {
        if (flag(word, &m->flags)) {
            continue;
        }
        int n = snprintf(m->data + length, sizeof m->data - length, "%s%s", length == 0 ? "" : ",", word);
        if (n < 0 || (size_t)n >= sizeof m->data - length) {
            errno = E2BIG;
            return -1;
        }
        length += (size_t)n;
    }
    return 0;
}

/* A read-only bind takes two steps: the first one ignores every flag but bind. */
int mount_make_read_only(const struct mount *m) {
    unsigned long flags = MS_REMOUNT | MS_BIND | m->flags;
    return (m->flags & MS_RDONLY) == 0 ? 0 : mount(NULL, m->target, NULL, flags, NULL);
}

static int apply(const struct mount *m) {
    if (!mount_is_bind(m)) {
        return mount(m->source, m->target, m->type, m->flags, m->data);
    }
    return mount(m->source, m->target, NULL, MS_BIND | MS_REC, NULL) != 0 ? -1 : mount_make_read_only(m);
}

bool mount_is_bind(const struct mount *m) {
    return strcmp(m->type, "bind") == 0;
}

/* Slave: unmounting on the host must reach the container, the container's mounts must not reach the host. */
int mounts_part(void) {
    return mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL);
}

int mounts_apply(const struct spec *spec, const char **stage) {
    if (spec->mounts.count == 0 && spec->hide == NULL) {
        return 0;
    }
    *stage = "make a mount namespace";
    if (unshare(CLONE_NEWNS) != 0 || mounts_part() != 0) {
        return -1;
    }
    *stage = "hide the second cgroup tree";
    if (spec->hide != NULL && umount2(spec->hide, MNT_DETACH) != 0) {
        return -1;
    }
    *stage = "mount a volume";
    for (size_t i = 0; i < spec->mounts.count; i++) {
        struct mount m;
        if (mount_parse(spec->mounts.items[i], &m) != 0 || apply(&m) != 0) {
            return -1;
        }
    }
    return 0;
}
