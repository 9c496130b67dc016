// SPDX-License-Identifier: GPL-2.0
/* scsibind apply: makes Linux follow driver.conf files and the alias table. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "scsibind.h"

static void probe_host(const struct binder *binder, const struct rules *rules,
		       const struct host *host)
{
	char name[16];
	bool stated = false;
	size_t i;

	snprintf(name, sizeof(name), "host%u", host->number);
	for (i = 0; i < rules->claims.n; i++) {
		const struct claim *claim = &rules->claims.v[i];

		if (claim->stub || !claim_covers_host(claim, host))
			continue;
		if (!host_is_self_identifying(host))
			bind_probe(binder, host, claim->target, claim->lun);
		else if (!stated)
			report_action(binder->report, name, "probe", UNCHANGED,
				      "%s identifies its devices itself", host->driver);
		stated = true;
	}
}

static void probe_all(const struct binder *binder, const struct rules *rules)
{
	unsigned int *numbers;
	struct host host;
	ssize_t i, n = host_list(binder->root, &numbers);

	for (i = 0; i < n; i++) {
		if (host_read(binder->root, numbers[i], &rules->classes, &host))
			probe_host(binder, rules, &host);
	}
	if (n >= 0)
		free(numbers);
}

static void explain(const struct choice *choice, char *why, size_t size)
{
	struct conf_place at;

	if (choice->claim) {
		at = claim_place(choice->claim);
		snprintf(why, size, "%s, %s:%u", choice->driver, at.file, at.line);
	} else {
		snprintf(why, size, "%s, %s", choice->driver,
			 choice->alias ? choice->alias->alias : "its node's name");
	}
}

static void apply_to(const struct binder *binder, const struct rules *rules,
		     const struct address *at)
{
	struct linux_driver wanted;
	struct scsi_compat compat;
	struct choice choice;
	struct device device;
	struct host host;
	char why[256];

	if (!device_read(binder->root, at, &device) ||
	    !host_read(binder->root, at->host, &rules->classes, &host) ||
	    !scsi_compat_make(device.inquiry, device.inquiry_len, SCSI_PRIMARY, &compat))
		return;
	choose(rules, &host, &device, &compat, &choice);
	if (!choice.stated)
		return;
	explain(&choice, why, sizeof(why));
	if (linux_driver(binder->root, choice.driver, compat.node_type, &wanted))
		bind_device(binder, &device, &wanted, why);
	else
		report_action(binder->report, device.name, "bind", FAILED,
			      "Linux has no driver for a %s like %s",
			      scsi_node_name(compat.node_type), why);
}

static void apply_to_all(const struct binder *binder, const struct rules *rules)
{
	struct address *list;
	ssize_t i, n = device_list(binder->root, &list);

	for (i = 0; i < n; i++)
		apply_to(binder, rules, &list[i]);
	if (n >= 0)
		free(list);
}

/* Nothing is done by files that are wrong. */
static bool read_claims(const struct conf_files *files, struct rules *rules,
			struct messages *messages)
{
	if (!conf_files_claim(files, &rules->claims, messages) ||
	    !claims_check(&rules->claims, &messages->log)) {
		complain("%s", strerror(ENOMEM));
		return false;
	}
	if (!files->unread && !messages->log.count[CONF_ERROR] &&
	    !messages->log.count[CONF_CONFLICT])
		return true;
	complain("nothing has been done");
	return false;
}

static bool apply(const struct options *options, struct rules *rules, struct report *report)
{
	const struct binder binder = {
		.root = rules->root, .live = !options->sysfs, .dry_run = options->dry_run,
		.force = options->force, .report = report,
	};
	struct address at;

	if (!options->device) {
		probe_all(&binder, rules);
		apply_to_all(&binder, rules);
		return !report->problems;
	}
	if (!address_parse(options->device, &at)) {
		complain("%s: not an address like 2:0:0:1", options->device);
		return false;
	}
	apply_to(&binder, rules, &at);
	return !report->problems;
}

/* What a machine is configured to have, if no file is given */
static void read_files(const struct options *options, struct conf_files *files,
		       struct messages *messages)
{
	char *usual[] = { DRIVER_DIRECTORY };

	if (options->args)
		conf_files_read(files, options->arg, options->args, messages);
	else
		conf_files_read(files, usual, !access(DRIVER_DIRECTORY, F_OK), messages);
}

static void print_json(const struct report *report, const struct messages *messages)
{
	struct json_object *all = json_object_new_object();

	json_object_object_add(all, "messages", json_object_get(messages->items));
	json_object_object_add(all, "actions", json_object_get(report->actions));
	puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY));
	json_object_put(all);
}

int cmd_apply(const struct options *options)
{
	struct report report = { .verbose = options->verbose };
	struct conf_files files = { 0 };
	struct messages messages;
	struct rules rules;
	bool ok;

	messages_init(&messages, options->json);
	report.actions = options->json ? json_object_new_array() : NULL;
	ok = rules_open(&rules, options, &messages);
	if (ok) {
		read_files(options, &files, &messages);
		ok = read_claims(&files, &rules, &messages) && apply(options, &rules, &report);
		if (options->json)
			print_json(&report, &messages);
	}
	rules_close(&rules);
	conf_files_free(&files);
	json_object_put(messages.items);
	json_object_put(report.actions);
	return ok ? EXIT_OK : EXIT_PROBLEM;
}
