// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdlib.h>
#include <string.h>

#include "arena.h"

#define CHUNK_SIZE	(64 << 10)
#define ALIGNMENT	sizeof(void *)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	char data[];
};

static struct arena_chunk *chunk_with(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

	if (chunk && chunk->size - chunk->used >= size)
		return chunk;
	if (arena->used + room > arena->limit)
		return NULL;
	chunk = calloc(1, sizeof(*chunk) + room);
	if (!chunk)
		return NULL;
	chunk->size = room;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->used += room;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk;
	void *block;

	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	chunk = chunk_with(arena, size);
	if (!chunk)
		return NULL;
	block = chunk->data + chunk->used;
	chunk->used += size;
	return block;
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
	void *block = arena_alloc(arena, size);

	return block ? memcpy(block, data, size) : NULL;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *next;

	for (; arena->chunks; arena->chunks = next) {
		next = arena->chunks->next;
		free(arena->chunks);
	}
}
