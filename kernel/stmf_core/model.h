/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model: host groups, target groups, logical units, views, target ports
 * and the service. What the objects are and who may do what with them; the
 * configfs and netlink files only translate.
 *
 * Lock order:
 *	configfs' su_mutex of this subsystem	(mkdir, rmdir, enabling views)
 *	stmf.lock				(every change; every reader that
 *						 is not in the command path)
 *	ports_lock				(the list of port providers)
 *	a provider's locks			(in struct stmf_lu_provider.fill)
 *	LIO's acl_node_mutex			(explaining)
 *	LIO's spinlocks				(session walk)
 * The command path takes none of them: it reads stmf.policy under RCU.
 */
#ifndef _STMF_MODEL_H
#define _STMF_MODEL_H

#include <linux/configfs.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/rbtree.h>
#include <linux/xarray.h>

#include "names.h"
#include "policy.h"
#include "rules.h"
#include "state.h"

struct stmf_counters;

/**
 * struct stmf_group - a host group or target group
 * @item: its directory; the group is freed with it
 * @node: in stmf.groups[], by age
 * @members: struct stmf_member, by age
 * @seq: position in dumps
 * @kind: STMF_KIND_HOST_GROUP or STMF_KIND_TARGET_GROUP
 * @id: what rules and policy call it; never 0
 * @views: enabled views that name it; its directory is pinned while not 0
 * @name: as the user gave it, decoded
 */
struct stmf_group {
	struct config_group item;
	struct list_head node;
	struct list_head members;
	u64 seq;
	enum stmf_kind kind;
	u32 id;
	u32 views;
	char name[STMF_NAME_MAX + 1];
};

/**
 * struct stmf_member - an initiator or target port as a member of a group
 * @item: its directory; the member is freed with it
 * @name: the port; for an initiator, or a pattern of such, this is its entry in
 *	the policy
 * @node: in group->members
 * @seq: position in dumps
 * @group: the group
 * @rcu: readers of the policy may still see @name
 */
struct stmf_member {
	struct config_item item;
	struct stmf_name name;
	struct list_head node;
	u64 seq;
	struct stmf_group *group;
	struct rcu_head rcu;
};

/**
 * struct stmf_lu - a GUID that has a directory, or that a provider registered
 * @node: in stmf.lus, by GUID
 * @order: in stmf.lu_order, newest first
 * @seq: position in dumps
 * @guid: the GUID
 * @provider: NULL while not registered
 * @priv: the provider's
 * @run: its state
 * @running: commands that the provider is carrying out; alive while Online
 * @has_dir: there is a directory for it
 * @views: enabled views (struct stmf_rule_view) by index
 * @policy: what the command path sees
 * @refused: commands that the policy denied, since it was registered
 * @counters: reads and writes since it was registered
 * @rcu: a command may still be looking at @policy and @running
 */
struct stmf_lu {
	struct rb_node node;
	struct list_head order;
	u64 seq;
	struct stmf_guid guid;
	const struct stmf_lu_provider *provider;
	void *priv;
	struct stmf_run run;
	struct percpu_ref running;
	bool has_dir;
	struct list_head views;
	struct stmf_policy_lu policy;
	atomic64_t refused;
	struct stmf_counters __percpu *counters;
	struct rcu_head rcu;
};

/**
 * struct stmf_view - a view entry
 * @item: its directory; the view is freed with it
 * @rule: index; groups and LUN while enabled
 * @lu: the logical unit
 * @hg: host group while enabled, NULL = all
 * @tg: target group while enabled, NULL = all
 * @enabled: it counts
 * @lun: as written: a LUN or STMF_RULES_LUN_AUTO
 * @host_group: as written, decoded; empty = all
 * @target_group: likewise
 */
struct stmf_view {
	struct config_item item;
	struct stmf_rule_view rule;
	struct stmf_lu *lu;
	struct stmf_group *hg;
	struct stmf_group *tg;
	bool enabled;
	int lun;
	char host_group[STMF_NAME_MAX + 1];
	char target_group[STMF_NAME_MAX + 1];
};

/**
 * struct stmf_target - a target port
 * @item: its directory; the target is freed with it
 * @name: its entry in the policy
 * @node: in stmf.targets, newest first
 * @seq: position in dumps
 * @provider: NULL until registered; holds a reference on its module
 * @run: its state
 * @busy: it had sessions that had LUNs, at the last stmf_targets_survey()
 * @alias: for people
 * @params: opaque text, or NULL
 * @rcu: readers of the policy may still see @name
 */
struct stmf_target {
	struct config_item item;
	struct stmf_name name;
	struct list_head node;
	u64 seq;
	const struct stmf_port_provider *provider;
	struct stmf_run run;
	bool busy;
	char alias[STMF_NAME_MAX + 1];
	char *params;
	struct rcu_head rcu;
};

#define STMF_GROUP_KINDS	2

