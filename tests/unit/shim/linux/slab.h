/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_SLAB_H
#define _SHIM_SLAB_H

#include <stdlib.h>

#define GFP_KERNEL	0

/* a test sets this to have the next allocation fail */
extern _Bool shim_no_memory;

static inline void *kzalloc(size_t size, int flags)
{
	(void)flags;
	if (shim_no_memory) {
		shim_no_memory = 0;
		return NULL;
	}
	return calloc(1, size);
}

static inline void kfree(const void *p)
{
	free((void *)p);
}

#endif
