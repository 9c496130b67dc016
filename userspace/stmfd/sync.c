// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "adopt.h"
#include "fabric.h"
#include "journal.h"
#include "fc_ports.h"
#include "match.h"
#include "merge.h"
#include "prepare.h"
#include "settle.h"
#include "stmfd.h"
#include "sync.h"
#include "transit.h"

#define ROUNDS 8		/* what a plan makes, such as an LU that registers, may need another */
#define RETRY_PAUSE_MAX 60	/* seconds */

static struct lio_reader lio_reader(const struct stmfd *d)
{
	struct lio_reader reader = lio_files;

	reader.ctx = (void *)d->lio_root;
	return reader;
}

/* Nothing that serves disks is taken away because we did not know it. */
void sync_adopt(struct stmfd *d, const struct lu *lu)
{
	struct lio_reader reader = lio_reader(d);
	struct lu_conf *conf;

	if (!lu_registered(lu)) {
		names_del(&d->leaving, lu->guid);
		return;
	}
	if (model_lu(&d->conf, lu->guid) || names_has(&d->leaving, lu->guid))
		return;
	conf = adopt_conf(&reader, lu->guid);
	if (!conf)
		return;
	model_lu_add(&d->conf, lu->guid)->conf = conf;
	say(LOG_NOTICE, "logical unit %s: found on %s, and kept from now on", lu->guid, conf->path);
}

/*
 * A target that is gone takes along what itadm has configured of it. Of one
 * that was being renamed when stmfd was stopped the new name counts, if it is
 * there. Returns true if the kernel's model had to be changed.
 */
static bool iscsi_settle(struct stmfd *d, const struct model *model)
{
	struct iscsi_conf *conf = &d->conf.iscsi;
	bool changed = false;

	if (model->config != STMF_CONFIG_INITIALIZED || d->loading)
		return false;
	for (size_t i = conf->target.n; i > 0; i--) {
		struct iscsi_target *target = &conf->target.v[i - 1];

		if (!model_target(model, target->name)) {
			iscsi_target_del(conf, target->name);
		} else if (target->old_name) {
			changed |= !kernel_target_remove(&d->kernel, target->old_name, NULL);
			free(target->old_name);
			target->old_name = NULL;
		}
	}
	return changed;
}

/*
 * A target group that is gone has no ports, and takes its states along; so does a
 * logical unit of which nothing is left, not even a view.
 */
static void access_settle(struct stmfd *d, const struct model *model)
{
	struct accesses *list = &d->conf.access;

	if (model->config != STMF_CONFIG_INITIALIZED || d->loading || d->holding)
		return;
	for (size_t i = list->n; i > 0; i--) {
		struct access *access = &list->v[i - 1];

		if ((access->group && !model_group(model, TARGET_GROUP, access->group)) ||
		    (!model_lu(model, access->guid) && !model_lu(&d->conf, access->guid)))
			access_remove(list, access);
	}
}

void sync_merge(struct stmfd *d, struct lu *conf, struct lu *lu)
{
	lu->conf = lu_conf_copy(conf->conf);
	lu->absent = conf->absent;
	if (conf->aptpl.n && lio_exports(&d->tree.lio, conf->guid))
		names_free(&conf->aptpl);	/* LIO has been given them */
	names_copy(&lu->aptpl, &conf->aptpl);
}

/* The kernel knows which logical units there are, the repository how they are made. */
static void merge_conf(struct stmfd *d, struct model *model)
{
	model->keep_nothing = d->conf.keep_nothing;
	vec_each(lu, &model->lu)
		sync_adopt(d, lu);
	access_settle(d, model);
	settle(d, model);
	model->mgmt_url = xstrdup(d->conf.mgmt_url);
	vec_each(conf, &d->conf.lu)
		sync_merge(d, conf, model_lu_add(model, conf->guid));
	access_copy(&model->access, &d->conf.access);
	iscsi_conf_copy(&model->iscsi, &d->conf.iscsi);
	listen_make(&model->listen, model);
}

