// SPDX-License-Identifier: GPL-2.0
/* What an iSNS server is told. */
#include <stdio.h>
#include <stdlib.h>

#include <stmf_linux.h>

#include "fabric.h"
#include "isns.h"

#define PERIOD 600	/* seconds that a registration shall last without us */

/* An address in a portal, without brackets; returns its port. */
static const char *split(const char *portal, char address[STMF_PORTAL_LEN + 1])
{
	const char *end = strrchr(portal, ':');
	bool v6 = *portal == '[';

	snprintf(address, STMF_PORTAL_LEN + 1, "%.*s", (int)(end - portal) - 2 * v6, portal + v6);
	return end + 1;
}

static bool is_loopback(const char *address)
{
	return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

static bool is_wildcard(const char *address)
{
	return !strcmp(address, "0.0.0.0") || !strcmp(address, "::");
}

/* A wildcard is told as the addresses by which others can reach this host. */
static void add_spread(const char *portal, const struct names *addresses, struct names *all)
{
	char text[STMF_PORTAL_LEN + 1];
	const char *port = split(portal, text);
	bool v6 = *portal == '[';

	if (!is_wildcard(text)) {
		names_add(all, portal);
		return;
	}
	vec_each(address, addresses) {
		char *one = xasprintf("%s:%s", *address, port);

		split(one, text);
		if ((v6 || *one != '[') && !is_loopback(text))
			names_add(all, one);
		free(one);
	}
}

static void put_group(FILE *out, const struct model *model, const struct portal_group *group,
		      const struct names *addresses)
{
	struct names portals = { 0 }, all = { 0 };
	char address[STMF_PORTAL_LEN + 1];

	vec_each(portal, &group->portals)
		listen_at(&model->listen, *portal, &portals);
	vec_each(portal, &portals)
		add_spread(*portal, addresses, &all);
	vec_each(portal, &all) {
		const char *port = split(*portal, address);

		fprintf(out, "portal %u %s %s\n", group->tag, address, port);
	}
	names_free(&portals);
	names_free(&all);
}

static void put_target(FILE *out, const struct model *model, const struct target *target,
		       const struct names *addresses)
{
	const char *alias = target->alias ?: "";
	struct portal_groups groups;

	fprintf(out, "target %s%s%s\n", target->name, *alias ? " " : "", alias);
	portal_groups_make(model, target, &groups);
	vec_each(group, &groups)
		put_group(out, model, group, addresses);
	portal_groups_free(&groups);
}

char *isns_text(const struct model *model, const char *entity, const struct names *addresses,
		const char **first)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	*first = NULL;
	if (!out)
		abort();
	vec_each(target, &model->target) {
		if (model->service != STMF_STATE_ONLINE || target->state != STMF_STATE_ONLINE ||
		    !target_is_itadms(target))
			continue;
		if (!*first)
			fprintf(out, "entity %s\nsource %s\nperiod %d\n", entity, target->name,
				PERIOD);
		*first = *first ?: target->name;
		put_target(out, model, target, addresses);
	}
	fclose(out);
	if (*first)
		return text;
	free(text);
	return NULL;
}
