// SPDX-License-Identifier: GPL-2.0
/* scsibind check: what is wrong in driver.conf files. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "driver.h"
#include "scsibind.h"

static void say_unknown_drivers(const struct rules *rules, struct messages *messages)
{
	unsigned int said = 0;
	size_t i;

	for (i = 0; i < rules->claims.n && said < CLAIM_MESSAGES_MAX; i++) {
		const struct claim *c = &rules->claims.v[i];
		const struct conf_place at = claim_place(c);
		struct linux_driver found;

		if (driver_is_known(c->driver) || linux_driver(rules->root, c->driver, 0, &found))
			continue;
		conf_say(&messages->log, CONF_WARNING, &at, c->driver, strlen(c->driver),
			 "Linux has no driver of this name now");
		said++;
	}
}

static void print_json(const struct messages *messages, size_t claims)
{
	struct json_object *all = json_object_new_object();

	json_object_object_add(all, "messages", json_object_get(messages->items));
	json_object_object_add(all, "claims", json_object_new_int64(claims));
	puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY));
	json_object_put(all);
}

static void print_summary(const struct messages *messages, size_t claims)
{
	const unsigned int *count = messages->log.count;

	printf("%zu claims, %u errors, %u conflicts, %u warnings\n", claims, count[CONF_ERROR],
	       count[CONF_CONFLICT], count[CONF_WARNING]);
}

int cmd_check(const struct options *options)
{
	struct conf_files files = { 0 };
	struct messages messages;
	struct rules rules;
	bool ok;

	messages_init(&messages, options->json);
	ok = rules_open(&rules, options, &messages);
	if (ok) {
		conf_files_read(&files, options->arg, options->args, &messages);
		ok = conf_files_claim(&files, &rules.claims, &messages) &&
		     claims_check(&rules.claims, &messages.log);
		if (!ok)
			complain("%s", strerror(ENOMEM));
		claims_check_defaults(&rules.claims, &messages.log);
		say_unknown_drivers(&rules, &messages);
		if (options->json)
			print_json(&messages, rules.claims.n);
		else if (options->verbose)
			print_summary(&messages, rules.claims.n);
	}
	ok &= !files.unread && !messages.log.count[CONF_ERROR] && !messages.log.count[CONF_CONFLICT];
	rules_close(&rules);
	conf_files_free(&files);
	json_object_put(messages.items);
	return ok ? EXIT_OK : EXIT_PROBLEM;
}
