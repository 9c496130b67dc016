// SPDX-License-Identifier: GPL-2.0
/* scsibind list: which forms devices have, and which driver. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scsibind.h"
#include "show.h"

#define NODES_MAX 16

/* Of a tape's nodes the one that is called after its number alone; no bsg node */
static bool is_main_node(const struct node *node)
{
	char last = node->name[strlen(node->name) - 1];

	return node->block || (*node->name == 's' && last >= '0' && last <= '9');
}

static void read_nodes(int root, const struct device *device, struct shown *shown)
{
	struct node nodes[NODES_MAX];
	size_t i, n = device_nodes(root, device, false, nodes, NODES_MAX), used = 0;

	*shown->nodes = '\0';
	for (i = 0; i < n; i++) {
		if (is_main_node(&nodes[i]) && used + strlen(nodes[i].name) + 2 < sizeof(shown->nodes))
			used += sprintf(shown->nodes + used, "%s%.63s", used ? " " : "",
					nodes[i].name);
	}
}

static bool show_device(const struct rules *rules, const struct address *at, struct show *show)
{
	struct shown shown = { 0 };
	struct device device;
	struct choice choice;
	struct host host;

	if (!device_read(rules->root, at, &device))
		return false;
	if (!scsi_compat_make(device.inquiry, device.inquiry_len, SCSI_PRIMARY, &shown.compat))
		return false;
	shown.name = device.name;
	shown.device = &device;
	shown.inquiry = device.inquiry;
	shown.inquiry_len = device.inquiry_len;
	read_nodes(rules->root, &device, &shown);
	if ((show->verbose || show->items) &&
	    host_read(rules->root, at->host, &rules->classes, &host)) {
		choose(rules, &host, &device, &shown.compat, &choice);
		shown.host = &host;
		shown.choice = &choice;
	}
	show_node(show, &shown);
	return true;
}

static bool list_all(const struct rules *rules, struct show *show)
{
	struct address *list;
	ssize_t i, n = device_list(rules->root, &list);

	if (n < 0) {
		complain("%s", strerror(-n));
		return false;
	}
	for (i = 0; i < n; i++)
		show_device(rules, &list[i], show);
	free(list);
	return true;
}

static bool list_some(const struct rules *rules, const struct options *options, struct show *show)
{
	struct address at;
	bool ok = true;
	int i;

	for (i = 0; i < options->args; i++) {
		if (!address_parse(options->arg[i], &at)) {
			complain("%s: not an address like 2:0:0:1", options->arg[i]);
			ok = false;
		} else if (!show_device(rules, &at, show)) {
			complain("%s: no such SCSI device", options->arg[i]);
			ok = false;
		}
	}
	return ok;
}

static bool list_devices(const struct options *options, struct show *show)
{
	struct messages messages;
	struct rules rules;
	bool ok;

	messages_init(&messages, false);
	ok = rules_open(&rules, options, &messages) &&
	     (options->args ? list_some(&rules, options, show) : list_all(&rules, show));
	rules_close(&rules);
	return ok;
}

static bool list_lu(const struct options *options, struct show *show)
{
	struct shown shown = { .name = options->lu };

	if (!lu_compat(options->lu, &shown.compat))
		return false;
	show_node(show, &shown);
	return true;
}

/* INQUIRY data that somebody has got from a device, byte for byte */
static bool list_inquiry(const struct options *options, struct show *show)
{
	struct shown shown = { .name = options->inquiry };
	uint8_t inquiry[256];
	FILE *in;

	in = strcmp(options->inquiry, "-") ? fopen(options->inquiry, "re") : stdin;
	if (!in) {
		complain("%s: %s", options->inquiry, strerror(errno));
		return false;
	}
	shown.inquiry = inquiry;
	shown.inquiry_len = fread(inquiry, 1, sizeof(inquiry), in);
	if (in != stdin)
		fclose(in);
	if (!scsi_compat_make(inquiry, shown.inquiry_len, SCSI_PRIMARY, &shown.compat)) {
		complain("%s: there is no INQUIRY data", options->inquiry);
		return false;
	}
	show_node(show, &shown);
	return true;
}

int cmd_list(const struct options *options)
{
	struct show show = { .verbose = options->verbose };
	bool ok;

	show.items = options->json ? json_object_new_array() : NULL;
	if (options->lu)
		ok = list_lu(options, &show);
	else if (options->inquiry)
		ok = list_inquiry(options, &show);
	else
		ok = list_devices(options, &show);
	if (show.items)
		puts(json_object_to_json_string_ext(show.items, JSON_C_TO_STRING_PRETTY));
	json_object_put(show.items);
	return ok ? EXIT_OK : EXIT_PROBLEM;
}
