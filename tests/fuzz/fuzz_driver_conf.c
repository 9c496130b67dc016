// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as a driver.conf(5) file, whose claims are checked, and as
 * an alias and a class table. What has been read is whole and can be found again.
 *
 *	S=../../userspace/scsibind
 *	clang -D_GNU_SOURCE -I$S -g -O1 -fsanitize=fuzzer,address,undefined \
 *		-fno-sanitize-recover=all -o /tmp/fuzz_driver_conf fuzz_driver_conf.c \
 *		$S/{driver_conf,conf_lex,conf_log,arena,alias,claim,conflict,driver,sgen,scsi_compat}.c
 *	/tmp/fuzz_driver_conf -dict=driver_conf.dict -rss_limit_mb=512
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alias.h"
#include "claim.h"
#include "sgen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
	if (!good)
		abort();
}

static void print(void *arg, enum conf_level level, const struct conf_place *at, const char *text)
{
	check(level < CONF_LEVELS && at->line > 0 && at->column > 0 && *text);
	for (; *text; text++)
		check((unsigned char)*text >= ' ');
}

/* What a reader of the result sees is in place: names, and as many values as it says. */
static void check_props(const struct conf_prop *prop)
{
	for (; prop; prop = prop->next) {
		check(prop->line > 0 && strlen(prop->name) <= 1024);
		for (uint32_t i = 0; i < prop->n && prop->type == CONF_STRINGS; i++)
			check(strlen(conf_prop_string(prop, i)) <= 1024);
		for (uint32_t i = 0; i < prop->n && prop->type == CONF_INTEGERS; i++)
			conf_prop_integer(prop, i);
		check((prop->n == 0) == (prop->type == CONF_BOOLEAN));
	}
}

static void check_claims(struct driver_conf *conf, struct conf_log *log, const uint8_t *data,
			 size_t size)
{
	struct claims claims = { 0 };

	sgen_check(conf, log);
	check(claims_add(&claims, conf, log));
	check(claims_check(&claims, log));
	claims_check_defaults(&claims, log);
	for (size_t i = 0; i < claims.n; i++) {
		check(claims.v[i].stub || (claims.v[i].target >= 0 && claims.v[i].lun >= 0));
		sgen_takes(&claims.v[i], data, size);
	}
	claims_free(&claims);
}

static void try_driver_conf(FILE *in, const uint8_t *data, size_t size)
{
	struct conf_log log = { .print = print };
	struct driver_conf *conf = driver_conf_read(in, "sgen.conf", &log);
	const struct conf_entry *node;

	check(conf && !log.muted);
	for (node = conf->nodes; node; node = node->next) {
		check(node->name && (node->parent || node->class) && node->line > 0);
		check_props(node->props);
	}
	check_props(conf->globals);
	check_claims(conf, &log, data, size);
	driver_conf_free(conf);
}

static void try_table(FILE *in, enum table_key key, const uint8_t *data, size_t size)
{
	struct conf_log log = { .print = print };
	struct scsi_compat compat;
	struct table table;
	int function;

	table_init(&table, key);
	check(table_read(&table, in, "scsi_aliases", &log) && !log.muted);
	for (size_t i = 0; i < table.n; i++) {
		const char *name = key == TABLE_BY_ALIAS ? table.pair[i].alias : table.pair[i].driver;

		check(table_find(&table, name) == &table.pair[i]);
	}
	for (function = SCSI_PRIMARY; function < SCSI_FUNCTIONS; function++) {
		if (key == TABLE_BY_ALIAS && scsi_compat_make(data, size, function, &compat))
			alias_of(&table, &compat);
	}
	table_free(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *in = size ? fmemopen((void *)data, size, "r") : NULL;

	if (!in)
		return 0;
	try_driver_conf(in, data, size);
	rewind(in);
	try_table(in, TABLE_BY_ALIAS, data, size);
	rewind(in);
	try_table(in, TABLE_BY_DRIVER, data, size);
	fclose(in);
	return 0;
}
