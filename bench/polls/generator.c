// Sends many polls at once, releases them, and measures the time from publish to answer. It is in C because it shares its
// core with Redis: what it needs itself is missing to Redis, and would be part of the result. generator.ts drives it.
//
// Arguments: the port of the polls, the port of the publisher, "http" or "redis" (how the publisher answers).
// A line on stdin is a command; each is answered with one line on stdout:
//   open <count>                connects
//   hold <per second> <file>    sends one poll on each connection. The file has, for each, two lengths (32 bits) and the
//                               bytes of the poll and of its publication
//   answered                    how many polls have an answer
//   release <window> <per second>  publishes for each poll without an answer: in a closed loop (window > 0), or at a rate
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { POLLS_MAX = 16384, PUBLISHERS_MAX = 512, BUFFER = 4096, LOST_AFTER_S = 15 };

typedef struct {
  int fd, length, is_publisher;
  char buffer[BUFFER];
} Connection;

typedef struct {
  char *poll, *publication;
  uint32_t poll_length, publication_length;
  double published_at, answered_at;
  int is_good, is_held;
} Poll;

static Connection connections[POLLS_MAX], publishers[PUBLISHERS_MAX];
static Connection *free_publishers[PUBLISHERS_MAX];
static Poll polls[POLLS_MAX];
static int count, publisher_count, free_count, answered, in_release, to_redis, epoll;
static int poll_port, publish_port, window, next_held, released;
static char *file;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void open_connection(Connection *connection, int port, int is_publisher) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int one = 1;
  connection->fd = socket(AF_INET, SOCK_STREAM, 0);
  connection->length = 0;
  connection->is_publisher = is_publisher;
  if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(connection->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0) fail("epoll_ctl");
}

static void send_all(Connection *connection, const char *bytes, uint32_t length) {
  for (uint32_t sent = 0; sent < length;) {
    ssize_t wrote = write(connection->fd, bytes + sent, length - sent);
    if (wrote < 0 && errno != EAGAIN) fail("write");
    if (wrote > 0) sent += wrote;
  }
}

static void publish(Poll *poll) {
  if (free_count == 0) {
    if (publisher_count == PUBLISHERS_MAX) fail("too many publications wait for an answer");
    open_connection(&publishers[publisher_count], publish_port, 1);
    free_publishers[free_count++] = &publishers[publisher_count++];
  }
  Connection *publisher = free_publishers[free_count - 1];
  // Redis takes the next command before it has answered; over HTTP the connection is busy until the answer.
  if (!to_redis) free_count--;
  poll->published_at = now();
  send_all(publisher, poll->publication, poll->publication_length);
}

static Poll *next_poll(void) {
  while (next_held < count && !polls[next_held].is_held) next_held++;
  return next_held < count ? &polls[next_held++] : NULL;
}

static void on_answer(Connection *connection) {
  if (connection->is_publisher) {
    free_publishers[free_count++] = connection;
    return;
  }
  Poll *poll = &polls[connection - connections];
  poll->answered_at = now();
  poll->is_good = strncmp(connection->buffer + 9, "200", 3) == 0 &&
                  strstr(connection->buffer, "\"denied\"") != NULL;
  answered++;
  if (!in_release) return;
  released++;
  Poll *next = window > 0 ? next_poll() : NULL;
  if (next != NULL) publish(next);
}

// Reads what has arrived. An answer has a Content-Length, or no body.
static void on_readable(Connection *connection) {
  ssize_t got = read(connection->fd, connection->buffer + connection->length,
                     BUFFER - 1 - connection->length);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) fail("a server closed a connection, or answered too much");
  if (connection->is_publisher && to_redis) return;
  connection->length += got;
  connection->buffer[connection->length] = 0;
  char *body = strstr(connection->buffer, "\r\n\r\n");
  if (body == NULL) return;
  char *header = strcasestr(connection->buffer, "content-length:");
  int body_length = header != NULL && header < body ? atoi(header + 15) : 0;
  if (connection->length < body + 4 - connection->buffer + body_length) return;
  connection->length = 0;
  on_answer(connection);
}

