/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carries out plans: phase by phase, the operations of a phase in parallel.
 * Any of them may wait in the kernel for ever; so threads do them, and one
 * that takes too long is left to itself: what depends on it is left out until
 * it has come back.
 */
#ifndef _STMFD_EXEC_H
#define _STMFD_EXEC_H

#include "plan.h"

struct failure {
	char *text;		/* the operation */
	char *subject;		/* what is not as it should be: nothing at or below it was touched */
	int err;		/* errno; ETIMEDOUT: it has not come back yet */
};

struct failures {
	struct failure *v;
	size_t n;
};

struct exec;

/* tick is called at least once a second while a plan is carried out */
struct exec *exec_new(const char *root, void (*tick)(void));
int exec_fd(const struct exec *exec);	/* readable: an operation came back late; read it away */
/* Takes the plan over. Returns how many operations were done. */
size_t exec_run(struct exec *exec, struct plan *plan, struct failures *failures);
void failures_free(struct failures *failures);

#endif /* _STMFD_EXEC_H */
