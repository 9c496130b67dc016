// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scsi_compat.h"
#include "sgen.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define TYPE_LIST	"device-type-config-list"
#define INQUIRY_LIST	"inquiry-config-list"

static const char *const type_names[] = {
	"direct", "sequential", "printer", "processor", "worm", "rodirect", "scanner", "optical",
	"changer", "comm", [0x0c] = "array_ctrl", "esi",
};

/* -1: not the name of a type */
static int type_of(const char *name)
{
	unsigned int type;
	size_t i;
	char end;

	for (i = 0; i < ARRAY_SIZE(type_names); i++) {
		if (type_names[i] && !strcmp(type_names[i], name))
			return i;
	}
	if (sscanf(name, "type_0x%2x%c", &type, &end) == 1 && type <= SCSI_TYPE_MASK)
		return type;
	return -1;
}

static const struct conf_prop *list(const struct driver_conf *conf, const struct conf_entry *entry,
				    const char *name)
{
	const struct conf_prop *prop = entry ? conf_prop_find(entry->props, name) : NULL;

	/* Global properties of another driver's file are that driver's. */
	if (!prop && !strcmp(conf->driver, "sgen"))
		prop = conf_prop_find(conf->globals, name);
	return prop && prop->type == CONF_STRINGS ? prop : NULL;
}

static bool type_is_listed(const struct conf_prop *types, uint8_t type)
{
	uint32_t i;

	for (i = 0; i < types->n; i++) {
		if (type_of(conf_prop_string(types, i)) == type)
			return true;
	}
	return false;
}

/* A field of the INQUIRY data without the spaces at its end; "*" is any. */
static bool field_is(const uint8_t *field, size_t width, const char *wanted)
{
	if (!strcmp(wanted, "*"))
		return true;
	while (width && field[width - 1] == ' ')
		width--;
	return strlen(wanted) == width && !memcmp(field, wanted, width);
}

static bool inquiry_is_listed(const struct conf_prop *pairs, const uint8_t *inquiry)
{
	uint32_t i;

	for (i = 0; i + 1 < pairs->n; i += 2) {
		if (field_is(inquiry + 8, SCSI_VENDOR_LEN, conf_prop_string(pairs, i)) &&
		    field_is(inquiry + 16, SCSI_PRODUCT_LEN, conf_prop_string(pairs, i + 1)))
			return true;
	}
	return false;
}

bool sgen_takes(const struct claim *claim, const void *inquiry, size_t len)
{
	const struct conf_prop *types = list(claim->conf, claim->entry, TYPE_LIST);
	const struct conf_prop *pairs = list(claim->conf, claim->entry, INQUIRY_LIST);
	uint8_t data[SCSI_INQUIRY_LEN] = { 0 };

	memcpy(data, inquiry, len < sizeof(data) ? len : sizeof(data));
	return (!types && !pairs) || (types && type_is_listed(types, data[0] & SCSI_TYPE_MASK)) ||
	       (pairs && inquiry_is_listed(pairs, data));
}

void sgen_check(const struct driver_conf *conf, struct conf_log *log)
{
	const struct conf_prop *types = list(conf, NULL, TYPE_LIST);
	const struct conf_prop *pairs = list(conf, NULL, INQUIRY_LIST);
	struct conf_place at = { .file = conf->file };
	uint32_t i;

	for (i = 0; types && i < types->n && i < CLAIM_MESSAGES_MAX; i++) {
		const char *name = conf_prop_string(types, i);

		at.line = types->line;
		at.column = types->column;
		if (type_of(name) < 0)
			conf_say(log, CONF_WARNING, &at, name, strlen(name),
				 "not a name of a device type");
	}
	if (pairs && pairs->n % 2) {
		at.line = pairs->line;
		at.column = pairs->column;
		conf_say(log, CONF_ERROR, &at, pairs->name, strlen(pairs->name),
			 "takes pairs of vendor and product");
	}
}
