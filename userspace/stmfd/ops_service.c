// SPDX-License-Identifier: GPL-2.0
/* The service as a whole: what is wrong with it, and a fresh start. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libstmf.h>

#include "call.h"
#include "isns.h"
#include "journal.h"
#include "merge.h"
#include "transit.h"

static void add_problem(struct json_object *array, const char *fmt, ...) PRINTF(2, 3);

static void add_problem(struct json_object *array, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_object_array_add(array, json_object_new_string(text));
}

/* Everything that keeps LIO from saying what the model says, by name. */
int op_status(struct call *call)
{
	struct json_object *array = json_object_new_array();
	struct stmfd *d = call->d;
	struct names stuck = { 0 }, servers = { 0 };

	json_object_object_add(call->reply, "problems", array);
	if (!d->repo)
		add_problem(array, "%s", d->repo_fault.text);
	else if (!d->present)
		add_problem(array, "the module stmf is not loaded");
	vec_each(failure, &d->known) {
		char *text = failure_text(d->lio_root, failure);

		add_problem(array, "%s", text);
		free(text);
	}
	vec_each(lu, &d->model.lu)
		if (lu->absent)
			add_problem(array, "logical unit %s is offline: %s is not there", lu->guid,
				    lu->conf->path);
	vec_each(name, &d->foreign)
		add_problem(array, "%s: others have it in LIO; it is left alone", *name);
	isns_problems(d->isns, &servers);
	vec_each(text, &servers)
		add_problem(array, "%s", *text);
	names_free(&servers);
	pool_stuck_texts(d->tree.pool, &stuck);
	vec_each(text, &stuck)
		add_problem(array, "does not come back from the kernel: %s", *text);
	names_free(&stuck);
	return 0;
}

/* Nothing is configured any more; what was is in a snapshot. */
static int clear_model(struct call *call)
{
	struct stmfd *d = call->d;
	struct model old = { 0 }, new = { 0 };
	struct steps steps = { 0 };
	int rc;

	if (commit(call) || repo_snapshot(d->repo, "clear", &call->fault))
		return -1;
	journal_note(d, JOURNAL_ALL, JOURNAL_ALL, true);
	model_copy(&old, &d->model);
	model_copy(&new, &d->model);
	model_empty(&new);
	vec_each(data, &repo_providers(d->repo)->stored)
		provider_stage(repo_providers(d->repo), data->type, data->name, 0, NULL, 0);
	diff_make(&old, &new, &steps);
	rc = transit(d, &old, &steps, &call->fault);
	vec_free(&steps);
	model_free(&old);
	model_free(&new);
	return rc;
}

int op_clear(struct call *call)
{
	if (call->d->repo)
		return clear_model(call);
	if (stmfd_new_repository(call->d, &call->fault))
		return -1;
	return commit(call);
}