/**
 * struct stmf_model - everything
 * @lock: serialises all changes and all consistent reads
 * @generation: grows with each change
 * @last_seq: source of the objects' @seq
 * @service: the target service, and what is registered
 * @wq: runs @settle
 * @settle: to be run when something that is Offlining may have ended
 * @settled: wakes those who wait for that
 * @config_state: how far the configuration was loaded
 * @default_lu: logical units that register are to be online
 * @default_target: likewise target ports
 * @groups: host groups, target groups, by age
 * @ids: the groups by id; allocated cyclically, so that a reader with an old id
 *	can't meet a new group
 * @next_id: where the search for the next id begins
 * @tg_members: members of target groups by name (host groups': in @policy)
 * @lus: struct stmf_lu by GUID
 * @lu_order: the same, newest first
 * @targets: struct stmf_target, newest first
 * @luns: LUNs in use
 * @policy: what the command path sees
 */
struct stmf_model {
	struct mutex lock;	/* see the lock order above */
	u64 generation;
	u64 last_seq;
	struct stmf_service service;
	struct workqueue_struct *wq;
	struct delayed_work settle;
	wait_queue_head_t settled;
	enum stmf_config_state config_state;
	bool default_lu;
	bool default_target;
	struct list_head groups[STMF_GROUP_KINDS];
	struct xarray ids[STMF_GROUP_KINDS];
	u32 next_id[STMF_GROUP_KINDS];
	struct stmf_names tg_members;
	struct rb_root lus;
	struct list_head lu_order;
	struct list_head targets;
	struct stmf_lun_space luns;
	struct stmf_policy policy;
};

extern struct stmf_model stmf;

int stmf_model_init(void);
void stmf_model_exit(void);

/* model.c */
int stmf_service_set_online(bool online);
void stmf_settle_soon(void);
void stmf_settle_wait(const enum stmf_state *state);
void stmf_service_set_config_state(enum stmf_config_state state);
void stmf_service_set_default_lu(bool online);
void stmf_service_set_default_target(bool online);

/* group.c */
struct list_head *stmf_group_list(enum stmf_kind kind);
struct stmf_group *stmf_group_find(enum stmf_kind kind, const char *name);
int stmf_group_add(struct stmf_group *group, enum stmf_kind kind,
		   const char *encoded);
void stmf_group_remove(struct stmf_group *group);
int stmf_group_pin(struct stmf_group *group);
void stmf_group_unpin(struct stmf_group *group);
int stmf_member_add(struct stmf_member *member, struct stmf_group *group,
		    const char *name);
void stmf_member_remove(struct stmf_member *member);
struct stmf_group *stmf_target_group(const struct stmf_target *target);
struct stmf_group *stmf_host_group(const char *initiator);

/* lu.c */
struct stmf_lu *stmf_lu_find(const struct stmf_guid *guid);
struct stmf_lu *stmf_lu_next(const struct stmf_guid *guid);
struct stmf_lu *stmf_lu_after(const struct stmf_lu *lu);
enum stmf_state stmf_lu_state(const struct stmf_lu *lu);
int stmf_lu_set_online(struct stmf_lu *lu, bool online);
struct stmf_lu *stmf_lu_dir_add(const struct stmf_guid *guid);
void stmf_lu_dir_remove(struct stmf_lu *lu);

/* view.c */
int stmf_view_enable(struct stmf_view *view);
void stmf_view_disable(struct stmf_view *view);

/* target.c */
struct stmf_target *stmf_target_find(const char *name, size_t len);
enum stmf_state stmf_target_state(const struct stmf_target *target);
int stmf_target_set_online(struct stmf_target *target, bool online);
void stmf_target_set_alias(struct stmf_target *target, const char *text,
			   size_t len);
void stmf_target_set_params(struct stmf_target *target, char *text);
int stmf_target_add(struct stmf_target *target, const char *name);
int stmf_target_register(struct stmf_target *target, const char *provider);
void stmf_target_remove(struct stmf_target *target);
void stmf_targets_survey(void);

/* ports.c */
int stmf_ports_init(void);
void stmf_ports_exit(void);
const struct stmf_port_provider *stmf_port_get(const char *name);
void stmf_port_put(const struct stmf_port_provider *provider);
const struct stmf_port_provider *stmf_port_of_fabric(const char *fabric);
int stmf_port_normalise(const struct stmf_port_provider *provider,
			const char *fabric_name, char *out, size_t size);

/* nexus.c */
int stmf_nexus_init(void);
void stmf_nexus_exit(void);

/* configfs.c */
int stmf_configfs_init(void);
void stmf_configfs_exit(void);
extern struct configfs_subsystem stmf_subsys;

/**
 * struct stmf_note - a change of the model, for those who watch it
 * @event: what happened
 * @kind: to what kind of object
 * @state: its state after that, or -1
 * @name: name of the target or group, or NULL
 * @guid: GUID of the logical unit, also for a view, or NULL
 * @index: the view's index
 */
struct stmf_note {
	enum stmf_event event;
	enum stmf_kind kind;
	int state;
	const char *name;
	const struct stmf_guid *guid;
	u32 index;
};

/* netlink.c */
int stmf_netlink_init(void);
void stmf_netlink_exit(void);
void stmf_notify(const struct stmf_note *note);

/**
 * stmf_changed - count a change of the model and tell the listeners
 * @note: the change
 *
 * Context: stmf.lock held; may sleep.
 */
static inline void stmf_changed(const struct stmf_note *note)
{
	lockdep_assert_held(&stmf.lock);
	stmf.generation++;
	stmf_notify(note);
}

#endif /* _STMF_MODEL_H */
