/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Are the stores of the configured logical units there, and are they theirs?
 * A device name may belong to another disk after a reboot, so nothing is
 * made of a store whose metadata name another logical unit. And what
 * the metadata say of properties counts: a modify-lu that was interrupted is
 * ahead there.
 */
#ifndef _STMFD_SETTLE_H
#define _STMFD_SETTLE_H

#include "stmfd.h"

/*
 * Looks at the store of each logical unit that isn't registered, once also of
 * those that are; d->conf then says what to make and what not to (absent).
 * A store that doesn't answer is left waiting.
 */
void settle(struct stmfd *d, const struct model *model);
/* Only these; nothing is wrong with the stores of the others. */
void settle_some(struct stmfd *d, const struct model *model, const struct names *guids);

/* Is a file there again that was missing? */
bool settle_any_back(const struct stmfd *d);

#endif /* _STMFD_SETTLE_H */
