// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "pool.h"

#define STACK_SIZE (256 * 1024)
#ifndef LEAVE_AFTER		/* seconds; tests can't wait that long */
#define WARN_AFTER 5
#define LEAVE_AFTER 10
#endif

struct pool {
	void (*tick)(size_t done, size_t all);
	int fd;
	pthread_mutex_t lock;	/* protects all below, and what batches have for the pool */
	pthread_cond_t work, progress;
	struct batch *batch;
	int threads;
	VEC(struct job *) stuck;
};

/* Would it get caught where another job is? */
static bool must_skip(const struct pool *pool, const struct job *job)
{
	vec_each(stuck, &pool->stuck)
		if (path_under(job->scope, (*stuck)->scope) ||
		    path_under((*stuck)->scope, job->scope))
			return true;
	return false;
}

static void drop(struct batch *batch)
{
	if (!--batch->users)
		batch->release(batch);
}

/* What it kept from being done may be tried again. */
static void came_back(struct pool *pool, struct job *job)
{
	char *text = job->batch->text(job);

	say(LOG_NOTICE, "%s: came back after %ld s", text, (long)(monotonic_seconds() - job->since));
	free(text);
	for (size_t i = 0; i < pool->stuck.n; i++) {
		if (pool->stuck.v[i] != job)
			continue;
		vec_remove(&pool->stuck, i);
		break;
	}
	eventfd_write(pool->fd, 1);
}

/* Returns false if the job had been left, and with it this thread. */
static bool do_job(struct pool *pool, struct job *job)
{
	struct batch *batch = job->batch;
	bool left;

	if (must_skip(pool, job)) {
		job->state = JOB_SKIPPED;
	} else {
		job->state = JOB_RUNS;
		job->since = monotonic_seconds();
		batch->runs++;
		pthread_mutex_unlock(&pool->lock);
		batch->work(job);
		pthread_mutex_lock(&pool->lock);
	}
	left = job->state == JOB_LEFT;
	if (left) {
		came_back(pool, job);
	} else {
		if (job->state == JOB_RUNS) {
			job->state = JOB_DONE;
			batch->runs--;
		}
		if (!--batch->open)
			pthread_cond_signal(&pool->progress);
	}
	return !left;
}

/* A thread that was left has been replaced meanwhile: it ends. */
static void *worker(void *arg)
{
	struct pool *pool = arg;
	bool needed = true;

	pthread_mutex_lock(&pool->lock);
	while (needed) {
		struct batch *batch = pool->batch;

		if (!batch || batch->next == batch->end || batch->runs >= batch->width) {
			pthread_cond_wait(&pool->work, &pool->lock);
			continue;
		}
		batch->users++;
		needed = do_job(pool, batch->job[batch->next++]);
		drop(batch);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void start_threads(struct pool *pool, size_t wanted)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	while (pool->threads < POOL_WIDE && (size_t)pool->threads < wanted) {
		int err = pthread_create(&thread, &attr, worker, pool);

		if (err && !pool->threads) {
			say(LOG_CRIT, "no thread: %s", strerror(err));
			abort();
		}
		if (err)
			break;
		pool->threads++;
	}
	pthread_attr_destroy(&attr);
}

/* True: it has taken more than a second. */
static bool watch(struct pool *pool, struct job *job)
{
	time_t age = monotonic_seconds() - job->since;
	char *text;

	if (job->state != JOB_RUNS || age < WARN_AFTER)
		return job->state == JOB_RUNS && age > 0;
	text = job->batch->text(job);
	if (!job->warned)
		say(LOG_WARNING, "%s: has been waiting in the kernel for %ld s", text, (long)age);
	job->warned = true;
	if (age >= LEAVE_AFTER) {
		say(LOG_ERR, "%s: does not come back; going on without it", text);
		job->state = JOB_LEFT;
		job->batch->open--;
		job->batch->runs--;
		*vec_push(&pool->stuck) = job;
		pool->threads--;
	}
	free(text);
	return true;
}

/* Has as many threads work on it as there may and need be. */
static void set_width(struct pool *pool, struct batch *batch, size_t width)
{
	size_t needed = batch->runs + batch->end - batch->next;

	batch->width = width;
	if (needed > width)
		needed = width;
	start_threads(pool, needed);
	for (size_t i = batch->runs; i < needed; i++)
		pthread_cond_signal(&pool->work);
}

void pool_run(struct pool *pool, struct batch *batch, size_t first, size_t end, size_t width)
{
	bool slow;

	pthread_mutex_lock(&pool->lock);
	batch->next = first;
	batch->end = end;
	batch->open = end - first;
	pool->batch = batch;
	set_width(pool, batch, width);
	while (batch->open) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec++;
		if (pthread_cond_timedwait(&pool->progress, &pool->lock, &until) != ETIMEDOUT)
			continue;
		slow = false;
		for (size_t i = first; i < batch->next; i++)
			slow |= watch(pool, batch->job[i]);
		set_width(pool, batch, slow ? POOL_WIDE : width);
		pool->tick(end - batch->open, batch->n);
	}
	pool->batch = NULL;
	pthread_mutex_unlock(&pool->lock);
}

void pool_hold(struct pool *pool, struct batch *batch)
{
	pthread_mutex_lock(&pool->lock);
	batch->users++;
	pthread_mutex_unlock(&pool->lock);
}

void pool_drop(struct pool *pool, struct batch *batch)
{
	pthread_mutex_lock(&pool->lock);
	drop(batch);
	pthread_mutex_unlock(&pool->lock);
}

struct pool *pool_new(void (*tick)(size_t done, size_t all))
{
	struct pool *pool = xcalloc(1, sizeof(*pool));
	pthread_condattr_t attr;

	pool->tick = tick;
	pool->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->progress, &attr);
	pthread_condattr_destroy(&attr);
	return pool;
}

size_t pool_stuck(struct pool *pool)
{
	size_t n;

	pthread_mutex_lock(&pool->lock);
	n = pool->stuck.n;
	pthread_mutex_unlock(&pool->lock);
	return n;
}

void pool_stuck_texts(struct pool *pool, struct names *texts)
{
	pthread_mutex_lock(&pool->lock);
	vec_each(job, &pool->stuck) {
		char *text = (*job)->batch->text(*job);

		names_add(texts, text);
		free(text);
	}
	pthread_mutex_unlock(&pool->lock);
}

int pool_fd(const struct pool *pool)
{
	return pool->fd;
}