static bool in_lio(const struct stmfd *d, const char *name)
{
	char *path = xasprintf("%s/%s", d->lio_root, name);
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

/* Before a target is made in LIO it is on record as ours. */
static int claim_targets(struct stmfd *d, const struct model *model, struct fault *fault)
{
	int rc = 0;

	vec_each(target, &model->target) {
		char *name = fabric_owned_name(target);

		if (!name || names_has(repo_owned(d->repo), name)) {
			free(name);
			continue;
		}
		if (d->adopt || !in_lio(d, name)) {
			names_del(&d->foreign, name);
			rc |= repo_own(d->repo, name, fault);
		} else if (names_add(&d->foreign, name)) {
			say(LOG_ERR, "target %s: others have it in LIO; it is left alone",
			    target->name);
		}
		free(name);
	}
	d->adopt = false;
	return rc;
}

static bool model_has(const struct model *model, const char *owned)
{
	bool has = false;

	vec_each(target, &model->target) {
		char *name = fabric_owned_name(target);

		has = has || same_text(name, owned);
		free(name);
	}
	return has;
}

/* What is in neither of them any more is nobody's. */
static void disown_targets(struct stmfd *d, const struct model *model)
{
	for (size_t i = repo_owned(d->repo)->n; i > 0; i--) {
		const char *name = repo_owned(d->repo)->v[i - 1];

		if (!model_has(model, name) && !in_lio(d, name))
			repo_disown(d->repo, name, NULL);
	}
}

/* So that a change of few logical units need not look at the views of all. */
static void know_open(struct model *model)
{
	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);
		bool open = fabric && target_is_open(model, target, fabric->patterns);

		target->open = open ? OPEN_YES : OPEN_NO;
	}
}

static int read_model(struct stmfd *d, struct model *model, struct fault *fault)
{
	struct model service;

	do {
		model_free(model);
		if (kernel_read(&d->kernel, model, fault)) {
			d->present = !kernel_read_service(&d->kernel, &service, NULL);
			return -1;
		}
	} while (iscsi_settle(d, model));
	genl_news_old(&d->kernel.news, model->generation);
	merge_conf(d, model);
	know_open(model);
	return 0;
}

/* One round; true: there may have to be another. What others change comes as an event. */
static bool project(struct stmfd *d, const struct model *model, struct failures *failures)
{
	struct plan plan;
	bool again;

	failures_free(failures);
	prepare_lio(d->lio_root, model);
	if (!tree_read(&d->tree, repo_owned(d->repo)))
		return false;
	plan_make(model, &d->tree.lio, &d->tree.owned, &plan);
	again = plan_moves_lus(&plan);
	tree_change(&d->tree, &plan, failures);
	return again;
}

static bool model_moved(struct stmfd *d, const struct model *model)
{
	struct model now = { 0 };

	return kernel_read_service(&d->kernel, &now, NULL) || now.generation != model->generation;
}

static bool failure_known(const struct failures *known, const struct failure *failure)
{
	vec_each(old, known)
		if (old->err == failure->err && !strcmp(old->text, failure->text))
			return true;
	return false;
}

/*
 * What failed in the same way the last time is no news. What hangs is no
 * failure: it will be done, and the policy is in force already.
 */
int sync_judge(struct stmfd *d, struct failures *failures, struct fault *fault)
{
	char *text;
	int rc = 0;

	vec_each(failure, failures) {
		if (failure_known(&d->known, failure))
			continue;
		text = failure_text(d->lio_root, failure);
		say(LOG_ERR, "%s", text);
		rc = failed(fault, failure->err == ENOMEM ? STMF_ERROR_NOMEM : STMF_STATUS_ERROR,
			    "%s", text);
		free(text);
	}
	failures_free(&d->known);
	d->known = *failures;
	return rc;
}

