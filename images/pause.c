/* Waits to be told to end, and reaps what it inherits: the process of the `reserved` container. */
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>

int main(void) {
    sigset_t awaited;
    int signal = 0;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGINT);
    sigaddset(&awaited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &awaited, NULL);
    do {
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        sigwait(&awaited, &signal);
    } while (signal == SIGCHLD);
    return 0;
}
