/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is given back all at once, up to a limit. */
#ifndef _ARENA_H
#define _ARENA_H

#include <stddef.h>

struct arena {
	struct arena_chunk *chunks;
	size_t used, limit;	/* bytes, of all chunks */
};

void *arena_alloc(struct arena *arena, size_t size);	/* zeroed; NULL at the limit */
void *arena_copy(struct arena *arena, const void *data, size_t size);
void arena_free(struct arena *arena);

#endif /* _ARENA_H */
