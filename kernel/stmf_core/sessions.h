/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_SESSIONS_H
#define _STMF_SESSIONS_H

#include "stmf.h"

/**
 * struct stmf_session - a copy of what is known of one session
 * @target: name of the target port, normal form
 * @initiator: name of the initiator port, normal form
 * @info: from the port provider
 * @key: LIO's session; only to be compared, for its memory may be another's now
 * @dynamic: on a node ACL that LIO made at login
 */
struct stmf_session {
	char target[STMF_ISCSI_NAME_MAX + 1];
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	struct stmf_session_info info;
	const void *key;
	bool dynamic;
};

/**
 * struct stmf_sessions - a snapshot
 * @list: the sessions
 * @count: how many
 * @room: for how many there is memory
 */
struct stmf_sessions {
	struct stmf_session *list;
	size_t count;
	size_t room;
};

int stmf_sessions_get(struct stmf_sessions *s);
void stmf_sessions_put(struct stmf_sessions *s);

#endif /* _STMF_SESSIONS_H */
