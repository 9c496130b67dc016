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

#include <libstmf.h>

#include "fabric_acl.h"

/* Keys in the params of a virtual port: the port it is on, its node name */
#define PHYSICAL "physical"
#define NODE "node"

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
	char *physical = params_value(target->params, PHYSICAL);
	char *node = params_value(target->params, NODE);
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

static int port_setting(const char *key, const char *name, char **params, struct fault *fault)
{
	if (!name_wwn_ok(name))
		return failed(fault, STMF_ERROR_INVALID_ARG, "%s %s: must be wwn. and 16 digits",
			      key, name);
	params_add(params, key, name);
	return 0;
}

static int npiv_settings(const struct fabric *fabric, const struct target_args *args,
			 char **params, struct fault *fault)
{
	char *node = args->node ? xstrdup(args->node) : name_wwn_make();
	int rc;

	if (!args->physical)
		rc = failed(fault, STMF_ERROR_INVALID_ARG, PHYSICAL ": must be given");
	else
		rc = port_setting(PHYSICAL, args->physical, params, fault);
	if (!rc)
		rc = port_setting(NODE, node, params, fault);
	free(node);
	return rc;
}

static bool npiv_param_ok(const char *key, const char *value)
{
	return (!strcmp(key, PHYSICAL) || !strcmp(key, NODE)) && name_wwn_ok(value);
}

static const struct fabric qla = {
	.name = "qla2xxx",
	.provider = "qlt",
	.dir = "qla2xxx",
	.module = "tcm_qla2xxx",
	.protocol = PROTOCOL_FCP,
	LOGIN_ONLY_ATTRS,
	.has_acls = true,
	.has_enable = true,
	.login_only = true,
	.driver = "qla2xxx",
	.patterns = "wwn.",
	.wwn = port_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};

FABRIC(qla);

static const struct fabric npiv = {
	.name = "npiv",
	.provider = "qlt",
	.key = PHYSICAL,
	.dir = "qla2xxx_npiv",
	.module = "tcm_qla2xxx",
	.protocol = PROTOCOL_FCP,
	LOGIN_ONLY_ATTRS,
	.has_acls = true,
	.has_enable = true,
	.login_only = true,
	.patterns = "wwn.",
	.takes = " physical node ",
	.settings = npiv_settings,
	.make_name = name_wwn_make,
	.param_ok = npiv_param_ok,
	.wwn = npiv_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};

FABRIC(npiv);

static const struct fabric fcoe = {
	.name = "fcoe",
	.provider = "fcoet",
	.dir = "fc",
	.module = "tcm_fc",
	.protocol = PROTOCOL_FCP,
	.has_acls = true,
	.takes = "",
	.wwn = port_wwn,
	.initiator = name_to_colons,
	.from_initiator = name_from_colons,
	.desired = acl_desired,
};

FABRIC(fcoe);
