// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "strangers.h"

void strangers_look(struct strangers *strangers, time_t now)
{
	strangers->now = now;
	vec_each(known, &strangers->known)
		known->here = false;
}

bool strangers_looking(struct strangers *strangers, const char *tpg, const char *initiator)
{
	struct stranger *found = NULL;

	vec_each(known, &strangers->known)
		if (!strcmp(known->initiator, initiator) && !strcmp(known->tpg, tpg))
			found = known;
	if (!found) {
		found = vec_push(&strangers->known);
		found->tpg = xstrdup(tpg);
		found->initiator = xstrdup(initiator);
		found->since = strangers->now;
	}
	found->here = true;
	return strangers->now - found->since < LOOKING;
}

void strangers_looked(struct strangers *strangers)
{
	size_t n = 0;

	vec_each(known, &strangers->known) {
		if (known->here) {
			strangers->known.v[n++] = *known;
		} else {
			free(known->tpg);
			free(known->initiator);
		}
	}
	strangers->known.n = n;
	if (!n)
		vec_free(&strangers->known);
}
