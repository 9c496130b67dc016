// SPDX-License-Identifier: GPL-2.0
/*
 * SRP over InfiniBand and RoCE. A target is an RDMA port, named by its GUID: the
 * second half of its GID. In LIO it has its GID's name, for only there initiators
 * are known by their port identifiers, whose first half, the extension, is 0
 * unless somebody has set it otherwise; under the GUID's name LIO would know
 * them by their addresses.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <libstmf.h>

#include "fabric_acl.h"
#include "rdma.h"

#define RDMA_PORTS "/sys/class/infiniband"

/* Keys in a target's params: where RDMA/CM listens, one TCP port for all of them; */
#define CM_PORT "rdma_cm_port"
/* the first half of the port's GID, 16 digits */
#define PREFIX "gid_prefix"

#define LINK_LOCAL "fe80000000000000"	/* the usual first half of a GID */

static char *gid_wwn(const struct target *target)
{
	char *prefix = params_value(target->params, PREFIX);
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

static bool cm_port_ok(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	return *text >= '1' && *text <= '9' && !*end && port <= UINT16_MAX;
}

/* The first half of the GID, if the port is there now */
static void add_prefix(const char *name, char **params)
{
	struct rdma_ports ports = { 0 };

	rdma_ports_read(RDMA_PORTS, &ports);
	vec_each(port, &ports) {
		if (strcmp(port->name, name))
			continue;
		params_add(params, PREFIX, port->prefix);
		break;
	}
	vec_free(&ports);
}

/* Given is the port that RDMA connection managers listen at; InfiniBand needs none. */
static int settings(const struct fabric *fabric, const struct target_args *args, char **params,
		    struct fault *fault)
{
	vec_each(portal, &args->portals) {
		if (args->portals.n > 1 || !cm_port_ok(*portal))
			return failed(fault, STMF_ERROR_INVALID_ARG,
				      "portal %s: for srp one TCP port number, as of RDMA/CM",
				      *portal);
		params_add(params, CM_PORT, *portal);
	}
	add_prefix(args->target, params);
	return 0;
}

static bool param_ok(const char *key, const char *value)
{
	if (!strcmp(key, PREFIX))
		return strlen(value) == 16 && !value[strspn(value, "0123456789abcdef")];
	return !strcmp(key, CM_PORT) && cm_port_ok(value);
}

/* The only port there is */
static char *make_name(void)
{
	struct rdma_ports ports = { 0 };
	char *name;

	rdma_ports_read(RDMA_PORTS, &ports);
	name = ports.n == 1 ? xstrdup(ports.v[0].name) : NULL;
	vec_free(&ports);
	return name;
}

/* The port of the first target that names one is that of all. */
static void listen_at_cm_port(const char *root, const struct target *target)
{
	char *port = params_value(target->params, CM_PORT);
	char *path = xasprintf("%s/srpt/discovery_auth/" CM_PORT, root);
	char *now = port ? lio_files.read((void *)root, "srpt/discovery_auth/" CM_PORT) : NULL;
	FILE *file;

	if (now && !strcmp(now, "0")) {
		file = fopen(path, "we");
		if (!file || fputs(port, file) < 0 || fflush(file))
			say(LOG_ERR, "%s: %s: %s", path, port, strerror(errno));
		if (file)
			fclose(file);
	}
	free(now);
	free(path);
	free(port);
}

static const struct fabric srpt = {
	.name = "srp",
	.provider = "srpt",
	.dir = "srpt",
	.module = "ib_srpt",
	.protocol = PROTOCOL_SRP,
	.has_acls = true,
	.has_enable = true,
	.takes = " portals ",
	.settings = settings,
	.make_name = make_name,
	.param_ok = param_ok,
	.prepare = listen_at_cm_port,
	.wwn = gid_wwn,
	.initiator = port_identifier,
	.from_initiator = name_from_identifier,
	.desired = acl_desired,
};

FABRIC(srpt);
