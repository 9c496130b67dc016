/* SPDX-License-Identifier: GPL-2.0 */
/* Properties of a logical unit that change while it is in use. */
#ifndef _STMFD_LIVE_H
#define _STMFD_LIVE_H

#include "stmfd.h"

/* What differs is written to the backstore, if the logical unit is registered. */
int live_change(struct stmfd *d, const char *guid, const struct lu_conf *from,
		const struct lu_conf *to, struct fault *fault);

/* The same of one that is known to be registered */
int live_push(struct stmfd *d, const char *guid, const struct lu_conf *from,
	      const struct lu_conf *to, struct fault *fault);

/* The management URL of those without their own; NULL: none. */
int live_change_url(struct stmfd *d, const char *url, struct fault *fault);

/* From now on it is configured so. */
void live_keep(struct stmfd *d, const char *guid, const struct lu_conf *conf);

#endif /* _STMFD_LIVE_H */
