/* SPDX-License-Identifier: GPL-2.0 */
/* Carries out plans: phase by phase, the operations of a phase in parallel. */
#ifndef _STMFD_EXEC_H
#define _STMFD_EXEC_H

#include "plan.h"
#include "pool.h"

struct failure {
	char *text;		/* the operation */
	char *subject;		/* what is not as it should be: nothing that depends on it was done */
	int err;		/* errno */
};

struct failures {
	struct failure *v;
	size_t n;
};

/*
 * Takes the plan over. root: of LIO's tree. True: all of it was done. between is called when a few
 * thousand operations are done, and none is being done.
 */
bool exec_run(struct pool *pool, const char *root, struct plan *plan, struct failures *failures,
	      void (*between)(void *arg), void *arg);
/* With what to do about it, if that is known; for free(). */
char *failure_text(const char *root, const struct failure *failure);
void failures_free(struct failures *failures);

#endif /* _STMFD_EXEC_H */
