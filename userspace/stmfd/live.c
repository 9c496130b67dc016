// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include <libstmf.h>

#include "live.h"

static void write_key(struct plan *plan, const char *guid, char *text)
{
	struct op *op = vec_push(plan);

	op->phase = PHASE_STORE_CONTROL;
	op->kind = OP_WRITE;
	op->path = xasprintf(LIO_HBA "/%s/control", guid);
	op->value = text;
}

static const char *given(const char *text)
{
	return text ? text : "";
}

static void write_changes(struct plan *plan, const struct stmfd *d, const char *guid,
			  const struct lu_conf *from, const struct lu_conf *to)
{
	if (!same_text(from->alias, to->alias))
		write_key(plan, guid, xasprintf("alias=%s", given(to->alias)));
	if (!same_text(from->mgmt_url, to->mgmt_url))
		write_key(plan, guid, xasprintf("mgmt_url=%s",
						given(to->mgmt_url ?: d->conf.mgmt_url)));
	if (from->size != to->size)
		write_key(plan, guid, xasprintf("size=%llu", (unsigned long long)to->size));
	if (from->wp != to->wp)
		write_key(plan, guid, xasprintf("wp=%d", to->wp));
	if (to->wcd_given && (!from->wcd_given || from->wcd != to->wcd))
		write_key(plan, guid, xasprintf("wcd=%d", to->wcd));
	if (from->copy != to->copy)
		write_key(plan, guid, xasprintf("3pc=%d", to->copy));
}

static int status_of(int err, bool wcd)
{
	if (err == ENOMEM)
		return STMF_ERROR_NOMEM;
	if (err == EFBIG || err == ERANGE)
		return STMF_ERROR_SIZE_OUT_OF_RANGE;
	if (wcd)
		return STMF_ERROR_WRITE_CACHE_SET;
	return err == EBUSY ? STMF_ERROR_LU_BUSY : STMF_STATUS_ERROR;
}

/* Takes the plan over; wcd: it is (also) about the write cache. */
static int carry_out(struct stmfd *d, struct plan *plan, bool wcd, struct fault *fault)
{
	struct failures failures = { 0 };
	int rc = 0;

	tree_change(&d->tree, plan, &failures);
	if (failures.n)
		rc = failed(fault, status_of(failures.v[0].err, wcd), "LIO: %s: %s",
			    failures.v[0].text, strerror(failures.v[0].err));
	failures_free(&failures);
	return rc;
}

static bool is_registered(const struct stmfd *d, const char *guid)
{
	const struct lu *lu = model_lu(&d->model, guid);

	return lu && lu_registered(lu);
}

int live_push(struct stmfd *d, const char *guid, const struct lu_conf *from,
	      const struct lu_conf *to, struct fault *fault)
{
	struct plan plan = { 0 };

	write_changes(&plan, d, guid, from, to);
	return carry_out(d, &plan, from->wcd != to->wcd, fault);
}

int live_change(struct stmfd *d, const char *guid, const struct lu_conf *from,
		const struct lu_conf *to, struct fault *fault)
{
	return is_registered(d, guid) ? live_push(d, guid, from, to, fault) : 0;
}

int live_change_url(struct stmfd *d, const char *url, struct fault *fault)
{
	struct plan plan = { 0 };

	vec_each(lu, &d->conf.lu)
		if (!lu->conf->mgmt_url && is_registered(d, lu->guid))
			write_key(&plan, lu->guid, xasprintf("mgmt_url=%s", given(url)));
	return carry_out(d, &plan, false, fault);
}

void live_keep(struct stmfd *d, const char *guid, const struct lu_conf *conf)
{
	struct lu *lu = model_lu_add(&d->conf, guid);
	struct lu_conf *copy = lu_conf_copy(conf);

	lu_conf_free(lu->conf);
	lu->conf = copy;
}
