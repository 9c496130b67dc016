// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "smf_names.h"

const struct smf_group_names smf_groups[] = {
	{ "host_groups", "host_group", "host_member" },
	{ "target_groups", "target_group", "target_member" },
	{ 0 }
};

const struct smf_setting smf_settings[] = {
	{ "default_lu_state", "default_lu_" },
	{ "default_target_state", "default_target_" },
	{ "persist_method", "" },
	{ 0 }
};

const struct smf_setting *smf_setting(const char *name)
{
	for (const struct smf_setting *setting = smf_settings; setting->name; setting++)
		if (!strcmp(setting->name, name))
			return setting;
	return NULL;
}

bool smf_has_table(const char *name)
{
	for (const struct smf_group_names *names = smf_groups; names->group; names++)
		if (!strcmp(names->table, name) || !strcmp(names->members, name))
			return true;
	return !strcmp(name, "view_entry") || !strcmp(name, "setting");
}
