/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From one configuration to another while disks are in use: what stays the same
 * is not touched, the repository changes once, at the end. All or nothing.
 */
#ifndef _STMFD_TRANSIT_H
#define _STMFD_TRANSIT_H

#include "diff.h"
#include "stmfd.h"

/*
 * old: what is in force; steps: from there to the new one. What is staged in
 * the repository's provider data goes with it.
 */
int transit(struct stmfd *d, const struct model *old, const struct steps *steps,
	    struct fault *fault);

#endif /* _STMFD_TRANSIT_H */
