/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command touches the store between sbd_begin() and sbd_end() only. A logical
 * unit is Offlining until all that has begun has ended, and nothing begins any
 * more from the first moment on, be it let in long before.
 */
#ifndef _SBD_RUNNING_H
#define _SBD_RUNNING_H

#include "sbd.h"

/* false: the command is to be refused with TCM_NON_EXISTENT_LUN. Any context. */
static inline bool sbd_begin(struct sbd_lu *sbd)
{
	return stmf_lu_begin(READ_ONCE(sbd->lu));
}

/* Before LIO is told that the command has ended. Any context. */
static inline void sbd_end(struct sbd_lu *sbd)
{
	stmf_lu_end(READ_ONCE(sbd->lu));
}

/*
 * Should a command that has begun leave undone what it hasn't given to the store
 * yet? Its logical unit goes offline, or its initiator has aborted it and waits.
 * Any context.
 */
static inline bool sbd_must_stop(struct sbd_lu *sbd, const struct se_cmd *cmd)
{
	return stmf_lu_stopping(READ_ONCE(sbd->lu)) ||
	       READ_ONCE(cmd->transport_state) & CMD_T_ABORTED;
}

#endif /* _SBD_RUNNING_H */
