/* SPDX-License-Identifier: GPL-2.0 */
/* What a plan makes of LIO's tree, so that it need not be read again. */
#ifndef _STMFD_APPLY_H
#define _STMFD_APPLY_H

#include "lio.h"
#include "plan.h"

void lio_apply(struct lio *lio, const struct plan *plan);
/* Is there a directory or a symbolic link of that path, among those that we make? */
bool lio_has(struct lio *lio, const char *path);

#endif /* _STMFD_APPLY_H */
