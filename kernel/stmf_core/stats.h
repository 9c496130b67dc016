/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_STATS_H
#define _STMF_STATS_H

#include <linux/bits.h>
#include <linux/percpu.h>

#include "stmf.h"

#define STMF_NEXUS_MAX	BIT(STMF_NEXUS_BITS)	/* that are told apart */

/**
 * struct stmf_counters - what was read and written, and how long it took
 * @reads: commands that have ended well
 * @writes: likewise
 * @read_bytes: by them
 * @write_bytes: by them
 * @read_ns: their time on the store
 * @write_ns: likewise
 * @errors: commands that the store failed
 * @max_ns: the longest time of one
 */
struct stmf_counters {
	u64 reads;
	u64 writes;
	u64 read_bytes;
	u64 write_bytes;
	u64 read_ns;
	u64 write_ns;
	u64 errors;
	u64 max_ns;
};

/**
 * struct stmf_nexus_stats - the counters of one I_T nexus
 * @counters: of each CPU
 * @hash: of the names
 * @next: index of the next one of that hash, or 0
 * @initiator: name in normal form; empty for all that are not told apart
 * @target: likewise
 * @as_initiator: the same as the fabric spells it
 * @as_target: likewise
 * @as_initiator_len: length of @as_initiator
 * @as_target_len: length of @as_target
 * @spelling: where those two are, each with its NUL
 */
struct stmf_nexus_stats {
	struct stmf_counters __percpu *counters;
	u32 hash;
	u32 next;
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	char target[STMF_ISCSI_NAME_MAX + 1];
	const char *as_initiator;
	const char *as_target;
	int as_initiator_len;
	int as_target_len;
	char spelling[];
};

void stmf_counters_add(struct stmf_counters __percpu *counters, bool write,
		       u32 bytes, u64 ns, bool failed);
void stmf_counters_sum(const struct stmf_counters __percpu *counters,
		       struct stmf_counters *sum);
void stmf_counters_clear(struct stmf_counters __percpu *counters);

int stmf_nexus_index(const char *initiator, const char *target,
		     const char *as_initiator, const char *as_target);
const struct stmf_nexus_stats *stmf_nexus_stats(u32 index);
int stmf_stats_init(void);
void stmf_stats_exit(void);

#endif /* _STMF_STATS_H */
