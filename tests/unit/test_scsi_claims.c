// SPDX-License-Identifier: GPL-2.0
/*
 * What driver.conf files claim: which entries make sense, which conflict, what
 * sgen's lists let through, and which driver a device gets in the end.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "choice.h"
#include "driver.h"
#include "sgen.h"

#define FILES 4

static char said[1 << 15];
static struct conf_log the_log;
static struct driver_conf *conf[FILES];
static struct claims claims;
static int files;

static void print(void *arg, enum conf_level level, const struct conf_place *at, const char *text)
{
	size_t used = strlen(said);

	snprintf(said + used, sizeof(said) - used, "%s:%u:%u: %s: %s\n", at->file, at->line,
		 at->column, conf_level_name(level), text);
}

static int reset(void **state)
{
	claims_free(&claims);
	while (files)
		driver_conf_free(conf[--files]);
	*said = '\0';
	the_log = (struct conf_log){ .print = print };
	return 0;
}

static void add_file(const char *name, const char *text)
{
	FILE *in = fmemopen((void *)text, strlen(text), "r");

	assert_non_null(in);
	conf[files] = driver_conf_read(in, name, &the_log);
	assert_non_null(conf[files]);
	fclose(in);
	sgen_check(conf[files], &the_log);
	assert_true(claims_add(&claims, conf[files++], &the_log));
}

/* The messages of one file */
static const char *claim(const char *text)
{
	reset(NULL);
	add_file("x.conf", text);
	return said;
}

static void entries_make_sense(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "name=\"sd\" class=\"scsi\" target=3 lun=0;", "" },
		{ "name=\"sd\" class=\"scsi\" lun=0; target=3;", "" },
		{ "name=\"sd\" class=\"scsi-self-identifying\";", "" },
		{ "name=\"sd\" parent=\"esp\";", "" },
		{ "name=\"foo\" parent=\"pseudo\" instance=0;", "" },
		{ "name=\"foo\" class=\"pci\";", "" },
		{ "name=\"sd\" class=\"scsi\" target=3;", "x.conf:1:1: error: missing lun: 'sd'\n" },
		{ "name=\"sd\" class=\"scsi\" lun=3;", "x.conf:1:1: error: missing target: 'sd'\n" },
		{ "name=\"sd\" class=\"scsi\";", "x.conf:1:1: error: missing target and lun: 'sd'\n" },
		{ "name=\"sd\" parent=\"esp\" lun=1;", "x.conf:1:1: error: missing target: 'sd'\n" },
		{ "name=\"sd\" class=\"scsi\" target=-1 lun=0;",
		  "x.conf:1:24: error: takes one number from 0 on: 'target'\n" },
		{ "name=\"sd\" class=\"scsi\" target=\"1\" lun=0;",
		  "x.conf:1:24: error: takes one number from 0 on: 'target'\n" },
		{ "name=\"sd\" class=\"scsi\" target=1,2 lun=0;",
		  "x.conf:1:24: error: takes one number from 0 on: 'target'\n" },
		{ "name=\"sd\" class=\"scsi\" target lun=0;",
		  "x.conf:1:24: error: takes one number from 0 on: 'target'\n" },
		{ "name=\"a/b\" class=\"scsi\" target=1 lun=0;", "x.conf:1:1: error: not the name of a driver: 'a/b'\n" },
		{ "name=\"\\033[1m\" class=\"scsi\" target=1 lun=0;",
		  "x.conf:1:1: error: not the name of a driver: '\\x1b[1m'\n" },
		{ "name=\"sd\" class=\"scsi\" target=1 lun=0 lun=1;",
		  "x.conf:1:39: warning: second time in one entry: is a ';' missing? This one counts: 'lun'\n" },
		{ "name=\"sd\" class=\"scsi-self-identifying\" target=1;",
		  "x.conf:1:41: warning: has no effect in class scsi-self-identifying: 'target'\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(claim(rows[i].text), rows[i].message);
}

static void nodes_override_globals(void **state)
{
	claim("target=5; name=\"sd\" class=\"scsi\" lun=0; name=\"sd\" class=\"scsi\" target=6 lun=1;");
	assert_int_equal(claims.n, 2);
	assert_int_equal(claims.v[0].target, 5);
	assert_int_equal(claims.v[1].target, 6);
}

