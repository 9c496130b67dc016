// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "aptpl.h"
#include "live.h"
#include "meta.h"
#include "pass.h"
#include "pgr.h"
#include "settle.h"
#include "stats.h"

/* One store, looked at in a thread of the pool. */
struct look {
	struct job job;			/* its scope: where the metadata are */
	char guid[GUID_DIGITS + 1];
	struct lu_conf *conf, *found;
	bool registered;
	bool missing;			/* no such file */
	bool bare;			/* no metadata, which is right */
	struct fault fault;		/* why it can't be used */
	const char *lio_root;
	struct names aptpl;
	struct sbd_pgr pgr;		/* of the metadata, where LIO has written none */
};

struct looks {
	struct batch batch;
	struct look *look;
};

/* It must be the same one: what is passed through is known by what it says it is. */
static int look_at_device(struct look *look)
{
	struct scsi_device device;
	int rc = pass_find(PASS_SYSFS, look->conf->path, &device, &look->fault);

	if (!rc && strcmp(device.identity, look->conf->device))
		rc = failed(&look->fault, STMF_ERROR_DATA_FILE_NAME,
			    "%s: is another device now: %s, not %s", look->conf->path,
			    device.identity, look->conf->device);
	look->found->scsi = xstrdup(device.address);
	pass_free(&device);
	return rc;
}

static int look_at(struct look *look)
{
	char guid[GUID_DIGITS + 1];
	bool outdated;
	int rc;

	if (access(look->conf->path, F_OK)) {
		look->missing = errno == ENOENT;
		return failed(&look->fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s",
			      look->conf->path, strerror(errno));
	}
	if (look->conf->device)
		return look_at_device(look);
	rc = meta_read(look->job.scope, look->found, guid, &outdated, &look->fault);
	look->bare = rc == META_NONE && look->conf->bare;
	if (rc)
		return look->bare ? 0 : -1;
	if (!strcmp(guid, look->guid))
		return 0;
	return failed(&look->fault, STMF_ERROR_META_FILE_NAME,
		      "%s: is the store of another logical unit, %s", look->job.scope, guid);
}

static void work(struct job *job)
{
	struct look *look = (struct look *)job;

	if (look_at(look))
		return;
	look->fault.status = STMF_STATUS_SUCCESS;
	if (!look->registered && !aptpl_read(look->lio_root, look->guid, &look->aptpl) &&
	    !look->bare && !look->conf->device)
		meta_read_pgr(look->job.scope, &look->pgr);
}

static char *text(struct job *job)
{
	return xasprintf("look at %s", job->scope);
}

static void release(struct batch *batch)
{
	struct looks *looks = (struct looks *)batch;

	for (size_t i = 0; i < batch->n; i++) {
		free(looks->look[i].job.scope);
		lu_conf_free(looks->look[i].conf);
		lu_conf_free(looks->look[i].found);
		names_free(&looks->look[i].aptpl);
		free(looks->look[i].pgr.keys);
	}
	free(looks->look);
	free(batch->job);
	free(looks);
}

static void add_look(struct stmfd *d, struct looks *looks, const struct lu *lu, bool registered)
{
	struct look *look = &looks->look[looks->batch.n];

	memcpy(look->guid, lu->guid, sizeof(look->guid));
	look->conf = lu_conf_copy(lu->conf);
	look->found = xcalloc(1, sizeof(*look->found));
	look->registered = registered;
	look->lio_root = d->lio_root;
	look->job.batch = &looks->batch;
	look->job.scope = xstrdup(look->conf->meta ?: look->conf->path);
	looks->batch.job[looks->batch.n++] = &look->job;
}

static void look_if_needed(struct stmfd *d, const struct model *model, struct looks *looks,
			   const struct lu *lu)
{
	const struct lu *is = model_lu(model, lu->guid);
	bool registered = is && lu_registered(is);

	if (!registered)
		names_del(&d->settled, lu->guid);
	if (!names_has(&d->settled, lu->guid))
		add_look(d, looks, lu, registered);
}

/* only: NULL, or those that are to be looked at */
static struct looks *looks_new(struct stmfd *d, const struct model *model,
			       const struct names *only)
{
	struct looks *looks = xcalloc(1, sizeof(*looks));
	size_t n = only ? only->n : d->conf.lu.n;

	looks->batch = (struct batch){ .work = work, .text = text, .release = release,
				       .job = xcalloc(n, sizeof(struct job *)) };
	looks->look = xcalloc(n, sizeof(*looks->look));
	for (size_t i = 0; i < n; i++) {
		const struct lu *lu = only ? model_lu(&d->conf, only->v[i]) : &d->conf.lu.v[i];

		if (lu)
			look_if_needed(d, model, looks, lu);
	}
	return looks;
}

