/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Persistent reservations with APTPL: COMSTAR's metadata have them, in names of
 * the model, so that they move with their logical unit; LIO has records, in its
 * own names (aptpl.h).
 */
#ifndef _STMFD_PGR_H
#define _STMFD_PGR_H

#include <sbdmeta.h>

#include "model.h"

/* pgr->keys are for free(). Targets that the model doesn't have are left out. */
void pgr_from_records(const struct names *records, const struct model *model, struct sbd_pgr *pgr);

/*
 * Records without LUN numbers: aptpl_place() knows them. Returns how many keys are of
 * initiators or targets that can't be ones here.
 */
size_t pgr_to_records(const struct sbd_pgr *pgr, const struct model *model, struct names *records);

#endif /* _STMFD_PGR_H */
