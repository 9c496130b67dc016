/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looks out for directories in our part of LIO's tree that others make or
 * remove. Our own doings come as events too: they are as we know them to be.
 */
#ifndef _STMFD_WATCH_H
#define _STMFD_WATCH_H

#include "lio.h"

struct watch;

struct watch *watch_new(const char *root);
int watch_fd(const struct watch *watch);
/* Watches all that is in there. */
void watch_all(struct watch *watch, const struct lio *lio);
/* Takes in what came since the last call: the kernel keeps only so much. */
void watch_events(struct watch *watch, struct lio *lio, const struct names *owned);
/* Is any of it other than we know it? Only when no plan is being carried out. */
bool watch_news(struct watch *watch, struct lio *lio);

#endif /* _STMFD_WATCH_H */