static const char *check(void)
{
	assert_true(claims_check(&claims, &the_log));
	claims_check_defaults(&claims, &the_log);
	return said;
}

static void finds_conflicts(void **state)
{
	reset(NULL);
	add_file("sd.conf", "name=\"sd\" class=\"scsi\" target=3 lun=0;\n"
			    "name=\"sd\" class=\"scsi\" target=3 lun=1;\n");
	add_file("toaster.conf", "name=\"toaster\" class=\"scsi\" target=3 lun=1;\n"
				 "  name=\"toaster\" class=\"scsi\" target=3 lun=2;\n");
	add_file("st.conf", "name=\"st\" class=\"scsi\" target=3 lun=0;\n");
	assert_string_equal(check(),
		"toaster.conf:1:1: conflict: target 3 LUN 1 of class scsi is claimed by sd at sd.conf:2:1: 'toaster'\n"
		"st.conf:1:1: warning: target 3 LUN 0 of class scsi is claimed by sd at sd.conf:1:1: the type of the device decides: 'st'\n");
	assert_int_equal(the_log.count[CONF_CONFLICT], 1);
}

static void parents_are_places_of_their_own(void **state)
{
	claim("name=\"sd\" parent=\"esp\" target=1 lun=0; name=\"sgen\" parent=\"glm\" target=1 lun=0;\n");
	assert_string_equal(check(), "");
	claim("name=\"sd\" parent=\"esp\" target=1 lun=0;\nname=\"sgen\" parent=\"esp\" target=1 lun=0;\n");
	assert_string_equal(check(), "x.conf:2:1: conflict: target 1 LUN 0 of parent esp is claimed by sd at x.conf:1:1: 'sgen'\n");
	claim("name=\"sgen\" parent=\"esp\" target=1 lun=0;\nname=\"sd\" class=\"scsi\" target=1 lun=0;\n");
	assert_string_equal(check(), "x.conf:1:1: warning: target 1 LUN 0 of parent esp is claimed by sd at x.conf:2:1 for all hosts of class scsi: 'sgen'\n");
}

static void says_what_is_said_twice(void **state)
{
	claim("name=\"sd\" class=\"scsi\" target=1 lun=0;\nname=\"sd\" class=\"scsi\" target=1 lun=0;\n");
	assert_string_equal(check(), "x.conf:2:1: warning: target 1 LUN 0 of class scsi is claimed by sd at x.conf:1:1: 'sd'\n");
}

/* Not hidden by the harmless one between them */
static void the_worst_rival_is_named(void **state)
{
	claim("name=\"sd\" class=\"scsi\" target=1 lun=0;\nname=\"st\" class=\"scsi\" target=1 lun=0;\n"
	      "name=\"ssd\" class=\"scsi\" target=1 lun=0;\n");
	check();
	assert_non_null(strstr(said, "x.conf:3:1: conflict: target 1 LUN 0 of class scsi is claimed by sd at x.conf:1:1: 'ssd'\n"));
}

static void defaults_claim_first(void **state)
{
	claim("name=\"toaster\" class=\"scsi\" target=4 lun=0;\nname=\"toaster\" class=\"scsi\" target=4 lun=1;\n"
	      "name=\"toaster\" class=\"scsi\" target=16 lun=0;\n");
	assert_string_equal(check(),
		"x.conf:1:1: conflict: target 4 LUN 0: the defaults of sd claim targets 0-15 LUN 0 first: 'toaster'\n"
		"x.conf:1:1: conflict: target 4 LUN 0: the defaults of st claim targets 0-6 LUN 0 first: 'toaster'\n");
	claim("name=\"ses\" class=\"scsi\" target=4 lun=0;");
	assert_string_equal(check(), "");
	/* Files for sd and st are in place of their defaults. */
	add_file("sd.conf", "name=\"sd\" class=\"scsi\" target=0 lun=0;");
	add_file("st.conf", "name=\"st\" class=\"scsi\" target=1 lun=0;");
	add_file("toaster.conf", "name=\"toaster\" class=\"scsi\" target=5 lun=0;");
	assert_string_equal(check(), "");
}

