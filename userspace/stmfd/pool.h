/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads for what may wait in the kernel for ever. A job that takes too long
 * is left to itself: nothing in its scope is touched until it has come back.
 */
#ifndef _STMFD_POOL_H
#define _STMFD_POOL_H

#include <time.h>

#include "util.h"

#define POOL_WIDE 32

struct batch;

struct job {
	struct batch *batch;
	char *scope;			/* a path in LIO's tree; the batch's to free */
	enum { JOB_WAITS, JOB_RUNS, JOB_DONE, JOB_LEFT, JOB_SKIPPED } state;
	bool warned;
	time_t since;
};

/* Jobs that belong together; lives as long as a thread is in one of them. */
struct batch {
	struct job **job;
	size_t n;
	void (*work)(struct job *job);		/* in a thread of the pool */
	char *(*text)(struct job *job);		/* what it is doing, for the log */
	void (*release)(struct batch *batch);	/* the last user is gone */

	size_t next, end, open, runs, width;	/* the pool's */
	int users;
};

struct pool;

/* tick is called at least once a second while jobs are waited for: how many of the batch are done */
struct pool *pool_new(void (*tick)(size_t done, size_t all));
int pool_fd(const struct pool *pool);	/* readable: a job came back late; read it away */

/* The caller of pool_hold() has to pool_drop() the batch. */
void pool_hold(struct pool *pool, struct batch *batch);
void pool_drop(struct pool *pool, struct batch *batch);
/*
 * Runs jobs first to end - 1, width of them at a time; while one takes more than a second, as many
 * as the pool can. On return none of them waits or is waited for.
 */
void pool_run(struct pool *pool, struct batch *batch, size_t first, size_t end,
	      size_t width);

/* What the jobs that have not come back are doing. */
void pool_stuck_texts(struct pool *pool, struct names *texts);
/* How many jobs have not come back. */
size_t pool_stuck(struct pool *pool);

#endif /* _STMFD_POOL_H */
