/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the command that runs is about to change: a file in memory, for a daemon
 * that is killed in the middle. The kernel's model may then be neither the old
 * nor the new one; what the journal names becomes what the repository says.
 */
#ifndef _STMFD_JOURNAL_H
#define _STMFD_JOURNAL_H

#include "stmfd.h"

#define JOURNAL_ALL "all"

/*
 * Before the first change; the file ends with the command. removes: it may take away what
 * a group or logical unit has, members or views; only then are they given back.
 */
void journal_note(const struct stmfd *d, const char *kind, const char *name, bool removes);
void journal_end(const struct stmfd *d);

/* True if a command was cut off: want is now, but for what that command was at. */
bool journal_read(const struct stmfd *d, const struct model *now, const struct model *stored,
		  struct model *want, struct names *lus);

#endif /* _STMFD_JOURNAL_H */