static void many_conflicts_are_few_messages(void **state)
{
	char *text = malloc(4 << 20);
	size_t used = 0;
	clock_t start;

	assert_non_null(text);
	for (int i = 0; i < 50000; i++)
		used += sprintf(text + used, "name=\"d%d\" class=\"scsi\" target=1 lun=0;\n", i);
	start = clock();
	claim(text);
	check();
	printf("# 50000 claims of one unit: %.2f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
	assert_int_equal(the_log.count[CONF_CONFLICT], 2 * CLAIM_MESSAGES_MAX);
	free(text);
}

static void sgen_takes_what_its_lists_name(void **state)
{
	static const struct {
		const char *text;
		int type, takes;
	} rows[] = {
		{ "", 0, 1 },
		{ "device-type-config-list=\"changer\";", 8, 1 },
		{ "device-type-config-list=\"changer\";", 0, 0 },
		{ "device-type-config-list=\"changer\",\"type_0x00\";", 0, 1 },
		{ "inquiry-config-list=\"ACME\",\"BOX 1\";", 0, 1 },
		{ "inquiry-config-list=\"ACME\",\"*\";", 0, 1 },
		{ "inquiry-config-list=\"*\",\"BOX\";", 0, 0 },
		{ "inquiry-config-list=\"ACM\",\"BOX 1\";", 0, 0 },
		{ "inquiry-config-list=\"X\",\"Y\",\"ACME\",\"BOX 1\";", 0, 1 },
		{ "device-type-config-list=\"esi\"; inquiry-config-list=\"ACME\",\"BOX 1\";", 0, 1 },
		{ "device-type-config-list=\"esi\"; inquiry-config-list=\"ACME\",\"BOX 2\";", 0, 0 },
	};
	char text[256], inquiry[] = "........ACME    BOX 1           1.0 ";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reset(NULL);
		snprintf(text, sizeof(text), "%s name=\"sgen\" class=\"scsi\" target=1 lun=0;", rows[i].text);
		add_file("sgen.conf", text);
		inquiry[0] = rows[i].type;
		assert_int_equal(sgen_takes(&claims.v[0], inquiry, 36), rows[i].takes);
	}
	reset(NULL);
	add_file("sgen.conf", "device-type-config-list=\"toaster\",\"type_0x20\",\"type_0x1f\"; inquiry-config-list=\"A\";");
	assert_string_equal(said, "sgen.conf:1:1: warning: not a name of a device type: 'toaster'\n"
			    "sgen.conf:1:1: warning: not a name of a device type: 'type_0x20'\n"
			    "sgen.conf:1:60: error: takes pairs of vendor and product: 'inquiry-config-list'\n");
}

static void knows_flat_luns(void **state)
{
	const struct address flat = { 1, 0, 2, 0x412c }, plain = { 1, 0, 2, 300 }, large = { 1, 0, 2, 0x10012c };

	assert_true(address_is_unit(&flat, 2, 300));
	assert_true(address_is_unit(&plain, 2, 300));
	assert_false(address_is_unit(&flat, 3, 300));
	assert_false(address_is_unit(&large, 2, 300));
	assert_int_equal(linux_lun(255), 255);
	assert_int_equal(linux_lun(256), 0x4100);
	assert_int_equal(linux_lun(16383), 0x7fff);
	assert_int_equal(linux_lun(16384), 16384);
}

static void knows_the_drivers(void **state)
{
	assert_string_equal(driver_for("sd", SCSI_TYPE_DISK)->bus_name, "sd");
	assert_string_equal(driver_for("sd", SCSI_TYPE_CDROM)->bus_name, "sr");
	assert_string_equal(driver_for("ssd", SCSI_TYPE_ZBC)->bus_name, "sd");
	assert_null(driver_for("sd", SCSI_TYPE_TAPE));
	assert_null(driver_for("toaster", SCSI_TYPE_DISK));
	assert_null(driver_for("sgen", SCSI_TYPE_TAPE)->bus_name);
	assert_string_equal(driver_of_type(SCSI_TYPE_CHANGER)->bus_name, "ch");
	assert_null(driver_of_type(SCSI_TYPE_MASK));
}

