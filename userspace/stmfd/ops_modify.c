// SPDX-License-Identifier: GPL-2.0
/*
 * modify-lu: the metadata first, then the running logical unit, then the
 * repository. Metadata that are ahead of the repository after a crash are
 * the truth.
 */
#include <stdlib.h>

#include <libstmf.h>

#include "live.h"
#include "lu_props.h"
#include "meta.h"
#include "store.h"

#define SHRINK_LIMIT(size) ((size) / 2)	/* less is a slip of the pen, unless it is said to be none */

static int check_shrink(struct call *call, const struct lu_conf *old, const struct lu_conf *new)
{
	bool shrink = false;

	if (arg_flag(call, "shrink", &shrink))
		return -1;
	if (shrink || new->size >= SHRINK_LIMIT(old->size) || new->size < STORE_SIZE_MIN)
		return 0;
	return call_fail(call, STMF_ERROR_SIZE_OUT_OF_RANGE,
			 "%s: %llu bytes are less than half of the present size, %llu: what is behind would be lost; stmfctl modify-lu --shrink does it",
			 old->path, (unsigned long long)new->size, (unsigned long long)old->size);
}

/* A failure to write metadata may be one to know that they are written. */
static void restore(const char *guid, const struct lu_conf *old, const struct lu_conf *new,
		    uint64_t was)
{
	meta_update(old, guid, NULL);
	store_cut(new, was);
}

/* The metadata get it last: a crash leaves a file with room that is not used. */
static int store_change(struct call *call, const char *guid, const struct lu_conf *old,
			const struct lu_conf *new, uint64_t *was)
{
	*was = 0;
	if (new->size != old->size &&
	    (check_shrink(call, old, new) || store_resize(new, was, &call->fault))) {
		store_cut(new, *was);
		return -1;
	}
	if (!meta_update(new, guid, &call->fault))
		return 0;
	restore(guid, old, new, *was);
	return -1;
}

/* Of one that is configured here */
static int modify(struct call *call, const char *guid, const struct lu_conf *old,
		  const struct lu_conf *new)
{
	struct stmfd *d = call->d;
	uint64_t was;

	if (store_change(call, guid, old, new, &was))
		return -1;
	if (!live_change(d, guid, old, new, &call->fault)) {
		live_keep(d, guid, new);
		if (!commit_lu(call, guid))
			return 0;
		live_keep(d, guid, old);
		live_change(d, guid, new, old, NULL);
	}
	restore(guid, old, new, was);
	return rolled_back(call);
}

static int modify_configured(struct call *call, const struct lu *lu)
{
	struct lu_conf *old = lu_conf_copy(lu->conf), *new = lu_conf_copy(lu->conf);
	char guid[GUID_DIGITS + 1];
	int rc;

	strcpy(guid, lu->guid);
	rc = lu_props_change(call, new) || store_answers(call->d->tree.pool, new, &call->fault);
	if (!rc)
		rc = modify(call, guid, old, new);
	lu_conf_free(old);
	lu_conf_free(new);
	return rc;
}

/* One that is not imported: its metadata are all there is of it. */
static int modify_stored(struct call *call, const char *file, const struct store_users *users)
{
	struct lu_conf *old = xcalloc(1, sizeof(*old)), *new = NULL;
	char guid[GUID_DIGITS + 1];
	bool outdated;
	uint64_t was;
	int rc;

	rc = meta_read(file, old, guid, &outdated, &call->fault);
	if (!rc)
		rc = store_answers(call->d->tree.pool, old, &call->fault) ||
		     store_check(old, users, &call->fault);
	if (!rc) {
		new = lu_conf_copy(old);
		rc = lu_props_change(call, new);
	}
	if (!rc && new->copy)
		rc = call_fail(call, STMF_ERROR_INVALID_PROP,
			       "%s: 3pc is not in its metadata: import it first", file);
	if (!rc)
		rc = store_change(call, guid, old, new, &was);
	lu_conf_free(old);
	lu_conf_free(new);
	return rc;
}

static int modify_file(struct call *call, const char *file, const struct store_users *users)
{
	const struct lu *lu = store_user(file, users);

	return lu ? modify_configured(call, lu) : modify_stored(call, file, users);
}

int op_modify_lu(struct call *call)
{
	char guid[GUID_DIGITS + 1];
	const struct lu *lu;

	if (has_arg(call, "file"))
		return call_on_file(call, modify_file);
	if (arg_guid(call, guid))
		return -1;
	lu = model_lu(&call->d->conf, guid);
	if (!lu)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found", guid);
	return modify_configured(call, lu);
}

/* The global management URL: that of logical units without their own */
int op_set_global_lu(struct call *call)
{
	struct stmfd *d = call->d;
	char *old = d->conf.mgmt_url, *new = NULL;

	if (lu_props_url(call, &new))
		return -1;
	if (!live_change_url(d, new, &call->fault)) {
		d->conf.mgmt_url = new;
		if (!commit(call)) {
			free(old);
			return 0;
		}
	}
	d->conf.mgmt_url = old;
	free(new);
	live_change_url(d, old, NULL);
	return rolled_back(call);
}

int op_get_global_lu(struct call *call)
{
	if (call->d->conf.mgmt_url)
		reply_text(call, "mgmt_url", call->d->conf.mgmt_url);
	return 0;
}
