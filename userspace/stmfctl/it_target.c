// SPDX-License-Identifier: GPL-2.0
/* itadm: targets. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "itadm.h"
#include "report.h"

#define TARGETS_MAX	255

static bool check_auth(const char *auth, const char *heading)
{
	static const char *const words[] = { "none", "chap", "default" };

	for (size_t i = 0; auth && i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(auth, words[i]))
			return true;
	if (!auth)
		return true;
	it_fail(0, "%s %d", heading, EINVAL);
	if (!strcmp(auth, "radius"))
		it_property_error("auth", IT_NO_RADIUS);
	else
		it_property_error(auth, "must be none, chap, radius or default");
	return false;
}

/* What create-target and modify-target share; tpgs: of args->tpgs, or NULL, and used up */
static void set_properties(struct json_object *request, const struct it_args *args,
			   struct json_object *tpgs)
{
	it_set_or_none(request, "alias", args->alias, "none");
	it_set_or_none(request, "auth", args->auth, "default");
	it_set_or_none(request, "chap_user", args->chap_user, "none");
	it_set(request, "chap_secret", args->chap_secret);
	if (tpgs)
		json_object_object_add(request, "tpgs", tpgs);
}

/*
 * The names in -t as a list; NULL if it isn't given. *unknown, for free(): one
 * that isn't configured.
 */
static struct json_object *tpg_list(struct json_object *conf, const char *names, char **unknown)
{
	struct json_object *list;
	char *copy, *rest, *name;

	*unknown = NULL;
	if (!names)
		return NULL;
	list = json_object_new_array();
	copy = rest = strdup(names);
	if (!list || !copy)
		abort();
	while ((name = strsep(&rest, ","))) {
		if (!strcmp(name, "default") || !*name)
			continue;
		if (!it_find(conf, "tpgs", "tpg", name, false)) {
			*unknown = strdup(name);
			break;
		}
		json_object_array_add(list, json_object_new_string(name));
	}
	free(copy);
	return list;
}

static int check_new_name(struct json_object *conf, const char *text,
			  char name[STMF_IDENT_LENGTH + 1])
{
	if (!it_node_name(text, name))
		return EINVAL;
	if (it_find(conf, "targets", "target", name, true))
		return it_fail(EEXIST, "iSCSI target %s already configured", text);
	return 0;
}

static int create(struct json_object *conf, const struct it_args *args)
{
	const char *text = args->node_name ?: args->noperands ? args->operand[0] : NULL;
	char name[STMF_IDENT_LENGTH + 1], *unknown;
	struct json_object *request, *reply, *tpgs;
	int err = text ? check_new_name(conf, text, name) : 0;

	if (err)
		return err;
	if (json_object_array_length(json_object_object_get(conf, "targets")) >= TARGETS_MAX)
		return it_fail(E2BIG, "Error creating target: %d", E2BIG);
	if (!check_auth(args->auth, "Error setting target properties,"))
		return EINVAL;
	tpgs = tpg_list(conf, args->tpgs, &unknown);
	if (unknown) {
		err = it_fail(1, "Invalid tpg-tag %s, tag not defined", unknown);
		free(unknown);
		json_object_put(tpgs);
		return err;
	}
	request = it_request("create-target");
	it_set(request, "fabric", "iscsi");
	it_set(request, "target", text ? name : NULL);
	set_properties(request, args, tpgs);
	err = it_change(request, &reply);
	if (err)
		return err;
	printf("Target %s successfully created\n", it_text(reply, "target", ""));
	json_object_put(reply);
	return 0;
}

int it_create_target(const struct it_args *args)
{
	struct json_object *conf;
	int err = it_load(&conf);

	if (err)
		return err;
	err = create(conf, args);
	json_object_put(conf);
	return err;
}

/* *name: of the target as it is then called */
static int check_rename(struct json_object *conf, const char *old, const char *new,
			char name[STMF_IDENT_LENGTH + 1])
{
	struct json_object *other;

	if (!it_node_name(new, name))
		return EINVAL;
	other = it_find(conf, "targets", "target", name, true);
	if (other && strcmp(it_text(other, "target", ""), old))
		return it_fail(EEXIST, "A target with name %s already exists", new);
	return 0;
}

static int modify(struct json_object *conf, const struct it_args *args)
{
	const char *old = args->operand[0];
	char name[STMF_IDENT_LENGTH + 1], *unknown;
	struct json_object *request, *tpgs;
	int err = 0;

	if (!it_find(conf, "targets", "target", old, false))
		return it_fail(1, "Target %s not found", old);
	if (args->node_name)
		err = check_rename(conf, old, args->node_name, name);
	if (err)
		return err;
	if (!check_auth(args->auth, "Error setting target properties:"))
		return EINVAL;
	tpgs = tpg_list(conf, args->tpgs, &unknown);
	if (unknown) {
		err = it_fail(1, "Invalid tpg-name %s: not defined", unknown);
		free(unknown);
		json_object_put(tpgs);
		return err;
	}
	request = it_request("modify-target");
	it_set(request, "target", old);
	it_set(request, "new_name", args->node_name ? name : NULL);
	set_properties(request, args, tpgs);
	err = it_change(request, NULL);
	if (!err)
		printf("Target %s successfully modified\n", args->node_name ? name : old);
	return err;
}

