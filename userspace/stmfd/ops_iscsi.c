// SPDX-License-Identifier: GPL-2.0
/* What itadm configures beside targets: portal groups, initiators, defaults; and all of it read. */
#include <stdlib.h>

#include <libstmf.h>

#include "fabric.h"
#include "iscsi_change.h"

/* ---- target portal groups ---- */

static int add_portal(struct call *call, struct iscsi_conf *conf, struct iscsi_tpg *tpg,
		      const char *text)
{
	char portal[STMF_PORTAL_LEN + 1];
	const struct iscsi_tpg *owner;

	if (stmf_portal_parse(text, STMF_PORT_ISCSI, portal))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "portal %s: not ADDRESS[:PORT]",
				 text);
	owner = iscsi_tpg_of_portal(conf, portal);
	if (!owner)
		*vec_push(&tpg->portal) = xstrdup(portal);
	if (owner && owner != tpg)
		return call_fail(call, STMF_ERROR_EXISTS,
				 "portal %s: is in the target portal group %s already", text,
				 owner->name);
	return 0;
}

static int create_tpg(struct call *call, struct iscsi_conf *conf)
{
	struct texts portals = { 0 };
	struct iscsi_tpg *tpg;
	const char *name;
	int rc;

	if (arg_text(call, "tpg", ISCSI_TPG_NAME_MAX, &name))
		return -1;
	if (iscsi_tpg(conf, name))
		return call_fail(call, STMF_ERROR_EXISTS, "target portal group %s: already exists",
				 name);
	tpg = iscsi_tpg_add(conf, name);
	rc = arg_texts(call, "portals", &portals);
	if (!rc && !portals.n)
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "portals: missing");
	for (size_t i = 0; i < portals.n && !rc; i++)
		rc = add_portal(call, conf, tpg, portals.v[i]);
	vec_free(&portals);
	return rc;
}

int op_create_tpg(struct call *call)
{
	return iscsi_change(call, create_tpg);
}

static int delete_tpg(struct call *call, struct iscsi_conf *conf)
{
	bool force = false;
	const char *name;

	if (arg_text(call, "tpg", ISCSI_TPG_NAME_MAX, &name) || arg_flag(call, "force", &force))
		return -1;
	if (!iscsi_tpg(conf, name))
		return call_fail(call, STMF_ERROR_NOT_FOUND, "target portal group %s: not found",
				 name);
	vec_each(target, &conf->target)
		vec_each(tpgt, &target->tpg)
			if (!force && !strcmp(tpgt->tpg, name))
				return call_fail(call, STMF_ERROR_BUSY,
						 "target portal group %s: target %s is in it",
						 name, target->name);
	iscsi_tpg_del(conf, name);
	return 0;
}

int op_delete_tpg(struct call *call)
{
	return iscsi_change(call, delete_tpg);
}

/* ---- initiators ---- */

static int create_initiator(struct call *call, struct iscsi_conf *conf)
{
	const char *name;

	if (arg_node(call, "initiator", &name))
		return -1;
	if (iscsi_initiator(conf, name))
		return call_fail(call, STMF_ERROR_EXISTS, "initiator %s: already exists", name);
	return arg_chap(call, &iscsi_initiator_add(conf, name)->chap);
}

int op_create_initiator(struct call *call)
{
	return iscsi_change(call, create_initiator);
}

static int modify_initiator(struct call *call, struct iscsi_conf *conf)
{
	struct iscsi_initiator *initiator;
	const char *name;

	if (arg_node(call, "initiator", &name))
		return -1;
	initiator = iscsi_initiator(conf, name);
	if (!initiator)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "initiator %s: not found", name);
	return arg_chap(call, &initiator->chap);
}

int op_modify_initiator(struct call *call)
{
	return iscsi_change(call, modify_initiator);
}

static int delete_initiator(struct call *call, struct iscsi_conf *conf)
{
	const char *name;

	if (arg_node(call, "initiator", &name))
		return -1;
	if (!iscsi_initiator(conf, name))
		return call_fail(call, STMF_ERROR_NOT_FOUND, "initiator %s: not found", name);
	iscsi_initiator_del(conf, name);
	return 0;
}

int op_delete_initiator(struct call *call)
{
	return iscsi_change(call, delete_initiator);
}

/* ---- defaults ---- */

static int arg_radius_server(struct call *call, struct iscsi_defaults *defaults)
{
	char server[STMF_PORTAL_LEN + 1];

	if (arg_setting(call, "radius_server", &defaults->radius_server))
		return -1;
	if (!has_arg(call, "radius_server") || !defaults->radius_server)
		return 0;
	if (stmf_portal_parse(defaults->radius_server, STMF_PORT_RADIUS, server))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "radius_server %s: not ADDRESS[:PORT]", defaults->radius_server);
	free(defaults->radius_server);
	defaults->radius_server = xstrdup(server);
	return 0;
}

