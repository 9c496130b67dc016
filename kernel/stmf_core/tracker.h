/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_TRACKER_H
#define _STMF_TRACKER_H

#include <linux/hashtable.h>

#include "sessions.h"

#define STMF_TRACKER_BITS	8

/**
 * struct stmf_tracker - the sessions that were there when last looked
 * @table: struct tracked, by key
 */
struct stmf_tracker {
	DECLARE_HASHTABLE(table, STMF_TRACKER_BITS);
};

/**
 * typedef stmf_session_fn - told of a session
 * @session: it
 * @here: it is new; otherwise it is gone
 */
typedef void (*stmf_session_fn)(const struct stmf_session *session, bool here);

void stmf_tracker_init(struct stmf_tracker *tracker);
void stmf_tracker_clear(struct stmf_tracker *tracker);
int stmf_tracker_update(struct stmf_tracker *tracker, struct stmf_sessions *s,
			s64 now, stmf_session_fn tell);

#endif /* _STMF_TRACKER_H */
