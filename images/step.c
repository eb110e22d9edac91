/*
 * Makes a folder by a program, for a container whose image has that program and no shell: runs what the lines of a file
 * say, and gives the folder its name when the program has ended well. Without the file there is nothing to do.
 *     step ARGUMENTS MADE NAME
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 64 };

static int fail(const char *what, const char *name) {
    fprintf(stderr, "cannot %s %s: %s\n", what, name, strerror(errno));
    return 1;
}

/* The program's arguments, NULL behind the last; none where there is no file. */
static int read_lines(const char *file, char **lines) {
    FILE *in = fopen(file, "re");
    size_t size = 0;
    int count = 0;
    if (in == NULL) {
        return errno == ENOENT ? 0 : -1;
    }
    while (count < MOST - 1 && getline(&lines[count], &size, in) > 0) {
        lines[count][strcspn(lines[count], "\n")] = '\0';
        count++;
        size = 0;
    }
    lines[count] = NULL;
    fclose(in);
    return count;
}

/* What is renamed must be on the disk before, and the name after: the machine may end at any time. */
static int put(const char *from, const char *to) {
    char *folder = strdup(to);
    char *slash = folder == NULL ? NULL : strrchr(folder, '/');
    if (slash == NULL) {
        errno = EINVAL;
        return -1;
    }
    *slash = '\0';
    sync();
    if (rename(from, to) != 0) {
        return -1;
    }
    int names = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return names < 0 || fsync(names) != 0 ? -1 : close(names);
}

int main(int argc, char **argv) {
    static char *lines[MOST];
    int status = 0;
    if (argc != 4) {
        fprintf(stderr, "usage: step ARGUMENTS MADE NAME\n");
        return 2;
    }
    int count = read_lines(argv[1], lines);
    if (count < 0) {
        return fail("read", argv[1]);
    }
    if (count == 0) {
        return 0;
    }
    pid_t child = fork();
    if (child == 0) {
        execv(lines[0], lines);
        _exit(fail("execute", lines[0]) + 126);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return fail("run", lines[0]);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "%s has failed\n", lines[0]);
        return 1;
    }
    return put(argv[2], argv[3]) == 0 ? 0 : fail("name", argv[3]);
}
