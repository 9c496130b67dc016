// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include <libstmf.h>

#include "call.h"
#include "journal.h"
#include "ops.h"

static int op_ping(struct call *call)
{
	reply_text(call, "version", STMF_VERSION);
	return 0;
}

static const struct {
	const char *name;
	call_fn run;
	const char *args;	/* those that it knows, each between blanks */
	enum { ALWAYS = 1,	/* also when there is no repository */
	       REMOVES = 2 } how;	/* views of "guid", or members of "group" */
} ops[] = {
	{ "ping", op_ping, " ", ALWAYS },
	{ "create-group", op_create_group, " kind group ", 0 },
	{ "delete-group", op_delete_group, " kind group ", REMOVES },
	{ "add-member", op_add_member, " kind group member ", 0 },
	{ "remove-member", op_remove_member, " kind group member ", REMOVES },
	{ "add-view", op_add_view, " guid host_group target_group lun ", 0 },
	{ "remove-view", op_remove_view, " guid index ", REMOVES },
	{ "validate-view", op_validate_view, " guid host_group target_group lun ", 0 },
	{ "create-lu", op_create_lu, " props ", 0 },
	{ "import-lu", op_import_lu, " file ", 0 },
	{ "modify-lu", op_modify_lu, " guid file props shrink ", 0 },
	{ "lu-problem", op_lu_problem, " guid ", 0 },
	{ "set-global-lu", op_set_global_lu, " mgmt_url ", 0 },
	{ "get-global-lu", op_get_global_lu, " ", 0 },
	{ "delete-lu", op_delete_lu, " guid ", REMOVES },
	{ "set-state", op_set_state, " object guid target state ", 0 },
	{ "create-target", op_create_target,
	  " fabric target alias portals initiators physical node auth chap_user chap_secret tpgs ", 0 },
	{ "set-access-state", op_set_access_state, " guid target_group state preferred ", 0 },
	{ "remove-access-state", op_remove_access_state, " guid target_group all ", 0 },
	{ "access-states", op_access_states, " ", 0 },
	{ "set-default", op_set_default, " object state ", 0 },
	{ "get-persistence", op_get_persistence, " ", 0 },
	{ "set-persistence", op_set_persistence, " method ", 0 },
	{ "load", op_load, " ", 0 },
	{ "delete-target", op_delete_target, " target force ", 0 },
	{ "targets", op_targets, " ", ALWAYS },
	{ "get-provider-data", op_get_provider_data, " name type ", 0 },
	{ "set-provider-data", op_set_provider_data, " name type data token ", 0 },
	{ "clear-provider-data", op_clear_provider_data, " name type ", 0 },
	{ "list-provider-data", op_list_provider_data, " ", 0 },
	{ "modify-target", op_modify_target,
	  " target new_name alias auth chap_user chap_secret tpgs ", 0 },
	{ "create-tpg", op_create_tpg, " tpg portals ", 0 },
	{ "delete-tpg", op_delete_tpg, " tpg force ", 0 },
	{ "create-initiator", op_create_initiator, " initiator chap_user chap_secret ", 0 },
	{ "modify-initiator", op_modify_initiator, " initiator chap_user chap_secret ", 0 },
	{ "delete-initiator", op_delete_initiator, " initiator ", 0 },
	{ "modify-iscsi-defaults", op_modify_iscsi_defaults,
	  " alias auth radius_server radius_secret isns isns_servers ", 0 },
	{ "iscsi-config", op_iscsi_config, " ", 0 },
	{ "status", op_status, " ", ALWAYS },
	{ "clear", op_clear, " ", ALWAYS },
	{ "export", op_export, " secrets ", 0 },
	{ "import", op_import, " config mode dry_run skip ", 0 },
};

static int check_args(struct call *call, const char *known)
{
	json_object_object_foreach(call->args, key, value) {
		char word[64];

		(void)value;
		snprintf(word, sizeof(word), " %s ", key);
		if (strcmp(key, "op") && strcmp(key, "progress") && !strstr(known, word))
			return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: unknown argument", key);
	}
	return 0;
}

/* A command that is cut off must not leave its object half-way: see journal.h. */
static void note(struct call *call, bool removes)
{
	static const char *const keys[][2] = {
		{ "guid", "lu" }, { "target", "port" }, { "new_name", "port" },
	};
	const char *kind = NULL, *name;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!arg_optional(call, keys[i][0], STMF_NAME_MAX, &name) && name)
			journal_note(call->d, keys[i][1], name, removes);
	if (!arg_optional(call, "group", STMF_NAME_MAX, &name) && name &&
	    !arg_optional(call, "kind", STMF_NAME_MAX, &kind) && kind)
		journal_note(call->d, kind, name, removes);
	call->fault.status = 0;		/* the operation itself complains of its arguments */
}

static int run_noted(struct call *call, bool removes, call_fn run)
{
	int rc;

	note(call, removes);
	rc = run(call);
	journal_end(call->d);
	return rc;
}

static int run(struct call *call, const char *op)
{
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		if (strcmp(ops[i].name, op))
			continue;
		if (check_args(call, ops[i].args))
			return -1;
		if (!call->d->repo && !(ops[i].how & ALWAYS))
			return call_fail(call, call->d->repo_fault.status, "%s",
					 call->d->repo_fault.text);
		return run_noted(call, ops[i].how & REMOVES, ops[i].run);
	}
	return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: unknown operation", op);
}

struct json_object *ops_run(struct stmfd *d, struct json_object *request)
{
	struct call call = { .d = d, .args = request, .reply = json_object_new_object() };
	const char *op;

	if (!json_object_is_type(request, json_type_object))
		call_fail(&call, STMF_ERROR_INVALID_ARG, "a request must be one JSON object");
	else if (!arg_text(&call, "op", STMF_NAME_MAX, &op) && !run(&call, op))
		call.fault.status = STMF_STATUS_SUCCESS;
	if (call.fault.status) {
		json_object_put(call.reply);
		call.reply = json_object_new_object();
		reply_text(&call, "text", call.fault.text);
		if (*call.holder)
			reply_text(&call, "guid", call.holder);
	}
	reply_number(&call, "status", call.fault.status);
	return call.reply;
}
