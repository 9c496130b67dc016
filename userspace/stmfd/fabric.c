// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "fabric.h"

const struct fabric *fabric_by_name(const char *name)
{
	fabric_each(fabric)
		if (!strcmp((*fabric)->name, name))
			return *fabric;
	return NULL;
}

const struct fabric *fabric_by_dir(const char *dir)
{
	fabric_each(fabric)
		if (!strcmp((*fabric)->dir, dir))
			return *fabric;
	return NULL;
}

const struct fabric *fabric_of_target(const struct target *target)
{
	const struct fabric *plain = NULL;

	fabric_each(fabric) {
		char *value;

		if (!same_text((*fabric)->provider, target->provider))
			continue;
		if (!(*fabric)->key) {
			plain = *fabric;
			continue;
		}
		value = params_value(target->params, (*fabric)->key);
		free(value);
		if (value)
			return *fabric;
	}
	return plain;
}

bool target_is_itadms(const struct target *target)
{
	const struct fabric *fabric = fabric_of_target(target);

	return fabric && fabric->itadm;
}

char *fabric_owned_name(const struct target *target)
{
	const struct fabric *fabric = fabric_of_target(target);
	char *wwn = fabric ? fabric->wwn(target) : NULL;
	char *name = wwn ? xasprintf("%s/%s", fabric->dir, wwn) : NULL;

	free(wwn);
	return name;
}

const struct fabric *fabric_of_owned(const char *owned, const char **wwn)
{
	fabric_each(fabric) {
		if (!path_under(owned, (*fabric)->dir))
			continue;
		*wwn = owned + strlen((*fabric)->dir) + 1;
		return *fabric;
	}
	return NULL;
}

size_t params_list(const char *params, const char *key, char ***values)
{
	char *text = xstrdup(params ? params : ""), *rest = text, *line;
	VEC(char *) list = { 0 };
	size_t n = strlen(key);

	while ((line = strsep(&rest, "\n")))
		if (!strncmp(line, key, n) && line[n] == '=' && line[n + 1])
			*vec_push(&list) = xstrdup(line + n + 1);
	free(text);
	*values = list.v;
	return list.n;
}

char *params_value(const char *params, const char *key)
{
	char **list, *value = NULL;
	size_t n = params_list(params, key, &list);

	for (size_t i = n; i > 0; i--) {
		free(value);
		value = list[i - 1];
	}
	free(list);
	return value;
}

void params_values(const char *params, const char *key, struct names *values)
{
	char **list;
	size_t n = params_list(params, key, &list);

	for (size_t i = 0; i < n; i++) {
		names_add(values, list[i]);
		free(list[i]);
	}
	free(list);
}

void params_add(char **params, const char *key, const char *value)
{
	char *longer = xasprintf("%s%s%s=%s", *params ? *params : "", *params ? "\n" : "", key,
				 value);

	free(*params);
	*params = longer;
}

void want_lun(struct lio_tpg *tpg, uint64_t lun, const char *guid)
{
	struct lio_lun *new = vec_push(&tpg->lun);

	new->lun = lun;
	new->dir = xasprintf("lun_%" PRIu64, lun);
	new->store = xstrdup(guid);
}

static bool hex16(const char *digits, bool upper)
{
	size_t n = strspn(digits, upper ? "0123456789ABCDEF" : "0123456789abcdef");

	return n == 16 && !digits[n];
}

static char *lower_with(const char *prefix, const char *rest)
{
	char *name = xasprintf("%s%s", prefix, rest);

	for (char *p = name; *p; p++)
		*p = tolower((unsigned char)*p);
	return name;
}

char *name_wwn_make(void)
{
	uint8_t b[8];

	random_bytes(b, sizeof(b));
	b[0] = (b[0] & 0x0f) | 0x50;	/* NAA type 5 */
	return xasprintf("wwn.%02X%02X%02X%02X%02X%02X%02X%02X", b[0], b[1], b[2], b[3], b[4],
			 b[5], b[6], b[7]);
}

bool name_wwn_ok(const char *name)
{
	return !strncmp(name, "wwn.", 4) && hex16(name + 4, true);
}

char *name_wwn_to_naa(const char *name)
{
	return name_wwn_ok(name) ? lower_with("naa.", name + 4) : NULL;
}

char *name_naa_to_wwn(const char *wire)
{
	char *name;

	if (strncmp(wire, "naa.", 4) || !hex16(wire + 4, false))
		return NULL;
	name = xasprintf("wwn.%s", wire + 4);
	for (char *p = name + 4; *p; p++)
		*p = toupper((unsigned char)*p);
	return name;
}

char *name_eui_lower(const char *name)
{
	if (strncmp(name, "eui.", 4) || !hex16(name + 4, true))
		return NULL;
	return lower_with("", name + 4);
}

bool name_iscsi_ok(const char *name)
{
	if (!strncmp(name, "eui.", 4))
		return hex16(name + 4, false);
	if (strncmp(name, "iqn.", 4) || !name[4] || strlen(name) > STMF_ISCSI_NAME_MAX)
		return false;
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.:")];
}

bool name_dir_ok(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/') && strlen(name) <= STMF_NAME_MAX;
}

char *name_from_iscsi(const char *wire)
{
	char *name = name_iscsi_ok(wire) ? xstrdup(wire) : NULL;

	for (char *p = name && !strncmp(name, "eui.", 4) ? name + 4 : NULL; p && *p; p++)
		*p = toupper((unsigned char)*p);
	return name;
}

char *name_to_iscsi(const char *name)
{
	char *wire;

	if (!strncmp(name, "eui.", 4) && !hex16(name + 4, true))
		return NULL;
	wire = lower_with("", name);
	if (name_iscsi_ok(wire))
		return wire;
	free(wire);
	return NULL;
}
