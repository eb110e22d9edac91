/* Gives the task its limits, user and capabilities; what the machine refuses fails the launch. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int apply_rlimits(const struct spec *spec) {
    for (size_t i = 0; i < spec->rlimits.count; i++) {
        char *part[3];
        if (fields(spec->rlimits.items[i], part, 3) != 3) {
            errno = EINVAL;
            return -1;
        }
        struct rlimit limit = {
            .rlim_cur = (rlim_t)strtoll(part[1], NULL, 10),
            .rlim_max = (rlim_t)strtoll(part[2], NULL, 10),
        };
        if (setrlimit((__rlimit_resource_t)atoi(part[0]), &limit) != 0) {
            return -1;
        }
    }
    return 0;
}

static int apply_groups(const struct spec *spec) {
    gid_t groups[256];
    size_t count = 0;
    for (; count < spec->groups.count && count < 256; count++) {
        groups[count] = (gid_t)strtoul(spec->groups.items[count], NULL, 10);
    }
    if (setgroups(count, groups) != 0) {
        return -1;
    }
    return setgid(spec->gid);
}

static int drop_bounding(uint64_t keep) {
    for (unsigned long cap = 0; cap < 64; cap++) {
        int held = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);
        if (held < 0) {
            break;
        }
        if (held == 1 && (keep & (1ULL << cap)) == 0 && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Root has its capabilities by being root, and in a root file system of its own leaves none to whom it becomes. */
static int set_capabilities(const struct spec *spec) {
    uint64_t caps = spec->caps, inherited = spec->root != NULL && spec->uid == 0 ? 0 : spec->caps;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[2];
    for (int i = 0; i < 2; i++) {
        uint32_t half = (uint32_t)(caps >> (32 * i));
        data[i] = (struct __user_cap_data_struct){
            .effective = half, .permitted = half, .inheritable = (uint32_t)(inherited >> (32 * i))};
    }
    if (syscall(SYS_capset, &header, data) != 0) {
        return -1;
    }
    for (unsigned long cap = 0; cap < 64; cap++) {
        if ((inherited & (1ULL << cap)) != 0 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) != 0) {
            return -1;
        }
    }
    return 0;
}

static int apply_user(const struct spec *spec) {
    if (spec->has_caps && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) {
        return -1;
    }
    return setuid(spec->uid);
}

int privileges_apply(const struct spec *spec, const char **stage) {
    *stage = "set a resource limit (setrlimit); it may be above the agent's own hard limit";
    if (apply_rlimits(spec) != 0) {
        return -1;
    }
    *stage = "drop capabilities";
    if (spec->has_bounding && drop_bounding(spec->bounding) != 0) {
        return -1;
    }
    *stage = "switch to the task's groups";
    if (spec->has_user && apply_groups(spec) != 0) {
        return -1;
    }
    /* Before the user changes, as a runtime does it: after that the kernel would not let it. */
    *stage = "bind the command to the container's system calls";
    if (seccomp_apply(spec) != 0) {
        return -1;
    }
    *stage = "switch to the task's user";
    if (spec->has_user && apply_user(spec) != 0) {
        return -1;
    }
    *stage = "set capabilities; the agent itself may lack them";
    if (spec->has_caps && set_capabilities(spec) != 0) {
        return -1;
    }
    *stage = "forbid new privileges";
    return spec->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ? -1 : 0;
}
