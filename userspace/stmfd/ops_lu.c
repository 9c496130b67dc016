// SPDX-License-Identifier: GPL-2.0
/* Logical units: made, imported, and taken away. */
#include <stdlib.h>

#include <libstmf.h>

#include "aptpl.h"
#include "guid.h"
#include "lu_props.h"
#include "meta.h"
#include "pass.h"
#include "reserve.h"
#include "store.h"

/* Is there something of that name, and is it (or may it be) a logical unit now? */
static int guid_use(struct call *call, const char *guid, bool *known, bool *taken)
{
	struct lu lu;

	if (kernel_read_lu(&call->d->kernel, guid, &lu, &call->fault))
		return -1;
	*taken = model_lu(&call->d->conf, guid) || lu_registered(&lu);
	*known = *taken || lu.known;
	lu_clear(&lu);
	return 0;
}

static int choose_guid(struct call *call, struct lu_wish *wish)
{
	bool known, taken;

	if (!*wish->guid) {
		do {
			guid_make(wish->company, wish->host_id, wish->guid);
			if (guid_use(call, wish->guid, &known, &taken))
				return -1;
		} while (known);
		return 0;
	}
	if (!guid_valid(wish->guid))
		return call_fail(call, STMF_STATUS_ERROR,
				 "guid: %s: must begin with 6 and be more than that", wish->guid);
	if (guid_use(call, wish->guid, &known, &taken))
		return -1;
	if (taken)
		return call_fail(call, STMF_ERROR_GUID_IN_USE,
				 "guid: %s: is in use by another logical unit", wish->guid);
	return 0;
}

/* The backstore goes with it, and is not adopted as a stranger's meanwhile. */
static void forget_conf(struct stmfd *d, const char *guid)
{
	names_add(&d->leaving, guid);
	model_lu_del(&d->conf, guid);
}

/* conf NULL: there is none. */
static void set_conf(struct stmfd *d, const char *guid, struct lu_conf *conf)
{
	struct lu *lu;

	if (!conf) {
		forget_conf(d, guid);
		return;
	}
	names_del(&d->leaving, guid);
	lu = model_lu_add(&d->conf, guid);
	lu_conf_free(lu->conf);
	lu->conf = conf;
}

/* Its views may be older than the LU; what was asked for an earlier one of that name is not. */
static int forget_asked(struct stmfd *d, const char *guid, struct fault *fault)
{
	const struct lu *lu = model_lu(&d->model, guid);

	if (!lu || lu_registered(lu) || lu->asked == ASKED_NOTHING)
		return 0;
	return kernel_set_lu(&d->kernel, guid, d->model.default_lu == STMF_STATE_ONLINE, fault);
}

/* The provider registers the LU when LIO enables its backstore. */
static int register_lu(struct call *call, const char *guid)
{
	struct stmfd *d = call->d;
	const struct lu *lu;
	bool made;

	if (commit_lu(call, guid))
		return -1;
	lu = model_lu(&d->model, guid);
	if (lu && lu_registered(lu))
		return kernel_lu_add(&d->kernel, guid, &made, &call->fault);
	lu = model_lu(&d->conf, guid);
	return call_fail(call, STMF_STATUS_ERROR, "logical unit %s: %s", guid,
			 lu && lu->why ? lu->why : "its store can't be used");
}

/* The kernel remembers, as long as there are views, that delete-lu took it offline. */
static int forget_offline(struct call *call, const char *guid)
{
	if (call->d->model.default_lu != STMF_STATE_ONLINE)
		return 0;
	return kernel_set_lu(&call->d->kernel, guid, true, &call->fault) ? -1 :
									   commit_lu(call, guid);
}

