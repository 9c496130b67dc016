// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "adopt.h"
#include "pass.h"

static void take_text(char **field, const char *value)
{
	free(*field);
	*field = *value ? xstrdup(value) : NULL;
}

static void take(struct lu_conf *conf, const char *key, const char *value)
{
	const struct {
		const char *key;
		char **field;
	} texts[] = {
		{ "path", &conf->path }, { "meta", &conf->meta }, { "alias", &conf->alias },
		{ "mgmt_url", &conf->mgmt_url }, { "vid", &conf->vid }, { "pid", &conf->pid },
		{ "serial", &conf->serial }, { "scsi", &conf->scsi },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(key, texts[i].key))
			take_text(texts[i].field, value);
	if (!strcmp(key, "offset"))
		conf->offset = strtoull(value, NULL, 10);
	else if (!strcmp(key, "size"))
		conf->size = strtoull(value, NULL, 10);
	else if (!strcmp(key, "blk"))
		conf->blk = strtoul(value, NULL, 10);
	else if (!strcmp(key, "wp"))
		conf->wp = *value == '1';
	else if (!strcmp(key, "wcd"))
		conf->wcd_given = conf->wcd = *value == '1';
	else if (!strcmp(key, "buffered"))
		conf->buffered = *value == '1';
	else if (!strcmp(key, "3pc"))
		conf->copy = *value == '1';
}

static int take_device(struct lu_conf *conf)
{
	struct scsi_device device;
	int rc = pass_find(PASS_SYSFS, conf->path, &device, NULL);

	conf->device = xstrdup(device.identity);
	pass_free(&device);
	return rc;
}

struct lu_conf *adopt_conf(const struct lio_reader *reader, const char *guid)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));
	char *path = xasprintf(LIO_HBA "/%s/info", guid);
	char *text = reader->read(reader->ctx, path), *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, '=');

		if (!value)
			continue;
		*value++ = 0;
		take(conf, line, value);
	}
	free(text);
	free(path);
	conf->bare = true;	/* until metadata are found on the store */
	if (conf->path && (!conf->scsi || !take_device(conf)))
		return conf;
	lu_conf_free(conf);
	return NULL;
}
