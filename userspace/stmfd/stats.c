// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "stats.h"

struct asked {
	char *path;
	size_t at;		/* in the caller's list */
	int err;
	struct stat st;
};

/* All files of a directory; its scope is the first one. */
struct question {
	struct job job;
	struct asked *asked;
	size_t n;
};

struct asking {
	struct batch batch;
	struct question *question;
	struct asked *asked;
	size_t n;
};

static void work(struct job *job)
{
	struct question *question = (struct question *)job;

	for (size_t i = 0; i < question->n; i++) {
		struct asked *asked = &question->asked[i];

		asked->err = stat(asked->path, &asked->st) ? errno : 0;
	}
}

static char *text(struct job *job)
{
	return xasprintf("look at %s", job->scope);
}

static void release(struct batch *batch)
{
	struct asking *asking = (struct asking *)batch;

	for (size_t i = 0; i < asking->n; i++)
		free(asking->asked[i].path);
	free(asking->asked);
	free(asking->question);
	free(batch->job);
	free(asking);
}

static int path_order(const void *a, const void *b)
{
	return strcmp(((const struct asked *)a)->path, ((const struct asked *)b)->path);
}

/* With the slash */
static size_t dir_len(const char *path)
{
	return strrchr(path, '/') + 1 - path;
}

static bool same_dir(const char *a, const char *b)
{
	return dir_len(a) == dir_len(b) && !strncmp(a, b, dir_len(a));
}

static void add(struct asking *asking, struct asked *asked)
{
	size_t n = asking->batch.n;
	struct question *question = &asking->question[n];

	if (n && same_dir(question[-1].asked->path, asked->path)) {
		question[-1].n++;
		return;
	}
	question->asked = asked;
	question->n = 1;
	question->job.batch = &asking->batch;
	question->job.scope = asked->path;
	asking->batch.job[asking->batch.n++] = &question->job;
}

static struct asking *asking_new(const struct stat_answer *answers, size_t n)
{
	struct asking *asking = xcalloc(1, sizeof(*asking));

	asking->batch = (struct batch){ .work = work, .text = text, .release = release,
					.job = xcalloc(n, sizeof(struct job *)) };
	asking->question = xcalloc(n, sizeof(*asking->question));
	asking->asked = xcalloc(n, sizeof(*asking->asked));
	asking->n = n;
	for (size_t i = 0; i < n; i++)
		asking->asked[i] = (struct asked){ .path = xstrdup(answers[i].path), .at = i };
	qsort(asking->asked, n, sizeof(*asking->asked), path_order);
	for (size_t i = 0; i < n; i++)
		add(asking, &asking->asked[i]);
	return asking;
}

static void take(const struct question *question, struct stat_answer *answers)
{
	bool done = question->job.state == JOB_DONE;	/* else its thread is at it still */

	for (size_t i = 0; i < question->n; i++) {
		const struct asked *asked = &question->asked[i];
		struct stat_answer *answer = &answers[asked->at];

		answer->err = done ? asked->err : ETIMEDOUT;
		if (!answer->err)
			answer->st = asked->st;
	}
}

void stats_ask(struct pool *pool, struct stat_answer *answers, size_t n)
{
	struct asking *asking;
	struct batch *batch;

	if (!n)
		return;
	asking = asking_new(answers, n);
	batch = &asking->batch;
	pool_hold(pool, batch);
	pool_run(pool, batch, 0, batch->n, POOL_WIDE);
	for (size_t i = 0; i < batch->n; i++)
		take(&asking->question[i], answers);
	pool_drop(pool, batch);
}
