// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "scan.h"

struct scan_job {
	struct job job;		/* its scope: the target, or the backstores */
	struct lio_reader reader;
	struct lio lio;
};

struct scan {
	struct batch batch;
	char *root;
	struct scan_job *jobs;	/* the backstores, then the targets */
};

static void work(struct job *job)
{
	struct scan_job *own = (struct scan_job *)job;

	if (!strcmp(job->scope, LIO_HBA))
		lio_scan_stores(&own->reader, &own->lio);
	else
		lio_scan_target(&own->reader, job->scope, &own->lio);
}

static char *text(struct job *job)
{
	return xasprintf("read %s", job->scope);
}

static void release(struct batch *batch)
{
	struct scan *scan = (struct scan *)batch;

	for (size_t i = 0; i < batch->n; i++) {
		lio_free(&scan->jobs[i].lio);
		free(scan->jobs[i].job.scope);
	}
	free(scan->jobs);
	free(scan->root);
	free(batch->job);
	free(scan);
}

static struct scan *scan_new(const char *root, const struct names *owned)
{
	struct scan *scan = xcalloc(1, sizeof(*scan));
	size_t n = owned->n + 1;

	scan->batch = (struct batch){ .n = n, .work = work, .text = text, .release = release,
				      .job = xcalloc(n, sizeof(*scan->batch.job)) };
	scan->root = xstrdup(root);
	scan->jobs = xcalloc(n, sizeof(*scan->jobs));
	for (size_t i = 0; i < n; i++) {
		struct scan_job *job = &scan->jobs[i];

		job->job.batch = &scan->batch;
		job->job.scope = xstrdup(i ? owned->v[i - 1] : LIO_HBA);
		job->reader = lio_files;
		job->reader.ctx = scan->root;
		scan->batch.job[i] = &job->job;
	}
	return scan;
}

/* What a job has read becomes part of the whole. */
static void take(struct lio *lio, struct lio *part)
{
	vec_each(store, &part->store)
		*vec_push(&lio->store) = *store;
	vec_each(target, &part->target)
		*vec_push(&lio->target) = *target;
	vec_free(&part->store);
	vec_free(&part->target);
}

bool scan_lio(struct pool *pool, const char *root, struct names *owned, struct lio *lio)
{
	struct scan *scan = scan_new(root, owned);
	bool stores;

	memset(lio, 0, sizeof(*lio));
	pool_hold(pool, &scan->batch);
	pool_run(pool, &scan->batch, 0, scan->batch.n, POOL_WIDE);
	stores = scan->jobs[0].job.state == JOB_DONE;
	for (size_t i = 0; i < scan->batch.n; i++) {
		if (scan->jobs[i].job.state == JOB_DONE)
			take(lio, &scan->jobs[i].lio);
		else
			names_del(owned, scan->jobs[i].job.scope);
	}
	pool_drop(pool, &scan->batch);
	return stores;
}
