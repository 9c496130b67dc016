/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Persistent reservations with APTPL, as LIO writes them to its files, are put
 * into the metadata of their logical unit as well: with it they go to another
 * host.
 */
#ifndef _STMFD_RESERVE_H
#define _STMFD_RESERVE_H

#include "loop.h"
#include "model.h"

struct stmfd;

/* Follows LIO's files, as soon as there is a directory for them; arg: struct stmfd. */
void reserve_open(struct source *source, struct stmfd *d);
void reserve_follow(struct source *source);

/* A logical unit that has left LIO: its metadata have all, and LIO's file is gone, if that can be. */
void reserve_part(struct stmfd *d, const char *guid, const struct lu_conf *conf);

#endif /* _STMFD_RESERVE_H */
