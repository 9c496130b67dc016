/* SPDX-License-Identifier: GPL-2.0 */
/* Models that come from outside: joined with what there is, and checked. Pure. */
#ifndef _STMFD_MERGE_H
#define _STMFD_MERGE_H

#include "model.h"

struct problems {
	char **v;		/* one sentence each */
	size_t n;
};

void problem_add(struct problems *problems, const char *fmt, ...) PRINTF(2, 3);
void problems_free(struct problems *problems);

void model_copy(struct model *to, const struct model *from);

/*
 * Puts all of "more" into the model: objects of the same name take the place
 * of those that are there, members move to the group that "more" has them in.
 * Settings stay.
 */
void model_merge(struct model *model, const struct model *more);

/* All that no configuration may be: names, numbers, conflicts of views. */
void model_check(const struct model *model, struct problems *problems);

#endif /* _STMFD_MERGE_H */
