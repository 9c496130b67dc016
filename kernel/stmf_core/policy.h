/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_POLICY_H
#define _STMF_POLICY_H

#include <linux/bitmap.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/types.h>

#include "rules.h"
#include "stmf.h"

#define STMF_LUN_NONE	(-1)

/* A change takes longer than a look-up: nobody loses that often by chance. */
#define STMF_POLICY_TRIES	64

/**
 * struct stmf_names - a set of port names that readers search under RCU
 * @table: of struct stmf_name
 */
struct stmf_names {
	struct rhashtable table;
};

/**
 * struct stmf_name - one port name and what the policy says of it
 * @hash: in a struct stmf_names
 * @group: id of the group that it is in; STMF_RULES_GROUP_ALL = none
 * @online: a registered target port that is online; unused for initiators
 * @len: of @text; a pattern's is without the '*' at its end
 * @text: the name in normal form, NUL-terminated
 *
 * The object that embeds it must live for an RCU grace period after removal.
 */
struct stmf_name {
	struct rhash_head hash;
	u32 group;
	bool online;
	u8 len;
	char text[STMF_ISCSI_NAME_MAX + 1];
};

/**
 * struct stmf_patterns - prefixes of initiator names, searched under RCU
 * @names: the prefixes, of all lengths
 * @lengths: lengths in use
 * @count: how many prefixes there are of a length
 */
struct stmf_patterns {
	struct stmf_names names;
	DECLARE_BITMAP(lengths, STMF_ISCSI_NAME_MAX + 1);
	u32 count[STMF_ISCSI_NAME_MAX + 1];
};

struct stmf_view_table;

/**
 * struct stmf_policy_lu - the part of the policy that is a logical unit's own
 * @views: its enabled views, or NULL
 * @online: registered and online
 */
struct stmf_policy_lu {
	struct stmf_view_table __rcu *views;
	bool online;
};

/**
 * struct stmf_policy - who may reach what
 * @initiators: members of host groups
 * @patterns: those of them that stand for many
 * @targets: target ports
 * @seq: counts the changes, so that a reader can tell that it saw only one state
 * @online: the target service
 */
struct stmf_policy {
	struct stmf_names initiators;
	struct stmf_patterns patterns;
	struct stmf_names targets;
	unsigned long seq;
	bool online;
};

int stmf_names_init(struct stmf_names *names);
void stmf_names_destroy(struct stmf_names *names);
int stmf_names_add(struct stmf_names *names, struct stmf_name *name);
void stmf_names_remove(struct stmf_names *names, struct stmf_name *name);
struct stmf_name *stmf_names_find(struct stmf_names *names, const char *text,
				  size_t len);
int stmf_name_set(struct stmf_name *name, const char *text, size_t len);
bool stmf_name_is_pattern(const struct stmf_name *name);

int stmf_patterns_init(struct stmf_patterns *patterns);
void stmf_patterns_destroy(struct stmf_patterns *patterns);
int stmf_patterns_add(struct stmf_patterns *patterns, struct stmf_name *name);
void stmf_patterns_remove(struct stmf_patterns *patterns,
			  struct stmf_name *name);
struct stmf_name *stmf_patterns_find(struct stmf_patterns *patterns,
				     const char *text, size_t len);

/**
 * struct stmf_nexus_ids - a nexus as the policy sees it
 * @hg: id of the initiator's host group, or STMF_RULES_GROUP_ALL
 * @tg: id of the target port's group, or STMF_RULES_GROUP_ALL
 * @online: the target port is known and online
 */
struct stmf_nexus_ids {
	u32 hg;
	u32 tg;
	bool online;
};

/**
 * enum stmf_verdict - may a nexus reach a logical unit?
 * @STMF_ADMITTED: yes
 * @STMF_DENIED_SERVICE: no, the service is offline
 * @STMF_DENIED_TARGET: no, the target port is not known or offline
 * @STMF_DENIED_LU: no, the logical unit is offline
 * @STMF_DENIED_VIEW: no, no view of it is for this nexus
 */
