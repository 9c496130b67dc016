/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looks out for directories and symbolic links in our part of LIO's tree that
 * others make or remove, and for attributes that they write. Our own doings
 * come as events too: they are as we know them to be.
 */
#ifndef _STMFD_WATCH_H
#define _STMFD_WATCH_H

#include "lio.h"
#include "plan.h"

struct watch;

struct watch *watch_new(const char *root);
int watch_fd(const struct watch *watch);
/* Watches all that is in there. */
void watch_all(struct watch *watch, const struct lio *lio);
/* What the plan will make is watched as soon as it was carried out as a whole. */
void watch_plan(struct watch *watch, const struct plan *plan);
void watch_carried_out(struct watch *watch);
/*
 * Takes in what came since the last call: the kernel keeps only so much.
 * ours: of a plan that is being carried out; else whatever it is, others did it.
 */
void watch_events(struct watch *watch, struct lio *lio, const struct names *owned, bool ours);
/* Were others at it? Only when no plan is being carried out. */
bool watch_news(struct watch *watch, struct lio *lio);

#endif /* _STMFD_WATCH_H */
