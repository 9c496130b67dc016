/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics: what a command brings along in cmd->priv, from its admission to its
 * end: when it was given to the store, which I_T nexus it is of. Bit 0 is set, so
 * that it is no pointer: unit attentions and bounces use cmd->priv, too.
 */
#ifndef _SBD_ACCOUNT_H
#define _SBD_ACCOUNT_H

#include <linux/build_bug.h>
#include <linux/ktime.h>

#include "sbd.h"

#define SBD_TOKEN_TIME	(STMF_NEXUS_BITS + 1)	/* the time begins at this bit */

static inline void *sbd_token_make(u32 nexus, u64 ns)
{
	BUILD_BUG_ON(BITS_PER_LONG < 64);
	return (void *)(unsigned long)(ns << SBD_TOKEN_TIME |
				       (unsigned long)nexus << 1 | 1);
}

static inline bool sbd_is_token(const void *priv)
{
	return (unsigned long)priv & 1;
}

static inline u32 sbd_token_nexus(const void *token)
{
	return (unsigned long)token >> 1 & (BIT(STMF_NEXUS_BITS) - 1);
}

/* Nanoseconds since the token was made; they wrap after 20 days. */
static inline u64 sbd_token_age(const void *token, u64 ns)
{
	return ((ns << SBD_TOKEN_TIME) -
		((unsigned long)token & ~(BIT(SBD_TOKEN_TIME) - 1))) >>
	       SBD_TOKEN_TIME;
}

/* The command was let in. */
static inline void sbd_account_admit(struct se_cmd *cmd, u32 nexus)
{
	cmd->priv = sbd_token_make(nexus, 0);
}

/* It goes to the store now. */
static inline void sbd_account_start(struct se_cmd *cmd)
{
	u32 nexus = sbd_is_token(cmd->priv) ? sbd_token_nexus(cmd->priv) : 0;

	cmd->priv = sbd_token_make(nexus, ktime_get_ns());
}

/* It has ended there. Before sbd_end() */
static inline void sbd_account_end(struct sbd_lu *sbd, struct se_cmd *cmd,
				   bool write, bool failed)
{
	if (sbd_is_token(cmd->priv))
		stmf_lu_account(READ_ONCE(sbd->lu), sbd_token_nexus(cmd->priv),
				write, cmd->data_length,
				sbd_token_age(cmd->priv, ktime_get_ns()),
				failed);
}

#endif /* _SBD_ACCOUNT_H */
