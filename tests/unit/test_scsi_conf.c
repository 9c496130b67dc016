// SPDX-License-Identifier: GPL-2.0
/*
 * The parser of driver.conf(5): its grammar, where it finds mistakes, and that
 * no file makes it use much memory or time.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "conf_lex.h"
#include "driver_conf.h"

#define MB (1 << 20)

static char said[1 << 16];

static void print(void *arg, enum conf_level level, const struct conf_place *at, const char *text)
{
	size_t used = strlen(said);

	snprintf(said + used, sizeof(said) - used, "%u:%u: %s\n", at->line, at->column, text);
}

static struct driver_conf *read_data(const char *data, size_t len, struct conf_log *log)
{
	FILE *in = fmemopen((void *)data, len, "r");
	struct driver_conf *conf;

	assert_non_null(in);
	*said = '\0';
	*log = (struct conf_log){ .print = print };
	conf = driver_conf_read(in, "dir/sd.conf", log);
	assert_non_null(conf);
	assert_int_equal(log->muted, 0);
	fclose(in);
	return conf;
}

static struct driver_conf *read_text(const char *text)
{
	struct conf_log log;

	return read_data(text, strlen(text), &log);
}

/* It is parsed without a word. */
static struct driver_conf *good(const char *text)
{
	struct driver_conf *conf = read_text(text);

	assert_string_equal(said, "");
	return conf;
}

static const struct conf_prop *global(const struct driver_conf *conf, const char *name)
{
	const struct conf_prop *prop = conf_prop_find(conf->globals, name);

	assert_non_null(prop);
	return prop;
}

static void reads_the_examples(void **state)
{
	static const char text[] =
		"name=\"sd\" class=\"scsi\" target=3 lun=0;\n"
		"name=\"toaster\" class=\"scsi\" target=4 lun=0;\n"
		"name=\"st\" class=\"scsi\" target=0 lun=0 tape-config-list=\"A\",\"B\";\n"
		"name=\"sd\" parent=\"/pci@1f,4000/scsi@3\" target=15 lun=7;\n"
		"name=\"sgen\" class=\"scsi-self-identifying\";\n"
		"sd-max-throttle=32 ddi-forceattach=1;\n"
		"sd-config-list=\"SEAGATE ST32550W\", \"retries:5\";\n";
	struct driver_conf *conf = good(text);
	const struct conf_entry *e = conf->nodes;

	assert_string_equal(conf->driver, "sd");
	assert_string_equal(e->name, "sd");
	assert_string_equal(e->class, "scsi");
	assert_int_equal(conf_prop_find(e->props, "target")->integer, 3);
	e = e->next->next;
	assert_int_equal(e->line, 3);
	assert_int_equal(conf_prop_find(e->props, "tape-config-list")->n, 2);
	assert_string_equal(conf_prop_string(conf_prop_find(e->props, "tape-config-list"), 1), "B");
	e = e->next;
	assert_string_equal(e->parent, "/pci@1f,4000/scsi@3");
	assert_null(e->class);
	e = e->next;
	assert_null(e->props);
	assert_null(e->next);
	assert_int_equal(global(conf, "sd-max-throttle")->integer, 32);
	assert_string_equal(conf_prop_string(global(conf, "sd-config-list"), 0), "SEAGATE ST32550W");
	driver_conf_free(conf);
}

