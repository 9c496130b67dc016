// SPDX-License-Identifier: GPL-2.0
/*
 * When few logical units or views have changed and nothing else, then only
 * those are read, planned and saved. All that is unusual is left to the sync
 * of the whole: changes of other kinds, events that were lost, failures, stores
 * that are not there, LIO not being as we know it.
 */
#include <stdlib.h>

#include "plan.h"
#include "prepare.h"
#include "settle.h"
#include "slice.h"
#include "sync.h"

#define FEW 128
#define ROUNDS 8	/* what a plan makes, such as an LU that registers, needs another */
#define TRIES 100	/* others may go on changing it */

static bool is_calm(const struct stmfd *d)
{
	const struct genl_news *news = &d->kernel.news;

	if (!d->repo || !d->present || d->dirty || d->loading || d->holding || d->adopt)
		return false;
	if (d->trouble || d->known.n || d->absent.n || d->unsettled)
		return false;
	return !news->family && !news->lost && !news->others && news->lus.n <= FEW &&
	       d->model.config == STMF_CONFIG_INITIALIZED &&
	       tree_is_known(&d->tree, repo_owned(d->repo));
}

static bool lus_have(const struct lus *lus, const char *guid)
{
	vec_each(lu, lus)
		if (!strcmp(lu->guid, guid))
			return true;
	return false;
}

/* What it was is kept, once. */
static int read_lu(struct stmfd *d, const char *guid, struct lus *was)
{
	struct lu now, *lu;

	if (kernel_read_lu(&d->kernel, guid, &now, NULL))
		return -1;
	lu = model_lu(&d->model, now.guid);
	if (lus_have(was, now.guid)) {
		if (lu)
			lu_clear(lu);
	} else {
		*vec_push(was) = lu ? *lu : (struct lu){ .state = STMF_STATE_UNREGISTERED };
		memcpy(was->v[was->n - 1].guid, now.guid, sizeof(now.guid));
	}
	if (now.known || model_lu(&d->conf, now.guid))
		*(lu ? lu : model_lu_add(&d->model, now.guid)) = now;
	else if (lu)
		vec_remove(&d->model.lu, lu - d->model.lu.v);
	return 0;
}

/*
 * All that changed: if the model's generation is that of the last event after
 * all was read, nothing has changed since it was read.
 */
static int read_changes(struct stmfd *d, struct lus *was)
{
	struct model now = { 0 };

	for (int i = 0; i < TRIES; i++) {
		genl_events(d->kernel.genl, &d->kernel.news, NULL);
		if (!is_calm(d))
			return -1;
		while (d->kernel.news.lus.n) {
			char *guid = d->kernel.news.lus.v[--d->kernel.news.lus.n];
			int rc = read_lu(d, guid, was);

			free(guid);
			if (rc)
				return -1;
		}
		if (kernel_read_service(&d->kernel, &now, NULL))
			return -1;
		d->model.generation = now.generation;
		if (now.generation == d->kernel.news.generation)
			return 0;
	}
	return -1;
}

static int lu_order(const void *a, const void *b)
{
	return strcmp(((const struct lu *)a)->guid, ((const struct lu *)b)->guid);
}

/* What only we know of them */
static void complete(struct stmfd *d, const struct lus *was)
{
	struct names guids = { 0 };

	vec_each(old, was) {
		const struct lu *lu = model_lu(&d->model, old->guid);

		names_add(&guids, old->guid);
		if (lu)
			sync_adopt(d, lu);
	}
	settle_some(d, &d->model, &guids);
	vec_each(guid, &guids) {
		struct lu *conf = model_lu(&d->conf, *guid);

		if (conf)
			sync_merge(d, conf, model_lu_add(&d->model, *guid));
	}
	names_free(&guids);
}

enum outcome { DONE, AGAIN, TOO_MUCH };

static enum outcome project(struct stmfd *d, const struct lus *was, struct failures *failures)
{
	struct slice slice;
	struct plan plan;
	bool again;

	if (!slice_make(&d->model, &d->tree.lio, was, &slice))
		return TOO_MUCH;
	prepare_lio(d->lio_root, &slice.model);
	plan_make(&slice.model, &slice.lio, &d->tree.owned, &plan);
	slice_free(&slice);
	again = plan_moves_lus(&plan);
	tree_change(&d->tree, &plan, failures);
	return again && !failures->n ? AGAIN : DONE;
}

static void lus_free(struct lus *lus)
{
	vec_each(lu, lus)
		lu_clear(lu);
	vec_free(lus);
}

/* Of one that is gone the access states go too. */
static bool leaves_access(const struct stmfd *d, const struct lus *was)
{
	vec_each(access, &d->conf.access)
		if (lus_have(was, access->guid) && !model_lu(&d->model, access->guid))
			return true;
	return false;
}

/* One round; was: those that it found changed. */
static enum outcome follow(struct stmfd *d, struct lus *was, struct failures *failures)
{
	memset(was, 0, sizeof(*was));
	if (read_changes(d, was))
		return TOO_MUCH;
	if (!was->n)
		return DONE;
	qsort(was->v, was->n, sizeof(*was->v), lu_order);
	complete(d, was);
	return leaves_access(d, was) ? TOO_MUCH : project(d, was, failures);
}

bool sync_lus(struct stmfd *d, int *rc, struct fault *fault)
{
	enum outcome outcome = AGAIN;
	struct failures failures = { 0 };
	struct names guids = { 0 };
	struct lus was;

	for (int round = 0; round < ROUNDS && outcome == AGAIN; round++) {
		failures_free(&failures);
		outcome = follow(d, &was, &failures);
		vec_each(lu, &was)
			names_add(&guids, lu->guid);
		lus_free(&was);
	}
	if (outcome == TOO_MUCH) {
		failures_free(&failures);
	} else {
		*rc = sync_judge(d, &failures, fault);
		*rc |= repo_save_lus(d->repo, &d->model, &guids, fault);
	}
	names_free(&guids);
	return outcome != TOO_MUCH;
}
