// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Lists as COMSTAR's callers get them: a 32-bit count and the elements in one
 * block that stmfFreeMemory() releases.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void stmfFreeMemory(void *memory)
{
	free(memory);
}

static bool list_grow(struct stmf_list *list)
{
	uint32_t room = list->room ? list->room * 2 : 8;
	void *block;

	if (room < list->room)
		return false;
	block = realloc(list->block, list->start + room * list->size);
	if (!block)
		return false;
	if (!list->block)
		memset(block, 0, list->start);
	list->block = block;
	list->room = room;
	return true;
}

void *stmf_list_add(struct stmf_list *list)
{
	char *element;

	if (list->cnt == list->room && !list_grow(list))
		return NULL;
	element = (char *)list->block + list->start + list->cnt++ * list->size;
	return memset(element, 0, list->size);
}

void stmf_list_reset(void *arg)
{
	struct stmf_list *list = arg;

	list->cnt = 0;
}

/*
 * The end of reading a list: hands the block over to *out, or drops it when
 * code isn't success. An empty list is a block, too, with room for the one
 * element that the list types declare.
 */
int stmf_list_finish(struct stmf_list *list, int code, void *out)
{
	if (!code && !list->block && !list_grow(list))
		code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	if (code) {
		free(list->block);
		list->block = NULL;
		return code;
	}
	if (!list->cnt)
		memset((char *)list->block + list->start, 0, list->size);
	memcpy(list->block, &list->cnt, sizeof(list->cnt));
	memcpy(out, &list->block, sizeof(list->block));
	return STMF_STATUS_SUCCESS;
}
