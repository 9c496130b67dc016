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
	bool always;		/* also when there is no repository */
} ops[] = {
	{ "ping", op_ping, " ", true },
	{ "create-group", op_create_group, " kind group ", false },
	{ "delete-group", op_delete_group, " kind group ", false },
	{ "add-member", op_add_member, " kind group member ", false },
	{ "remove-member", op_remove_member, " kind group member ", false },
	{ "add-view", op_add_view, " guid host_group target_group lun ", false },
	{ "remove-view", op_remove_view, " guid index ", false },
	{ "validate-view", op_validate_view, " guid host_group target_group lun ", false },
	{ "create-lu", op_create_lu, " props ", false },
	{ "import-lu", op_import_lu, " file ", false },
	{ "modify-lu", op_modify_lu, " guid file props shrink ", false },
	{ "lu-problem", op_lu_problem, " guid ", false },
	{ "set-global-lu", op_set_global_lu, " mgmt_url ", false },
	{ "get-global-lu", op_get_global_lu, " ", false },
	{ "delete-lu", op_delete_lu, " guid ", false },
	{ "set-state", op_set_state, " object guid target state ", false },
	{ "create-target", op_create_target,
	  " fabric target alias portals initiators physical node auth chap_user chap_secret tpgs ", false },
	{ "set-access-state", op_set_access_state, " guid target_group state preferred ", false },
	{ "remove-access-state", op_remove_access_state, " guid target_group all ", false },
	{ "access-states", op_access_states, " ", false },
	{ "set-default", op_set_default, " object state ", false },
	{ "get-persistence", op_get_persistence, " ", false },
	{ "set-persistence", op_set_persistence, " method ", false },
	{ "load", op_load, " ", false },
	{ "delete-target", op_delete_target, " target force ", false },
	{ "targets", op_targets, " ", true },
	{ "get-provider-data", op_get_provider_data, " name type ", false },
	{ "set-provider-data", op_set_provider_data, " name type data token ", false },
	{ "clear-provider-data", op_clear_provider_data, " name type ", false },
	{ "list-provider-data", op_list_provider_data, " ", false },
	{ "modify-target", op_modify_target,
	  " target new_name alias auth chap_user chap_secret tpgs ", false },
	{ "create-tpg", op_create_tpg, " tpg portals ", false },
	{ "delete-tpg", op_delete_tpg, " tpg force ", false },
	{ "create-initiator", op_create_initiator, " initiator chap_user chap_secret ", false },
	{ "modify-initiator", op_modify_initiator, " initiator chap_user chap_secret ", false },
	{ "delete-initiator", op_delete_initiator, " initiator ", false },
	{ "modify-iscsi-defaults", op_modify_iscsi_defaults,
	  " alias auth radius_server radius_secret isns isns_servers ", false },
	{ "iscsi-config", op_iscsi_config, " ", false },
	{ "status", op_status, " ", true },
	{ "clear", op_clear, " ", true },
	{ "export", op_export, " secrets ", false },
	{ "import", op_import, " config mode dry_run skip ", false },
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
static void note(struct call *call, const char *op)
{
	bool removes = !strncmp(op, "remove-", 7) || !strncmp(op, "delete-", 7);
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

static int run_noted(struct call *call, const char *op, call_fn run)
{
	int rc;

	note(call, op);
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
		if (!call->d->repo && !ops[i].always)
			return call_fail(call, call->d->repo_fault.status, "%s",
					 call->d->repo_fault.text);
		return run_noted(call, op, ops[i].run);
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
