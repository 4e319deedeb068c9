/* The least that a chat server costs: one epoll loop that passes every line on to everybody but
 * its author, and that writes what a round of events brings to a client in one call.
 *
 * No pseudos, no filter, no limits. What the system does not take at once is kept for its client,
 * so that nothing is lost.
 *
 * Usage: floor PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST = 20000, EVENTS = 1024, READ = 64 * 1024, SLICES = 1024 };

struct client {
    char *kept; /* what the system has not taken */
    size_t kept_bytes;
    int open;
};

/* What a client said in this round is a range of the log. */
struct range {
    int author;
    size_t start, end;
};

static struct client clients[MOST];
static int last; /* the highest descriptor of a client */
static char *log_bytes;
static size_t log_used, log_room;
static struct range ranges[EVENTS];
static int range_count;
static int epoll;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void *grown(void *old, size_t bytes) {
    void *new = realloc(old, bytes);
    if (!new)
        die("realloc");
    return new;
}

static void watch(int fd, int how, unsigned events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll, how, fd, &event) < 0)
        die("epoll_ctl");
}

static void drop(int fd) {
    close(fd);
    free(clients[fd].kept);
    clients[fd] = (struct client){0};
}

static void meet(int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        clients[fd] = (struct client){.open = 1};
        if (fd > last)
            last = fd;
        watch(fd, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void hear(int fd) {
    if (log_room - log_used < READ)
        log_bytes = grown(log_bytes, log_room += 16 * READ);
    ssize_t got = read(fd, log_bytes + log_used, READ);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        drop(fd);
        return;
    }
    ranges[range_count++] = (struct range){fd, log_used, log_used + got};
    log_used += got;
}

/* Keeps the rest of what was to be written, after the first `written` bytes. */
static void keep(int fd, struct iovec *slices, int count, size_t written) {
    struct client *client = &clients[fd];
    int was_empty = client->kept_bytes == 0;
    for (int i = 0; i < count; i++) {
        size_t gone = written < slices[i].iov_len ? written : slices[i].iov_len;
        size_t rest = slices[i].iov_len - gone;
        written -= gone;
        if (rest == 0)
            continue;
        client->kept = grown(client->kept, client->kept_bytes + rest);
        memcpy(client->kept + client->kept_bytes, (char *)slices[i].iov_base + gone, rest);
        client->kept_bytes += rest;
    }
    if (was_empty && client->kept_bytes > 0)
        watch(fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void send_slices(int fd, struct iovec *slices, int count) {
    ssize_t written = 0;
    if (count == 0)
        return;
    if (clients[fd].kept_bytes == 0)
        written = count == 1 ? write(fd, slices[0].iov_base, slices[0].iov_len) : writev(fd, slices, count);
    /* A failure is met again, and dealt with, by reading. */
    keep(fd, slices, count, written < 0 ? 0 : written);
}

static void send_kept(int fd) {
    struct client *client = &clients[fd];
    ssize_t written = write(fd, client->kept, client->kept_bytes);
    if (written < 0)
        return;
    client->kept_bytes -= written;
    memmove(client->kept, client->kept + written, client->kept_bytes);
    if (client->kept_bytes == 0)
        watch(fd, EPOLL_CTL_MOD, EPOLLIN);
}

/* Sends a client the log without what it said itself. */
static void send_share(int fd) {
    struct iovec slices[SLICES];
    int count = 0;
    size_t from = 0;
    for (int i = 0; i < range_count; i++) {
        if (ranges[i].author != fd)
            continue;
        if (ranges[i].start > from)
            slices[count++] = (struct iovec){log_bytes + from, ranges[i].start - from};
        from = ranges[i].end;
    }
    if (log_used > from)
        slices[count++] = (struct iovec){log_bytes + from, log_used - from};
    send_slices(fd, slices, count);
}

int main(int count, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event events[EVENTS];
    int one = 1;
    if (count != 2)
        return fputs("usage: floor PORT\n", stderr), 2;
    address.sin_port = htons(atoi(arguments[1]));
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    if (listen(listener, 1024) < 0)
        die("listen");
    epoll = epoll_create1(0);
    watch(listener, EPOLL_CTL_ADD, EPOLLIN);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                meet(listener);
                continue;
            }
            if (events[i].events & EPOLLOUT)
                send_kept(fd);
            if (events[i].events & ~EPOLLOUT)
                hear(fd);
        }
        for (int fd = 0; range_count > 0 && fd <= last; fd++)
            if (clients[fd].open)
                send_share(fd);
        range_count = 0;
        log_used = 0;
    }
}
