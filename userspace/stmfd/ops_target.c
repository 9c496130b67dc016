// SPDX-License-Identifier: GPL-2.0
/* Targets of fabrics where a target is made, not found. */
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "call.h"
#include "fabric.h"
#include "journal.h"
#include "iscsi_change.h"

/* For a message: the fabrics whose targets are made */
static char *fabrics_made(void)
{
	struct names made = { 0 };
	char *text = xstrdup("");

	fabric_each(fabric)
		if (!(*fabric)->driver)
			names_add(&made, (*fabric)->name);
	vec_each(name, &made) {
		char *longer = xasprintf("%s%s%s", text, *text ? ", " : "", *name);

		free(text);
		text = longer;
	}
	names_free(&made);
	return text;
}

static const struct fabric *find_fabric(struct call *call, const char *name)
{
	const struct fabric *fabric = fabric_by_name(name);
	char *made;

	if (fabric && !fabric->driver)
		return fabric;
	if (fabric) {
		call_fail(call, STMF_ERROR_INVALID_ARG,
			  "fabric %s: its targets are ports of this host: they are found, not made",
			  name);
		return NULL;
	}
	made = fabrics_made();
	call_fail(call, STMF_ERROR_INVALID_ARG, "fabric %s: must be one of %s", name, made);
	free(made);
	return NULL;
}

static int check_args(struct call *call, const struct fabric *fabric)
{
	static const char *const args[] = { "portals", "initiators", "physical", "node" };

	for (size_t i = 0; i < ARRAY_SIZE(args); i++) {
		char *word = xasprintf(" %s ", args[i]);
		bool takes = strstr(fabric->takes, word);

		free(word);
		if (has_arg(call, args[i]) && !takes)
			return call_fail(call, STMF_ERROR_INVALID_ARG,
					 "%s: targets of the fabric %s have none", args[i],
					 fabric->name);
	}
	if (!fabric->itadm && has_iscsi_target_args(call))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "auth, chap_user, chap_secret, tpgs: are for iscsi");
	return 0;
}

static int read_name(struct call *call, const char *key, char **value)
{
	char name[STMF_NAME_MAX + 1];

	if (!has_arg(call, key))
		return 0;
	if (arg_name(call, key, name))
		return -1;
	*value = xstrdup(name);
	return 0;
}

/* names: they get their normal form. */
static int read_list(struct call *call, const char *key, bool names, struct text_list *list)
{
	char name[STMF_NAME_MAX + 1];
	struct texts texts = { 0 };
	int rc = arg_texts(call, key, &texts);

	for (size_t i = 0; i < texts.n && !rc; i++) {
		rc = names ? name_normal(call, texts.v[i], name) : 0;
		if (!rc)
			*vec_push(list) = xstrdup(names ? name : texts.v[i]);
	}
	vec_free(&texts);
	return rc;
}

static int read_args(struct call *call, const struct fabric *fabric, struct target_args *args)
{
	if (check_args(call, fabric) || read_name(call, "target", &args->target) ||
	    read_list(call, "portals", false, &args->portals) ||
	    read_list(call, "initiators", true, &args->initiators) ||
	    read_name(call, "physical", &args->physical) || read_name(call, "node", &args->node))
		return -1;
	if (!args->target && fabric->make_name)
		args->target = fabric->make_name();
	return args->target ? 0 : call_fail(call, STMF_ERROR_INVALID_ARG,
					    "a target of the fabric %s needs a name: that of its port",
					    fabric->name);
}

static void free_list(struct text_list *list)
{
	vec_each(text, list)
		free(*text);
	vec_free(list);
}

static void free_args(struct target_args *args)
{
	free(args->target);
	free_list(&args->portals);
	free_list(&args->initiators);
	free(args->physical);
	free(args->node);
}

static int check_name(struct call *call, const struct fabric *fabric, const struct target *target)
{
	char *wwn = fabric->wwn(target);

	if (!wwn)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "target %s: not a name of a %s target", target->name,
				 fabric->name);
	free(wwn);
	return 0;
}

