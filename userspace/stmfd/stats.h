/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stat(2) in threads of the pool: a file system may never answer, and whoever asks
 * for one file must not wait for another's.
 */
#ifndef _STMFD_STATS_H
#define _STMFD_STATS_H

#include <sys/stat.h>

#include "pool.h"

struct stat_answer {
	const char *path;	/* absolute; the question */
	int err;		/* 0, or an errno; ETIMEDOUT: no answer */
	struct stat st;		/* if err is 0 */
};

/*
 * Waits until the pool gives up at most. Where one file of a directory does not
 * answer, no other one of that directory does.
 */
void stats_ask(struct pool *pool, struct stat_answer *answers, size_t n);

#endif /* _STMFD_STATS_H */