int it_modify_target(const struct it_args *args)
{
	struct json_object *conf;
	int err = it_load(&conf);

	if (err)
		return err;
	err = modify(conf, args);
	json_object_put(conf);
	return err;
}

/* false: not known to stmf */
static bool get_state(const char *name, stmfDevid *devid, bool *online)
{
	stmfTargetProperties props;

	if (stmf_devid_parse(name, devid) || stmfGetTargetProperties(devid, &props))
		return false;
	*online = props.status == STMF_TARGET_PORT_ONLINE;
	return true;
}

int it_delete_target(const struct it_args *args)
{
	const char *name = args->operand[0];
	struct json_object *conf, *request;
	int err = it_load(&conf);
	bool online = false, found;
	stmfDevid devid;

	if (err)
		return err;
	found = it_find(conf, "targets", "target", name, false);
	json_object_put(conf);
	if (!found)
		return it_fail(1, "Target %s not found", name);
	if (!args->force && get_state(name, &devid, &online) && online)
		return it_fail(EBUSY,
			       "The target is online or busy. Use the -f (force) option, or 'stmfadm offline-target %s'",
			       name);
	request = it_request("delete-target");
	it_set(request, "target", name);
	json_object_object_add(request, "force", json_object_new_boolean(args->force));
	return it_change(request, NULL);
}

static void print_line(const char *label, const char *value)
{
	printf("\t%-20s\t%s\n", label, value);
}

static void print_tpgs(struct json_object *target)
{
	struct json_object *tpgs = json_object_object_get(target, "tpgs");
	size_t n = json_object_array_length(tpgs);

	printf("\t%-20s\t%s", "tpg-tags:", n ? "" : "default");
	for (size_t i = 0; i < n; i++) {
		struct json_object *tpg = json_object_array_get_idx(tpgs, i);

		printf("%s%s = %s", i ? "," : "", it_text(tpg, "tpg", ""), it_text(tpg, "tag", ""));
	}
	printf("\n");
}

static void print_properties(struct json_object *conf, struct json_object *target)
{
	struct json_object *defaults = json_object_object_get(conf, "defaults");
	const char *auth = it_text(target, "auth", NULL);
	char text[64];

	snprintf(text, sizeof(text), "%s %s", auth ?: it_text(defaults, "auth", "none"),
		 auth ? "" : "(defaults)");
	print_line("alias:", it_text(target, "alias", it_text(defaults, "alias", "-")));
	print_line("auth:", text);
	print_line("targetchapuser:", it_text(target, "chap_user", "-"));
	print_line("targetchapsecret:", it_flag(target, "chap_secret") ? "set" : "unset");
	print_tpgs(target);
}

/* Beyond COMSTAR's list; there are such lines only while somebody is logged in. */
static void print_sessions(struct json_object *target, const stmfLoginList *logins)
{
	char isid[ISID_TEXT_LEN + 1];
	stmfDevid devid;

	if (!logins || stmf_devid_parse(it_text(target, "target", ""), &devid))
		return;
	for (uint32_t i = 0; i < logins->cnt; i++) {
		const stmfLogin *login = &logins->login[i];

		if (memcmp(&login->target, &devid, sizeof(devid)))
			continue;
		printf("\t%-20s\t%.*s from %s to %s, ISID %s, TSIH %u, %s\n", "session:",
		       login->initiator.identLength, login->initiator.ident, login->peer,
		       login->local, isid_text(login, isid), login->tsih,
		       login->chap ? "CHAP" : "no authentication");
	}
}

static void print_target(struct json_object *target)
{
	const char *name = it_text(target, "target", ""), *state = "-";
	stmfSessionList *sessions;
	char count[16] = "-";
	stmfDevid devid;
	bool online;

	if (get_state(name, &devid, &online)) {
		state = online ? "online" : "offline";
		if (!stmfGetSessionList(&devid, &sessions)) {
			snprintf(count, sizeof(count), "%u", sessions->cnt);
			stmfFreeMemory(sessions);
		}
	}
	printf("%-61s%s%-9s%-9s\n", name, strlen(name) > 60 ? "\t" : "", state, count);
}

int it_list_target(const struct it_args *args)
{
	const char *only = args->noperands ? args->operand[0] : NULL;
	struct json_object *conf, *list;
	int err = it_load(&conf), rows = 0;
	stmfLoginList *logins = NULL;

	if (err)
		return err;
	if (args->verbose)
		stmfGetLoginList(&logins);
	list = json_object_object_get(conf, "targets");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *target = json_object_array_get_idx(list, i);

		if (only && strcmp(it_text(target, "target", ""), only))
			continue;
		if (!rows++)
			printf("%-61s%-9s%-9s\n", "TARGET NAME", "STATE", "SESSIONS");
		print_target(target);
		if (!args->verbose)
			continue;
		print_properties(conf, target);
		print_sessions(target, logins);
	}
	stmfFreeMemory(logins);
	json_object_put(conf);
	return only && !rows ? it_fail(1, "Target %s not found!\n", only) : 0;
}