enum stmf_verdict {
	STMF_ADMITTED,
	STMF_DENIED_SERVICE,
	STMF_DENIED_TARGET,
	STMF_DENIED_LU,
	STMF_DENIED_VIEW,
};

int stmf_policy_init(struct stmf_policy *policy);
void stmf_policy_destroy(struct stmf_policy *policy);
void stmf_policy_set_online(struct stmf_policy *policy, bool *flag, bool on);
void stmf_policy_set_group(struct stmf_policy *policy, struct stmf_name *name,
			   u32 group);
int stmf_policy_add_initiator(struct stmf_policy *policy,
			      struct stmf_name *name);
void stmf_policy_remove_initiator(struct stmf_policy *policy,
				  struct stmf_name *name);
int stmf_policy_add_target(struct stmf_policy *policy, struct stmf_name *name);
void stmf_policy_remove_target(struct stmf_policy *policy,
			       struct stmf_name *name);
int stmf_policy_publish_views(struct stmf_policy *policy,
			      struct stmf_policy_lu *lu,
			      const struct list_head *lu_views);
void stmf_policy_withdraw_view(struct stmf_policy *policy,
			       struct stmf_policy_lu *lu, u32 hg, u32 tg);
void stmf_policy_invalidate(struct stmf_policy *policy);
void stmf_policy_resolve(struct stmf_policy *policy, const char *initiator,
			 size_t initiator_len, const char *target,
			 size_t target_len, struct stmf_nexus_ids *ids);
int stmf_policy_match(const struct stmf_policy *policy,
		      const struct stmf_policy_lu *lu,
		      const struct stmf_nexus_ids *ids);
enum stmf_verdict
stmf_policy_judge(struct stmf_policy *policy, const struct stmf_policy_lu *lu,
		  const char *initiator, size_t initiator_len,
		  const char *target, size_t target_len,
		  struct stmf_nexus_ids *ids, int *lun);
int stmf_policy_lun(struct stmf_policy *policy, const struct stmf_policy_lu *lu,
		    const char *initiator, size_t initiator_len,
		    const char *target, size_t target_len);

/**
 * stmf_lun_decode - which LUN does LIO mean?
 * @lun: a mapped LUN, or struct se_cmd.orig_fe_lun
 * @bare: of a fabric with struct stmf_port_provider.bare_luns
 *
 * One LUN, one encoding: peripheral device addressing up to 255, flat space
 * addressing above, of which some fabrics pass on the bare number.
 *
 * Return: the LUN, or STMF_LUN_NONE if it is none that a view can have.
 */
static inline int stmf_lun_decode(u64 lun, bool bare)
{
	if (lun <= 255 || (bare && lun <= STMF_LUN_MAX))
		return lun;
	if (!bare && lun > 0x4000 + 255 && lun <= 0x4000 + STMF_LUN_MAX)
		return lun - 0x4000;
	return STMF_LUN_NONE;
}

/**
 * stmf_policy_begin - begin to read
 * @policy: the policy
 *
 * Context: RCU read section.
 * Return: what stmf_policy_changed() wants.
 */
static inline unsigned long
stmf_policy_begin(const struct stmf_policy *policy)
{
	/* pairs with policy_step() */
	return smp_load_acquire(&policy->seq);
}

/**
 * stmf_policy_changed - was more than one state of the policy read?
 * @policy: the policy
 * @seq: from stmf_policy_begin()
 *
 * Context: RCU read section.
 * Return: true if what was read since then must not be used.
 */
static inline bool stmf_policy_changed(const struct stmf_policy *policy,
				       unsigned long seq)
{
	smp_rmb();	/* pairs with policy_step(): all that was read before */
	return READ_ONCE(policy->seq) != seq;
}

#endif /* _STMF_POLICY_H */
