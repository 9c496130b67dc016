/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fibre Channel ports are found, not made: every port of this host that can be
 * a target is one in the model, for as long as it is there.
 */
#ifndef _STMFD_FC_PORTS_H
#define _STMFD_FC_PORTS_H

#include "kernel.h"

struct fc_ports;

struct fc_ports *fc_ports_new(void);
int fc_ports_fd(const struct fc_ports *ports);		/* -1: there will be no events */
/* Something may have changed: true if it has to do with us. */
bool fc_ports_events(struct fc_ports *ports);
/* The same for links and modes; -1: there will be none. */
int fc_ports_link_fd(const struct fc_ports *ports);
void fc_ports_link_events(struct fc_ports *ports);
/* After events there may be more to see some seconds later: true if it is to be looked for. */
bool fc_ports_pending(const struct fc_ports *ports);
bool fc_ports_tick(struct fc_ports *ports);
/* They are read again. */
void fc_ports_forget(struct fc_ports *ports);
/* Adds and removes targets in the kernel's model; true if it has done so. */
bool fc_ports_match(struct fc_ports *ports, struct kernel *kernel, const struct model *model);

#endif /* _STMFD_FC_PORTS_H */
