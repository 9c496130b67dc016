// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exec.h"

#define AT_ONCE 4096	/* jobs: inotify keeps 16,384 events, if not told otherwise */

/* Operations on one path; they follow each other. */
struct op_job {
	struct job job;
	const char *root;
	const struct op *op;
	size_t n;
	atomic_size_t done;	/* operations that succeeded */
	int err;		/* of the one after them */
};

struct run {
	struct batch batch;
	struct plan plan;
	char *root;
	struct op_job *jobs;
};

static int write_attr(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;
	ssize_t n;

	if (fd < 0)
		return errno;
	n = write(fd, value, strlen(value));
	if (n != (ssize_t)strlen(value))
		err = n < 0 ? errno : EIO;
	close(fd);
	return err;
}

/* What is so already is no error: others may have been faster. */
static int op_apply(const char *root, const struct op *op)
{
	char *path = xasprintf("%s/%s", root, op->path), *to;
	int err = 0;

	switch (op->kind) {
	case OP_MKDIR:
		err = mkdir(path, 0755) && errno != EEXIST ? errno : 0;
		break;
	case OP_RMDIR:
		err = rmdir(path) && errno != ENOENT ? errno : 0;
		break;
	case OP_SYMLINK:
		to = xasprintf("%s/%s", root, op->value);
		err = symlink(to, path) ? errno : 0;
		free(to);
		break;
	case OP_UNLINK:
		err = unlink(path) && errno != ENOENT ? errno : 0;
		break;
	case OP_WRITE:
		err = write_attr(path, op->value);
		break;
	}
	free(path);
	return err;
}

static void work(struct job *job)
{
	struct op_job *own = (struct op_job *)job;

	while (own->done < own->n && !own->err) {
		own->err = op_apply(own->root, &own->op[own->done]);
		if (!own->err)
			own->done++;
	}
}

static char *text(struct job *job)
{
	const struct op_job *own = (const struct op_job *)job;
	size_t at = own->done;

	return op_text(&own->op[at < own->n ? at : own->n - 1]);
}

static void release(struct batch *batch)
{
	struct run *run = (struct run *)batch;

	for (size_t i = 0; i < batch->n; i++)
		free(run->jobs[i].job.scope);
	plan_free(&run->plan);
	free(run->root);
	free(run->jobs);
	free(batch->job);
	free(run);
}

/*
 * While an operation waits the kernel holds directories: so that nobody else
 * gets caught, its whole target is left alone. Of a backstore only making and
 * removing holds more than itself.
 */
static char *op_scope(const struct op *op)
{
	char *scope = xstrdup(op->path), *end = scope;
	int depth = path_under(scope, LIO_HBA) && op->kind == OP_WRITE ? 3 : 2;

	for (int i = 0; i < depth && end; i++)
		end = strchr(end + 1, '/');
	if (end)
		*end = 0;
	return scope;
}

/* An attribute's failure is one of the object that has it. */
static char *op_subject(const struct op *op)
{
	char *subject = xstrdup(op->path), *slash;

	if (op->kind != OP_WRITE)
		return subject;
	slash = strrchr(subject, '/');
	*slash = 0;
	slash = strrchr(subject, '/');
	if (slash && (!strcmp(slash, "/attrib") || !strcmp(slash, "/auth")))
		*slash = 0;
	return subject;
}

static bool op_depends(const struct op *op, const char *subject)
{
	return path_under(op->path, subject) ||
	       (op->kind == OP_SYMLINK && path_under(op->value, subject)) ||
	       (op->kind == OP_RMDIR && path_under(subject, op->path));
}

static bool op_blocked(const struct op *op, const struct failures *failures)
{
	vec_each(failure, failures)
		if (op_depends(op, failure->subject))
			return true;
	return false;
}

static void failure_add(struct failures *failures, const struct op *op, int err)
{
	*vec_push(failures) = (struct failure){ op_text(op), op_subject(op), err };
}

void failures_free(struct failures *failures)
{
	vec_each(failure, failures) {
		free(failure->text);
		free(failure->subject);
	}
	vec_free(failures);
}

/* LIO says EINVAL whatever keeps it from an address: what would we be told? portal: [address]:port */
static int bind_error(const char *portal)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	char *copy = xstrdup(portal), *port = strrchr(copy, ':'), *address = copy;
	struct addrinfo *found = NULL;
	int fd = -1, err = 0, on = 1;

	*port++ = 0;
	if (*address == '[') {
		address++;
		address[strcspn(address, "]")] = 0;
	}
	if (!getaddrinfo(address, port, &hints, &found))
		fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		err = bind(fd, found->ai_addr, found->ai_addrlen) ? errno : 0;
		close(fd);
	}
	if (found)
		freeaddrinfo(found);
	free(copy);
	return err;
}

