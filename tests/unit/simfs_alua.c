// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "simfs_alua.h"

int sim_alua_make(struct lio_store *store, const char *group)
{
	if (lio_alua(store, group))
		return EEXIST;
	lio_alua_add(store, group);
	return 0;
}

int sim_alua_remove(struct lio_store *store, const char *group)
{
	struct lio_alua *is = lio_alua(store, group);

	if (!is)
		return ENOENT;
	if (!strcmp(group, LIO_ALUA))
		return EPERM;
	free(is->name);
	vec_remove(&store->alua, is - store->alua.v);
	return 0;
}

/* An id can be given once, and to one group only. */
static int set_id(struct lio_store *store, struct lio_alua *group, unsigned int id)
{
	if (group->id || !id || !strcmp(group->name, LIO_ALUA))
		return EINVAL;
	vec_each(other, &store->alua)
		if (other->id == id)
			return EINVAL;
	group->id = id;
	return 0;
}

/* No state before there is an id, nor before the backstore runs. */
static int set_state(struct lio_store *store, struct lio_alua *group, unsigned int state)
{
	if (!group->id && strcmp(group->name, LIO_ALUA))
		return EINVAL;
	if (!store->enabled)
		return ENODEV;
	if (!group->implicit || (state > 3 && state != 15))
		return EINVAL;
	group->state = state;
	return 0;
}

int sim_alua_write(struct lio_store *store, const char *name, const char *attr, const char *value)
{
	struct lio_alua *group = lio_alua(store, name);
	unsigned int number = strtoul(value, NULL, 10);

	if (!group)
		return ENOENT;
	if (!strcmp(attr, "tg_pt_gp_id"))
		return set_id(store, group, number);
	if (!strcmp(attr, "alua_access_state"))
		return set_state(store, group, number);
	if (!strcmp(attr, "alua_access_type"))
		group->implicit = number == 1;
	else if (!strcmp(attr, "nonop_delay_msecs"))
		group->prompt = !number;
	else if (!strcmp(attr, "preferred"))
		group->preferred = number;
	else
		return ENOENT;
	return 0;
}

char *sim_alua_read(const struct lio_store *store, const char *name, const char *attr)
{
	const struct lio_alua *group = lio_alua(store, name);

	if (!group)
		return NULL;
	if (!strcmp(attr, "tg_pt_gp_id"))
		return group->id ? xasprintf("%u", group->id) : xstrdup("");
	if (!strcmp(attr, "alua_access_state"))
		return xasprintf("%u", group->state);
	if (!strcmp(attr, "alua_access_type"))
		return xstrdup(group->implicit ? "Implicit" : "Implicit and Explicit");
	if (!strcmp(attr, "nonop_delay_msecs"))
		return xstrdup(group->prompt ? "0" : "100");
	return !strcmp(attr, "preferred") ? xstrdup(group->preferred ? "1" : "0") : NULL;
}
