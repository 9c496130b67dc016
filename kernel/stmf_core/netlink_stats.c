// SPDX-License-Identifier: GPL-2.0
/* Statistics in netlink: dumps of the counters of logical units and nexuses. */
#include "model.h"
#include "netlink.h"
#include "stats.h"

/**
 * struct cursor - how far a dump has got
 * @seq: the logical unit that was sent last
 * @index: the nexus that comes next
 */
struct cursor {
	u64 seq;
	u32 index;
};

static struct cursor *to_cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->ctx));
	return (struct cursor *)cb->ctx;
}

static int put_counters(struct sk_buff *skb,
			const struct stmf_counters __percpu *counters)
{
	struct stmf_counters sum;

	stmf_counters_sum(counters, &sum);
	return stmf_put_u64(skb, STMF_A_READS, sum.reads) ?:
	       stmf_put_u64(skb, STMF_A_WRITES, sum.writes) ?:
	       stmf_put_u64(skb, STMF_A_READ_BYTES, sum.read_bytes) ?:
	       stmf_put_u64(skb, STMF_A_WRITE_BYTES, sum.write_bytes) ?:
	       stmf_put_u64(skb, STMF_A_READ_NS, sum.read_ns) ?:
	       stmf_put_u64(skb, STMF_A_WRITE_NS, sum.write_ns) ?:
	       stmf_put_u64(skb, STMF_A_MAX_NS, sum.max_ns) ?:
	       stmf_put_u64(skb, STMF_A_ERRORS, sum.errors);
}

static int put_lu(struct sk_buff *skb, const void *object)
{
	const struct stmf_lu *lu = object;

	return stmf_put_guid(skb, &lu->guid) ?:
	       put_counters(skb, lu->counters) ?:
	       stmf_put_u64(skb, STMF_A_REFUSED, atomic64_read(&lu->refused));
}

static int put_nexus(struct sk_buff *skb, const void *object)
{
	const struct stmf_nexus_stats *s = object;

	return stmf_put_text(skb, STMF_A_INITIATOR, s->initiator) ?:
	       stmf_put_text(skb, STMF_A_TARGET, s->target) ?:
	       put_counters(skb, s->counters);
}

/**
 * stmf_dump_lu_stats - counters of all registered logical units, newest first
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_lu_stats(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	struct stmf_lu *lu;
	int err = 0;

	mutex_lock(&stmf.lock);
	list_for_each_entry(lu, &stmf.lu_order, order) {
		if (!lu->provider || (cursor->seq && lu->seq >= cursor->seq))
			continue;
		err = stmf_dump_message(skb, cb, STMF_CMD_LU_STAT_GET, put_lu,
					lu);
		if (err)
			break;
		cursor->seq = lu->seq;
	}
	mutex_unlock(&stmf.lock);
	return stmf_dump_result(skb, err);
}

/**
 * stmf_dump_nexus_stats - counters of all I_T nexuses, in order of their first
 *	command; first those of all that have no place of their own
 * @skb: the buffer
 * @cb: the dump
 *
 * Return: bytes in the buffer, 0 at the end, or a negative errno.
 */
int stmf_dump_nexus_stats(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *cursor = to_cursor(cb);
	const struct stmf_nexus_stats *s;
	int err = 0;

	while ((s = stmf_nexus_stats(cursor->index))) {
		err = stmf_dump_message(skb, cb, STMF_CMD_NEXUS_STAT_GET,
					put_nexus, s);
		if (err)
			break;
		cursor->index++;
	}
	return stmf_dump_result(skb, err);
}
