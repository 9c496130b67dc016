// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <libstmf.h>

#include "control.h"
#include "ops.h"

#define LINE_MAX_BYTES (32 << 20)	/* with its newline: a configuration of many thousand objects */
#define CHUNK 65536
#define PROGRESS_PAUSE 200	/* ms between two lines that tell it */
#define CLIENTS_MAX 64
#define BACKLOG 64

struct server {
	struct source source;
	struct loop *loop;
	struct stmfd *d;
	int clients;
};

struct client {
	struct source source;
	struct server *server;
	char *in, *out;
	size_t in_n, out_n, out_at;
	size_t in_room, in_seen;	/* no newline in what was seen */
	uint64_t told;		/* when it was last told of progress, ms */
	bool ending;		/* nothing more is read from it */
};

static void client_free(struct client *client)
{
	loop_del(client->server->loop, &client->source);
	close(client->source.fd);
	client->server->clients--;
	free(client->in);
	free(client->out);
	free(client);
}

/* Takes the object. */
static void put_reply(struct client *client, struct json_object *reply)
{
	const char *text = json_object_to_json_string_ext(reply, JSON_C_TO_STRING_PLAIN |
							  JSON_C_TO_STRING_NOSLASHESCAPE);

	if (strlen(text) >= LINE_MAX_BYTES)
		text = "{\"status\":32768,\"text\":\"the reply: is longer than 32 MiB\"}";
	free(client->out);
	client->out = xasprintf("%s\n", text);
	client->out_n = strlen(client->out);
	client->out_at = 0;
	json_object_put(reply);
}

static void put_error(struct client *client, int status, const char *text)
{
	struct json_object *reply = json_object_new_object();

	json_object_object_add(reply, "status", json_object_new_int(status));
	json_object_object_add(reply, "text", json_object_new_string(text));
	put_reply(client, reply);
}

/* A few lines a second; a client that does not take them is in nobody's way. */
static void tell_progress(void *arg, size_t done, size_t all)
{
	struct client *client = arg;
	struct timespec now;
	uint64_t ms;
	char *line;
	ssize_t n;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (client->ending || ms < client->told + PROGRESS_PAUSE)
		return;
	client->told = ms;
	line = xasprintf("{\"progress\":[%zu,%zu]}\n", done, all);
	n = send(client->source.fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n >= 0 && n < (ssize_t)strlen(line))
		client->ending = true;		/* a line that is cut would spoil the reply */
	free(line);
}

static bool wants_progress(struct json_object *request)
{
	struct json_object *flag;

	return json_object_is_type(request, json_type_object) &&
	       json_object_object_get_ex(request, "progress", &flag) &&
	       json_object_get_boolean(flag);
}

static struct json_object *run_op(struct client *client, struct json_object *request)
{
	struct stmfd *d = client->server->d;
	struct json_object *reply;

	d->progress = wants_progress(request) ? tell_progress : NULL;
	d->progress_arg = client;
	reply = ops_run(d, request);
	d->progress = NULL;
	return reply;
}

static void run_request(struct client *client, const char *line, size_t n)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *request;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	request = json_tokener_parse_ex(tokener, line, n + 1);
	if (json_tokener_get_error(tokener) == json_tokener_error_parse_utf8_string)
		put_error(client, STMF_ERROR_INVALID_ARG, "the request: is not UTF-8");
	else if (!request || json_tokener_get_parse_end(tokener) < n)
		put_error(client, STMF_ERROR_INVALID_ARG, "the request: is not one JSON object");
	else
		put_reply(client, run_op(client, request));
	json_object_put(request);
	json_tokener_free(tokener);
}

/* The end of the first request, or NULL if it has not come whole. */
static char *request_end(struct client *client)
{
	char *end = client->in_n > client->in_seen ?
		memchr(client->in + client->in_seen, '\n', client->in_n - client->in_seen) : NULL;

	client->in_seen = end ? (size_t)(end - client->in) : client->in_n;
	return end;
}