static void reads_all_kinds_of_values(void **state)
{
	struct driver_conf *conf = good(
		"flag d=10 h=0xfF o=017 m=-1 t=~0 min=-2147483648 max=0xffffffff z=0 i=1, -2 ,3 ;"
		"s=\"\" q=\"a\\\"b\" oct=\"\\101\\1012\" bs=\"a\\\\b\" cont=\"one \\\ntwo\" semi=\"a;#b\";"
		"# comment; x=1;\n"
		"NAME=\"n\" PARENT=\"p\" # between tokens\n CLASS \n =\n\"c\" Name=\"ordinary\";;\n"
		"es\\=cape=1 \\9lives=2 a\\#b=3;");
	const struct { const char *name; int32_t value; } ints[] = {
		{ "d", 10 }, { "h", 255 }, { "o", 15 }, { "m", -1 }, { "t", -1 }, { "z", 0 },
		{ "min", INT32_MIN }, { "max", -1 }, { "es=cape", 1 }, { "9lives", 2 }, { "a#b", 3 },
	};
	const struct { const char *name, *value; } texts[] = {
		{ "s", "" }, { "q", "a\"b" }, { "oct", "AA2" }, { "bs", "a\\b" },
		{ "cont", "one two" }, { "semi", "a;#b" },
	};

	assert_int_equal(global(conf, "flag")->type, CONF_BOOLEAN);
	assert_int_equal(global(conf, "flag")->n, 0);
	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		assert_int_equal(global(conf, ints[i].name)->n, 1);
		assert_int_equal(global(conf, ints[i].name)->integer, ints[i].value);
	}
	assert_int_equal(global(conf, "i")->n, 3);
	assert_int_equal(conf_prop_integer(global(conf, "i"), 1), -2);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(global(conf, texts[i].name)->string, texts[i].value);
	assert_string_equal(conf->nodes->name, "n");
	assert_string_equal(conf->nodes->parent, "p");
	assert_string_equal(conf->nodes->class, "c");
	assert_string_equal(conf_prop_find(conf->nodes->props, "Name")->string, "ordinary");
	driver_conf_free(conf);
}

static void the_last_of_a_name_counts(void **state)
{
	struct driver_conf *conf = good("a=1 a=2; name=\"x\" class=\"scsi\" b=1 b=2; a=3;");

	assert_int_equal(global(conf, "a")->integer, 3);
	assert_int_equal(conf_prop_find(conf->nodes->props, "b")->integer, 2);
	driver_conf_free(conf);
}

static void says_where_and_what(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "name=\"a\";", "1:1: missing parent or class attribute: 'a'\n" },
		{ "\n  class=\"scsi\" x=1;", "2:3: missing name attribute: 'scsi'\n" },
		{ "parent=\"p\";", "1:1: missing name attribute: 'p'\n" },
		{ "a=1,\"x\";", "1:5: Mixed types in value list: 'x'\n" },
		{ "name=\"a\",1 class=\"c\";", "1:10: Mixed types in value list: '1'\n" },
		{ "a=1", "1:4: unexpected end of file: is a ';' missing?\n" },
		{ "a=", "1:3: unexpected end of file: is a ';' missing?\n" },
		{ "a=;", "1:3: string or number expected, not this ';': ';'\n" },
		{ "a=b;", "1:3: string or number expected, not this name: 'b'\n" },
		{ "a 1;", "1:3: name or ';' expected, not this number: '1'\n" },
		{ "\ta=1,,2;", "1:6: string or number expected, not this ',': ','\n" },
		{ "=1;", "1:1: name or ';' expected, not this '=': '='\n" },
		{ "name=\"a\" class=\"s\"\nname=\"b\" class=\"s\";",
		  "2:1: second time in one entry: is a ';' missing before it?: 'name'\n" },
		{ "name=1 class=\"c\";", "1:1: takes one string: 'name'\n" },
		{ "name=\"a\",\"b\" class=\"c\";", "1:1: takes one string: 'name'\n" },
		{ "name class=\"c\";", "1:1: takes one string: 'name'\n" },
		{ "name=\"\" class=\"c\";", "1:1: takes one string: 'name'\n" },
		{ "a=08;", "1:3: not a 32-bit number: '08'\n" },
		{ "a=0x;", "1:3: not a 32-bit number: '0x'\n" },
		{ "a=12ab;", "1:3: not a 32-bit number: '12ab'\n" },
		{ "a=-;", "1:3: not a 32-bit number: '-'\n" },
		{ "a=--1;", "1:3: not a 32-bit number: '--1'\n" },
		{ "a=4294967296;", "1:3: not a 32-bit number: '4294967296'\n" },
		{ "a=-2147483649;", "1:3: not a 32-bit number: '-2147483649'\n" },
		{ "a=99999999999999999999999;", "1:3: not a 32-bit number: '99999999999999999999999'\n" },
		{ "a=\"b\nc=1;", "1:3: string without closing quote: 'b'\n" },
		{ "a=\"b", "1:3: string without closing quote: 'b'\n" },
		{ "a=\"b\\", "1:3: string without closing quote: 'b'\n" },
		{ "a=\"\\0\";", "1:3: character in a string that is not 1 to 255: '\\x00'\n" },
		{ "a=\"\\777\";", "1:3: character in a string that is not 1 to 255: '\\xff'\n" },
		{ "a/b=1;", "1:1: not a property name: 'a/b'\n" },
		{ "a\\ b=1;", "1:1: not a property name: 'a b'\n" },
		{ "a=1; %b=2;", "1:6: unexpected character: '%'\n" },
		{ "a=1;\r\n", "1:5: unexpected character: '\\x0d'\n" },
		{ "a=1; \xff", "1:6: unexpected character: '\\xff'\n" },
		{ "\\", "1:1: backslash at the end of the file: ''\n" },
		{ "a=1 \\\n;", "" },
		{ "", "" },
		{ ";;;", "" },
		{ "# a", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		driver_conf_free(read_text(rows[i].text));
		assert_string_equal(said, rows[i].message);
	}
}

