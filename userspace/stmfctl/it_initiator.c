// SPDX-License-Identifier: GPL-2.0
/* itadm: initiators and their CHAP secrets. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "itadm.h"

/* A change of one initiator, which is there or not. */
static int change(const char *op, const char *name, const struct it_args *args)
{
	struct json_object *request = it_request(op);

	it_set(request, "initiator", name);
	it_set_or_none(request, "chap_user", args->chap_user, "none");
	it_set(request, "chap_secret", args->chap_secret);
	return it_change(request, NULL);
}

static int is_there(const char *name, bool any_case, bool *there)
{
	struct json_object *conf;
	int err = it_load(&conf);

	if (err)
		return err;
	*there = it_find(conf, "initiators", "initiator", name, any_case);
	json_object_put(conf);
	return 0;
}

int it_create_initiator(const struct it_args *args)
{
	const char *text = args->operand[0];
	char name[STMF_IDENT_LENGTH + 1];
	bool there;
	int err;

	if (!it_node_name(text, name))
		return EINVAL;
	err = is_there(text, true, &there);
	if (err)
		return err;
	if (there)
		return it_fail(EINVAL, "Initiator %s already exists", text);
	return change("create-initiator", text, args);
}

int it_modify_initiator(const struct it_args *args)
{
	const char *name = args->operand[0];
	bool there;
	int err = is_there(name, false, &there);

	if (err)
		return err;
	if (!there)
		return it_fail(ENOENT, "Error, initiator %s not found.", name);
	if (!args->chap_user && !args->chap_secret)
		return 0;
	return change("modify-initiator", name, args);
}

int it_delete_initiator(const struct it_args *args)
{
	const char *name = args->operand[0];
	struct json_object *request;
	bool there;
	int err = is_there(name, false, &there);

	if (err)
		return err;
	if (!there)
		return it_fail(1, "Initiator %s not found", name);
	request = it_request("delete-initiator");
	it_set(request, "initiator", name);
	return it_change(request, NULL);
}

static void print_initiator(struct json_object *initiator)
{
	const char *name = it_text(initiator, "initiator", "");
	const char *user = it_text(initiator, "chap_user", "<none>");

	printf("%-61s%s%-15s%s%-4s\n", name, strlen(name) > 60 ? "\t" : "", user,
	       strlen(user) >= 15 ? "\t" : "", it_flag(initiator, "chap_secret") ? "set" : "unset");
}

int it_list_initiator(const struct it_args *args)
{
	const char *only = args->noperands ? args->operand[0] : NULL;
	struct json_object *conf, *list;
	int err = it_load(&conf), rows = 0;

	if (err)
		return err;
	list = json_object_object_get(conf, "initiators");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *initiator = json_object_array_get_idx(list, i);

		if (only && strcmp(it_text(initiator, "initiator", ""), only))
			continue;
		if (!rows++)
			printf("%-61s%-10s%-7s\n", "INITIATOR NAME", "CHAPUSER", "SECRET");
		print_initiator(initiator);
	}
	json_object_put(conf);
	return only && !rows ? it_fail(1, "Initiator %s not found!\n", only) : 0;
}
