// SPDX-License-Identifier: GPL-2.0
/*
 * SRP over InfiniBand and RoCE. A target is an RDMA port, named by its GUID;
 * an initiator by its port identifier, whose first half, the extension, is 0
 * unless somebody has set it otherwise.
 */
#include <stdlib.h>

#include "fabric_acl.h"

/* eui.<16 digits> to xxxx:xxxx:xxxx:xxxx, else NULL */
static char *guid_wwn(const struct target *target)
{
	char *eui = name_eui_lower(target->name), *wwn = NULL;

	if (eui)
		wwn = xasprintf("%.4s:%.4s:%.4s:%.4s", eui, eui + 4, eui + 8, eui + 12);
	free(eui);
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

const struct fabric fabric_srpt = {
	.name = "srp",
	.provider = "srpt",
	.dir = "srpt",
	.module = "ib_srpt",
	.has_acls = true,
	.has_enable = true,
	.wwn = guid_wwn,
	.initiator = port_identifier,
	.desired = acl_desired,
};
