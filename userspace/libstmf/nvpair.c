// SPDX-License-Identifier: LGPL-2.1-or-later
/* illumos's interface to name-value lists, over nvlist.c: errnos are positive, names unique. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "nvlist.h"

int nvlist_alloc(nvlist_t **list, unsigned int flag, int kmflag)
{
	if (!list || flag & ~(NV_UNIQUE_NAME | NV_UNIQUE_NAME_TYPE))
		return EINVAL;
	*list = stmf_nv_new(flag);
	return *list ? 0 : ENOMEM;
}

void nvlist_free(nvlist_t *list)
{
	stmf_nv_free(list);
}

static int pack(nvlist_t *list, int encoding, uint8_t **data, size_t *len)
{
	if (!list || encoding != NV_ENCODE_XDR)
		return list ? ENOTSUP : EINVAL;
	return -stmf_nv_pack(list, data, len);
}

int nvlist_size(nvlist_t *list, size_t *size, int encoding)
{
	uint8_t *data;
	int err = size ? pack(list, encoding, &data, size) : EINVAL;

	if (!err)
		free(data);
	return err;
}

int nvlist_pack(nvlist_t *list, char **buf, size_t *len, int encoding, int kmflag)
{
	uint8_t *data;
	size_t n;
	int err = buf && len ? pack(list, encoding, &data, &n) : EINVAL;

	if (err)
		return err;
	if (!*buf) {
		*buf = (char *)data;
		*len = n;
		return 0;
	}
	if (*len < n)
		err = EINVAL;
	else
		memcpy(*buf, data, n);
	*len = n;
	free(data);
	return err;
}

int nvlist_unpack(char *buf, size_t len, nvlist_t **list, int kmflag)
{
	char err[STMF_NV_ERRLEN];

	return buf && list ? -stmf_nv_unpack(buf, len, list, err) : EINVAL;
}

int nvlist_dup(nvlist_t *list, nvlist_t **copy, int kmflag)
{
	char *buf = NULL;
	size_t len;
	int err = nvlist_pack(list, &buf, &len, NV_ENCODE_XDR, 0);

	if (!err)
		err = nvlist_unpack(buf, len, copy, 0);
	free(buf);
	return err;
}

/* ---- pairs that go ---- */

static bool goes(const nvpair_t *pair, const char *name, data_type_t type)
{
	return !strcmp(pair->name, name) &&
	       (type == DATA_TYPE_UNKNOWN || pair->type == (enum stmf_nv_type)type);
}

/* type UNKNOWN: of all types; but never the pair at keep */
static bool remove_pairs(nvlist_t *list, const char *name, data_type_t type, const nvpair_t *keep)
{
	nvpair_t **at = &list->first, *last = NULL;
	bool any = false;

	while (*at) {
		nvpair_t *pair = *at;

		if (pair == keep || !goes(pair, name, type)) {
			last = pair;
			at = &pair->next;
			continue;
		}
		*at = pair->next;
		stmf_nv_free_pair(pair);
		any = true;
	}
	list->last = last;
	return any;
}

int nvlist_remove(nvlist_t *list, const char *name, data_type_t type)
{
	if (!list || !name || type == DATA_TYPE_UNKNOWN)
		return EINVAL;
	return remove_pairs(list, name, type, NULL) ? 0 : ENOENT;
}

int nvlist_remove_all(nvlist_t *list, const char *name)
{
	if (!list || !name)
		return EINVAL;
	return remove_pairs(list, name, DATA_TYPE_UNKNOWN, NULL) ? 0 : ENOENT;
}

/* ---- adding: the new pair is the last one, and takes the place of older ones ---- */

static int added(nvlist_t *list, int rc)
{
	const nvpair_t *new = list->last;

	if (rc)
		return -rc;
	if (list->flags & NV_UNIQUE_NAME)
		remove_pairs(list, new->name, DATA_TYPE_UNKNOWN, new);
	else if (list->flags & NV_UNIQUE_NAME_TYPE)
		remove_pairs(list, new->name, (data_type_t)new->type, new);
	return 0;
}

static int add_number(nvlist_t *list, const char *name, enum stmf_nv_type type, uint64_t value)
{
	if (!list || !name)
		return EINVAL;
	return added(list, stmf_nv_add_number(list, name, type, value));
}

int nvlist_add_boolean(nvlist_t *list, const char *name)
{
	if (!list || !name)
		return EINVAL;
	return added(list, stmf_nv_add_numbers(list, name, STMF_NV_BOOLEAN, NULL, 0));
}

int nvlist_add_boolean_value(nvlist_t *list, const char *name, boolean_t value)
{
	return add_number(list, name, STMF_NV_BOOLEAN_VALUE, value != B_FALSE);
}

int nvlist_add_uint16(nvlist_t *list, const char *name, uint16_t value)
{
	return add_number(list, name, STMF_NV_UINT16, value);
}

int nvlist_add_uint32(nvlist_t *list, const char *name, uint32_t value)
{
	return add_number(list, name, STMF_NV_UINT32, value);
}

int nvlist_add_int64(nvlist_t *list, const char *name, int64_t value)
{
	return add_number(list, name, STMF_NV_INT64, value);
}

int nvlist_add_uint64(nvlist_t *list, const char *name, uint64_t value)
{
	return add_number(list, name, STMF_NV_UINT64, value);
}

int nvlist_add_string(nvlist_t *list, const char *name, const char *value)
{
	if (!list || !name || !value)
		return EINVAL;
	return added(list, stmf_nv_add_string(list, name, value));
}