/* Its directory comes last: without a provider it would be half a logical unit. */
static int make_lu(struct call *call, const struct lu_conf *conf, const char *guid)
{
	struct stmfd *d = call->d;
	const struct lu *lu = model_lu(&d->conf, guid);
	struct lu_conf *old = lu ? lu_conf_copy(lu->conf) : NULL;	/* was absent */
	bool views_only = !lu && model_lu(&d->model, guid);

	if (forget_asked(d, guid, &call->fault)) {
		lu_conf_free(old);
		return -1;
	}
	set_conf(d, guid, lu_conf_copy(conf));
	if (register_lu(call, guid) || (views_only && forget_offline(call, guid))) {
		set_conf(d, guid, old);
		return rolled_back(call);
	}
	lu_conf_free(old);
	reply_text(call, "guid", guid);
	return 0;
}

/* The metadata come last before it is registered: a crash leaves none, or all to import it with. */
static int write_lu(struct call *call, struct store *store, const struct lu_conf *conf,
		    const char *guid)
{
	if (store_flush(store, &call->fault) ||
	    meta_create(store_meta_fd(store), conf, guid, &call->fault))
		return -1;
	store_close(store);	/* LIO opens it for itself alone */
	aptpl_remove(call->d->lio_root, guid);
	return make_lu(call, conf, guid);
}

static const struct lu *user_of_device(const struct model *model, const char *identity)
{
	vec_each(lu, &model->lu)
		if (same_text(lu->conf->device, identity))
			return lu;
	return NULL;
}

/* Nothing is written on a device that is passed through. */
static int create_pass(struct call *call, struct lu_conf *conf, const char *guid)
{
	struct scsi_device device;
	const struct lu *user;

	if (*conf->path != '/')
		return call_fail(call, STMF_ERROR_DATA_FILE_NAME, "%s: must be an absolute path",
				 conf->path);
	if (pass_find(PASS_SYSFS, conf->path, &device, &call->fault)) {
		pass_free(&device);
		return -1;
	}
	user = user_of_device(&call->d->conf, device.identity);
	free(conf->device);
	conf->device = xstrdup(device.identity);
	conf->scsi = xstrdup(device.address);
	conf->bare = true;
	pass_free(&device);
	if (user)
		return call_fail(call, STMF_ERROR_FILE_IN_USE, "%s: is in use by logical unit %s",
				 conf->path, user->guid);
	aptpl_remove(call->d->lio_root, guid);
	return make_lu(call, conf, guid);
}

static int create_lu(struct call *call, struct lu_conf *conf, struct lu_wish *wish)
{
	struct store_users users;
	struct store store;
	int rc;

	if (choose_guid(call, wish))
		return -1;
	if (conf->device)
		return create_pass(call, conf, wish->guid);
	if (store_answers(call->d->tree.pool, conf, &call->fault))
		return -1;
	store_users_ask(&users, call->d->tree.pool, &call->d->conf);
	rc = store_prepare(conf, &users, &store, &call->fault);
	store_users_free(&users);
	if (!rc)
		rc = write_lu(call, &store, conf, wish->guid);
	if (rc)
		store_undo(&store);
	store_free(&store);
	return rc;
}

int op_create_lu(struct call *call)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));
	struct lu_wish wish = { .guid = "" };
	int rc = lu_props_new(call, conf, &wish);

	if (!rc)
		rc = create_lu(call, conf, &wish);
	lu_conf_free(conf);
	return rc;
}

static int import_lu(struct call *call, const struct lu_conf *conf, const char *guid,
		     bool outdated, const struct store_users *users)
{
	struct lu lu;
	bool taken;

	if (kernel_read_lu(&call->d->kernel, guid, &lu, &call->fault))
		return -1;
	taken = lu_registered(&lu);	/* one whose store has moved may come from its new place */
	lu_clear(&lu);
	if (taken)
		return call_fail(call, STMF_ERROR_GUID_IN_USE,
				 "%s: its GUID, %s, is in use by another logical unit", conf->path,
				 guid);
	if (store_answers(call->d->tree.pool, conf, &call->fault) ||
	    store_check(conf, users, &call->fault) ||
	    (outdated && meta_upgrade(conf, guid, &call->fault)))
		return -1;
	return make_lu(call, conf, guid);
}

