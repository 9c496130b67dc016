/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_SESSIONS_H
#define _STMF_SESSIONS_H

#include "stmf.h"

/**
 * struct stmf_session - a copy of what is known of one session
 * @target: name of the target port, normal form
 * @initiator: name of the initiator port, normal form
 * @info: from the port provider
 * @dynamic: on a node ACL that LIO made at login
 */
struct stmf_session {
	char target[STMF_ISCSI_NAME_MAX + 1];
	char initiator[STMF_ISCSI_NAME_MAX + 1];
	struct stmf_session_info info;
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

int stmf_sessions_get(struct stmf_sessions *s, const char *target);
void stmf_sessions_put(struct stmf_sessions *s);
int stmf_sessions_init(void);
void stmf_sessions_exit(void);

#endif /* _STMF_SESSIONS_H */