int target_not_in_lio(struct call *call, const struct target *target)
{
	char *owned = fabric_owned_name(target);
	char *path = xasprintf("%s/%s", call->d->lio_root, owned);
	int rc = 0;

	if (!access(path, F_OK) && !names_has(repo_owned(call->d->repo), owned))
		rc = call_fail(call, STMF_ERROR_EXISTS,
			       "target %s: somebody else has made it in LIO already",
			       target->name);
	free(path);
	free(owned);
	return rc;
}

static int read_target(struct call *call, const struct fabric *fabric, struct target *target)
{
	struct target_args args = { 0 };
	const char *alias;
	int rc;

	rc = read_args(call, fabric, &args);
	if (!rc && fabric->settings)
		rc = fabric->settings(fabric, &args, &target->params, &call->fault);
	target->provider = (char *)fabric->provider;
	target->name = xstrdup(args.target);
	free_args(&args);
	if (rc || check_name(call, fabric, target) ||
	    arg_optional(call, "alias", STMF_NAME_MAX, &alias))
		return -1;
	target->alias = (char *)alias;
	if (alias && strpbrk(alias, "\r\n"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "alias: must be one line");
	journal_note(call->d, "port", target->name, false);
	return target_not_in_lio(call, target);
}

static int check_new(struct call *call, const char *name)
{
	struct model model;
	int rc = 0;

	if (call_model(call, &model))
		return -1;
	if (model_target(&model, name))
		rc = call_fail(call, STMF_ERROR_EXISTS, "target %s: already exists", name);
	model_free(&model);
	return rc;
}

/* On disk first: so no crash leaves a target that asks for less than it should. */
static int configure_target(struct call *call, const char *name)
{
	struct iscsi_conf *conf = &call->d->conf.iscsi;

	iscsi_target_del(conf, name);	/* left by one that scripts have removed just now */
	if (!has_iscsi_target_args(call))
		return 0;
	if (arg_iscsi_target(call, iscsi_target_add(conf, name)))
		return -1;
	return repo_save_own(call->d->repo, &call->d->conf, &call->fault);
}

static int make_target(struct call *call, const struct target *target)
{
	struct kernel *kernel = &call->d->kernel;

	if (kernel_target_add(kernel, target, &call->fault))
		return -1;
	if (!commit(call)) {
		reply_text(call, "target", target->name);
		return 0;
	}
	kernel_target_remove(kernel, target->name, NULL);
	return rolled_back(call);
}

static int create_target(struct call *call, const struct fabric *fabric, struct target *target)
{
	struct iscsi_conf before, *conf = &call->d->conf.iscsi;

	if (read_target(call, fabric, target) || check_new(call, target->name))
		return -1;
	iscsi_conf_copy(&before, conf);
	if (!configure_target(call, target->name) && !make_target(call, target)) {
		iscsi_conf_free(&before);
		return 0;
	}
	iscsi_take_back(call, &before);
	repo_save_own(call->d->repo, &call->d->conf, NULL);
	return -1;
}

int op_create_target(struct call *call)
{
	const struct fabric *fabric;
	struct target target = { 0 };
	const char *name;
	int rc;

	if (arg_text(call, "fabric", STMF_NAME_MAX, &name))
		return -1;
	fabric = find_fabric(call, name);
	if (!fabric)
		return -1;
	rc = create_target(call, fabric, &target);
	free(target.name);
	free(target.params);
	return rc;
}

static int delete_target(struct call *call, const struct target *target, bool force)
{
	struct kernel *kernel = &call->d->kernel;
	const struct fabric *fabric = fabric_of_target(target);
	bool online = target->state == STMF_STATE_ONLINE;
	struct iscsi_conf before;

	if (fabric && fabric->driver)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "target %s: is a port of this host; it can be taken offline",
				 target->name);
	if (target->state != STMF_STATE_OFFLINE && !force)
		return call_fail(call, STMF_ERROR_BUSY, "target %s: is online", target->name);
	iscsi_conf_copy(&before, &call->d->conf.iscsi);
	if (!kernel_target_remove(kernel, target->name, &call->fault) && !commit(call)) {
		iscsi_conf_free(&before);
		return 0;
	}
	iscsi_take_back(call, &before);
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
		const struct fabric *fabric = fabric_of_target(target);
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
