/* Connects to a port inside a container's network and joins it to standard input and output. */
#define _GNU_SOURCE
#include "supervisor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int await_connected(int fd, int timeout) {
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;
    if (poll(&ready, 1, timeout) != 1) {
        errno = ETIMEDOUT;
        return -1;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
        errno = error;
        return -1;
    }
    return 0;
}

static int dial(const struct sockaddr *address, socklen_t size, int timeout) {
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    if (connect(fd, address, size) == 0 || (errno == EINPROGRESS && await_connected(fd, timeout) == 0)) {
        fcntl(fd, F_SETFL, 0);
        return fd;
    }
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static int dial_loopback(uint16_t port, int timeout) {
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = dial((struct sockaddr *)&four, sizeof four, timeout);
    int first = errno;
    if (fd < 0 && first == ECONNREFUSED) {
        fd = dial((struct sockaddr *)&six, sizeof six, timeout);
        errno = first;
    }
    return fd;
}

/* Moves one bufferful; returns false at the end of the input. */
static bool move(int from, int to) {
    char buffer[65536];
    ssize_t n = read(from, buffer, sizeof buffer);
    for (ssize_t done = 0; done < n;) {
        ssize_t w = write(to, buffer + done, (size_t)(n - done));
        if (w <= 0) {
            return false;
        }
        done += w;
    }
    return n > 0;
}

static void relay(int fd) {
    struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    for (;;) {
        if (poll(fds, 2, -1) < 0) {
            continue;
        }
        if (fds[1].revents != 0 && !move(fd, STDOUT_FILENO)) {
            return;
        }
        if (fds[0].revents != 0 && !move(STDIN_FILENO, fd)) {
            return;
        }
    }
}

int mode_connect(const char *netns, const char *port, const char *timeout_ms) {
    if (strcmp(netns, "-") != 0) {
        int ns = open(netns, O_RDONLY | O_CLOEXEC);
        if (ns < 0 || setns(ns, CLONE_NEWNET) != 0) {
            dprintf(STDOUT_FILENO, "Failed to enter the container's network: %s\n", strerror(errno));
            return 1;
        }
        close(ns);
    }
    int fd = dial_loopback((uint16_t)atoi(port), atoi(timeout_ms));
    if (fd < 0) {
        dprintf(STDOUT_FILENO, "Failed to connect to 127.0.0.1:%s in the container: %s\n", port, strerror(errno));
        return 1;
    }
    dprintf(STDOUT_FILENO, "ok\n");
    relay(fd);
    close(fd);
    return 0;
}
