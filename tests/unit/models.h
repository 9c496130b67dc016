/* SPDX-License-Identifier: GPL-2.0 */
/* Random models that keep the rules of views, and how they are projected onto a simulated LIO. */
#ifndef _TEST_MODELS_H
#define _TEST_MODELS_H

#include <stdlib.h>

#include "fabric.h"
#include "plan.h"
#include "simfs.h"

/* Of each kind, at random but always the same ones; -DMODELS=1000 for a long run */
#ifndef MODELS
#define MODELS 250
#endif
#define LUS 12

#define WWNS 4
#define ISCSIS 5
#define LOOPBACKS 2
#define IQNS 3

extern const char *const wwns[WWNS], *const iscsis[ISCSIS];
extern const char *const loopbacks[LOOPBACKS], *const iqns[IQNS];

/* Targets of the other fabrics */
#define OTHERS 6
extern const struct other {
	const char *name, *provider, *params;
} others[OTHERS];

extern unsigned int first_seed;
void seed(unsigned int i);
unsigned int pick(unsigned int below);

void make_model(struct model *model);
/* Of this logical unit, or of any (NULL); false: the view would break a rule. */
bool add_random_view(struct model *model, struct lu *lu);

void own(const struct model *model, struct names *owned);
void scan(struct simfs *fs, const struct names *owned, struct lio *lio);
/* What the provider would have told the kernel: it has what is enabled. */
void take_registrations(struct model *model, struct simfs *fs);
void make_plan(struct model *model, struct simfs *fs, struct names *owned, struct plan *plan);
/* Within a phase any order must do, but for operations on one path. */
void shuffle(struct plan *plan);
void apply(struct simfs *fs, const struct plan *plan, size_t from, size_t to);

#endif /* _TEST_MODELS_H */
