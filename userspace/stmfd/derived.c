// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>

#include <libstmf.h>
#include <nvlist.h>

#include "derived.h"

/* What sbd imports at its start: GUID (in lower case) to metadata file, or else data file. */
static void *make_sbd(const struct stmfd *d, bool secrets, size_t *n)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	uint8_t *data = NULL;
	int err = list ? 0 : -1;

	vec_each(lu, &d->conf.lu) {
		char name[GUID_DIGITS + 1];

		for (int i = 0; i <= GUID_DIGITS; i++)
			name[i] = tolower((unsigned char)lu->guid[i]);
		if (!err)
			err = stmf_nv_add_string(list, name, lu->conf->meta ? lu->conf->meta :
							     lu->conf->path);
	}
	if (!err && d->conf.lu.n)
		err = stmf_nv_pack(list, &data, n);
	stmf_nv_free(list);
	if (err)
		abort();
	return data;
}

const struct derived all_derived[] = {
	{ STMF_LU_PROVIDER_TYPE, "sbd", make_sbd },
	{ STMF_PORT_PROVIDER_TYPE, "iscsit", derived_iscsit },
	{ 0 }
};

static const struct derived *find(int type, const char *name)
{
	for (const struct derived *derived = all_derived; derived->name; derived++)
		if (derived->type == type && !strcmp(derived->name, name))
			return derived;
	return NULL;
}

bool is_derived(int type, const char *name)
{
	return find(type, name);
}

/* FNV-1a, and never negative */
static uint64_t digest(const uint8_t *data, size_t n)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ data[i]) * 0x100000001b3;
	return hash >> 33;
}

bool derived_data(const struct stmfd *d, int type, const char *name, bool secrets,
		  struct provider_data *made)
{
	const struct derived *derived = find(type, name);

	memset(made, 0, sizeof(*made));
	if (!derived)
		return false;
	made->type = type;
	made->name = (char *)derived->name;
	made->data = derived->make(d, secrets, &made->n);
	if (made->data)
		made->token = digest(made->data, made->n);
	return true;
}
