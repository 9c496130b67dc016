/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Logical units that are registered and that the repository does not know:
 * a script made them, or the repository is new. They are kept as they are.
 */
#ifndef _STMFD_ADOPT_H
#define _STMFD_ADOPT_H

#include "lio.h"
#include "model.h"

/* How a backstore was made, from LIO; NULL: it is not one of ours. */
struct lu_conf *adopt_conf(const struct lio_reader *reader, const char *guid);

#endif /* _STMFD_ADOPT_H */
