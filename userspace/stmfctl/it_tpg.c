// SPDX-License-Identifier: GPL-2.0
/* itadm: target portal groups. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "itadm.h"

#define TPG_NAME_MAX	255

/* With RDMA or without it is the same one. */
static bool same_portal(const char *a, const char *b)
{
	size_t n = strcspn(a, "/");

	return strcspn(b, "/") == n && !strncmp(a, b, n);
}

static bool in_use(struct json_object *conf, const char *portal)
{
	struct json_object *tpgs = json_object_object_get(conf, "tpgs");

	for (size_t i = 0; i < json_object_array_length(tpgs); i++) {
		struct json_object *portals =
			json_object_object_get(json_object_array_get_idx(tpgs, i), "portals");

		for (size_t j = 0; j < json_object_array_length(portals); j++)
			if (same_portal(json_object_get_string(json_object_array_get_idx(portals, j)),
					portal))
				return true;
	}
	return false;
}

/* The portals of the command line; NULL after a complaint */
static struct json_object *read_portals(struct json_object *conf, const struct it_args *args,
					int *err)
{
	struct json_object *list = json_object_new_array();
	char portal[STMF_PORTAL_LEN + 1];

	for (int i = 1; i < args->noperands && !*err; i++) {
		const char *text = args->operand[i];

		if (stmf_portal_parse(text, STMF_PORT_ISCSI, portal))
			*err = EINVAL;
		else if (in_use(conf, portal))
			*err = it_fail(EEXIST, "Portal %s already in use", text);
		else
			json_object_array_add(list, json_object_new_string(text));
		if (*err && (i > 1 || *err == EINVAL))
			it_fail(0, "Error adding portal %s: %d", text, *err);
	}
	if (!*err)
		return list;
	json_object_put(list);
	return NULL;
}

static int create(struct json_object *conf, const struct it_args *args)
{
	const char *name = args->operand[0];
	struct json_object *request, *portals;
	int err = 0;

	if (strlen(name) > TPG_NAME_MAX)
		return it_fail(EINVAL,
			       "Target Portal Group name must be no longer than %d characters.",
			       TPG_NAME_MAX);
	if (args->noperands < 2)
		return it_fail(EINVAL, "Error, no portal addresses specified");
	if (it_find(conf, "tpgs", "tpg", name, false))
		return it_fail(1, "Target Portal Group %s already exists", name);
	portals = read_portals(conf, args, &err);
	if (!portals)
		return err;
	request = it_request("create-tpg");
	it_set(request, "tpg", name);
	json_object_object_add(request, "portals", portals);
	return it_change(request, NULL);
}

int it_create_tpg(const struct it_args *args)
{
	struct json_object *conf;
	int err = it_load(&conf);

	if (err)
		return err;
	err = create(conf, args);
	json_object_put(conf);
	return err;
}

static bool tpg_used(struct json_object *conf, const char *name)
{
	struct json_object *targets = json_object_object_get(conf, "targets");

	for (size_t i = 0; i < json_object_array_length(targets); i++)
		if (it_find(json_object_array_get_idx(targets, i), "tpgs", "tpg", name, false))
			return true;
	return false;
}

int it_delete_tpg(const struct it_args *args)
{
	const char *name = args->operand[0];
	struct json_object *conf, *request;
	int err = it_load(&conf);

	if (err)
		return err;
	if (!it_find(conf, "tpgs", "tpg", name, false))
		err = it_fail(1, "Target portal group %s does not exist.", name);
	else if (!args->force && tpg_used(conf, name))
		err = it_fail(EBUSY,
			      "Target portal group associated with one or more targets.  Cannot delete.");
	json_object_put(conf);
	if (err)
		return err;
	request = it_request("delete-tpg");
	it_set(request, "tpg", name);
	json_object_object_add(request, "force", json_object_new_boolean(args->force));
	return it_change(request, NULL);
}

static void print_portals(struct json_object *portals)
{
	size_t n = json_object_array_length(portals);

	printf("    portals:\t%s", n ? "" : "<none>");
	for (size_t i = 0; i < n; i++)
		printf("%s%s", i ? "," : "",
		       json_object_get_string(json_object_array_get_idx(portals, i)));
	printf("\n");
}

int it_list_tpg(const struct it_args *args)
{
	const char *only = args->noperands ? args->operand[0] : NULL;
	struct json_object *conf, *list;
	int err = it_load(&conf), rows = 0;

	if (err)
		return err;
	list = json_object_object_get(conf, "tpgs");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *tpg = json_object_array_get_idx(list, i);
		struct json_object *portals = json_object_object_get(tpg, "portals");
		const char *name = it_text(tpg, "tpg", "");

		if (only && strcmp(name, only))
			continue;
		if (!rows++)
			printf("%-30s%-9s\n", "TARGET PORTAL GROUP", "PORTAL COUNT");
		printf("%-30s%-9zu\n", name, json_object_array_length(portals));
		if (args->verbose)
			print_portals(portals);
	}
	json_object_put(conf);
	return only && !rows ? it_fail(1, "Target Portal Group %s not found!\n", only) : 0;
}
