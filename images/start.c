/*
 * Starts the program of its own name that lies beside it in ../libexec with the loader and the libraries of ../lib, so
 * that a program of the image runs on a machine that has other libraries, or none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *join(const char *folder, const char *middle, const char *name) {
    char *path = NULL;
    return asprintf(&path, "%s%s%s", folder, middle, name) < 0 ? NULL : path;
}

int main(int argc, char **argv) {
    char folder[4096];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    char **line = calloc((size_t)argc + 6, sizeof *line);
    if (length <= 0 || line == NULL) {
        perror("cannot find the program's folder (is /proc mounted?)");
        return 127;
    }
    folder[length] = '\0';
    char *name = strrchr(folder, '/') + 1;
    name[-1] = '\0';
    char *loader = join(folder, "/../lib/", "ld.so");
    line[0] = loader;
    line[1] = "--argv0";
    line[2] = name;
    line[3] = "--library-path";
    line[4] = join(folder, "/../", "lib");
    line[5] = join(folder, "/../libexec/", name);
    memcpy(line + 6, argv + 1, (size_t)argc * sizeof *line);
    execv(loader, line);
    fprintf(stderr, "cannot execute %s: %s\n", loader, strerror(errno));
    return 127;
}
