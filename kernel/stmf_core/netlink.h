/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_NETLINK_H
#define _STMF_NETLINK_H

#include <net/genetlink.h>

#include "stmf.h"

struct stmf_lu;
struct stmf_refusal;
struct stmf_session;
struct stmf_target;

enum stmf_mcgrp {
	STMF_MCGRP_EVENTS,
	STMF_MCGRP_SESSIONS,
};

extern struct genl_family stmf_genl_family;

/* netlink.c */
void stmf_multicast(enum stmf_mcgrp group, u8 cmd,
		    int (*put)(struct sk_buff *skb, const void *object),
		    const void *object);

/* netlink_put.c */
int stmf_put_generation(struct sk_buff *skb);
int stmf_put_service(struct sk_buff *skb);
size_t stmf_lu_size(const struct stmf_lu *lu);
size_t stmf_target_size(const struct stmf_target *target);
int stmf_put_lu(struct sk_buff *skb, const void *object);
int stmf_put_target(struct sk_buff *skb, const void *object);
int stmf_put_group(struct sk_buff *skb, const void *object);
int stmf_put_member(struct sk_buff *skb, const void *object);
int stmf_put_view(struct sk_buff *skb, const void *object);
int stmf_put_u64(struct sk_buff *skb, int attr, u64 value);
int stmf_put_text(struct sk_buff *skb, int attr, const char *text);
int stmf_put_guid(struct sk_buff *skb, const struct stmf_guid *guid);
int stmf_put_host_group(struct sk_buff *skb, const char *initiator);

/* netlink_dump.c */
int stmf_dump_start_lus(struct netlink_callback *cb);
int stmf_dump_start_targets(struct netlink_callback *cb);
int stmf_dump_lus(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_targets(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_groups(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_members(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_views(struct sk_buff *skb, struct netlink_callback *cb);
bool stmf_dump_names_nexus(struct netlink_callback *cb);
int stmf_dump_lun_map(struct sk_buff *skb, struct netlink_callback *cb);

/* netlink_dump.c: what other dumps need */
struct nlattr *stmf_dump_attr(struct netlink_callback *cb, int attr);
int stmf_dump_message(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		      int (*put)(struct sk_buff *skb, const void *object),
		      const void *object);
int stmf_dump_result(struct sk_buff *skb, int err);

/* netlink_sessions.c */
int stmf_dump_start_sessions(struct netlink_callback *cb);
int stmf_dump_sessions(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_done_sessions(struct netlink_callback *cb);
int stmf_dump_start_refusals(struct netlink_callback *cb);
int stmf_dump_refusals(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_done_refusals(struct netlink_callback *cb);
void stmf_notify_session(const struct stmf_session *session, bool here);
void stmf_notify_refusal(const struct stmf_refusal *refusal);

/* netlink_explain.c */
int stmf_dump_explain(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_done_explain(struct netlink_callback *cb);

/* netlink_stats.c */
int stmf_dump_lu_stats(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_nexus_stats(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _STMF_NETLINK_H */