static int import_file(struct call *call, const char *file, const struct store_users *users)
{
	const struct lu *user = store_user(file, users);
	char guid[GUID_DIGITS + 1];
	struct lu_conf *conf;
	bool outdated;
	int rc;

	if (user) {
		strcpy(call->holder, user->guid);
		return call_fail(call, STMF_ERROR_FILE_IN_USE, "%s: is in use by logical unit %s",
				 file, user->guid);
	}
	conf = xcalloc(1, sizeof(*conf));
	rc = meta_read(file, conf, guid, &outdated, &call->fault);
	if (!rc)
		rc = import_lu(call, conf, guid, outdated, users);
	lu_conf_free(conf);
	return rc;
}

int call_on_file(struct call *call,
		 int (*run)(struct call *call, const char *file, const struct store_users *users))
{
	struct pool *pool = call->d->tree.pool;
	struct store_users users;
	const char *file;
	int rc;

	if (arg_text(call, "file", LU_PATH_MAX, &file))
		return -1;
	if (*file != '/')
		return call_fail(call, STMF_ERROR_META_FILE_NAME, "%s: must be an absolute path",
				 file);
	if (file_answers(pool, file, STMF_ERROR_META_FILE_NAME, &call->fault))
		return -1;
	store_users_ask(&users, pool, &call->d->conf);
	rc = run(call, file, &users);
	store_users_free(&users);
	return rc;
}

int op_import_lu(struct call *call)
{
	return call_on_file(call, import_file);
}

/*
 * From here on the LU is denied; without its configuration it goes from LIO. Its directory goes
 * before: left behind without a provider it would be half a logical unit.
 */
static int unmake_lu(struct call *call, const char *guid, bool registered)
{
	struct stmfd *d = call->d;
	const struct lu *lu;

	if ((registered && kernel_set_lu(&d->kernel, guid, false, &call->fault)) ||
	    kernel_lu_remove(&d->kernel, guid, &call->fault))
		return -1;
	forget_conf(d, guid);
	if (commit_lu(call, guid))
		return -1;
	lu = model_lu(&d->model, guid);
	if (lu && lu_registered(lu))
		return call_fail(call, STMF_ERROR_LU_BUSY, "logical unit %s: is busy", guid);
	return 0;
}

static int delete_lu(struct call *call, const char *guid, const struct lu *was)
{
	const struct lu *lu = model_lu(&call->d->conf, guid);
	struct lu_conf *conf = lu ? lu_conf_copy(lu->conf) : NULL;
	bool made;

	if (!conf)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found", guid);
	if (!unmake_lu(call, guid, lu_registered(was))) {
		reserve_part(call->d, guid, conf);
		lu_conf_free(conf);
		return 0;
	}
	set_conf(call->d, guid, conf);
	kernel_lu_add(&call->d->kernel, guid, &made, NULL);
	rolled_back(call);
	if (was->state == STMF_STATE_ONLINE)
		kernel_set_lu(&call->d->kernel, guid, true, NULL);
	return rolled_back(call);
}

int op_delete_lu(struct call *call)
{
	char guid[GUID_DIGITS + 1];
	struct lu lu;
	int rc;

	if (arg_guid(call, guid) || kernel_read_lu(&call->d->kernel, guid, &lu, &call->fault))
		return -1;
	rc = delete_lu(call, guid, &lu);
	lu_clear(&lu);
	return rc;
}

/* Why a logical unit is not registered, or what is wrong with its store */
int op_lu_problem(struct call *call)
{
	char guid[GUID_DIGITS + 1];
	const struct lu *lu;

	if (arg_guid(call, guid))
		return -1;
	lu = model_lu(&call->d->conf, guid);
	if (!lu)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found", guid);
	if (lu->why)
		reply_text(call, "problem", lu->why);
	return 0;
}