static bool replace(char **text, char *const *by)
{
	if (same_text(*text, *by))
		return false;
	free(*text);
	*text = xstrdup(*by);
	return true;
}

/* The properties that can change; true: they were others. */
static bool follow(struct lu_conf *conf, const struct lu_conf *found)
{
	bool news = replace(&conf->alias, &found->alias);

	news |= replace(&conf->mgmt_url, &found->mgmt_url);
	news |= conf->size != found->size || conf->wp != found->wp;
	conf->size = found->size;
	conf->wp = found->wp;
	if (conf->wcd != found->wcd) {
		conf->wcd = found->wcd;
		conf->wcd_given = news = true;
	}
	return news;
}

static void take_reservations(const struct model *model, const struct look *look, struct lu *lu)
{
	size_t lost;

	names_free(&lu->aptpl);
	names_copy(&lu->aptpl, &look->aptpl);
	lost = pgr_to_records(&look->pgr, model, &lu->aptpl);
	if (lost)
		say(LOG_WARNING, "logical unit %s: %zu of its %u persistent registrations are not for targets that are here",
		    look->guid, lost, look->pgr.nkeys);
}

static void take(struct stmfd *d, const struct model *model, struct look *look)
{
	struct lu *lu = model_lu(&d->conf, look->guid);
	struct fault fault = { 0 };

	if (!look->registered)
		take_reservations(model, look, lu);
	if (look->conf->device) {
		replace(&lu->conf->scsi, &look->found->scsi);
		return;
	}
	if (look->bare)
		return;
	lu->conf->bare = false;
	if (!follow(lu->conf, look->found))
		return;
	say(LOG_NOTICE, "logical unit %s: its properties are those that its metadata have",
	    look->guid);
	if (look->registered && live_push(d, look->guid, look->conf, lu->conf, &fault))
		say(LOG_ERR, "logical unit %s: %s", look->guid, fault.text);
}

/* Said once. What runs already goes on. */
static void tell(struct stmfd *d, const struct look *look, bool missing, const char *why)
{
	struct lu *lu = model_lu(&d->conf, look->guid);
	bool news = !same_text(lu->why, why);

	if (news && why)
		say(LOG_ERR, "logical unit %s %s: %s", look->guid,
		    look->registered ? "has a problem" : "stays offline", why);
	if (news && !why)
		say(LOG_NOTICE, "logical unit %s: %s is there again", look->guid,
		    look->conf->path);
	free(lu->why);
	lu->why = xstrdup(why);
	lu->absent = why && !look->registered;
	if (lu->absent && missing)
		names_add(&d->absent, look->conf->path);
	else if (lu->absent)
		d->unsettled = true;
}

static void judge(struct stmfd *d, const struct model *model, struct look *look)
{
	if (look->job.state != JOB_DONE) {
		tell(d, look, false, "its store does not answer");
		return;
	}
	if (!look->fault.status)
		take(d, model, look);
	if (look->registered)
		names_add(&d->settled, look->guid);
	tell(d, look, look->missing, look->fault.status ? look->fault.text : NULL);
}

void settle_some(struct stmfd *d, const struct model *model, const struct names *guids)
{
	struct looks *looks = looks_new(d, model, guids);
	struct batch *batch = &looks->batch;

	d->unsettled = false;
	names_free(&d->absent);
	pool_hold(d->tree.pool, batch);
	pool_run(d->tree.pool, batch, 0, batch->n, POOL_WIDE);
	for (size_t i = 0; i < batch->n; i++)
		judge(d, model, &looks->look[i]);
	pool_drop(d->tree.pool, batch);
}

void settle(struct stmfd *d, const struct model *model)
{
	settle_some(d, model, NULL);
}

bool settle_any_back(const struct stmfd *d)
{
	struct stat_answer *answers = xcalloc(d->absent.n, sizeof(*answers));
	bool back = false;

	for (size_t i = 0; i < d->absent.n; i++)
		answers[i].path = d->absent.v[i];
	stats_ask(d->tree.pool, answers, d->absent.n);
	for (size_t i = 0; i < d->absent.n; i++)
		back = back || !answers[i].err;
	free(answers);
	return back;
}
