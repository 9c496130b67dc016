/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_RULES_H
#define _STMF_RULES_H

#include <linux/types.h>
#include <linux/list.h>

#define STMF_RULES_LUNS		16384
#define STMF_RULES_LUN_AUTO	(-1)
#define STMF_RULES_GROUP_ALL	0U	/* group id: all hosts, all targets */
#define STMF_RULES_INDEX_MAX	0xfffffffeU

struct stmf_lun_pair;

/**
 * struct stmf_lun_space - the LUNs that views use, by pair of groups
 * @pairs: one struct stmf_lun_pair for each (host group, target group) in use
 */
struct stmf_lun_space {
	struct list_head pairs;
};

/**
 * struct stmf_rule_view - a view as the rules see it
 * @node: in its logical unit's list, by @index
 * @pair: where its LUN is accounted
 * @index: unique among the views of the logical unit
 * @hg: host group id or STMF_RULES_GROUP_ALL
 * @tg: target group id or STMF_RULES_GROUP_ALL
 * @lun: valid once the view was added
 */
struct stmf_rule_view {
	struct list_head node;
	struct stmf_lun_pair *pair;
	u32 index;
	u32 hg;
	u32 tg;
	u16 lun;
};

void stmf_rules_init(struct stmf_lun_space *space);
int stmf_rules_add(struct stmf_lun_space *space, struct list_head *lu_views,
		   struct stmf_rule_view *view, int lun);
void stmf_rules_remove(struct stmf_rule_view *view);
int stmf_rules_free_index(const struct list_head *lu_views, u32 *index);

#endif /* _STMF_RULES_H */
