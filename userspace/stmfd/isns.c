// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "isns.h"

#define RETRY_MIN 5	/* seconds; doubled each time */
#define RETRY_MAX 300
#define REFRESH_MIN 15	/* seconds between two registrations of the same */
#define ANSWER_BYTES 512

/* One server, which may not be asked for any more and have to be told so. */
struct server {
	struct isns *isns;
	char *address;			/* "<address>:<port>" */
	bool wanted;			/* it is configured, and registration enabled */
	char *registered;		/* what it has of us, or NULL */
	char *source;			/* the node in whose name */
	char *trouble;			/* why it hasn't what it should, or NULL */
	time_t due;			/* when to try again, or to register again; 0: never */
	unsigned int pause;		/* before the next try */
	pid_t pid;			/* of the process that talks to it, or 0 */
	char *telling, *by;		/* what, NULL: to forget us; in whose name */
	struct source answer;		/* its output */
	char text[ANSWER_BYTES];
	size_t n;
};

struct isns {
	struct loop *loop;
	const char *helper;
	char entity[HOST_NAME_MAX + 1];
	struct source timer;
	VEC(struct server *) server;
	const struct model *model;	/* of the last time, for what comes by itself */
};

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec;
}

static void set(char **text, const char *value)
{
	char *copy = xstrdup(value);

	free(*text);
	*text = copy;
}

/* ---- the process that talks ---- */

