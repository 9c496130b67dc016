// SPDX-License-Identifier: GPL-2.0
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "rdma.h"

/* gids/0: eight groups of four digits */
static bool read_gid(const char *path, struct rdma_port *port)
{
	unsigned int g[8];
	FILE *file = fopen(path, "re");
	int n;

	if (!file)
		return false;
	n = fscanf(file, "%4x:%4x:%4x:%4x:%4x:%4x:%4x:%4x", &g[0], &g[1], &g[2], &g[3], &g[4],
		   &g[5], &g[6], &g[7]);
	fclose(file);
	if (n != 8)
		return false;
	snprintf(port->prefix, sizeof(port->prefix), "%04x%04x%04x%04x", g[0], g[1], g[2], g[3]);
	snprintf(port->name, sizeof(port->name), "eui.%04X%04X%04X%04X", g[4], g[5], g[6], g[7]);
	return true;
}

void rdma_ports_read(const char *dir, struct rdma_ports *ports)
{
	char *pattern = xasprintf("%s/*/ports/*/gids/0", dir);
	glob_t found;

	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			struct rdma_port port;

			if (read_gid(found.gl_pathv[i], &port))
				*vec_push(ports) = port;
		}
		globfree(&found);
	}
	free(pattern);
}
