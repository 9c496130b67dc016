// SPDX-License-Identifier: GPL-2.0
/* itadm: what holds for all targets. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmf_linux.h>

#include "itadm.h"

#define ISNS_MAX 8

/* NULL, or what is wrong with the list */
static const char *wrong_servers(const char *list)
{
	char *copy = strdup(list), *rest = copy, *server, portal[STMF_PORTAL_LEN + 1];
	const char *wrong = NULL;
	int n = 0;

	while (!wrong && (server = strsep(&rest, ","))) {
		if (++n > ISNS_MAX)
			wrong = "Too many iSNS servers specified, maximum of 8 allowed";
		else if (stmf_portal_parse(server, STMF_PORT_ISNS, portal))
			wrong = "invalid address";
	}
	free(copy);
	return wrong;
}

/* 0, or the property and the text of what is wrong with it */
static const char *wrong_property(const struct it_args *args, const char **name)
{
	if (args->auth) {
		*name = "auth";
		if (!strcmp(args->auth, "radius"))
			return IT_NO_RADIUS;
		if (strcmp(args->auth, "none") && strcmp(args->auth, "chap"))
			return "must be none, chap or radius";
	}
	*name = "isnsserver";
	return args->isns_servers && strcmp(args->isns_servers, "none") ?
		       wrong_servers(args->isns_servers) : NULL;
}

static bool is_prefix(const char *text, const char *word)
{
	return *text && !strncmp(text, word, strlen(text));
}

int it_modify_defaults(const struct it_args *args)
{
	const char *wrong, *name;
	struct json_object *request;

	if (!args->auth && !args->radius_server && !args->radius_secret && !args->isns &&
	    !args->isns_servers)
		return it_fail(EINVAL, "Error, no properties specified");
	if (args->isns && !is_prefix(args->isns, "enable") && !is_prefix(args->isns, "disable"))
		return it_fail(EINVAL, "invalid value for -i");
	wrong = wrong_property(args, &name);
	if (wrong) {
		it_fail(0, "Error setting global properties: %d", EINVAL);
		it_property_error(name, wrong);
		return EINVAL;
	}
	request = it_request("modify-iscsi-defaults");
	it_set(request, "auth", args->auth);
	it_set_or_none(request, "radius_server", args->radius_server, "none");
	it_set(request, "radius_secret", args->radius_secret);
	if (args->isns)
		json_object_object_add(request, "isns",
				       json_object_new_boolean(is_prefix(args->isns, "enable")));
	it_set_or_none(request, "isns_servers", args->isns_servers, "none");
	return it_change(request, NULL);
}

static void print_line(const char *label, const char *value)
{
	printf("%-15s\t%s\n", label, value);
}

static void print_servers(struct json_object *servers)
{
	size_t n = json_object_array_length(servers);

	printf("%-15s\t%s", "isnsserver:", n ? "" : "<none>");
	for (size_t i = 0; i < n; i++)
		printf("%s%s", i ? "," : "",
		       json_object_get_string(json_object_array_get_idx(servers, i)));
	printf("\n");
}

int it_list_defaults(const struct it_args *args)
{
	struct json_object *conf, *defaults;
	int err = it_load(&conf);

	if (err)
		return err;
	defaults = json_object_object_get(conf, "defaults");
	printf("\niSCSI Target Default Properties:\n\n");
	print_line("alias:", it_text(defaults, "alias", "<none>"));
	print_line("auth:", it_text(defaults, "auth", "<none>"));
	print_line("radiusserver:", it_text(defaults, "radius_server", "<none>"));
	print_line("radiussecret:", it_flag(defaults, "radius_secret") ? "set" : "unset");
	print_line("isns:", it_flag(defaults, "isns") ? "enabled" : "disabled");
	print_servers(json_object_object_get(defaults, "isns_servers"));
	json_object_put(conf);
	return 0;
}