int nvlist_add_string_array(nvlist_t *list, const char *name, char *const *values,
			    unsigned int count)
{
	if (!list || !name || (count && !values))
		return EINVAL;
	return added(list, stmf_nv_add_strings(list, name, (const char *const *)values, count));
}

int nvlist_add_nvlist(nvlist_t *list, const char *name, nvlist_t *value)
{
	nvlist_t *copy, *empty;
	int err;

	if (!list || !name || !value)
		return EINVAL;
	err = nvlist_dup(value, &copy, 0);
	if (err)
		return err;
	if (!stmf_nv_add_list(list, name, 0)) {
		stmf_nv_free(copy);
		return ENOMEM;
	}
	empty = list->last->lists[0];
	list->last->lists[0] = copy;
	stmf_nv_free(empty);
	return added(list, 0);
}

static int copy_pair(nvlist_t *to, const nvpair_t *pair)
{
	nvpair_t *next = pair->next;
	nvlist_t one = { .flags = 0, .first = (nvpair_t *)pair, .last = (nvpair_t *)pair }, *copy;
	int err;

	/* A list of just this pair is copied, and the copy's pair moved over. */
	((nvpair_t *)pair)->next = NULL;
	err = nvlist_dup(&one, &copy, 0);
	((nvpair_t *)pair)->next = next;
	if (err)
		return err;
	if (to->last)
		to->last->next = copy->first;
	else
		to->first = copy->first;
	to->last = copy->first;
	copy->first = copy->last = NULL;
	stmf_nv_free(copy);
	return added(to, 0);
}

int nvlist_merge(nvlist_t *to, nvlist_t *from, int flag)
{
	int err = to && from ? 0 : EINVAL;

	for (const nvpair_t *pair = err || to == from ? NULL : from->first; pair && !err;
	     pair = pair->next)
		err = copy_pair(to, pair);
	return err;
}

/* ---- looking ---- */

boolean_t nvlist_exists(nvlist_t *list, const char *name)
{
	for (const nvpair_t *pair = list && name ? list->first : NULL; pair; pair = pair->next)
		if (!strcmp(pair->name, name))
			return B_TRUE;
	return B_FALSE;
}

boolean_t nvlist_empty(nvlist_t *list)
{
	return list && list->first ? B_FALSE : B_TRUE;
}

size_t fnvlist_num_pairs(nvlist_t *list)
{
	size_t n = 0;

	for (const nvpair_t *pair = list ? list->first : NULL; pair; pair = pair->next)
		n++;
	return n;
}

static int find(nvlist_t *list, const char *name, enum stmf_nv_type type, const void *out,
		const nvpair_t **pair)
{
	if (!list || !name || !out)
		return EINVAL;
	*pair = stmf_nv_find(list, name, type);
	return *pair ? 0 : ENOENT;
}

#define LOOKUP_NUMBER(word, ctype, nvtype)                                          \
	int nvlist_lookup_##word(nvlist_t *list, const char *name, ctype *value)    \
	{                                                                           \
		const nvpair_t *pair;                                               \
		int err = find(list, name, nvtype, value, &pair);                   \
										    \
		if (!err)                                                           \
			*value = (ctype)pair->numbers[0];                           \
		return err;                                                         \
	}

LOOKUP_NUMBER(boolean_value, boolean_t, STMF_NV_BOOLEAN_VALUE)
LOOKUP_NUMBER(uint16, uint16_t, STMF_NV_UINT16)
LOOKUP_NUMBER(uint32, uint32_t, STMF_NV_UINT32)
LOOKUP_NUMBER(int64, int64_t, STMF_NV_INT64)
LOOKUP_NUMBER(uint64, uint64_t, STMF_NV_UINT64)

int nvlist_lookup_string(nvlist_t *list, const char *name, char **value)
{
	const nvpair_t *pair;
	int err = find(list, name, STMF_NV_STRING, value, &pair);

	if (!err)
		*value = pair->strings[0];
	return err;
}

int nvlist_lookup_string_array(nvlist_t *list, const char *name, char ***values,
			       unsigned int *count)
{
	const nvpair_t *pair;
	int err = find(list, name, STMF_NV_STRING_ARRAY, count ? values : NULL, &pair);

	if (!err) {
		*values = pair->strings;
		*count = pair->count;
	}
	return err;
}

int nvlist_lookup_nvlist(nvlist_t *list, const char *name, nvlist_t **value)
{
	const nvpair_t *pair;
	int err = find(list, name, STMF_NV_NVLIST, value, &pair);

	if (!err)
		*value = pair->lists[0];
	return err;
}

nvpair_t *nvlist_next_nvpair(nvlist_t *list, nvpair_t *after)
{
	if (!list)
		return NULL;
	return after ? after->next : list->first;
}

char *nvpair_name(nvpair_t *pair)
{
	return pair->name;
}

data_type_t nvpair_type(nvpair_t *pair)
{
	return (data_type_t)pair->type;
}

int nvpair_value_string(nvpair_t *pair, char **value)
{
	if (!pair || !value || pair->type != STMF_NV_STRING)
		return EINVAL;
	*value = pair->strings[0];
	return 0;
}

int nvpair_value_nvlist(nvpair_t *pair, nvlist_t **value)
{
	if (!pair || !value || pair->type != STMF_NV_NVLIST)
		return EINVAL;
	*value = pair->lists[0];
	return 0;
}