static bool has_request(struct client *client)
{
	return request_end(client);
}

/* What a large request took is given back. */
static void drop_request(struct client *client, size_t n)
{
	client->in_n -= n;
	client->in_seen = 0;
	memmove(client->in, client->in + n, client->in_n);
	if (client->in_n)
		return;
	free(client->in);
	client->in = NULL;
	client->in_room = 0;
}

/* One request, if there is a whole one and the last reply is gone. */
static void next_request(struct client *client)
{
	char *end;

	if (client->out_at < client->out_n)
		return;
	end = request_end(client);
	if (end) {
		*end = 0;
		run_request(client, client->in, end - client->in);
		drop_request(client, end + 1 - client->in);
	} else if (client->in_n >= LINE_MAX_BYTES) {
		put_error(client, STMF_ERROR_INVALID_ARG, "the request: is longer than 32 MiB");
		drop_request(client, client->in_n);
		client->ending = true;
	}
}

static void make_room(struct client *client)
{
	if (client->in_n < client->in_room)
		return;
	client->in_room = client->in_room ? 2 * client->in_room : CHUNK;
	client->in = realloc(client->in, client->in_room);
	if (!client->in)
		abort();
}

/* false: the other side is gone */
static bool take_input(struct client *client)
{
	ssize_t n;

	if (client->ending || client->in_n >= LINE_MAX_BYTES)
		return true;
	make_room(client);
	n = recv(client->source.fd, client->in + client->in_n, client->in_room - client->in_n,
		 MSG_DONTWAIT);
	if (n > 0)
		client->in_n += n;
	if (!n)
		client->ending = true;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

static bool give_output(struct client *client)
{
	ssize_t n;

	if (client->out_at == client->out_n)
		return true;
	n = send(client->source.fd, client->out + client->out_at, client->out_n - client->out_at,
		 MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n > 0)
		client->out_at += n;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* One request at a time: others have their turn in between. */
static void client_ready(struct source *source, uint32_t events)
{
	struct client *client = source->arg;
	bool alive = !(events & EPOLLERR), pending;

	if (alive && events & (EPOLLIN | EPOLLHUP) && !has_request(client))
		alive = take_input(client);
	if (alive)
		next_request(client);
	if (alive)
		alive = give_output(client);
	pending = client->out_at < client->out_n || has_request(client);
	if (!alive || (client->ending && !pending)) {
		client_free(client);
		return;
	}
	loop_change(client->server->loop, source, pending ? EPOLLOUT : EPOLLIN);
}

static bool is_root(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) && peer.uid == 0;
}

static void new_client(struct source *source, uint32_t events)
{
	struct server *server = source->arg;
	int fd = accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client;

	if (fd < 0)
		return;
	client = xcalloc(1, sizeof(*client));
	client->source = (struct source){ fd, client_ready, client };
	client->server = server;
	server->clients++;
	client->ending = true;
	if (!is_root(fd))
		put_error(client, STMF_ERROR_PERM, "only root may ask");
	else if (server->clients > CLIENTS_MAX)
		put_error(client, STMF_ERROR_BUSY, "too many connections");
	else
		client->ending = false;
	loop_add(server->loop, &client->source, client->ending ? EPOLLOUT : EPOLLIN);
}

int control_open(struct loop *loop, struct stmfd *d, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	static struct server server; /* lives as long as the daemon */
	mode_t mask;
	int fd, rc;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		say(LOG_ERR, "%s: too long for a socket", path);
		return -1;
	}
	strcpy(addr.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(path);
	mask = umask(0177);
	rc = fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, BACKLOG);
	umask(mask);
	if (rc) {
		say(LOG_ERR, "%s: %s", path, strerror(errno));
		return -1;
	}
	server.source = (struct source){ fd, new_client, &server };
	server.loop = loop;
	server.d = d;
	loop_add(loop, &server.source, EPOLLIN);
	return 0;
}
