/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Persistent reservations that hold through a loss of power (APTPL): LIO
 * writes them to a file, but reads none. User space has to give each record
 * back to a new backstore, before a LUN is on it.
 */
#ifndef _STMFD_APTPL_H
#define _STMFD_APTPL_H

#include "lio.h"

char *aptpl_dir(const char *lio_root);		/* where LIO writes them; for free() */
char *aptpl_guid(const char *file);		/* whose a file there is, for free(), or NULL */

/* The records of a logical unit as LIO takes them, "key=value,key=value..."; false: no file. */
bool aptpl_read(const char *lio_root, const char *guid, struct names *records);
/* For a new logical unit with the GUID of an old one, or when the metadata have them */
void aptpl_remove(const char *lio_root, const char *guid);
/* The value of a key of a record, for free(); NULL: it isn't there. */
char *aptpl_value(const char *record, const char *key);

/*
 * A record belongs to a LUN number of the target and to one of the initiator,
 * which may be others than before: those of the backstore in the targets that
 * are wanted. For free().
 */
char *aptpl_place(const char *record, const char *guid, const struct lio *wanted);

#endif /* _STMFD_APTPL_H */
