/* Shared declarations of the supervisor: one small process for each container. */
#ifndef MESOCOSM_SUPERVISOR_H
#define MESOCOSM_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A list of strings that ends with NULL, fit for argv and environ. */
struct strings {
    char **items;
    size_t count;
};

struct sock_filter;

/* What to run and how, read from a file of NUL-terminated keys and values. */
struct spec {
    char *buffer;
    const char *file;
    struct strings args;
    struct strings env;
    const char *cwd;
    const char *out;
    const char *err;
    uint64_t log_limit;
    struct strings tasks;     /* cgroup v1: files by which the process joins its groups before exec */
    const char *cgroup;       /* cgroup v2: directory to be cloned into */
    struct strings freezers;  /* cgroup v1: freezer directory of the leaf */
    const char *oom;          /* memory.oom_control or memory.events of the leaf */
    const char *netns;
    struct strings namespaces; /* exec: further namespace files to enter */
    struct strings mounts;
    const char *root;          /* a folder that is the root file system of a command with namespaces of its own */
    const char *overlay;       /* the options by which it is mounted over itself, copy-on-write */
    const char *hostname;
    struct strings masked;     /* paths in it that are not to be seen, */
    struct strings read_only; /* or not to be written */
    const char *hide;     /* runtime: mount point to be hidden from it */
    const char *pid_file; /* runtime: where it writes the container's pid; its presence means a runtime */
    const char *log_file; /* runtime: where it writes its errors */
    struct strings rlimits;
    struct strings groups;
    bool has_user;
    uid_t uid;
    gid_t gid;
    bool has_bounding;
    uint64_t bounding;
    bool has_caps;
    uint64_t caps;
    bool no_new_privs;
    const char *seccomp; /* a file: the container's filter of system calls, as the kernel takes it */
    struct sock_filter *filter;
    unsigned short filter_length;
};

/* Reads a spec; returns 0, or -1 with errno. */
int spec_read(const char *path, struct spec *spec);
void spec_free(struct spec *spec);

/* Cuts `text` at tabs in place; returns the number of fields found, at most `max`. */
size_t fields(char *text, char **out, size_t max);

/* record.c: what is kept on disk, and who a process is. */
int write_file(const char *path, const char *text);
int record_write(const char *dir, const char *name, const char *text, bool durable);
ssize_t read_text(const char *path, char *buffer, size_t size);
uint64_t start_time(pid_t pid);
int boot_identity(char *buffer, size_t size);

/* task.c: becoming the task. */
struct task_stdio {
    int out;
    int err;
};
pid_t task_clone(const struct spec *spec);
/* Runs in the child; waits on `go`, then executes; a failure is written to `report`. Never returns. */
void task_become(struct spec *spec, struct task_stdio stdio, int go, int report) __attribute__((noreturn));

/* privileges.c */
int privileges_apply(const struct spec *spec, const char **stage);

/* seccomp.c: the spec's filter, read while its path is there, and applied; each 0, or -1 with errno. */
int seccomp_read(struct spec *spec);
int seccomp_apply(const struct spec *spec);

/* mounts.c: a mount as a line of the spec, type, source, target and options, with tabs between them. */
struct mount {
    const char *type;
    const char *source;
    const char *target;
    unsigned long flags;
    char data[256];
};
int mount_parse(char *line, struct mount *m);
bool mount_is_bind(const struct mount *m);
int mount_make_read_only(const struct mount *m);
int mounts_part(void);
int mounts_apply(const struct spec *spec, const char **stage);

/* root.c: in the clone of a command with a root file system of its own. */
int root_enter(const struct spec *spec, const char **stage);

/* reap.c: ending everything that the container left behind. */
void kill_leftovers(const struct spec *spec);
long oom_kills(const char *path);

/* logs.c: the sandbox's stdout and stderr. */
struct log {
    const char *path;
    int pipe_read;
    int file;
    uint64_t written;
    uint64_t limit;
    uid_t uid;
    gid_t gid;
    bool chown;
};
int log_open_file(const char *path, const struct spec *spec);
int log_open(struct log *log, const char *path, const struct spec *spec, int *task_end);
/* Copies what is there to be read; returns false once the writers are gone. */
bool log_copy(struct log *log);

/* oom.c: a notice of the kernel that the container ran out of memory. */
int oom_watch(const char *path);

/* seal.c: goes on as a copy in memory that nobody can write; returns 0 in the copy, or -1 with errno. */
int seal(char **argv);

/* The modes; each is the rest of main. */
int mode_host(char **argv);
int mode_serve(char **groups);
int mode_run(const char *dir, int report);
int mode_exec(const char *spec_path);
int mode_hold(void);
int mode_program(char **argv);
int mode_connect(const char *netns, const char *port, const char *timeout_ms);

#endif
