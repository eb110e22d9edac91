/* A root file system of the command's own, in namespaces of its own, as an OCI runtime would make it. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Whoever looks from outside is told what failed where. */
static int at(const char **stage, const char *what, const char *where) {
    static char text[1024];
    int saved = errno;
    snprintf(text, sizeof text, "%s %s", what, where);
    *stage = text;
    errno = saved;
    return -1;
}

static int is_there(int error) {
    return error == EEXIST ? 0 : -1;
}

static int make_directories(const char *path) {
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && is_there(errno) != 0) {
            return -1;
        }
        *slash = '/';
    }
    return mkdir(part, 0755) == 0 ? 0 : is_there(errno);
}

static int make_file(const char *path) {
    char parent[4096];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash != NULL && slash != parent) {
        *slash = '\0';
        if (make_directories(parent) != 0) {
            return -1;
        }
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    return fd < 0 ? -1 : close(fd);
}

static int make_target(const char *target, bool directory) {
    struct stat info;
    if (stat(target, &info) == 0) {
        return 0;
    }
    return directory ? make_directories(target) : make_file(target);
}

/* Those that a container may rely on (OCI runtime specification, Linux, Default Devices); the terminal is not there. */
static int make_devices(void) {
    static const struct {
        const char *path;
        unsigned major, minor;
    } nodes[] = {
        {"/dev/null", 1, 3},   {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
        {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0},
    };
    static const char *const links[][2] = {
        {"/proc/self/fd", "/dev/fd"},       {"/proc/self/fd/0", "/dev/stdin"}, {"/proc/self/fd/1", "/dev/stdout"},
        {"/proc/self/fd/2", "/dev/stderr"}, {"/proc/kcore", "/dev/core"},      {"pts/ptmx", "/dev/ptmx"},
    };
    mode_t before = umask(0);
    int result = 0;
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0] && result == 0; i++) {
        result = mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor));
    }
    for (size_t i = 0; i < sizeof links / sizeof links[0] && result == 0; i++) {
        result = symlink(links[i][0], links[i][1]);
    }
    umask(before);
    return result;
}

static int mount_one(const struct mount *m, int tree) {
    struct stat info = {.st_mode = S_IFDIR};
    if (tree >= 0 && fstat(tree, &info) != 0) {
        return -1;
    }
    if (make_target(m->target, S_ISDIR(info.st_mode)) != 0) {
        return -1;
    }
    if (tree < 0) {
        if (mount(m->source, m->target, m->type, m->flags, m->data) != 0) {
            return -1;
        }
        return strcmp(m->target, "/dev") == 0 ? make_devices() : 0;
    }
    return move_mount(tree, "", AT_FDCWD, m->target, MOVE_MOUNT_F_EMPTY_PATH) != 0 ? -1 : mount_make_read_only(m);
}

/* What is bound is taken hold of before the host's files go out of sight. */
static int hold_sources(struct mount *mounts, int *trees, const struct spec *spec, const char **stage) {
    for (size_t i = 0; i < spec->mounts.count; i++) {
        trees[i] = -1;
        if (mount_parse(spec->mounts.items[i], &mounts[i]) != 0) {
            return at(stage, "read the mount", spec->mounts.items[i]);
        }
        if (!mount_is_bind(&mounts[i])) {
            continue;
        }
        trees[i] = open_tree(AT_FDCWD, mounts[i].source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
        if (trees[i] < 0) {
            return at(stage, "find the source of a mount,", mounts[i].source);
        }
    }
    return 0;
}

/* The old root lies under the new one for the moment in which it is taken away. */
static int change_root(const struct spec *spec) {
    if (mount("overlay", spec->root, "overlay", 0, spec->overlay) != 0 || chdir(spec->root) != 0) {
        return -1;
    }
    return syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ? -1 : chdir("/");
}

static int bind_read_only(const char *source, const char *target, unsigned long flags) {
    if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0) {
        return -1;
    }
    return mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, NULL);
}

static int mask(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0) {
        return errno == ENOENT ? 0 : -1;
    }
    return S_ISDIR(info.st_mode) ? mount("tmpfs", path, "tmpfs", MS_RDONLY, "size=0k")
                                 : bind_read_only("/dev/null", path, MS_NOSUID | MS_NOEXEC);
}

static int fix(const char *path) {
    int result = bind_read_only(path, path, MS_NOSUID | MS_NOEXEC | MS_NODEV);
    return result != 0 && errno == ENOENT ? 0 : result;
}

static int guard(const struct spec *spec, const char **stage) {
    for (size_t i = 0; i < spec->masked.count; i++) {
        if (mask(spec->masked.items[i]) != 0) {
            return at(stage, "hide", spec->masked.items[i]);
        }
    }
    for (size_t i = 0; i < spec->read_only.count; i++) {
        if (fix(spec->read_only.items[i]) != 0) {
            return at(stage, "make read-only", spec->read_only.items[i]);
        }
    }
    return 0;
}

static int mount_all(const struct spec *spec, const char **stage) {
    struct mount *mounts = calloc(spec->mounts.count + 1, sizeof *mounts);
    int *trees = calloc(spec->mounts.count + 1, sizeof *trees);
    *stage = "allocate memory";
    int result = mounts == NULL || trees == NULL ? -1 : hold_sources(mounts, trees, spec, stage);
    if (result == 0 && change_root(spec) != 0) {
        result = at(stage, "enter the root file system", spec->root);
    }
    for (size_t i = 0; i < spec->mounts.count && result == 0; i++) {
        if (mount_one(&mounts[i], trees[i]) != 0) {
            result = at(stage, "mount", mounts[i].target);
        }
    }
    free(mounts);
    free(trees);
    return result;
}

/* Keys of the machine's root are not the command's; who may not part from them may not use them either. */
static int leave_keyring(void) {
    long result = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
    return result < 0 && errno != ENOSYS && errno != EPERM ? -1 : 0;
}

int root_enter(const struct spec *spec, const char **stage) {
    *stage = "part from the machine's mounts";
    if (mounts_part() != 0) {
        return -1;
    }
    *stage = "set the host name";
    if (spec->hostname != NULL && sethostname(spec->hostname, strlen(spec->hostname)) != 0) {
        return -1;
    }
    if (mount_all(spec, stage) != 0 || guard(spec, stage) != 0) {
        return -1;
    }
    *stage = "enter the working directory";
    if (spec->cwd != NULL && make_directories(spec->cwd) != 0) {
        return -1;
    }
    *stage = "make a keyring";
    umask(022);
    return leave_keyring();
}
