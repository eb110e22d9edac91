/* Leaves a pod for the machine that it runs on, whose first process is visible there as process 1. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The mount namespace last, for the others are found in the pod's /proc. */
static const char *const KINDS[] = {"cgroup", "ipc", "uts", "mnt"};
#define COUNT (sizeof KINDS / sizeof KINDS[0])

/* A namespace's file when it is not our own; -1 when it is, or when this kernel has none of its kind. */
static int foreign(const char *kind) {
    char theirs[64], ours[64];
    struct stat their, our;
    snprintf(theirs, sizeof theirs, "/proc/1/ns/%s", kind);
    snprintf(ours, sizeof ours, "/proc/self/ns/%s", kind);
    if (stat(theirs, &their) != 0 || stat(ours, &our) != 0 || their.st_ino == our.st_ino) {
        return -1;
    }
    return open(theirs, O_RDONLY | O_CLOEXEC);
}

static int enter_host(const char **stage) {
    int fds[COUNT];
    *stage = "open the root directory of process 1";
    int root = open("/proc/1/root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT; i++) {
        fds[i] = foreign(KINDS[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        *stage = KINDS[i];
        if (fds[i] >= 0 && (setns(fds[i], 0) != 0 || close(fds[i]) != 0)) {
            return -1;
        }
    }
    *stage = "enter the root directory of process 1";
    return fchdir(root) != 0 || chroot(".") != 0 || chdir("/") != 0 ? -1 : 0;
}

/* Goes on as the program of the same path on the machine's disk, so that no file of the pod stays in use. */
int mode_host(char **argv) {
    const char *stage = "";
    if (enter_host(&stage) != 0) {
        dprintf(STDOUT_FILENO, "failed to enter the namespaces of the machine (%s): %s\n", stage, strerror(errno));
        return 1;
    }
    /* Tasks are no parts of the pod, whose score may all but forbid the kernel to kill them; less may be refused. */
    (void)write_file("/proc/self/oom_score_adj", "0");
    argv[1] = argv[0];
    execv(argv[0], argv + 1);
    dprintf(STDOUT_FILENO, "failed to execute %s on the machine: %s\n", argv[0], strerror(errno));
    return 1;
}