/* A failure is tried again after 1, 2, 4... seconds. */
static int schedule_retry(struct stmfd *d, int rc)
{
	d->trouble = rc || d->known.n || d->unsettled;
	if (!d->trouble) {
		d->retry_in = d->retry_pause = 0;
	} else if (!d->retry_in) {
		d->retry_pause = d->retry_pause ? 2 * d->retry_pause : 1;
		if (d->retry_pause > RETRY_PAUSE_MAX)
			d->retry_pause = RETRY_PAUSE_MAX;
		d->retry_in = d->retry_pause;
	}
	return rc;
}

static int establish(struct stmfd *d, struct fault *fault);

static int follow(struct stmfd *d, struct fault *fault)
{
	struct failures failures = { 0 };
	struct model model = { 0 };
	int rc = 0;

	d->dirty = false;
	for (int round = 0; round < ROUNDS; round++) {
		model_free(&model);
		if (read_model(d, &model, fault))
			return -1;
		if (model.config != STMF_CONFIG_INITIALIZED && !d->loading) {
			model_free(&model);
			return establish(d, fault);
		}
		if (fc_ports_match(d->fc_ports, &d->kernel, &model)) {
			d->dirty = round == ROUNDS - 1;
			continue;
		}
		rc = claim_targets(d, &model, fault);
		if (!project(d, &model, &failures) || !model_moved(d, &model))
			break;
		d->dirty = round == ROUNDS - 1;
	}
	rc |= sync_judge(d, &failures, fault);
	disown_targets(d, &model);
	if (!d->loading && !d->holding)
		rc |= repo_save(d->repo, &model, fault);
	model_free(&d->model);
	d->model = model;
	return rc;
}

static int load(struct stmfd *d, struct fault *fault)
{
	struct model stored;
	int rc;

	say(LOG_INFO, "loading the configuration from the repository");
	if (repo_load(d->repo, &stored, fault))
		return -1;
	if (stored.keep_nothing) {
		model_empty(&stored);
		iscsi_conf_free(&d->conf.iscsi);
		access_free(&d->conf.access);
	}
	d->loading = true;
	rc = kernel_load(&d->kernel, &stored, fault);
	if (!rc)
		follow(d, NULL);	/* what fails here is tried again */
	d->loading = false;
	if (!rc)
		rc = kernel_set_loaded(&d->kernel, stored.service == STMF_STATE_ONLINE, fault);
	model_free(&stored);
	return rc;
}

/* As it was asked for, or as such objects begin */
static bool stays_online(const struct model *stored, const struct lu *lu)
{
	if (lu->asked != ASKED_NOTHING)
		return lu->asked == ASKED_ONLINE;
	return stored->default_lu == STMF_STATE_ONLINE;
}

/* A command that was cut off in making or removing one, or a script, has left it without. */
static void make_lu_dirs(struct stmfd *d)
{
	bool made;

	vec_each(lu, &d->model.lu)
		if (lu->conf && lu_registered(lu))
			kernel_lu_add(&d->kernel, lu->guid, &made, NULL);
}

static void restore_states(struct stmfd *d, const struct model *stored, const struct names *lus)
{
	vec_each(guid, lus) {
		const struct lu *lu = model_lu(stored, *guid), *is = model_lu(&d->model, *guid);

		if (lu && model_lu(&d->conf, *guid) && is &&
		    (is->state == STMF_STATE_ONLINE) != stays_online(stored, lu))
			kernel_set_lu(&d->kernel, *guid, stays_online(stored, lu), NULL);
	}
}

