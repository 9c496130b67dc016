/* SPDX-License-Identifier: GPL-2.0 */
/* The target port groups of one backstore, by LIO's rules. */
#ifndef _SIMFS_ALUA_H
#define _SIMFS_ALUA_H

#include "lio.h"

/* All return 0 or an errno; paths end with what is given. */
int sim_alua_make(struct lio_store *store, const char *group);
int sim_alua_remove(struct lio_store *store, const char *group);
int sim_alua_write(struct lio_store *store, const char *group, const char *attr, const char *value);
char *sim_alua_read(const struct lio_store *store, const char *group, const char *attr);

#endif /* _SIMFS_ALUA_H */