/* LIO's portals of any target, ours or not, at that port: the first one, or NULL */
static char *portal_at(const char *root, const char *port)
{
	char *pattern = xasprintf("%s/iscsi/*/tpgt_*/np/*:%s", root, port), *found = NULL;
	glob_t paths;

	if (!glob(pattern, 0, NULL, &paths))
		found = xstrdup(paths.gl_pathv[0] + strlen(root) + 1);
	globfree(&paths);
	free(pattern);
	return found;
}

static char *port_taken(const char *root, const char *text, const char *port)
{
	char *portal = portal_at(root, port);
	char *taken = portal ?
		xasprintf("LIO: %s: port %s is taken by %s", text, port, portal) :
		xasprintf("LIO: %s: another program has port %s (to see which: ss -ltnp"
			  " 'sport = :%s')", text, port, port);

	free(portal);
	return taken;
}

char *failure_text(const char *root, const struct failure *failure)
{
	const char *portal = strstr(failure->text, "/np/");
	const char *port = portal ? strrchr(portal, ':') : NULL;
	int err = port && failure->err == EINVAL ? bind_error(portal + strlen("/np/")) : 0;

	if (err == EADDRINUSE)
		return port_taken(root, failure->text, port + 1);
	return xasprintf("LIO: %s: %s", failure->text, strerror(err ? err : failure->err));
}

/* Takes the plan over. */
static struct run *run_new(const char *root, struct plan *plan)
{
	struct run *run = xcalloc(1, sizeof(*run));
	struct op_job *job = NULL;

	run->batch.work = work;
	run->batch.text = text;
	run->batch.release = release;
	run->batch.job = xcalloc(plan->n, sizeof(*run->batch.job));
	run->jobs = xcalloc(plan->n, sizeof(*run->jobs));
	run->root = xstrdup(root);
	run->plan = *plan;
	memset(plan, 0, sizeof(*plan));
	vec_each(op, &run->plan) {
		if (job && job->op->phase == op->phase && !strcmp(job->op->path, op->path)) {
			job->n++;
			continue;
		}
		job = &run->jobs[run->batch.n];
		*job = (struct op_job){ .job = { .batch = &run->batch, .scope = op_scope(op) },
					.root = run->root, .op = op, .n = 1 };
		run->batch.job[run->batch.n++] = &job->job;
	}
	return run;
}

/*
 * What only makes objects in LIO's tree does so under locks of the whole tree: threads would spend
 * their time on waiting for each other. The rest may wait for I/O, sessions, devices or grace
 * periods, which pass for many at once.
 */
static size_t phase_width(enum phase phase)
{
	switch (phase) {
	case PHASE_STORE_MKDIR:
	case PHASE_STORE_CONTROL:
	case PHASE_ALUA_MKDIR:
	case PHASE_TARGET_MKDIR:
	case PHASE_TPG_MKDIR:
	case PHASE_LUN_MKDIR:
	case PHASE_ACL_MKDIR:
	case PHASE_CLEAN_MKDIR:
	case PHASE_MAP_MKDIR:
	case PHASE_MAP_LINK:
	case PHASE_ACL_TAG:
		return 1;
	default:
		return POOL_WIDE;
	}
}

/* Carries out the phase that begins with this job, or a first part of it; returns its end. */
static size_t run_phase(struct pool *pool, struct run *run, size_t first,
			struct failures *failures)
{
	struct op_job *jobs = run->jobs;
	size_t end = first;

	for (; end < run->batch.n && end < first + AT_ONCE &&
	     jobs[end].op->phase == jobs[first].op->phase; end++)
		if (op_blocked(jobs[end].op, failures))
			jobs[end].n = 0;
	pool_run(pool, &run->batch, first, end, phase_width(jobs[first].op->phase));
	for (size_t i = first; i < end; i++)
		if (jobs[i].job.state == JOB_DONE && jobs[i].err)
			failure_add(failures, &jobs[i].op[jobs[i].done], jobs[i].err);
	return end;
}

bool exec_run(struct pool *pool, const char *root, struct plan *plan, struct failures *failures,
	      void (*between)(void *arg), void *arg)
{
	struct run *run = run_new(root, plan);
	bool all = true;

	pool_hold(pool, &run->batch);
	for (size_t at = 0; at < run->batch.n; between(arg))
		at = run_phase(pool, run, at, failures);
	for (size_t i = 0; i < run->batch.n; i++)
		all = all && run->jobs[i].job.state == JOB_DONE;
	pool_drop(pool, &run->batch);
	return all && !failures->n;
}
