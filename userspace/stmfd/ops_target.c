// SPDX-License-Identifier: GPL-2.0
/* Targets of fabrics where a target is made, not found: iSCSI and loopback. */
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "call.h"
#include "fabric.h"
#include "guid.h"
#include "portal.h"

#define INITIATORS_MAX 31	/* of a loopback target: LIO's limit of TPGs */

static void add_param(char **params, const char *key, const char *value)
{
	char *longer = xasprintf("%s%s%s=%s", *params ? *params : "", *params ? "\n" : "", key,
				 value);

	free(*params);
	*params = longer;
}

static int iscsi_params(struct call *call, char **params)
{
	struct texts portals = { 0 };
	struct names seen = { 0 };
	int rc = arg_texts(call, "portals", &portals);

	if (!rc && has_arg(call, "initiators"))
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "initiators: are for loopback");
	if (!rc && !portals.n)
		*vec_push(&portals) = "0.0.0.0";
	for (size_t i = 0; i < portals.n && !rc; i++) {
		char *portal = portal_normal(portals.v[i]);

		if (!portal)
			rc = call_fail(call, STMF_ERROR_INVALID_ARG,
				       "portal %s: not ADDRESS[:PORT]", portals.v[i]);
		else if (names_add(&seen, portal))
			add_param(params, "portal", portal);
		free(portal);
	}
	names_free(&seen);
	vec_free(&portals);
	return rc;
}

static int loopback_params(struct call *call, char **params)
{
	char name[STMF_NAME_MAX + 1], *made = NULL;
	struct texts initiators = { 0 };
	struct names seen = { 0 };
	int rc = arg_texts(call, "initiators", &initiators);

	if (!rc && has_arg(call, "portals"))
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "portals: are for iscsi");
	if (!rc && initiators.n > INITIATORS_MAX)
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "initiators: at most %d",
			       INITIATORS_MAX);
	if (!rc && !initiators.n)
		*vec_push(&initiators) = made = wwn_make();
	for (size_t i = 0; i < initiators.n && !rc; i++) {
		rc = name_normal(call, initiators.v[i], name);
		if (!rc && strncmp(name, "wwn.", 4))
			rc = call_fail(call, STMF_ERROR_INVALID_ARG,
				       "initiator %s: must be wwn. and 16 digits",
				       initiators.v[i]);
		if (!rc && names_add(&seen, name))
			add_param(params, "initiator", name);
	}
	names_free(&seen);
	vec_free(&initiators);
	free(made);
	return rc;
}

static int target_name(struct call *call, const struct fabric *fabric, char **result)
{
	char name[STMF_NAME_MAX + 1], *wwn;

	if (!has_arg(call, "target")) {
		*result = fabric == &fabric_iscsi ? iqn_make() : wwn_make();
		return 0;
	}
	if (arg_name(call, "target", name))
		return -1;
	wwn = fabric->wwn(name);
	if (!wwn)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "target %s: not a name of a %s target", name, fabric->name);
	free(wwn);
	*result = xstrdup(name);
	return 0;
}

/* Others may have made it in LIO. */
static int check_lio(struct call *call, const struct target *target)
{
	char *name = fabric_owned_name(target);
	char *path = xasprintf("%s/%s", call->d->lio_root, name);
	int rc = 0;

	if (!access(path, F_OK) && !names_has(repo_owned(call->d->repo), name))
		rc = call_fail(call, STMF_ERROR_EXISTS,
			       "target %s: somebody else has made it in LIO already",
			       target->name);
	free(path);
	free(name);
	return rc;
}

static int create_target(struct call *call, const struct fabric *fabric, struct target *target)
{
	struct kernel *kernel = &call->d->kernel;
	const char *alias;

	target->provider = (char *)fabric->provider;
	if (target_name(call, fabric, &target->name) ||
	    arg_optional(call, "alias", STMF_NAME_MAX, &alias) ||
	    (fabric == &fabric_iscsi ? iscsi_params(call, &target->params) :
				       loopback_params(call, &target->params)))
		return -1;
	target->alias = (char *)alias;
	if (alias && strpbrk(alias, "\r\n"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "alias: must be one line");
	if (check_lio(call, target) || kernel_target_add(kernel, target, &call->fault))
		return -1;
	if (!commit(call)) {
		reply_text(call, "target", target->name);
		return 0;
	}
	kernel_target_remove(kernel, target->name, NULL);
	return rolled_back(call);
}

int op_create_target(struct call *call)
{
	const struct fabric *fabric;
	struct target target = { 0 };
	const char *name;
	int rc;

	if (arg_text(call, "fabric", STMF_NAME_MAX, &name))
		return -1;
	fabric = fabric_by_name(name);
	if (!fabric)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "fabric %s: must be loopback or iscsi", name);
	rc = create_target(call, fabric, &target);
	free(target.name);
	free(target.params);
	return rc;
}

static int delete_target(struct call *call, const struct target *target, bool force)
{
	struct kernel *kernel = &call->d->kernel;
	bool online = target->state == STMF_STATE_ONLINE;

	if (target->state != STMF_STATE_OFFLINE && !force)
		return call_fail(call, STMF_ERROR_BUSY, "target %s: is online", target->name);
	if (!kernel_target_remove(kernel, target->name, &call->fault) && !commit(call))
		return 0;
	if (!kernel_target_add(kernel, target, NULL))
		kernel_set_target(kernel, target->name, online, NULL);
	return rolled_back(call);
}

int op_delete_target(struct call *call)
{
	const struct target *target;
	char name[STMF_NAME_MAX + 1];
	struct model model;
	bool force = false;
	int rc;

	if (arg_name(call, "target", name) || arg_flag(call, "force", &force) ||
	    call_model(call, &model))
		return -1;
	target = model_target(&model, name);
	rc = target ? delete_target(call, target, force) :
		      call_fail(call, STMF_ERROR_NOT_FOUND, "target %s: not found", name);
	model_free(&model);
	return rc;
}

static struct json_object *param_array(const char *params, const char *key)
{
	struct json_object *array = json_object_new_array();
	char **values;
	size_t n = params_list(params, key, &values);

	for (size_t i = 0; i < n; i++) {
		json_object_array_add(array, json_object_new_string(values[i]));
		free(values[i]);
	}
	free(values);
	return array;
}

int op_targets(struct call *call)
{
	struct json_object *list = json_object_new_array();
	struct model model;

	json_object_object_add(call->reply, "targets", list);
	if (call_model(call, &model))
		return -1;
	vec_each(target, &model.target) {
		const struct fabric *fabric = fabric_by_provider(target->provider);
		const char *name = fabric ? fabric->name : target->provider;
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "target", json_object_new_string(target->name));
		json_object_object_add(object, "fabric", json_object_new_string(name ? name : ""));
		json_object_object_add(object, "portals", param_array(target->params, "portal"));
		json_object_object_add(object, "initiators",
				       param_array(target->params, "initiator"));
		json_object_array_add(list, object);
	}
	model_free(&model);
	return 0;
}