static int add_isns_server(struct call *call, struct iscsi_defaults *defaults, const char *text)
{
	char server[STMF_PORTAL_LEN + 1];

	if (stmf_portal_parse(text, STMF_PORT_ISNS, server))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "isnsserver: %s: not ADDRESS[:PORT]",
				 text);
	if (defaults->isns_server.n == ISCSI_ISNS_MAX)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "isnsserver: at most %d iSNS servers", ISCSI_ISNS_MAX);
	vec_each(other, &defaults->isns_server)
		if (!strcmp(*other, server))
			return call_fail(call, STMF_ERROR_INVALID_ARG,
					 "isnsserver: %s: is named twice", server);
	*vec_push(&defaults->isns_server) = xstrdup(server);
	return 0;
}

/* A list with commas; null empties it. */
static int arg_isns_servers(struct call *call, struct iscsi_defaults *defaults)
{
	char *list = NULL, *rest, *text;
	int rc;

	if (!has_arg(call, "isns_servers"))
		return 0;
	rc = arg_setting(call, "isns_servers", &list);
	vec_each(server, &defaults->isns_server)
		free(*server);
	vec_free(&defaults->isns_server);
	rest = list;
	while (!rc && (text = strsep(&rest, ",")))
		rc = add_isns_server(call, defaults, text);
	free(list);
	return rc;
}

static int modify_defaults(struct call *call, struct iscsi_conf *conf)
{
	struct iscsi_defaults *defaults = &conf->defaults;

	if (arg_flag(call, "isns", &defaults->isns) || arg_isns_servers(call, defaults))
		return -1;
	if (arg_setting(call, "alias", &defaults->alias) || arg_auth(call, &defaults->auth) ||
	    arg_radius_server(call, defaults))
		return -1;
	return arg_secret(call, "radius_secret", &defaults->radius_secret);
}

int op_modify_iscsi_defaults(struct call *call)
{
	return iscsi_change(call, modify_defaults);
}

/* ---- reading: never a secret ---- */

static void put_text(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_string(value));
}

static struct json_object *new_in(struct json_object *list)
{
	struct json_object *object = json_object_new_object();

	json_object_array_add(list, object);
	return object;
}

static struct json_object *new_list(struct json_object *object, const char *key)
{
	struct json_object *list = json_object_new_array();

	json_object_object_add(object, key, list);
	return list;
}

static void put_chap(struct json_object *object, const struct iscsi_chap *chap)
{
	put_text(object, "chap_user", chap->user);
	json_object_object_add(object, "chap_secret", json_object_new_boolean(!!chap->secret));
}

static void put_target(struct json_object *list, const struct target *target,
		       const struct iscsi_conf *conf)
{
	static const struct iscsi_target none;
	const struct iscsi_target *own = iscsi_target(conf, target->name);
	struct json_object *object = new_in(list), *tpgs = new_list(object, "tpgs");

	own = own ? own : &none;
	put_text(object, "target", target->name);
	if (target->alias && *target->alias)
		put_text(object, "alias", target->alias);
	put_text(object, "auth", iscsi_auth_word(own->auth));
	put_chap(object, &own->chap);
	vec_each(tpgt, &own->tpg) {
		struct json_object *entry = new_in(tpgs);

		put_text(entry, "tpg", tpgt->tpg);
		json_object_object_add(entry, "tag", json_object_new_int(tpgt->tag));
	}
}

static void put_defaults(struct json_object *reply, const struct iscsi_defaults *defaults)
{
	struct json_object *object = json_object_new_object(), *servers;

	json_object_object_add(reply, "defaults", object);
	put_text(object, "alias", defaults->alias);
	put_text(object, "auth", iscsi_auth_word(defaults->auth));
	put_text(object, "radius_server", defaults->radius_server);
	json_object_object_add(object, "radius_secret",
			       json_object_new_boolean(!!defaults->radius_secret));
	json_object_object_add(object, "isns", json_object_new_boolean(defaults->isns));
	servers = new_list(object, "isns_servers");
	vec_each(server, &defaults->isns_server)
		json_object_array_add(servers, json_object_new_string(*server));
}

int op_iscsi_config(struct call *call)
{
	struct json_object *targets = new_list(call->reply, "targets");
	struct json_object *tpgs = new_list(call->reply, "tpgs");
	struct json_object *initiators = new_list(call->reply, "initiators");
	const struct iscsi_conf *conf = &call->d->conf.iscsi;
	struct model model;

	if (call_model(call, &model))
		return -1;
	vec_each(target, &model.target)
		if (target_is_itadms(target))
			put_target(targets, target, conf);
	model_free(&model);
	vec_each(tpg, &conf->tpg) {
		struct json_object *object = new_in(tpgs), *portals = new_list(object, "portals");

		put_text(object, "tpg", tpg->name);
		vec_each(portal, &tpg->portal)
			json_object_array_add(portals, json_object_new_string(*portal));
	}
	vec_each(initiator, &conf->initiator) {
		struct json_object *object = new_in(initiators);

		put_text(object, "initiator", initiator->name);
		put_chap(object, &initiator->chap);
	}
	put_defaults(call->reply, &conf->defaults);
	return 0;
}
