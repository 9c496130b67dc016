/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Persistent reservations that hold through a loss of power (APTPL): LIO
 * writes them to a file, but reads none. User space has to give each record
 * back to a new backstore, before a LUN is on it.
 */
#ifndef _STMFD_APTPL_H
#define _STMFD_APTPL_H

#include "lio.h"

/* The records of a logical unit as LIO takes them, "key=value,key=value..."; maybe none. */
void aptpl_read(const char *lio_root, const char *guid, struct names *records);
/* For a new logical unit with the GUID of an old one */
void aptpl_remove(const char *lio_root, const char *guid);

/*
 * A record belongs to a LUN number of the target and to one of the initiator,
 * which may be others than before: those of the backstore in the targets that
 * are wanted. For free().
 */
char *aptpl_place(const char *record, const char *guid, const struct lio *wanted);

#endif /* _STMFD_APTPL_H */
