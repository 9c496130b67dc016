/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One command on its way. Each is a transaction: change the model, commit()
 * (which brings LIO and the repository after it), or take the change back.
 */
#ifndef _STMFD_CALL_H
#define _STMFD_CALL_H

#include <json-c/json.h>
#include <stmf_linux.h>

#include "stmfd.h"

struct call {
	struct stmfd *d;
	struct json_object *args, *reply;
	struct fault fault;
	char holder[GUID_DIGITS + 1];	/* on a failure: the logical unit that is in the way */
};

struct store_users;

struct texts {			/* the request's own: free only the list */
	const char **v;
	size_t n;
};

typedef int (*call_fn)(struct call *call);	/* 0, or -1 and call->fault */

/* Arguments; all of these return 0, or -1 with a fault that names the argument. */
int arg_text(struct call *call, const char *key, size_t max, const char **value);
int arg_optional(struct call *call, const char *key, size_t max, const char **value);
int arg_kind(struct call *call, enum group_kind *kind);
int arg_guid(struct call *call, char guid[GUID_DIGITS + 1]);
int arg_name(struct call *call, const char *key, char name[STMF_NAME_MAX + 1]);
/* A member of a group: a name; for host groups, a pattern too */
int arg_member(struct call *call, enum group_kind kind, char name[STMF_NAME_MAX + 1]);
int arg_number(struct call *call, const char *key, int64_t max, int64_t *value);
int arg_flag(struct call *call, const char *key, bool *value);	/* absent: unchanged */
int arg_texts(struct call *call, const char *key, struct texts *values);	/* absent: none */
bool has_arg(struct call *call, const char *key);
/* An initiator's or target's name in normal form */
int name_normal(struct call *call, const char *text, char name[STMF_NAME_MAX + 1]);

int call_fail(struct call *call, int status, const char *fmt, ...) PRINTF(3, 4);
void reply_text(struct call *call, const char *key, const char *value);
void reply_number(struct call *call, const char *key, int64_t value);

/* The model as it is now. */
int call_model(struct call *call, struct model *model);
int commit(struct call *call);
/* After the change was taken back; always -1. */
int rolled_back(struct call *call);
/* The same where the change was one of this logical unit and its views only. */
int commit_lu(struct call *call, const char *guid);
int rolled_back_lu(struct call *call, const char *guid);

int op_create_group(struct call *call);
int op_delete_group(struct call *call);
int op_add_member(struct call *call);
int op_remove_member(struct call *call);
int op_add_view(struct call *call);
int op_remove_view(struct call *call);
int op_validate_view(struct call *call);
int op_create_lu(struct call *call);
int op_import_lu(struct call *call);
int op_modify_lu(struct call *call);
int op_lu_problem(struct call *call);
int op_set_global_lu(struct call *call);
int op_get_global_lu(struct call *call);
int op_delete_lu(struct call *call);
int op_set_state(struct call *call);
int op_set_access_state(struct call *call);
int op_remove_access_state(struct call *call);
int op_access_states(struct call *call);
int op_set_default(struct call *call);
int op_get_persistence(struct call *call);
int op_set_persistence(struct call *call);
int op_load(struct call *call);
int op_create_target(struct call *call);
int op_delete_target(struct call *call);
int op_targets(struct call *call);
int op_get_provider_data(struct call *call);
int op_set_provider_data(struct call *call);
int op_clear_provider_data(struct call *call);
int op_list_provider_data(struct call *call);
int op_modify_target(struct call *call);
int op_create_tpg(struct call *call);
int op_delete_tpg(struct call *call);
int op_create_initiator(struct call *call);
int op_modify_initiator(struct call *call);
int op_delete_initiator(struct call *call);
int op_modify_iscsi_defaults(struct call *call);
int op_iscsi_config(struct call *call);

/* Runs a command on a file that has a logical unit's metadata: its argument "file" */
int call_on_file(struct call *call,
		 int (*run)(struct call *call, const char *file, const struct store_users *users));

/* Fails if others have made a target of that name in LIO. */
int target_not_in_lio(struct call *call, const struct target *target);
int op_export(struct call *call);
int op_import(struct call *call);
int op_status(struct call *call);
int op_clear(struct call *call);

#endif /* _STMFD_CALL_H */