/* Of a command that was cut off: all that it was at is as it was before. */
static void recover(struct stmfd *d)
{
	struct model stored, now, want;
	struct names lus = { 0 };
	struct steps steps = { 0 };

	if (!d->journal || access(d->journal, F_OK) || repo_load(d->repo, &stored, NULL))
		return;
	say(LOG_NOTICE, "a command was cut off; what it was changing is taken back");
	d->holding = true;
	follow(d, NULL);
	d->holding = false;
	model_copy(&now, &d->model);
	if (!d->conf.keep_nothing && journal_read(d, &now, &stored, &want, &lus)) {
		vec_each(guid, &lus)
			kernel_views_clean(&d->kernel, *guid);
		diff_make(&now, &want, &steps);
		transit(d, &now, &steps, NULL);
		restore_states(d, &stored, &lus);
		model_free(&want);
	}
	journal_end(d);
	vec_free(&steps);
	names_free(&lus);
	model_free(&now);
	model_free(&stored);
}

static int establish(struct stmfd *d, struct fault *fault)
{
	struct model service = { 0 };
	int rc;

	tree_forget(&d->tree);
	genl_news_old(&d->kernel.news, 0);
	d->kernel.news.family = false;
	d->present = !genl_resolve(d->kernel.genl);
	if (!d->present)
		return failed(fault, STMF_ERROR_SERVICE_NOT_FOUND, "the module stmf is not loaded");
	if (kernel_read_service(&d->kernel, &service, fault))
		return -1;
	if (service.config == STMF_CONFIG_INITIALIZED) {
		recover(d);
		rc = follow(d, fault);
		make_lu_dirs(d);
		return rc;
	}
	journal_end(d);		/* that was before the module was loaded anew */
	if (!load(d, fault))
		return follow(d, fault);
	if (!kernel_read_service(&d->kernel, &service, NULL))
		genl_news_old(&d->kernel.news, service.generation);	/* what we did is no news */
	return -1;
}

int sync_establish(struct stmfd *d, struct fault *fault)
{
	if (!d->repo)
		return failed(fault, d->repo_fault.status, "%s", d->repo_fault.text);
	return schedule_retry(d, establish(d, fault));
}

int sync_model(struct stmfd *d, struct fault *fault)
{
	genl_news_old(&d->kernel.news, d->kernel.news.generation);
	if (d->kernel.news.family)
		d->present = false;
	if (!d->present)
		return sync_establish(d, fault);
	if (!d->repo)
		return failed(fault, d->repo_fault.status, "%s", d->repo_fault.text);
	return schedule_retry(d, follow(d, fault));
}

int sync_changes(struct stmfd *d, const char *guid, struct fault *fault)
{
	int rc;

	if (guid)
		names_add(&d->kernel.news.lus, guid);
	if (sync_lus(d, &rc, fault))
		return schedule_retry(d, rc);
	return sync_model(d, fault);
}

static bool all_is_due(const struct stmfd *d)
{
	const struct genl_news *news = &d->kernel.news;

	return d->dirty || news->family || news->lost || news->others;
}

bool sync_is_due(const struct stmfd *d)
{
	return d->repo && (all_is_due(d) || d->kernel.news.lus.n);
}

void sync_events(struct stmfd *d)
{
	struct fault fault = { 0 };
	bool all = all_is_due(d);

	d->dirty = false;
	if (all ? sync_model(d, &fault) : sync_changes(d, NULL, &fault))
		say(LOG_ERR, "%s", fault.text);
}

bool sync_needs_tick(const struct stmfd *d)
{
	return d->repo && d->present && (d->trouble || d->drift || d->absent.n ||
					   d->tree.open.n || fc_ports_pending(d->fc_ports));
}

void sync_tick(struct stmfd *d)
{
	if (d->drift)
		d->retry_in = d->retry_pause = 0;	/* what failed may have failed because of that */
	else if (d->retry_in)
		d->retry_in--;
	if ((d->trouble && !d->retry_in) || d->drift || settle_any_back(d) || tree_strangers(&d->tree))
		d->dirty = true;
	if (fc_ports_tick(d->fc_ports))
		d->dirty = true;
	d->drift = false;
}
