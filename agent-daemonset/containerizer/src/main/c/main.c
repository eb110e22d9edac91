/* Chooses the mode: serve (the agent's helper), run (a container), exec and connect (into one), hold (systemd's unit of all),
   program (of the machine), host (any, from a pod). */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int unsealed(const char *mode) {
    bool exec = strcmp(mode, "exec") == 0;
    dprintf(exec ? STDERR_FILENO : STDOUT_FILENO,
            "%s to go on from a sealed copy in memory: %s; does vm.memfd_noexec forbid it?\n",
            exec ? "failed Failed" : "failed", strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    if (strcmp(mode, "host") == 0 && argc > 2) {
        return mode_host(argv);
    }
    bool serve = strcmp(mode, "serve") == 0, run = strcmp(mode, "run") == 0, exec = strcmp(mode, "exec") == 0;
    if ((serve || run || exec) && seal(argv) != 0) {
        return unsealed(mode);
    }
    if (serve) {
        return mode_serve(argv + 2);
    }
    if (run && argc == 3) {
        return mode_run(argv[2], STDOUT_FILENO);
    }
    if (exec && argc == 3) {
        return mode_exec(argv[2]);
    }
    if (strcmp(mode, "connect") == 0 && argc == 5) {
        return mode_connect(argv[2], argv[3], argv[4]);
    }
    if (strcmp(mode, "hold") == 0 && argc == 2) {
        return mode_hold();
    }
    if (strcmp(mode, "program") == 0 && argc > 2) {
        return mode_program(argv + 2);
    }
    fprintf(stderr, "usage: mesocosm-supervisor [host] serve CGROUP... | run DIR | exec SPEC | connect NETNS|- PORT MILLIS | hold | program FILE ARG...\n");
    return 64;
}
