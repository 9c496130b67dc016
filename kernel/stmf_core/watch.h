/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_WATCH_H
#define _STMF_WATCH_H

#include "sessions.h"

int stmf_watch_sessions(struct stmf_sessions *s);
void stmf_watch_start(void);
void stmf_watch_stop(void);
void stmf_watch_clear(void);

#endif /* _STMF_WATCH_H */
