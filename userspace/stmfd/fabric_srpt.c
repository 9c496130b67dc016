// SPDX-License-Identifier: GPL-2.0
/*
 * SRP over InfiniBand and RoCE. A target is an RDMA port, named by its GUID: the
 * second half of its GID. In LIO it has its GID's name, for only there initiators
 * are known by their port identifiers, whose first half, the extension, is 0
 * unless somebody has set it otherwise; under the GUID's name LIO would know
 * them by their addresses.
 */
#include <ctype.h>
#include <stdlib.h>

#include "fabric_acl.h"

#define LINK_LOCAL "fe80000000000000"	/* the usual first half of a GID */

static char *gid_wwn(const struct target *target)
{
	char *prefix = params_value(target->params, SRP_PREFIX);
	char *eui = name_eui_lower(target->name), *wwn = NULL;

	if (eui)
		wwn = xasprintf("0x%s%s", prefix ? prefix : LINK_LOCAL, eui);
	free(eui);
	free(prefix);
	return wwn;
}

static char *port_identifier(const char *name)
{
	char *eui = name_eui_lower(name), *id = NULL;

	if (eui)
		id = xasprintf("0x%016x%s", 0, eui);
	free(eui);
	return id;
}

/* One whose extension isn't 0 is not in the model. */
static char *name_from_identifier(const char *wire)
{
	char *name = strlen(wire) == 34 ? xasprintf("eui.%s", wire + 18) : NULL, *back = NULL;

	for (char *p = name ? name + 4 : ""; *p; p++)
		*p = toupper((unsigned char)*p);
	if (name)
		back = port_identifier(name);
	if (!same_text(back, wire)) {
		free(name);
		name = NULL;
	}
	free(back);
	return name;
}

const struct fabric fabric_srpt = {
	.name = "srp",
	.provider = "srpt",
	.dir = "srpt",
	.module = "ib_srpt",
	.has_acls = true,
	.has_enable = true,
	.wwn = gid_wwn,
	.initiator = port_identifier,
	.from_initiator = name_from_identifier,
	.desired = acl_desired,
};
