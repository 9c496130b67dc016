// SPDX-License-Identifier: GPL-2.0
/* The daemon's repository: opened at its start, copied each day, put aside when it can't be used. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <libstmf.h>

#include "stmfd.h"

/* From the repository: how logical units are made and reached, what itadm configures. */
static void take_conf(struct stmfd *d, struct model *stored)
{
	d->conf.keep_nothing = stored->keep_nothing;
	access_copy(&d->conf.access, &stored->access);
	iscsi_conf_copy(&d->conf.iscsi, &stored->iscsi);
	if (stored->keep_nothing)
		model_empty(stored);
	vec_each(lu, &stored->lu)
		if (lu->conf)
			model_lu_add(&d->conf, lu->guid)->conf = lu_conf_copy(lu->conf);
	d->conf.mgmt_url = xstrdup(stored->mgmt_url);
}

int stmfd_open_repository(struct stmfd *d)
{
	struct model stored;

	memset(&d->repo_fault, 0, sizeof(d->repo_fault));
	d->repo = repo_open(d->repository, &d->adopt, &d->repo_fault);
	if (d->repo && repo_load(d->repo, &stored, &d->repo_fault)) {
		repo_close(d->repo);
		d->repo = NULL;
	}
	if (!d->repo) {
		say(LOG_CRIT, "%s; nothing is changed", d->repo_fault.text);
		return -1;
	}
	take_conf(d, &stored);
	model_free(&stored);
	stmfd_snapshot(d, "start");
	return 0;
}

void stmfd_snapshot(struct stmfd *d, const char *why)
{
	struct fault fault = { 0 };

	if (d->repo && repo_snapshot(d->repo, why, &fault))
		say(LOG_WARNING, "%s", fault.text);
}

/* With what belongs to it, under a name that says when. */
static int put_aside(const char *path, struct fault *fault)
{
	static const char *const tails[] = { "-wal", "-shm", "" };
	long now = time(NULL);
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
		char *from = xasprintf("%s%s", path, tails[i]);
		char *to = xasprintf("%s.damaged-%ld%s", path, now, tails[i]);

		if (rename(from, to) && errno != ENOENT)
			rc = failed(fault, STMF_STATUS_ERROR, "%s: %s", from, strerror(errno));
		free(from);
		free(to);
	}
	return rc;
}

int stmfd_new_repository(struct stmfd *d, struct fault *fault)
{
	if (put_aside(d->repository, fault))
		return -1;
	say(LOG_NOTICE, "the repository %s is put aside for a new one", d->repository);
	if (!stmfd_open_repository(d))
		return 0;
	return failed(fault, d->repo_fault.status, "%s", d->repo_fault.text);
}