/* A device of host 2 at target 3 LUN 1, a disk ACME BOX 1, in an empty sysfs */
static const char *choose_for(const char *class, const char *conf_text, const char *aliases)
{
	static char text[128];
	struct rules rules = { .root = open("/proc/self/fdinfo", O_RDONLY) };
	struct host host = { .number = 2, .driver = "esp", .path = "/devices/pci0/host2", .class = class };
	struct device device = { .at = { 2, 0, 3, 1 }, .inquiry_len = 36 };
	struct conf_log log = { .print = print };
	struct scsi_compat compat;
	struct choice choice;
	FILE *in;

	reset(NULL);
	add_file("x.conf", conf_text);
	rules.claims = claims;
	in = *aliases ? fmemopen((void *)aliases, strlen(aliases), "r") : fopen("/dev/null", "r");
	assert_non_null(in);
	table_init(&rules.aliases, TABLE_BY_ALIAS);
	assert_true(table_read(&rules.aliases, in, "a", &log));
	fclose(in);
	memcpy(device.inquiry, "\0\0\0\0\0\0\0\0ACME    BOX             1   ", 36);
	assert_true(scsi_compat_make(device.inquiry, 36, SCSI_PRIMARY, &compat));
	choose(&rules, &host, &device, &compat, &choice);
	snprintf(text, sizeof(text), "%s%s%s", choice.driver ?: "none", choice.claim ? " claimed" : "",
		 choice.stated ? "" : " by default");
	table_free(&rules.aliases);
	close(rules.root);
	return text;
}

static void a_device_gets_its_driver(void **state)
{
	static const struct {
		const char *class, *conf, *aliases, *driver;
	} rows[] = {
		{ CLASS_SCSI, ";", "", "sd by default" },
		{ CLASS_SCSI, "name=\"sgen\" class=\"scsi\" target=3 lun=1;", "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sgen\" class=\"scsi\" target=3 lun=0;", "", "sd by default" },
		{ CLASS_SCSI, "name=\"sgen\" class=\"scsi\" target=2 lun=1;", "", "sd by default" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"esp\" target=3 lun=1;", "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"host2\" target=3 lun=1;", "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"/sys/devices/pci0\" target=3 lun=1;", "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"/devices/pci0/host2\" target=3 lun=1;", "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"/devices/pci\" target=3 lun=1;", "", "sd by default" },
		{ CLASS_SCSI, "name=\"sgen\" parent=\"host21\" target=3 lun=1;", "", "sd by default" },
		/* st's probe would refuse a disk, so the next claim has it */
		{ CLASS_SCSI, "name=\"st\" class=\"scsi\" target=3 lun=1; name=\"sgen\" class=\"scsi\" target=3 lun=1;",
		  "", "sgen claimed" },
		{ CLASS_SCSI, "name=\"sd\" class=\"scsi\" target=3 lun=1; name=\"sgen\" class=\"scsi\" target=3 lun=1;",
		  "", "sd claimed" },
		{ CLASS_SCSI, "name=\"sd\" class=\"scsi\" target=3 lun=1;", "sgen \"scsiclass,00\"", "sd claimed" },
		{ CLASS_SCSI, ";", "sgen \"scsiclass,00.vACME.pBOX\"", "sgen" },
		{ CLASS_SELF_IDENTIFYING, "name=\"sgen\" parent=\"esp\" target=3 lun=1;", "", "sd by default" },
		{ CLASS_SELF_IDENTIFYING, "name=\"sgen\" class=\"scsi\" target=3 lun=1;", "", "sd by default" },
		{ CLASS_SELF_IDENTIFYING, "name=\"sd\" class=\"scsi-self-identifying\";", "", "sd" },
		{ CLASS_SELF_IDENTIFYING, "name=\"sgen\" class=\"scsi-self-identifying\";", "", "sd by default" },
		{ CLASS_SELF_IDENTIFYING, ";", "sgen \"scsiclass,00.vACME.pBOX.r1\"", "sgen" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(choose_for(rows[i].class, rows[i].conf, rows[i].aliases), rows[i].driver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(entries_make_sense, reset),
		cmocka_unit_test_teardown(nodes_override_globals, reset),
		cmocka_unit_test_teardown(finds_conflicts, reset),
		cmocka_unit_test_teardown(parents_are_places_of_their_own, reset),
		cmocka_unit_test_teardown(says_what_is_said_twice, reset),
		cmocka_unit_test_teardown(the_worst_rival_is_named, reset),
		cmocka_unit_test_teardown(defaults_claim_first, reset),
		cmocka_unit_test_teardown(many_conflicts_are_few_messages, reset),
		cmocka_unit_test_teardown(sgen_takes_what_its_lists_name, reset),
		cmocka_unit_test(knows_flat_luns),
		cmocka_unit_test(knows_the_drivers),
		cmocka_unit_test_teardown(a_device_gets_its_driver, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
