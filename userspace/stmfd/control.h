/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control socket: one request a line, one reply a line, in order. Nobody
 * is waited for: a client that does not read its reply is not read from.
 */
#ifndef _STMFD_CONTROL_H
#define _STMFD_CONTROL_H

#include "loop.h"
#include "stmfd.h"

/* 0, or -1: it can't be made (logged) */
int control_open(struct loop *loop, struct stmfd *d, const char *path);

#endif /* _STMFD_CONTROL_H */
