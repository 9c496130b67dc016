// SPDX-License-Identifier: GPL-2.0
/* The alias and class tables: their form, which line counts, which form wins. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "alias.h"

static char said[1 << 16];

static void print(void *arg, enum conf_level level, const struct conf_place *at, const char *text)
{
	size_t used = strlen(said);

	snprintf(said + used, sizeof(said) - used, "%u:%u: %s: %s\n", at->line, at->column,
		 conf_level_name(level), text);
}

static void read_data(struct table *table, enum table_key key, const char *data, size_t len)
{
	FILE *in = len ? fmemopen((void *)data, len, "r") : fopen("/dev/null", "r");
	struct conf_log log = { .print = print };

	assert_non_null(in);
	*said = '\0';
	table_init(table, key);
	assert_true(table_read(table, in, "scsi_aliases", &log));
	fclose(in);
}

static void read_text(struct table *table, enum table_key key, const char *text)
{
	read_data(table, key, text, strlen(text));
}

static const char *driver_of(const struct table *table, const char *alias)
{
	const struct table_pair *pair = table_find(table, alias);

	return pair ? pair->driver : "none";
}

static void reads_lines(void **state)
{
	struct table table;

	read_text(&table, TABLE_BY_ALIAS,
		  "# comment\n\n"
		  "sgen \"scsiclass,08\"\n"
		  "sgen \"scsa,08.bfcp\" \"scsa,08.bvhci\"\t# two\n"
		  "\"my-driver\" plain \\9th \\\n joined\n"
		  "st \"scsiclass,01\"");
	assert_string_equal(said, "");
	assert_int_equal(table.n, 7);
	assert_string_equal(driver_of(&table, "scsiclass,08"), "sgen");
	assert_string_equal(driver_of(&table, "scsa,08.bvhci"), "sgen");
	assert_string_equal(driver_of(&table, "plain"), "my-driver");
	assert_string_equal(driver_of(&table, "9th"), "my-driver");
	assert_string_equal(driver_of(&table, "joined"), "my-driver");
	assert_string_equal(driver_of(&table, "scsiclass"), "none");
	assert_int_equal(table_find(&table, "scsiclass,01")->line, 7);
	table_free(&table);
}

static void the_first_line_counts(void **state)
{
	struct table table;

	read_text(&table, TABLE_BY_ALIAS,
		  "b \"z\"\na \"y\"\nb \"y\"\nb \"z\"\nc \"z\" \"x\"\n");
	assert_string_equal(said, "3:3: warning: ignored: line 2 gives it to a: 'y'\n"
			    "5:3: warning: ignored: line 1 gives it to b: 'z'\n");
	assert_int_equal(table.n, 3);
	assert_string_equal(driver_of(&table, "x"), "c");
	assert_string_equal(driver_of(&table, "y"), "a");
	assert_string_equal(driver_of(&table, "z"), "b");
	table_free(&table);
}

static void says_where_and_what(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "sd\n", "1:3: error: an alias expected before the end of line\n" },
		{ "sd", "1:3: error: an alias expected before the end of file\n" },
		{ "sgen scsa,08.bfcp\n", "1:10: error: an alias in quotes expected, not this ',': ','\n" },
		{ "x 1275\n", "1:3: error: an alias in quotes expected, not this number: '1275'\n" },
		{ "x y = z\n", "1:5: error: an alias expected, not this '=': '='\n" },
		{ "= x\n", "1:1: error: a driver expected, not this '=': '='\n" },
		{ "\"my driver\" x\n", "1:1: error: a driver expected, not this string: 'my driver'\n" },
		{ "../x y\n", "1:1: error: unexpected character: '.'\n" },
		{ "sd \"x\n", "1:4: error: string without closing quote: 'x'\n" },
		{ "sd /x\n", "1:4: error: unexpected character: '/'\n" },
		{ "a \"\\0\"\nb \"b\"", "1:3: error: character in a string that is not 1 to 255: '\\x00'\n" },
	};
	struct table table;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_text(&table, TABLE_BY_ALIAS, rows[i].text);
		assert_string_equal(said, rows[i].message);
		table_free(&table);
	}
}

static void goes_on_with_the_next_line(void **state)
{
	struct table table;

	read_text(&table, TABLE_BY_ALIAS, "a \"1\" , ;\nb\n% c\nf \"2\"\n");
	assert_string_equal(said, "1:7: error: an alias in quotes expected, not this ',': ','\n"
			    "2:2: error: an alias expected before the end of line\n"
			    "3:1: error: unexpected character: '%'\n");
	assert_string_equal(driver_of(&table, "2"), "f");
	table_free(&table);
}

static void reads_classes(void **state)
{
	struct table table;

	read_text(&table, TABLE_BY_DRIVER,
		  "mpt scsi-self-identifying\nscsi_debug scsi-self-identifying\nmpt scsi\n");
	assert_string_equal(said, "3:5: warning: ignored: line 1 gives it to scsi-self-identifying: 'mpt'\n");
	assert_string_equal(table_find(&table, "mpt")->alias, "scsi-self-identifying");
	assert_string_equal(table_find(&table, "scsi_debug")->alias, "scsi-self-identifying");
	assert_null(table_find(&table, "esp"));
	table_free(&table);
}

static const char *choose(const char *table_text, const char *vendor, int type)
{
	static char driver[64];
	const struct table_pair *pair;
	struct scsi_compat compat;
	unsigned char inq[36];
	struct table table;

	read_text(&table, TABLE_BY_ALIAS, table_text);
	memset(inq, 0, sizeof(inq));
	memset(inq + 8, ' ', 28);
	memcpy(inq + 8, vendor, strlen(vendor));
	memcpy(inq + 16, "BOX", 3);
	memcpy(inq + 32, "1", 1);
	inq[0] = type;
	assert_true(scsi_compat_make(inq, sizeof(inq), SCSI_PRIMARY, &compat));
	pair = alias_of(&table, &compat);
	snprintf(driver, sizeof(driver), "%s%s", pair ? pair->driver : "none",
		 pair && !pair->line ? " (built in)" : "");
	table_free(&table);
	return driver;
}

static void the_highest_form_wins(void **state)
{
	static const char aliases[] =
		"low \"scsiclass\"\n"
		"sgen \"scsiclass,00.vACME.pBOX\"\n"
		"special \"scsiclass,00.vACME.pBOX.r1\"\n"
		"mine \"scsiclass,00.vOTHER.pBOX\"\n";

	assert_string_equal(choose(aliases, "ACME", 0), "special");
	assert_string_equal(choose(aliases, "OTHER", 0), "mine");
	assert_string_equal(choose(aliases, "THIRD", 0), "sd (built in)");
	assert_string_equal(choose(aliases, "THIRD", 8), "low");
	assert_string_equal(choose("", "THIRD", 8), "none");
	assert_string_equal(choose("", "ACME", 0x0d), "ses (built in)");
	assert_string_equal(choose("", "ACME", 1), "st (built in)");
	assert_string_equal(choose("", "ACME", 5), "sd (built in)");
	assert_string_equal(choose("sgen \"scsiclass,00\"\n", "ACME", 0), "sgen");
}

static void huge_tables_take_little(void **state)
{
	static const struct {
		const char *what, *text;
	} rows[] = {
		{ "contradictions", "sd \"scsiclass,00.vACME\"\nst \"scsiclass,00.vACME\"\n" },
		{ "one line", "sd " },
		{ "lines joined", "\\\n" },
		{ "quotes", "\"" },
		{ "errors", "a\n" },
		{ "one alias", "x \"y\"\n" },
		{ "zeros", "" },
	};
	const size_t size = 10 << 20;
	char *data = malloc(size);
	struct table table;
	clock_t start;

	assert_non_null(data);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t len = strlen(rows[i].text) ?: 1;

		for (size_t at = 0; at < size; at++)
			data[at] = rows[i].text[at % len];
		start = clock();
		read_data(&table, TABLE_BY_ALIAS, data, size);
		printf("# 10 MB, %s: %zu pairs, %.2f s\n", rows[i].what, table.n,
		       (double)(clock() - start) / CLOCKS_PER_SEC);
		assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
		table_free(&table);
	}
	free(data);
}

static void random_tables(void **state)
{
	static const char alphabet[] = "abc\"\"\"\\\n\n\n  \t#,=;1-\0\xff";
	char text[64];
	struct table table;

	for (int round = 0; round < 20000; round++) {
		size_t len = rand() % sizeof(text);

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[rand() % (sizeof(alphabet) - 1)];
		read_data(&table, TABLE_BY_ALIAS, text, len);
		for (size_t i = 1; i < table.n; i++)
			assert_true(strcmp(table.pair[i - 1].alias, table.pair[i].alias) < 0);
		table_free(&table);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(the_first_line_counts),
		cmocka_unit_test(says_where_and_what),
		cmocka_unit_test(goes_on_with_the_next_line),
		cmocka_unit_test(reads_classes),
		cmocka_unit_test(the_highest_form_wins),
		cmocka_unit_test(huge_tables_take_little),
		cmocka_unit_test(random_tables),
	};
	unsigned int seed = argc > 1 ? (unsigned int)atoi(argv[1]) : (unsigned int)time(NULL);

	printf("# seed %u\n", seed);
	srand(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