// Handles what arrives within `milliseconds`. Returns 1 when a command waits on stdin.
static int wait_for_events(int milliseconds) {
  struct epoll_event events[256];
  int has_command = 0;
  int ready = epoll_wait(epoll, events, 256, milliseconds);
  for (int i = 0; i < ready; i++) {
    if (events[i].data.ptr == NULL) has_command = 1;
    else on_readable(events[i].data.ptr);
  }
  return has_command;
}

static void hold(double per_second, const char *path) {
  FILE *input = fopen(path, "rb");
  if (input == NULL) fail(path);
  fseek(input, 0, SEEK_END);
  long size = ftell(input);
  rewind(input);
  free(file);
  file = malloc(size);
  if (fread(file, 1, size, input) != (size_t)size) fail(path);
  fclose(input);
  char *at = file;
  answered = in_release = 0;
  double started = now();
  for (int i = 0; i < count; i++) {
    Poll *poll = &polls[i];
    memset(poll, 0, sizeof *poll);
    memcpy(&poll->poll_length, at, 4);
    memcpy(&poll->publication_length, at + 4, 4);
    poll->poll = at + 8;
    poll->publication = poll->poll + poll->poll_length;
    at = poll->publication + poll->publication_length;
    while (now() < started + i / per_second) wait_for_events(1);
    send_all(&connections[i], poll->poll, poll->poll_length);
  }
}

static void release(double per_second) {
  int held = 0;
  for (int i = 0; i < count; i++) held += polls[i].is_held = polls[i].answered_at == 0;
  next_held = released = 0;
  in_release = 1;
  double started = now(), cpu_before = cpu(), last_change = started;
  for (int i = 0; i < window && i < held; i++) publish(next_poll());
  for (int sent = 0, seen = 0; released < held && now() < last_change + LOST_AFTER_S;) {
    while (window == 0 && sent < held && now() >= started + sent / per_second) {
      publish(next_poll());
      sent++;
    }
    wait_for_events(1);
    if (released > seen || sent < held * (window == 0)) last_change = now();
    seen = released;
  }
  double seconds = now() - started - (released < held ? LOST_AFTER_S : 0);
  printf("{\"seconds\":%f,\"cpuSeconds\":%f,\"latenciesMs\":[", seconds, cpu() - cpu_before);
  int good = 0;
  for (int i = 0; i < count; i++) {
    if (!polls[i].is_held || !polls[i].is_good) continue;
    printf("%s%.3f", good++ ? "," : "", (polls[i].answered_at - polls[i].published_at) * 1000);
  }
  printf("],\"refused\":%d,\"lost\":%d}\n", count - held, held - good);
}

static void run(char *line) {
  char path[1024];
  double per_second;
  int wanted;
  if (sscanf(line, "open %d", &wanted) == 1 && wanted <= POLLS_MAX) {
    for (; count < wanted; count++) open_connection(&connections[count], poll_port, 0);
    puts("ok");
  } else if (sscanf(line, "hold %lf %1023s", &per_second, path) == 2) {
    hold(per_second, path);
    puts("ok");
  } else if (strncmp(line, "answered", 8) == 0) {
    printf("%d\n", answered);
  } else if (sscanf(line, "release %d %lf", &window, &per_second) == 2) {
    release(per_second);
  } else {
    fail(line);
  }
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  poll_port = atoi(argv[1]);
  publish_port = atoi(argv[2]);
  to_redis = strcmp(argv[3], "redis") == 0;
  epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
  char line[2048];
  while (1) {
    if (!wait_for_events(-1)) continue;
    // One command is on its way at a time.
    ssize_t got = read(0, line, sizeof line - 1);
    if (got <= 0) return 0;
    line[got] = 0;
    run(line);
  }
}
