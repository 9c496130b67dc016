// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "exec.h"

#define THREADS 32
#define STACK_SIZE (128 * 1024)
#define WARN_AFTER 5		/* seconds */
#define LEAVE_AFTER 30

/* Operations on one path; they follow each other. */
struct job {
	const struct op *op;
	size_t n;
	enum { JOB_WAITS, JOB_RUNS, JOB_DONE, JOB_LEFT } state;
	bool warned;
	time_t since;
	size_t done;		/* operations that succeeded */
	int err;		/* of the one after them */
};

/* A plan on its way; threads that were left hold on to it. */
struct run {
	struct plan plan;
	VEC(struct job) job;
	size_t next, end;	/* jobs of this phase that wait for a thread */
	size_t open;		/* jobs of this phase not yet done or left */
	int users;
};

struct exec {
	char *root;
	void (*tick)(void);
	int fd;
	pthread_mutex_t lock;	/* protects all below, and all of a run */
	pthread_cond_t work, progress;
	struct run *run;
	int threads;
	struct failures stuck;
};

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

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

/* An attribute's failure is one of the object that has it. */
static char *op_subject(const struct op *op)
{
	char *subject = xstrdup(op->path), *slash;

	if (op->kind != OP_WRITE)
		return subject;
	slash = strrchr(subject, '/');
	*slash = 0;
	slash = strrchr(subject, '/');
	if (slash && !strcmp(slash, "/attrib"))
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

static void run_put(struct run *run)
{
	if (--run->users)
		return;
	plan_free(&run->plan);
	vec_free(&run->job);
	free(run);
}

/* A job that was left has come back: what it blocked may be tried again. */
static void came_back(struct exec *exec, const struct job *job)
{
	char *text = op_text(&job->op[job->done]);

	say(LOG_NOTICE, "%s: came back after %ld s: %s", text, (long)(now() - job->since),
	    job->err ? strerror(job->err) : "done");
	for (size_t i = 0; i < exec->stuck.n; i++) {
		if (strcmp(exec->stuck.v[i].text, text))
			continue;
		free(exec->stuck.v[i].text);
		free(exec->stuck.v[i].subject);
		vec_remove(&exec->stuck, i);
		break;
	}
	free(text);
	eventfd_write(exec->fd, 1);
}

static void do_job(struct exec *exec, struct run *run, struct job *job)
{
	job->state = JOB_RUNS;
	job->since = now();
	while (job->done < job->n && !job->err && job->state == JOB_RUNS) {
		int err;

		pthread_mutex_unlock(&exec->lock);
		err = op_apply(exec->root, &job->op[job->done]);
		pthread_mutex_lock(&exec->lock);
		job->err = err;
		if (job->state == JOB_LEFT)
			came_back(exec, job);
		if (!err)
			job->done++;
	}
	if (job->state == JOB_RUNS) {
		job->state = JOB_DONE;
		run->open--;
		pthread_cond_signal(&exec->progress);
	}
}

/* A thread ends when there is another one for it: it had been left. */
static void *worker(void *arg)
{
	struct exec *exec = arg;
	bool left = false;

	pthread_mutex_lock(&exec->lock);
	while (!left) {
		struct run *run = exec->run;
		struct job *job;

		if (!run || run->next == run->end) {
			pthread_cond_wait(&exec->work, &exec->lock);
			continue;
		}
		job = &run->job.v[run->next++];
		run->users++;
		do_job(exec, run, job);
		left = job->state == JOB_LEFT;
		run_put(run);
	}
	pthread_mutex_unlock(&exec->lock);
	return NULL;
}

static void start_threads(struct exec *exec, size_t wanted)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	while (exec->threads < THREADS && (size_t)exec->threads < wanted) {
		int err = pthread_create(&thread, &attr, worker, exec);

		if (err && !exec->threads) {
			say(LOG_CRIT, "no thread: %s", strerror(err));
			abort();
		}
		if (err)
			break;
		exec->threads++;
	}
	pthread_attr_destroy(&attr);
}

static void watch_job(struct exec *exec, struct run *run, struct job *job)
{
	const struct op *op = &job->op[job->done];
	time_t age = now() - job->since;
	char *text;

	if (age < WARN_AFTER)
		return;
	text = op_text(op);
	if (!job->warned)
		say(LOG_WARNING, "%s: has been waiting in the kernel for %ld s", text, (long)age);
	job->warned = true;
	if (age >= LEAVE_AFTER) {
		say(LOG_ERR, "%s: does not come back; going on without it", text);
		job->state = JOB_LEFT;
		run->open--;
		failure_add(&exec->stuck, op, ETIMEDOUT);
		exec->threads--;
		start_threads(exec, THREADS);
	}
	free(text);
}

static void wait_for_run(struct exec *exec, struct run *run)
{
	while (run->open) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec++;
		if (pthread_cond_timedwait(&exec->progress, &exec->lock, &until) != ETIMEDOUT)
			continue;
		for (size_t i = 0; i < run->next; i++)
			if (run->job.v[i].state == JOB_RUNS)
				watch_job(exec, run, &run->job.v[i]);
		exec->tick();
	}
}

static struct run *run_new(struct plan *plan)
{
	struct run *run = xcalloc(1, sizeof(*run));

	run->plan = *plan;
	run->users = 1;
	memset(plan, 0, sizeof(*plan));
	vec_each(op, &run->plan) {
		struct job *last = run->job.n ? &run->job.v[run->job.n - 1] : NULL;

		if (last && last->op->phase == op->phase && !strcmp(last->op->path, op->path)) {
			last->n++;
			continue;
		}
		last = vec_push(&run->job);
		last->op = op;
		last->n = 1;
	}
	return run;
}

/* One phase, from the next job on; what depends on a failure is left out. */
static void run_phase(struct exec *exec, struct run *run, struct failures *failures)
{
	size_t first = run->next, end = first;
	struct job *jobs = run->job.v;

	for (; end < run->job.n && jobs[end].op->phase == jobs[first].op->phase; end++)
		if (op_blocked(jobs[end].op, failures) || op_blocked(jobs[end].op, &exec->stuck))
			jobs[end].n = 0;
	run->open = end - first;
	run->end = end;
	start_threads(exec, run->open);
	pthread_cond_broadcast(&exec->work);
	wait_for_run(exec, run);
	for (size_t i = first; i < end; i++)
		if (jobs[i].state == JOB_DONE && jobs[i].err)
			failure_add(failures, &jobs[i].op[jobs[i].done], jobs[i].err);
}

size_t exec_run(struct exec *exec, struct plan *plan, struct failures *failures)
{
	struct run *run = run_new(plan);
	size_t done = 0;

	pthread_mutex_lock(&exec->lock);
	exec->run = run;
	while (run->next < run->job.n)
		run_phase(exec, run, failures);
	exec->run = NULL;
	vec_each(job, &run->job)
		done += job->done;
	vec_each(stuck, &exec->stuck)
		*vec_push(failures) = (struct failure){ xstrdup(stuck->text),
							xstrdup(stuck->subject), stuck->err };
	run_put(run);
	pthread_mutex_unlock(&exec->lock);
	return done;
}

struct exec *exec_new(const char *root, void (*tick)(void))
{
	struct exec *exec = xcalloc(1, sizeof(*exec));
	pthread_condattr_t attr;

	exec->root = xstrdup(root);
	exec->tick = tick;
	exec->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&exec->lock, NULL);
	pthread_cond_init(&exec->work, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&exec->progress, &attr);
	pthread_condattr_destroy(&attr);
	return exec;
}

int exec_fd(const struct exec *exec)
{
	return exec->fd;
}
