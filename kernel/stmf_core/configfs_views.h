/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_CONFIGFS_VIEWS_H
#define _STMF_CONFIGFS_VIEWS_H

#include <linux/configfs.h>

struct stmf_lu;

struct config_item *stmf_view_make(struct stmf_lu *lu, const char *name);
void stmf_view_drop(struct config_group *group, struct config_item *item);

#endif /* _STMF_CONFIGFS_VIEWS_H */
