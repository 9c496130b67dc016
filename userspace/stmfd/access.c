// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "access.h"

static const struct {
	const char *word;
	enum access_state state;
} words[] = {
	{ "active/optimized", ACCESS_OPTIMIZED },
	{ "active/non-optimized", ACCESS_NON_OPTIMIZED },
	{ "standby", ACCESS_STANDBY },
	{ "unavailable", ACCESS_UNAVAILABLE },
	{ "transitioning", ACCESS_TRANSITIONING },
};

const char *access_word(enum access_state state)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].state == state)
			return words[i].word;
	return NULL;
}

bool access_parse(const char *word, enum access_state *state)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, word))
			continue;
		*state = words[i].state;
		return true;
	}
	return false;
}

static int order(const struct access *access, const char *guid, const char *group)
{
	int by_guid = strcmp(access->guid, guid);

	if (by_guid)
		return by_guid;
	if (!access->group || !group)
		return !!access->group - !!group;
	return strcmp(access->group, group);
}

struct access *access_find(const struct accesses *list, const char *guid, const char *group)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int cmp = order(&list->v[mid], guid, group);

		if (!cmp)
			return &list->v[mid];
		if (cmp < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Another group's id must not be taken. */
static bool id_free(const struct accesses *list, unsigned int id)
{
	vec_each(access, list)
		if (access->id == id)
			return false;
	return true;
}

static unsigned int choose_id(const struct accesses *list, const char *group, unsigned int id)
{
	if (!group)
		return 0;
	vec_each(access, list)
		if (same_text(access->group, group))
			return access->id;
	if (id && id <= ACCESS_ID_MAX && id_free(list, id))
		return id;
	for (id = 1; !id_free(list, id);)
		id++;
	return id;
}

static struct access *insert(struct accesses *list, const char *guid, const char *group)
{
	struct access *access;
	size_t at;

	(void)vec_push(list);
	for (at = list->n - 1; at && order(&list->v[at - 1], guid, group) > 0; at--)
		list->v[at] = list->v[at - 1];
	access = &list->v[at];
	memset(access, 0, sizeof(*access));
	snprintf(access->guid, sizeof(access->guid), "%s", guid);
	access->group = xstrdup(group);
	return access;
}

void access_set(struct accesses *list, const char *guid, const char *group,
		enum access_state state, bool preferred, unsigned int id)
{
	struct access *access = access_find(list, guid, group);

	if (!access) {
		id = choose_id(list, group, id);
		access = insert(list, guid, group);
		access->id = id;
	}
	access->state = state;
	access->preferred = preferred;
}

void access_remove(struct accesses *list, struct access *access)
{
	free(access->group);
	vec_remove(list, access - list->v);
}

void access_forget(struct accesses *list, const char *guid)
{
	for (size_t i = list->n; i > 0; i--)
		if (!strcmp(list->v[i - 1].guid, guid))
			access_remove(list, &list->v[i - 1]);
}

void access_take(struct accesses *to, const struct accesses *from, const char *guid)
{
	access_forget(to, guid);
	vec_each(access, from)
		if (!strcmp(access->guid, guid))
			access_set(to, guid, access->group, access->state, access->preferred,
				   access->id);
}

void access_copy(struct accesses *to, const struct accesses *from)
{
	memset(to, 0, sizeof(*to));
	vec_each(access, from) {
		struct access *copy = vec_push(to);

		*copy = *access;
		copy->group = xstrdup(access->group);
	}
}

void access_free(struct accesses *list)
{
	vec_each(access, list)
		free(access->group);
	vec_free(list);
}

bool access_same(const struct accesses *a, const struct accesses *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = !order(&a->v[i], b->v[i].guid, b->v[i].group) &&
		       a->v[i].state == b->v[i].state && a->v[i].id == b->v[i].id &&
		       a->v[i].preferred == b->v[i].preferred;
	return same;
}
