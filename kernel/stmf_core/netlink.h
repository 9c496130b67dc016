/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_NETLINK_H
#define _STMF_NETLINK_H

#include <net/genetlink.h>

struct stmf_lu;
struct stmf_target;

extern struct genl_family stmf_genl_family;

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
int stmf_put_session(struct sk_buff *skb, const void *object);

/* netlink_dump.c */
int stmf_dump_start_lus(struct netlink_callback *cb);
int stmf_dump_start_targets(struct netlink_callback *cb);
int stmf_dump_lus(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_targets(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_start_kind(struct netlink_callback *cb);
int stmf_dump_groups(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_members(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_views(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_start_sessions(struct netlink_callback *cb);
int stmf_dump_sessions(struct sk_buff *skb, struct netlink_callback *cb);
int stmf_dump_done_sessions(struct netlink_callback *cb);
int stmf_dump_start_lun_map(struct netlink_callback *cb);
int stmf_dump_lun_map(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _STMF_NETLINK_H */
