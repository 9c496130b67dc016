// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fabric.h"
#include "listen.h"

enum kind { AT_ADDRESS, AT_V4, AT_V6, AT_ANY };

static const char *const wildcards[] = {
	[AT_V4] = "0.0.0.0",
	[AT_V6] = "[::]",
	[AT_ANY] = "*",
};

/* *port points into the portal. */
static enum kind portal_kind(const char *portal, const char **port)
{
	size_t n = strrchr(portal, ':') - portal;

	*port = portal + n + 1;
	for (enum kind kind = AT_V4; kind <= AT_ANY; kind++)
		if (strlen(wildcards[kind]) == n && !strncmp(portal, wildcards[kind], n))
			return kind;
	return AT_ADDRESS;
}

static void add_at(struct names *portals, const char *address, const char *port)
{
	char *portal = xasprintf("%s:%s", address, port);

	names_add(portals, portal);
	free(portal);
}

/* Which wildcard sockets a wildcard portal takes. */
static bool takes(const struct listen *listen, enum kind kind, enum kind wildcard)
{
	if (kind != AT_ANY)
		return kind == wildcard;
	return wildcard == AT_V6 ? listen->v6 : !listen->v6 || listen->v6_only;
}

/* Which family it covers, if spread. */
static bool covers(const struct listen *listen, enum kind kind, bool v6)
{
	if (v6)
		return kind != AT_V4;
	return kind != AT_V6 || !listen->v6_only;
}

void listen_at(const struct listen *listen, const char *portal, struct names *portals)
{
	const char *port;
	enum kind kind = portal_kind(portal, &port);

	if (kind == AT_ADDRESS) {
		names_add(portals, portal);
	} else if (names_has(&listen->spread, port)) {
		vec_each(address, &listen->address)
			if (covers(listen, kind, **address == '['))
				add_at(portals, *address, port);
	} else {
		for (enum kind i = AT_V4; i <= AT_V6; i++)
			if (takes(listen, kind, i))
				add_at(portals, wildcards[i], port);
	}
}

/* Which sockets are asked for at one port. */
struct use {
	char *port;
	bool socket[AT_ANY];
};

struct uses {
	struct use *v;
	size_t n;
};

static struct use *use_of(struct uses *uses, const char *port)
{
	struct use *new;

	vec_each(use, uses)
		if (!strcmp(use->port, port))
			return use;
	new = vec_push(uses);
	new->port = xstrdup(port);
	return new;
}

static void note_portal(const struct listen *listen, struct uses *uses, const char *portal)
{
	const char *port;
	enum kind kind = portal_kind(portal, &port);
	struct use *use = use_of(uses, port);

	if (kind == AT_ADDRESS)
		use->socket[AT_ADDRESS] = true;
	for (enum kind i = AT_V4; i <= AT_V6 && kind != AT_ADDRESS; i++)
		use->socket[i] |= takes(listen, kind, i);
}

static bool contended(const struct listen *listen, const struct use *use)
{
	bool v4 = use->socket[AT_V4], v6 = use->socket[AT_V6];

	return (use->socket[AT_ADDRESS] && (v4 || v6)) || (v4 && v6 && !listen->v6_only);
}

void listen_find_spread(struct listen *listen, const struct model *model)
{
	struct uses uses = { 0 };

	vec_each(target, &model->target) {
		struct portal_groups groups;

		if (!target_is_itadms(target))
			continue;
		portal_groups_make(model, target, &groups);
		vec_each(group, &groups)
			vec_each(portal, &group->portals)
				note_portal(listen, &uses, *portal);
		portal_groups_free(&groups);
	}
	vec_each(use, &uses) {
		if (contended(listen, use))
			names_add(&listen->spread, use->port);
		free(use->port);
	}
	vec_free(&uses);
}

char *portal_plain(const char *portal)
{
	return xasprintf("%.*s", (int)strcspn(portal, "/"), portal);
}

static void add_portal(struct portal_group *group, const char *portal)
{
	char *plain = portal_plain(portal);

	names_add(&group->portals, plain);
	if (strcmp(plain, portal))
		names_add(&group->iser, plain);
	free(plain);
}

static void add_group(struct portal_groups *groups, const struct iscsi_conf *conf,
		      const struct iscsi_tpgt *tpgt)
{
	const struct iscsi_tpg *tpg = iscsi_tpg(conf, tpgt->tpg);
	struct portal_group *group = vec_push(groups);

	group->tag = tpgt->tag;
	if (tpg)
		vec_each(portal, &tpg->portal)
			add_portal(group, *portal);
}

static void add_own(struct portal_group *group, const char *params)
{
	struct names portals = { 0 };

	params_values(params, "portal", &portals);
	vec_each(portal, &portals)
		add_portal(group, *portal);
	if (!portals.n)
		names_add(&group->portals, PORTAL_DEFAULT);
	names_free(&portals);
}

void portal_groups_make(const struct model *model, const struct target *target,
			struct portal_groups *groups)
{
	const struct iscsi_target *conf = iscsi_target(&model->iscsi, target->name);
	struct portal_group *group;

	memset(groups, 0, sizeof(*groups));
	if (conf)
		vec_each(tpgt, &conf->tpg)
			add_group(groups, &model->iscsi, tpgt);
	if (groups->n)
		return;
	group = vec_push(groups);
	group->tag = ISCSI_TAG_DEFAULT;
	add_own(group, target->params);
}

void portal_groups_free(struct portal_groups *groups)
{
	vec_each(group, groups) {
		names_free(&group->portals);
		names_free(&group->iser);
	}
	vec_free(groups);
}

void listen_free(struct listen *listen)
{
	names_free(&listen->spread);
	names_free(&listen->address);
}
