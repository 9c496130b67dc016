// SPDX-License-Identifier: GPL-2.0
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "show.h"

static void show_forms(const struct scsi_compat *compat)
{
	unsigned int i;

	for (i = 0; i < compat->forms; i++)
		printf("\t%s\n", compat->form[i]);
}

static const char *choice_reason(const struct choice *choice)
{
	return choice->alias ? choice->alias->alias : "its node's name";
}

static void show_details(const struct shown *shown)
{
	const struct address *at = &shown->device->at;
	const struct scsi_compat *c = &shown->compat;

	printf("\tHost: host%u %s (%s)\n", shown->host->number, shown->host->driver,
	       shown->host->class);
	printf("\tUnit: %s@%x,%llx%s\n", scsi_node_name(c->node_type), at->target,
	       (unsigned long long)address_lun(at), c->removable ? " removable" : "");
	if (shown->choice->driver)
		printf("\tRule: %s, by %s\n", shown->choice->driver, choice_reason(shown->choice));
	else
		printf("\tRule: no alias for any of its forms\n");
}

static void show_text(const struct show *show, const struct shown *shown)
{
	struct scsi_compat compat;
	int function;

	printf("%s  %s", shown->name, scsi_node_name(shown->compat.node_type));
	if (shown->device)
		printf("  %s  %s", *shown->device->driver ? shown->device->driver : "-",
		       *shown->nodes ? shown->nodes : "-");
	putchar('\n');
	if (show->verbose && shown->host)
		show_details(shown);
	show_forms(&shown->compat);
	for (function = SCSI_PRIMARY + 1; shown->inquiry && function < SCSI_FUNCTIONS; function++) {
		if (!scsi_compat_make(shown->inquiry, shown->inquiry_len, function, &compat))
			continue;
		printf("%s  %s  embedded\n", shown->name, scsi_node_name(compat.node_type));
		show_forms(&compat);
	}
}

static void add(struct json_object *item, const char *key, const char *text)
{
	json_object_object_add(item, key, json_object_new_string(text));
}

static void add_node(struct json_object *item, const struct scsi_compat *compat)
{
	struct json_object *forms = json_object_new_array();
	unsigned int i;

	for (i = 0; i < compat->forms; i++)
		json_object_array_add(forms, json_object_new_string(compat->form[i]));
	add(item, "node", scsi_node_name(compat->node_type));
	json_object_object_add(item, "removable", json_object_new_boolean(compat->removable));
	json_object_object_add(item, "compatible", forms);
}

static void add_embedded(struct json_object *item, const struct shown *shown)
{
	struct json_object *embedded = json_object_new_array(), *node;
	struct scsi_compat compat;
	int function;

	for (function = SCSI_PRIMARY + 1; shown->inquiry && function < SCSI_FUNCTIONS; function++) {
		if (!scsi_compat_make(shown->inquiry, shown->inquiry_len, function, &compat))
			continue;
		node = json_object_new_object();
		add_node(node, &compat);
		json_object_array_add(embedded, node);
	}
	json_object_object_add(item, "embedded", embedded);
}

static struct json_object *split(const char *names)
{
	struct json_object *list = json_object_new_array();
	size_t len;

	for (; *names; names += len + (names[len] == ' ')) {
		len = strcspn(names, " ");
		json_object_array_add(list, json_object_new_string_len(names, len));
	}
	return list;
}

static void add_details(struct json_object *item, const struct shown *shown)
{
	struct json_object *host = json_object_new_object(), *rule;

	json_object_object_add(host, "number", json_object_new_int64(shown->host->number));
	add(host, "driver", shown->host->driver);
	add(host, "class", shown->host->class);
	json_object_object_add(item, "host", host);
	if (!shown->choice->driver)
		return;
	rule = json_object_new_object();
	add(rule, "driver", shown->choice->driver);
	if (shown->choice->alias)
		add(rule, "alias", shown->choice->alias->alias);
	json_object_object_add(item, "rule", rule);
}

static void add_json(struct show *show, const struct shown *shown)
{
	struct json_object *item = json_object_new_object();

	add(item, "name", shown->name);
	if (shown->device) {
		json_object_object_add(item, "driver", *shown->device->driver ?
				       json_object_new_string(shown->device->driver) : NULL);
		json_object_object_add(item, "devices", split(shown->nodes));
	}
	if (shown->host)
		add_details(item, shown);
	add_node(item, &shown->compat);
	add_embedded(item, shown);
	json_object_array_add(show->items, item);
}

void show_node(struct show *show, const struct shown *shown)
{
	if (show->items)
		add_json(show, shown);
	else
		show_text(show, shown);
}
