/* SPDX-License-Identifier: GPL-2.0 */
/* What sync.c, for the whole model, and sync_lus.c, for few logical units, have in common. */
#ifndef _STMFD_SYNC_H
#define _STMFD_SYNC_H

#include "stmfd.h"

/* True: LIO and the repository have followed, or rc says why not; false: sync the whole. */
bool sync_lus(struct stmfd *d, int *rc, struct fault *fault);

/* A logical unit that runs and that we don't know is configured from now on. */
void sync_adopt(struct stmfd *d, const struct lu *lu);
/* How it is made, from d->conf */
void sync_merge(struct stmfd *d, struct lu *conf, struct lu *lu);
/* Takes the failures over; -1: there are new ones. */
int sync_judge(struct stmfd *d, struct failures *failures, struct fault *fault);

#endif /* _STMFD_SYNC_H */
