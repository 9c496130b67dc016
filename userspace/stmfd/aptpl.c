// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aptpl.h"
#include "model.h"

#define GUID_COMPANY_DIGITS 7	/* they come last in stmf_sbd's unit serial */
#define FILE_PREFIX "aptpl_"
#define DEFAULT_DIR "/var/target"

char *aptpl_dir(const char *lio_root)
{
	char *dir = lio_files.read((void *)lio_root, "dbroot");
	char *path = xasprintf("%s/pr", dir && *dir == '/' ? dir : DEFAULT_DIR);

	free(dir);
	return path;
}

static char *file_of(const char *lio_root, const char *guid)
{
	char *dir = aptpl_dir(lio_root);
	char *path = xasprintf("%s/" FILE_PREFIX "%s%.*s", dir, guid + GUID_COMPANY_DIGITS,
			       GUID_COMPANY_DIGITS, guid);

	free(dir);
	return path;
}

char *aptpl_guid(const char *file)
{
	const char *serial = file + strlen(FILE_PREFIX);
	const size_t rest = GUID_DIGITS - GUID_COMPANY_DIGITS;

	if (strncmp(file, FILE_PREFIX, strlen(FILE_PREFIX)) || strlen(serial) != GUID_DIGITS)
		return NULL;
	return xasprintf("%s%.*s", serial + rest, (int)rest, serial);
}

/* LIO writes these two as two hexadecimal digits, and reads them as C has numbers. */
static char *number_key(const char *line)
{
	static const char *const keys[] = { "res_type=", "res_scope=" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strncmp(line, keys[i], strlen(keys[i])))
			return xasprintf("%s%lu", keys[i],
					 strtoul(line + strlen(keys[i]), NULL, 16));
	return xstrdup(line);
}

static char *append(char *record, const char *line)
{
	char *key = number_key(line);
	char *longer = record ? xasprintf("%s,%s", record, key) : xstrdup(key);

	free(record);
	free(key);
	return longer;
}

bool aptpl_read(const char *lio_root, const char *guid, struct names *records)
{
	char *path = file_of(lio_root, guid), *line = NULL, *record = NULL;
	FILE *file = fopen(path, "re");
	bool there = file || errno != ENOENT;
	size_t size = 0;
	bool inside = false;

	while (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "PR_REG_START:", 13)) {
			inside = true;
		} else if (strncmp(line, "PR_REG_END:", 11)) {
			if (inside && *line)
				record = append(record, line);
			continue;
		} else if (inside && record) {
			names_add(records, record);
			inside = false;
		}
		free(record);
		record = NULL;
	}
	if (file)
		fclose(file);
	free(record);
	free(line);
	free(path);
	return there;
}

void aptpl_remove(const char *lio_root, const char *guid)
{
	char *path = file_of(lio_root, guid);

	unlink(path);
	free(path);
}

char *aptpl_value(const char *record, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = record; p; p = strchr(p, ','), p = p ? p + 1 : NULL)
		if (!strncmp(p, key, len) && p[len] == '=')
			return xasprintf("%.*s", (int)strcspn(p + len + 1, ","), p + len + 1);
	return NULL;
}

static const struct lio_tpg *find_tpg(const struct lio *wanted, const char *node, const char *tag)
{
	char *dir = xasprintf("tpgt_%s", tag);
	const struct lio_tpg *found = NULL;

	vec_each(target, &wanted->target)
		if (!found && !strcmp(target->wwn, node))
			found = lio_tpg(target, dir);
	free(dir);
	return found;
}

/* Without node ACLs (loopback) an initiator has the numbers of the target. */
static bool find_luns(const struct lio_tpg *tpg, const char *initiator, const char *guid,
		      uint64_t *target, uint64_t *mapped)
{
	const struct lio_acl *acl = lio_acl(tpg, initiator);
	bool found = false;

	vec_each(lun, &tpg->lun) {
		if (!lun->store || strcmp(lun->store, guid))
			continue;
		*target = *mapped = lun->lun;
		found = true;
	}
	if (found && acl)
		vec_each(map, &acl->map)
			if (map->to == *target)
				*mapped = map->lun;
	return found;
}

static char *replace(char *record, const char *key, uint64_t number)
{
	char *rest = xstrdup(record), *next = rest, *part, *all = NULL, *text;
	size_t len = strlen(key);

	while ((part = strsep(&next, ","))) {
		if (!strncmp(part, key, len) && part[len] == '=')
			text = xasprintf("%s%s%s=%" PRIu64, all ?: "", all ? "," : "", key, number);
		else
			text = xasprintf("%s%s%s", all ?: "", all ? "," : "", part);
		free(all);
		all = text;
	}
	free(rest);
	free(record);
	return all;
}

char *aptpl_place(const char *record, const char *guid, const struct lio *wanted)
{
	char *node = aptpl_value(record, "target_node"), *tag = aptpl_value(record, "tpgt");
	char *initiator = aptpl_value(record, "initiator_node"), *placed = xstrdup(record);
	const struct lio_tpg *tpg = node && tag ? find_tpg(wanted, node, tag) : NULL;
	uint64_t target = 0, mapped = 0;

	if (tpg && initiator && find_luns(tpg, initiator, guid, &target, &mapped)) {
		placed = replace(placed, "target_lun", target);
		placed = replace(placed, "mapped_lun", mapped);
	}
	free(node);
	free(tag);
	free(initiator);
	return placed;
}
