// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stddef.h>
#include <string.h>

#include "driver.h"
#include "scsi_compat.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define TYPE(t) (1u << SCSI_TYPE_##t)

#define BLOCK	(TYPE(DISK) | TYPE(OPTICAL) | TYPE(RBC) | TYPE(ZBC))
#define CD	(TYPE(WORM) | TYPE(CDROM))

/* sd of illumos is also what Linux calls sr; sgen is what no driver but sg has. */
static const struct driver drivers[] = {
	{ "sd",		BLOCK,			"sd",	"sd_mod" },
	{ "sd",		CD,			"sr",	"sr_mod" },
	{ "ssd",	BLOCK,			"sd",	"sd_mod" },
	{ "st",		TYPE(TAPE),		"st",	"st" },
	{ "ses",	TYPE(ENCLOSURE),	"ses",	"ses" },
	{ "sgen",	DRIVER_ALL_TYPES,	NULL,	"sg" },
	{ "nulldriver",	DRIVER_ALL_TYPES,	NULL,	NULL },
	{ "sr",		CD,			"sr",	"sr_mod" },
	{ "ch",		TYPE(CHANGER),		"ch",	"ch" },
	{ "sg",		DRIVER_ALL_TYPES,	NULL,	"sg" },
};

const struct driver_defaults driver_defaults[] = {
	{ "sd", 15, 0 },
	{ "st", 6, 0 },
	{ 0 },
};

bool driver_name_is_valid(const char *name)
{
	const char *c;

	for (c = name; *c > ' ' && *c <= '~' && *c != '/'; c++)
		;
	return c > name && !*c && *name != '.';
}

const struct driver *driver_for(const char *name, uint8_t type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (!strcmp(drivers[i].name, name) && drivers[i].types & 1u << type)
			return &drivers[i];
	}
	return NULL;
}

bool driver_is_known(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (!strcmp(drivers[i].name, name))
			return true;
	}
	return false;
}

uint32_t driver_types(const char *name)
{
	uint32_t types = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (!strcmp(drivers[i].name, name))
			types |= drivers[i].types;
	}
	return types ?: DRIVER_ALL_TYPES;
}

const struct driver *driver_of_type(uint8_t type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (drivers[i].bus_name && drivers[i].types & 1u << type)
			return &drivers[i];
	}
	return NULL;
}
