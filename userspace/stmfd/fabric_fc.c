// SPDX-License-Identifier: GPL-2.0
/*
 * Fibre Channel: QLogic adapters, their virtual (NPIV) ports, and FCoE. Ports
 * of adapters are found (fc_ports.c), the others are made by commands.
 *
 * On QLogic's ports everybody may log in, as on a switch's: who has no mapped
 * LUN sees no disk. With FCoE (tcm_fc) a port without a node ACL is refused.
 */
#include <ctype.h>
#include <stdlib.h>

#include "fabric_acl.h"

#define LOGIN_ONLY_ATTRS						\
	.attrs = { "attrib/generate_node_acls", "attrib/demo_mode_login_only" }, \
	.values = { "1", "1" }

/* wwn.<16 upper-case digits> to 21:00:...; else NULL */
static char *name_to_colons(const char *name)
{
	char *naa = name_wwn_to_naa(name), *text = NULL;

	if (naa) {
		const char *d = naa + 4;

		text = xasprintf("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", d, d + 2, d + 4,
				 d + 6, d + 8, d + 10, d + 12, d + 14);
	}
	free(naa);
	return text;
}

/* And back; LIO has these names in lower case. */
static char *name_from_colons(const char *wire)
{
	char name[] = "wwn.0123456789ABCDEF", *back;
	bool same;

	if (strlen(wire) != strlen("21:00:00:e0:8b:07:4c:b5"))
		return NULL;
	for (int i = 0; i < 16; i++)
		name[4 + i] = toupper((unsigned char)wire[i + i / 2]);
	back = name_to_colons(name);
	same = same_text(back, wire);
	free(back);
	return same ? xstrdup(name) : NULL;
}

static char *port_wwn(const struct target *target)
{
	return name_to_colons(target->name);
}

/* Of a virtual port: <physical port with colons>@<WWPN>:<WWNN> */
static char *npiv_wwn(const struct target *target)
{
	char *physical = params_value(target->params, FC_PHYSICAL);
	char *node = params_value(target->params, FC_NODE);
	char *on = physical ? name_to_colons(physical) : NULL;
	char *wwpn = name_wwn_to_naa(target->name);
	char *wwnn = node ? name_wwn_to_naa(node) : NULL, *wwn = NULL;

	if (on && wwpn && wwnn)
		wwn = xasprintf("%s@%s:%s", on, wwpn + 4, wwnn + 4);
	free(wwnn);
	free(wwpn);
	free(on);
	free(node);
	free(physical);
	return wwn;
}

const struct fabric fabric_qla = {
	.name = "qla2xxx",
	.provider = "qlt",
	.dir = "qla2xxx",
	.module = "tcm_qla2xxx",
	LOGIN_ONLY_ATTRS,
	.has_acls = true,
	.has_enable = true,
	.login_only = true,
	.found = true,
	.patterns = "wwn.",
	.wwn = port_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};

const struct fabric fabric_npiv = {
	.name = "npiv",
	.provider = "qlt",
	.key = FC_PHYSICAL,
	.dir = "qla2xxx_npiv",
	.module = "tcm_qla2xxx",
	LOGIN_ONLY_ATTRS,
	.has_acls = true,
	.has_enable = true,
	.login_only = true,
	.patterns = "wwn.",
	.wwn = npiv_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};

const struct fabric fabric_fcoe = {
	.name = "fcoe",
	.provider = "fcoet",
	.dir = "fc",
	.module = "tcm_fc",
	.has_acls = true,
	.wwn = port_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};
