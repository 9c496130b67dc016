/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_CONFIGFS_H
#define _STMF_CONFIGFS_H

#include <linux/configfs.h>

#include "stmf.h"

int stmf_attr_text(const char *page, size_t count, size_t max);
int stmf_attr_online(const char *page, size_t count, bool *online);
const char *stmf_state_text(enum stmf_state state);

extern const struct config_item_type stmf_host_groups_type;
extern const struct config_item_type stmf_target_groups_type;
extern const struct config_item_type stmf_lus_type;
extern const struct config_item_type stmf_targets_type;

#endif /* _STMF_CONFIGFS_H */