/* What it is to say, as a file. */
static int input_of(const struct server *server)
{
	char *portal = xstrdup(server->address), *port = strrchr(portal, ':');
	int fd = memfd_create("isns", MFD_CLOEXEC);
	bool v6 = *portal == '[';
	int n;

	*port++ = 0;
	if (v6)
		portal[strlen(portal) - 1] = 0;
	n = dprintf(fd, "server %s %s\n", portal + v6, port);
	if (n > 0 && server->telling)
		n = dprintf(fd, "%s", server->telling);
	else if (n > 0)
		n = dprintf(fd, "entity %s\nsource %s\n", server->isns->entity, server->by);
	free(portal);
	if (fd >= 0 && n > 0 && !lseek(fd, 0, SEEK_SET))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Our blocked signals are not for it. */
static int spawn(struct server *server, int in, int out)
{
	char *const argv[] = { (char *)server->isns->helper, NULL }, *const env[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	int err;

	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_adddup2(&files, out, 2);
	err = posix_spawn(&server->pid, argv[0], &files, &attr, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (err)
		server->pid = 0;
	return err;
}

static void retry(struct server *server, const char *why)
{
	if (!same_text(server->trouble, why))
		say(LOG_WARNING, "iSNS server %s: %s; it is tried again", server->address, why);
	set(&server->trouble, why);
	server->pause = server->pause ? 2 * server->pause : RETRY_MIN;
	if (server->pause > RETRY_MAX)
		server->pause = RETRY_MAX;
	server->due = now() + server->pause;
}

static void tell(struct server *server, const char *what, const char *by)
{
	int in, out[2], err;

	set(&server->telling, what);
	set(&server->by, by);
	if (pipe2(out, O_CLOEXEC | O_NONBLOCK)) {
		retry(server, strerror(errno));
		return;
	}
	in = input_of(server);
	err = in < 0 ? EIO : spawn(server, in, out[1]);
	if (in >= 0)
		close(in);
	close(out[1]);
	if (err) {
		close(out[0]);
		retry(server, strerror(err));
		return;
	}
	server->n = 0;
	server->answer.fd = out[0];
	loop_add(server->isns->loop, &server->answer, EPOLLIN);
}

static void told(struct server *server)
{
	unsigned long period = strtoul(server->text, NULL, 10);

	if (server->trouble || !!server->registered != !!server->telling)
		say(LOG_NOTICE, "iSNS server %s: %s", server->address, server->telling ?
		    "the targets are registered" : "no target is registered any more");
	set(&server->registered, server->telling);
	set(&server->source, server->by);
	set(&server->trouble, NULL);
	server->pause = 0;
	server->due = 0;
	if (server->telling && period)
		server->due = now() + (period > 2 * REFRESH_MIN ? period / 2 : REFRESH_MIN);
}

/* Its last line says why. */
static const char *reason(struct server *server)
{
	char *end = server->text + strcspn(server->text, "\n");

	*end = 0;
	return *server->text ? server->text : "it could not be asked";
}

static void on_answer(struct source *source, uint32_t events)
{
	struct server *server = source->arg;
	size_t room = sizeof(server->text) - 1 - server->n;
	ssize_t n = read(source->fd, server->text + server->n, room);
	int status = -1;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0) {
		server->n += n;
		return;
	}
	server->text[server->n] = 0;
	loop_del(server->isns->loop, source);
	close(source->fd);
	waitpid(server->pid, &status, 0);
	server->pid = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		told(server);
	else
		retry(server, reason(server));
	isns_follow(server->isns, server->isns->model);
}

/* ---- which servers, what they should have ---- */

static struct server *server_of(struct isns *isns, const char *address)
{
	struct server *server;

	for (size_t i = 0; i < isns->server.n; i++)
		if (!strcmp(isns->server.v[i]->address, address))
			return isns->server.v[i];
	server = xcalloc(1, sizeof(*server));
	server->isns = isns;
	server->address = xstrdup(address);
	server->answer = (struct source){ -1, on_answer, server };
	*vec_push(&isns->server) = server;
	return server;
}

static void server_free(struct server *server)
{
	free(server->address);
	free(server->registered);
	free(server->source);
	free(server->trouble);
	free(server->telling);
	free(server->by);
	free(server);
}

static void mark_wanted(struct isns *isns, const struct iscsi_defaults *defaults)
{
	vec_each(server, &isns->server)
		(*server)->wanted = false;
	if (!defaults->isns)
		return;
	vec_each(address, &defaults->isns_server)
		server_of(isns, *address)->wanted = true;
}

/* A server that went away and never answers is not asked for ever. */
static void forget_servers(struct isns *isns)
{
	for (size_t i = isns->server.n; i > 0; i--) {
		struct server *server = isns->server.v[i - 1];

		if (server->wanted || server->pid || (server->registered && !server->trouble))
			continue;
		server_free(server);
		vec_remove(&isns->server, i - 1);
	}
}

static void follow(struct server *server, const char *text, const char *first)
{
	const char *what = server->wanted ? text : NULL;
	bool right = same_text(server->registered, what);

	if (server->pid || (right && !server->due) || (server->due > now() &&
						       (right || server->trouble)))
		return;
	if (right && !what)
		return;
	tell(server, what, what ? first : server->source);
}

static void set_timer(struct isns *isns)
{
	struct itimerspec when = { 0 };

	vec_each(server, &isns->server)
		if ((*server)->due && !(*server)->pid &&
		    (!when.it_value.tv_sec || (*server)->due < when.it_value.tv_sec))
			when.it_value.tv_sec = (*server)->due;
	timerfd_settime(isns->timer.fd, TFD_TIMER_ABSTIME, &when, NULL);
}

void isns_follow(struct isns *isns, const struct model *model)
{
	const struct iscsi_defaults *defaults = &model->iscsi.defaults;
	struct names addresses = { 0 };
	const char *first;
	char *text;

	isns->model = model;
	if (!isns->server.n && !(defaults->isns && defaults->isns_server.n))
		return;
	mark_wanted(isns, defaults);
	listen_addresses(&addresses);
	text = isns_text(model, isns->entity, &addresses, &first);
	vec_each(server, &isns->server)
		follow(*server, text, first);
	forget_servers(isns);
	set_timer(isns);
	names_free(&addresses);
	free(text);
}

void isns_problems(const struct isns *isns, struct names *texts)
{
	if (!isns)
		return;
	vec_each(server, &isns->server) {
		char *text;

		if (!(*server)->trouble)
			continue;
		text = xasprintf("iSNS server %s: %s", (*server)->address, (*server)->trouble);
		names_add(texts, text);
		free(text);
	}
}

static void on_timer(struct source *source, uint32_t events)
{
	struct isns *isns = source->arg;
	uint64_t times;

	if (read(source->fd, &times, sizeof(times)) == sizeof(times))
		isns_follow(isns, isns->model);
}

struct isns *isns_new(struct loop *loop, const char *helper)
{
	struct isns *isns = xcalloc(1, sizeof(*isns));

	isns->loop = loop;
	isns->helper = helper;
	if (gethostname(isns->entity, sizeof(isns->entity) - 1) || !*isns->entity)
		strcpy(isns->entity, "localhost");
	isns->timer = (struct source){ timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK),
				       on_timer, isns };
	if (isns->timer.fd >= 0)
		loop_add(loop, &isns->timer, EPOLLIN);
	return isns;
}