static void goes_on_after_a_mistake(void **state)
{
	struct driver_conf *conf = read_text(
		"a=%; b=2;\n"
		"c=\"open;\n"
		"d=4; e=1,\"x\" f=6; name=\"n\" class=\"c\" g=1 name=\"m\";\nh=8;\n");

	assert_string_equal(said, "1:3: unexpected character: '%'\n"
			    "2:3: string without closing quote: 'open;'\n"
			    "3:10: Mixed types in value list: 'x'\n"
			    "3:42: second time in one entry: is a ';' missing before it?: 'name'\n");
	assert_null(conf->nodes);
	assert_null(conf_prop_find(conf->globals, "a"));
	assert_int_equal(global(conf, "b")->integer, 2);
	assert_int_equal(global(conf, "d")->integer, 4);
	assert_null(conf_prop_find(conf->globals, "e"));
	assert_int_equal(global(conf, "f")->integer, 6);
	assert_int_equal(global(conf, "h")->integer, 8);
	driver_conf_free(conf);
}

static void tokens_have_a_limit(void **state)
{
	char text[2 * CONF_TOKEN_MAX];

	for (int over = 0; over < 2; over++) {
		int len = CONF_TOKEN_MAX + over;

		memset(text, 'x', sizeof(text));
		sprintf(text + len, "=1;");
		driver_conf_free(read_text(text));
		assert_int_equal(!!*said, over);
		memcpy(text, "a=\"", 3);
		memset(text + 3, 'x', len);
		sprintf(text + 3 + len, "\";b=1;");
		driver_conf_free(read_text(text));
		assert_int_equal(!!*said, over);
	}
}

/* Repeats a text until it fills size bytes and parses that. Returns errors. */
static unsigned int flood(const char *start, const char *text, size_t size, double *seconds)
{
	size_t len = strlen(text), at = strlen(start);
	char *data = malloc(size);
	struct conf_log log;
	clock_t begun;

	assert_non_null(data);
	memset(data, '\n', size);
	memcpy(data, start, at);
	for (; at + len <= size; at += len)
		memcpy(data + at, text, len);
	begun = clock();
	driver_conf_free(read_data(data, size, &log));
	*seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
	free(data);
	return log.count[CONF_ERROR];
}

