/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of the model and of LIO's tree that a change of a few logical units
 * is about, for the planner: what it plans for that part is what it would
 * plan for the whole, if LIO is as the whole was planned before the change. So
 * what a change costs depends on its own size. Pure.
 */
#ifndef _STMFD_SLICE_H
#define _STMFD_SLICE_H

#include "lio.h"
#include "model.h"

struct lus {
	struct lu *v;
	size_t n;
};

/* Points into the whole. */
struct slice {
	struct model model;
	struct lio lio;
};

/*
 * was: the logical units that changed, as they were, by GUID; one that is new has
 * no views. Of every target model->target[].open must be known.
 *
 * False: it is about more than them, the whole must be planned.
 */
bool slice_make(const struct model *model, const struct lio *lio, const struct lus *was,
		struct slice *slice);
void slice_free(struct slice *slice);

#endif /* _STMFD_SLICE_H */
