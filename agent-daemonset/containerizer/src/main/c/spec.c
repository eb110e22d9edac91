/* Parses the spec file: NUL-terminated key, NUL-terminated value, repeated. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_all(const char *path, size_t *size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &info) != 0 || info.st_size > 64 << 20) {
        close(fd);
        errno = EFBIG;
        return NULL;
    }
    char *buffer = malloc((size_t)info.st_size + 1);
    size_t done = 0;
    while (buffer != NULL && done < (size_t)info.st_size) {
        ssize_t n = read(fd, buffer + done, (size_t)info.st_size - done);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    close(fd);
    if (buffer != NULL) {
        buffer[done] = '\0';
        *size = done;
    }
    return buffer;
}

static int append(struct strings *list, char *item) {
    if ((list->count & (list->count + 1)) == 0) {
        char **grown = realloc(list->items, (2 * list->count + 2) * sizeof(char *));
        if (grown == NULL) {
            return -1;
        }
        list->items = grown;
    }
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
    return 0;
}

static const char **text_field(struct spec *s, const char *key) {
    struct {
        const char *key;
        const char **field;
    } table[] = {
        {"file", &s->file},     {"cwd", &s->cwd},         {"stdout", &s->out},   {"stderr", &s->err},
        {"cgroup", &s->cgroup}, {"oom", &s->oom},         {"netns", &s->netns},  {"root", &s->root},
        {"hide", &s->hide},     {"pidfile", &s->pid_file}, {"logfile", &s->log_file},
        {"seccomp", &s->seccomp}, {"overlay", &s->overlay}, {"hostname", &s->hostname},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].key, key) == 0) {
            return table[i].field;
        }
    }
    return NULL;
}

static struct strings *list_field(struct spec *s, const char *key) {
    struct {
        const char *key;
        struct strings *field;
    } table[] = {
        {"arg", &s->args},       {"env", &s->env},       {"tasks", &s->tasks}, {"freezer", &s->freezers},
        {"mount", &s->mounts},   {"rlimit", &s->rlimits}, {"group", &s->groups}, {"namespace", &s->namespaces},
        {"masked", &s->masked},  {"readonly", &s->read_only},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].key, key) == 0) {
            return table[i].field;
        }
    }
    return NULL;
}

static int number_field(struct spec *s, const char *key, const char *value) {
    unsigned long long number = strtoull(value, NULL, 0);
    if (strcmp(key, "uid") == 0) {
        s->has_user = true;
        s->uid = (uid_t)number;
    } else if (strcmp(key, "gid") == 0) {
        s->gid = (gid_t)number;
    } else if (strcmp(key, "loglimit") == 0) {
        s->log_limit = number;
    } else if (strcmp(key, "caps") == 0) {
        s->has_caps = true;
        s->caps = number;
    } else if (strcmp(key, "bounding") == 0) {
        s->has_bounding = true;
        s->bounding = number;
    } else if (strcmp(key, "nonewprivs") == 0) {
        s->no_new_privs = number != 0;
    } else {
        errno = EINVAL;
        return -1;
    }
    return 0;
}

static int assign(struct spec *s, char *key, char *value) {
    const char **text = text_field(s, key);
    if (text != NULL) {
        *text = value;
        return 0;
    }
    struct strings *list = list_field(s, key);
    return list != NULL ? append(list, value) : number_field(s, key, value);
}

int spec_read(const char *path, struct spec *spec) {
    size_t size = 0;
    memset(spec, 0, sizeof *spec);
    spec->buffer = read_all(path, &size);
    if (spec->buffer == NULL) {
        return -1;
    }
    char *at = spec->buffer, *end = spec->buffer + size;
    while (at < end) {
        char *value = at + strlen(at) + 1;
        if (value >= end + 1 || assign(spec, at, value) != 0) {
            errno = EINVAL;
            return -1;
        }
        at = value + strlen(value) + 1;
    }
    if (spec->file == NULL || spec->args.count == 0) {
        errno = EINVAL;
        return -1;
    }
    return spec->env.items == NULL ? append(&spec->env, "PATH=/usr/bin:/bin") : 0;
}

void spec_free(struct spec *spec) {
    free(spec->args.items);
    free(spec->env.items);
    free(spec->tasks.items);
    free(spec->freezers.items);
    free(spec->namespaces.items);
    free(spec->mounts.items);
    free(spec->masked.items);
    free(spec->read_only.items);
    free(spec->rlimits.items);
    free(spec->groups.items);
    free(spec->filter);
    free(spec->buffer);
    memset(spec, 0, sizeof *spec);
}

size_t fields(char *text, char **out, size_t max) {
    size_t count = 0;
    while (text != NULL && count < max) {
        out[count++] = text;
        text = strchr(text, '\t');
        if (text != NULL) {
            *text++ = '\0';
        }
    }
    return count;
}
