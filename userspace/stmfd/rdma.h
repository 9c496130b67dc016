/* SPDX-License-Identifier: GPL-2.0 */
/* The RDMA ports of this host, as targets would be named. */
#ifndef _STMFD_RDMA_H
#define _STMFD_RDMA_H

#include "util.h"

struct rdma_port {
	char name[32];		/* eui.<second half of the GID> */
	char prefix[17];	/* the first half, lower case */
};

struct rdma_ports {
	struct rdma_port *v;
	size_t n;
};

/* dir: /sys/class/infiniband */
void rdma_ports_read(const char *dir, struct rdma_ports *ports);

#endif /* _STMFD_RDMA_H */