static void huge_files_take_little(void **state)
{
	static const struct {
		const char *what, *start, *text;
		int errors;		/* -1: some */
	} rows[] = {
		{ "nodes", "", "name=\"sd\" class=\"scsi\" target=3 lun=0;\n", 0 },
		{ "comments", "", "# nothing but a comment\n", 0 },
		{ "one string continued", "a=\"", "\\\n", 1 },
		{ "one long string continued", "a=\"", "continued\\\n", 1 },
		{ "one entry", "", "a=1 ", -1 },
		{ "booleans", "", "a ", -1 },
		{ "one list", "a=1", ",1", -1 },
		{ "one list of strings", "a=\"\"", ",\"\"", -1 },
		{ "lines joined", "a", "\\\n", -1 },
		{ "one name", "", "a", -1 },
		{ "one number", "a=", "1", -1 },
		{ "quotes", "", "\"", -1 },
		{ "errors", "", "=;", DRIVER_CONF_ERRORS_MAX + 1 },
		{ "semicolons", "", ";", 0 },
	};
	double seconds;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned int errors = flood(rows[i].start, rows[i].text, 10 * MB, &seconds);

		printf("# 10 MB, %s: %u errors, %.2f s\n", rows[i].what, errors, seconds);
		assert_true(rows[i].errors < 0 ? errors > 0 : errors == (unsigned int)rows[i].errors);
		assert_true(seconds < 10);
	}
}

static void binary_files_are_refused(void **state)
{
	size_t size = 10 * MB;
	char *data = malloc(size);
	struct conf_log log;

	assert_non_null(data);
	for (size_t i = 0; i < size; i++)
		data[i] = rand() >> 7;
	driver_conf_free(read_data(data, size, &log));
	/* the last entry, a bad token in it, another one behind it, "too many errors" */
	assert_in_range(log.count[CONF_ERROR], DRIVER_CONF_ERRORS_MAX + 1, DRIVER_CONF_ERRORS_MAX + 3);
	assert_non_null(strstr(said, "too many errors"));
	memset(data, 0, size);
	driver_conf_free(read_data(data, size, &log));
	assert_true(log.count[CONF_ERROR] > 0);
	free(data);
}

static void a_file_that_is_too_large_is_said_so(void **state)
{
	FILE *in = tmpfile();
	struct conf_log log = { .print = print };

	assert_non_null(in);
	fputs("a=1; #", in);
	assert_int_equal(fseek(in, CONF_FILE_MAX + 1L, SEEK_SET), 0);
	fputs("b=1;", in);
	rewind(in);
	*said = '\0';
	driver_conf_free(driver_conf_read(in, "x", &log));
	assert_non_null(strstr(said, "file is larger than 64 MiB"));
	fclose(in);
}

static void what_cannot_be_read_is_said_so(void **state)
{
	FILE *in = fopen("/", "r");
	struct conf_log log = { .print = print };

	assert_non_null(in);
	*said = '\0';
	driver_conf_free(driver_conf_read(in, "/", &log));
	assert_string_equal(said, "1:1: cannot be read: Is a directory\n");
	fclose(in);
}

/* Parsing parts of a valid file never crashes and never goes on for ever. */
static void random_changes(void **state)
{
	static const char model[] =
		"name=\"sd\" class=\"scsi\" target=3 lun=0; a=1,-2,~3;\n"
		"b=\"x\\\"\\101\\\ny\" c;# comment\nh=0x1F parent=\"p\\\\\" NAME=\"q\";";
	static const char alphabet[] = "\";=,\\#\n \t-~0x7anamec\0\xff";
	char text[sizeof(model)];
	struct conf_log log;

	for (int round = 0; round < 20000; round++) {
		size_t len = 1 + rand() % (sizeof(model) - 1);

		memcpy(text, model, sizeof(model));
		for (int i = rand() % 6; i >= 0; i--)
			text[rand() % sizeof(text)] = alphabet[rand() % (sizeof(alphabet) - 1)];
		driver_conf_free(read_data(text, len, &log));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_examples),
		cmocka_unit_test(reads_all_kinds_of_values),
		cmocka_unit_test(the_last_of_a_name_counts),
		cmocka_unit_test(says_where_and_what),
		cmocka_unit_test(goes_on_after_a_mistake),
		cmocka_unit_test(tokens_have_a_limit),
		cmocka_unit_test(huge_files_take_little),
		cmocka_unit_test(binary_files_are_refused),
		cmocka_unit_test(a_file_that_is_too_large_is_said_so),
		cmocka_unit_test(what_cannot_be_read_is_said_so),
		cmocka_unit_test(random_changes),
	};
	unsigned int seed = argc > 1 ? (unsigned int)atoi(argv[1]) : (unsigned int)time(NULL);

	printf("# seed %u\n", seed);
	srand(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
