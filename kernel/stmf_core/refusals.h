/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_REFUSALS_H
#define _STMF_REFUSALS_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "stmf.h"

#define STMF_REFUSALS_MAX	256		/* initiators that are remembered */
#define STMF_REFUSALS_AGE	(24 * 3600)	/* for so many seconds */
#define STMF_REFUSALS_PAUSE	10		/* seconds between events of one */

/**
 * struct stmf_refusal - what an initiator was refused through a target port
 * @kind: enum stmf_refusal_kind
 * @has_lu: @guid and @lun are those of the last command
 * @lun: as the initiator has it
 * @guid: the logical unit
 * @count: how often
 * @told: of so many listeners were told
 * @told_at: when
 * @since: the first time, seconds since the epoch
 * @last: the last time
 * @order: grows with each refusal of any initiator
 * @hash: of the names and the address
 * @initiator: name in normal form; of logins empty if it is not known
 * @target: name in normal form
 * @address: where the login came from
 */
struct stmf_refusal {
	u8 kind;
	bool has_lu;
	u16 lun;
	struct stmf_guid guid;
	u64 count;
	u64 told;
	s64 told_at;
	s64 since;
	s64 last;
	u64 order;
	u32 hash;
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	char target[STMF_ISCSI_NAME_MAX + 1];
	char address[STMF_ADDRESS_MAX + 1];
};

/**
 * struct stmf_refusals - the refusals of late
 * @lock: protects the rest; taken in the command path, interrupts off
 * @list: STMF_REFUSALS_MAX of them, of which @used are in use
 * @used: how many
 * @order: of the last
 */
struct stmf_refusals {
	spinlock_t lock;	/* see above */
	struct stmf_refusal *list;
	u32 used;
	u64 order;
};

extern struct stmf_refusals stmf_refusals;

int stmf_refusals_init(struct stmf_refusals *table);
void stmf_refusals_destroy(struct stmf_refusals *table);
void stmf_refusals_note(struct stmf_refusals *table, struct stmf_refusal *what);
struct stmf_refusal *stmf_refusals_copy(struct stmf_refusals *table, s64 now,
					size_t *count);
bool stmf_refusals_news(struct stmf_refusals *table, s64 now,
			struct stmf_refusal *news);

#endif /* _STMF_REFUSALS_H */
