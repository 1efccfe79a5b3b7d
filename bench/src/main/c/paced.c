/* Asks at a fixed rate, and tells how long answers took: see bench/latency.
 *
 *   paced SECONDS RATE NEW ROUNDS URL...
 *
 * 64 connections stay open and RATE requests a second go over them on a timetable, whether or not answers come;
 * times count from when a request was due, so one that waited for a stalled server is not left out. Beside them NEW
 * connections a second are opened for one request each. Servers are asked in turn, ROUNDS times, one line each; the
 * last lines are medians, and the ratio to the first server within a round.
 *
 * Between two requests it sleeps. One that polls takes its core whole, and a virtual machine that has used up its
 * share is stopped for milliseconds, whatever the server does. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { KEPT = 64, NEW_AT_ONCE = 256, SERVERS = 8, ROUNDS = 100 };

/* A connection that is open for requests, or for a single one. */
struct connection { int fd; long due, got, whole; };
/* p50, p99, p99.9 and the longest, in ns. */
struct times { long p50, p99, p999, longest; };

static char request[4096], answer[1 << 20];
static int request_length, poller;
static struct sockaddr_in server;
static struct connection connections[KEPT + NEW_AT_ONCE];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, errno ? strerror(errno) : "not as expected");
  exit(1);
}

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

/* Parses http://ADDRESS:PORT/PATH into the server and the request. */
static void take(const char *url) {
  char address[64], path[2048];
  int port;
  errno = 0;
  if (sscanf(url, "http://%63[0-9.]:%d%2047s", address, &port, path) != 3) fail(url);
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &server.sin_addr) != 1) fail(url);
  request_length = snprintf(request, sizeof request,
                            "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: paced\r\nAccept-Encoding: br\r\n\r\n", path, address);
}

static void dial(int i) {
  struct connection *c = &connections[i];
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (void *)&server, sizeof server)) fail("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
}

static void ask(int i, long due) {
  struct connection *c = &connections[i];
  c->due = due;
  c->got = c->whole = 0;
  if (send(c->fd, request, request_length, 0) != request_length) fail("send");
}

/* Reads what came; whether the answer is whole. The head of an answer comes in one piece on loopback. */
static int read_some(int i) {
  struct connection *c = &connections[i];
  errno = 0;
  long count = recv(c->fd, answer, sizeof answer - 1, 0);
  if (count <= 0) fail("the server closed a connection");
  if (c->got == 0) {
    answer[count] = 0;
    char *end = strstr(answer, "\r\n\r\n"), *length = strcasestr(answer, "\r\ncontent-length:");
    if (strncmp(answer, "HTTP/1.1 200", 12) || !end || !length || length > end) fail("the answer");
    c->whole = end + 4 - answer + atol(length + 17);
  }
  c->got += count;
  return c->got == c->whole;
}

static struct times run(double seconds, long rate, long fresh) {
  long total = seconds * rate, sent = 0, done = 0, opened = 0, step = 1000000000L / rate;
  long *took = malloc(total * sizeof *took);
  int idle[KEPT], idles = 0, unused[NEW_AT_ONCE], unuseds = 0;
  poller = epoll_create1(0);
  for (int i = 0; i < KEPT; i++) dial(idle[idles++] = i);
  for (int i = 0; i < NEW_AT_ONCE; i++) unused[unuseds++] = KEPT + i;
  long start = now() + 1000000;
  while (done < total) {
    long time = now();
    for (; sent < total && idles && start + sent * step <= time; sent++) ask(idle[--idles], start + sent * step);
    if (fresh && unuseds && sent < total && start + opened * (1000000000L / fresh) <= time) {
      int i = unused[--unuseds];
      opened++;
      dial(i);
      ask(i, time);
    }
    struct timespec wait = {0, 1000000};
    if (idles && sent < total) {
      long left = start + sent * step - now();
      wait.tv_nsec = left > 0 ? left : 0;
    }
    struct epoll_event events[KEPT];
    int ready = epoll_pwait2(poller, events, KEPT, &wait, NULL);
    for (int k = 0; k < ready; k++) {
      int i = events[k].data.u32;
      if (!read_some(i)) continue;
      if (i < KEPT) {
        took[done++] = now() - connections[i].due;
        /* The one that has waited longest is next, so that all are used. */
        memmove(idle + 1, idle, idles++ * sizeof *idle);
        idle[0] = i;
      } else {
        close(connections[i].fd);
        unused[unuseds++] = i;
      }
    }
  }
  for (int i = 0; i < KEPT; i++) close(connections[i].fd);
  close(poller);
  qsort(took, done, sizeof *took, ascending);
  struct times times = {took[done / 2], took[done * 99 / 100], took[done * 999 / 1000], took[done - 1]};
  free(took);
  return times;
}

/* The middle of so many figures, which it sorts. */
static double median(double *figures, int count) {
  for (int i = 1; i < count; i++)
    for (int j = i; j > 0 && figures[j - 1] > figures[j]; j--) {
      double swap = figures[j];
      figures[j] = figures[j - 1];
      figures[j - 1] = swap;
    }
  return count % 2 ? figures[count / 2] : (figures[count / 2 - 1] + figures[count / 2]) / 2;
}

static struct times all[SERVERS][ROUNDS];

static double middle(int s, int rounds, size_t which, int ratio) {
  double figures[ROUNDS];
  for (int r = 0; r < rounds; r++) {
    double own = *(long *)((char *)&all[s][r] + which), first = *(long *)((char *)&all[0][r] + which);
    figures[r] = ratio ? own / first : own / 1e6;
  }
  return median(figures, rounds);
}

int main(int count, char **words) {
  if (count < 6 || count - 5 > SERVERS) {
    fprintf(stderr, "usage: paced SECONDS RATE NEW ROUNDS URL... (at most %d)\n", SERVERS);
    return 2;
  }
  double seconds = atof(words[1]);
  long rate = atol(words[2]), fresh = atol(words[3]);
  int rounds = atoi(words[4]), servers = count - 5;
  if (seconds * rate < 1000 || rounds < 1 || rounds > ROUNDS) {
    fprintf(stderr, "at least 1,000 requests a round, and 1 to %d rounds\n", ROUNDS);
    return 2;
  }
  prctl(PR_SET_TIMERSLACK, 1);
  for (int r = 0; r < rounds; r++)
    for (int k = 0; k < servers; k++) {
      /* Each second round the other way round, so that none is always behind the same one. */
      int s = r % 2 ? servers - 1 - k : k;
      take(words[5 + s]);
      struct times t = all[s][r] = run(seconds, rate, fresh);
      printf("%d %s p50 %.3f p99 %.3f p99.9 %.2f longest %.1f ms\n", r + 1, words[5 + s], t.p50 / 1e6, t.p99 / 1e6,
             t.p999 / 1e6, t.longest / 1e6);
      fflush(stdout);
    }
  for (int s = 0; s < servers; s++)
    printf("median %s p50 %.3f p99 %.3f p99.9 %.2f longest %.1f ms; p99 %.2f and p99.9 %.2f of the first\n", words[5 + s],
           middle(s, rounds, 0, 0), middle(s, rounds, sizeof(long), 0), middle(s, rounds, 2 * sizeof(long), 0),
           middle(s, rounds, 3 * sizeof(long), 0), middle(s, rounds, sizeof(long), 1), middle(s, rounds, 2 * sizeof(long), 1));
  return 0;
}
