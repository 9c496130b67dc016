/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Provider data that COMSTAR stores and that follow here from what is stored
 * already: nothing is kept twice. Their token is a digest, which changes when
 * they do.
 */
#ifndef _STMFD_DERIVED_H
#define _STMFD_DERIVED_H

#include "stmfd.h"

struct derived {
	int type;
	const char *name;
	/* The packed list, for free(); NULL: there are no data */
	void *(*make)(const struct stmfd *d, bool secrets, size_t *n);
};

extern const struct derived all_derived[];	/* up to a name NULL */

bool is_derived(int type, const char *name);
/* False: not one of these. made->data, if any, is for free(). */
bool derived_data(const struct stmfd *d, int type, const char *name, bool secrets,
		  struct provider_data *made);

void *derived_iscsit(const struct stmfd *d, bool secrets, size_t *n);

#endif /* _STMFD_DERIVED_H */
