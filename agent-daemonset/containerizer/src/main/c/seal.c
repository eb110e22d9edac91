/* Keeps the program out of reach of containers that it enters: through /proc they could write it (CVE-2019-5736). */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static const char NAME[] = "mesocosm-supervisor";
static const int SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

/* The flag is wanted since 6.3 and unknown before. */
static int make_file(void) {
    int fd = memfd_create(NAME, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    return fd < 0 && errno == EINVAL ? memfd_create(NAME, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static int copy_sealed(int program) {
    struct stat info;
    int copy = make_file();
    if (copy < 0 || fstat(program, &info) != 0) {
        return -1;
    }
    for (off_t done = 0; done < info.st_size;) {
        if (sendfile(copy, program, &done, (size_t)(info.st_size - done)) <= 0) {
            return -1;
        }
    }
    return fcntl(copy, F_ADD_SEALS, SEALS) != 0 ? -1 : copy;
}

int seal(char **argv) {
    /* Of a program that was found by a descriptor the kernel gives the descriptor as the name. */
    prctl(PR_SET_NAME, NAME, 0, 0, 0);
    int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (program < 0) {
        return -1;
    }
    int seals = fcntl(program, F_GET_SEALS);
    if (seals < 0 || (seals & SEALS) != SEALS) {
        int copy = copy_sealed(program);
        if (copy >= 0) {
            fexecve(copy, argv, environ);
        }
        return -1;
    }
    close(program);
    return 0;
}
