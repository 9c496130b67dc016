// SPDX-License-Identifier: GPL-2.0
/* libstmf's GUIDs, device names and encoded group names, with hostile input. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stmf_linux.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X200 X50 X50 X50 X50

/* A copy whose end is the end of its memory, so that ASan sees a byte too many. */
static char *tight(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	return strcpy(copy, text);
}

static void guid_good(void **state)
{
	static const char *const upper = "600144F00123456789ABCDEFFEDCBA98";
	char out[STMF_GUID_TEXT_LEN + 1];
	stmfGuid guid;

	assert_int_equal(stmf_guid_parse("600144f00123456789abcdefFEDCba98", &guid), 0);
	assert_int_equal(guid.guid[0], 0x60);
	assert_int_equal(guid.guid[15], 0x98);
	stmf_guid_format(&guid, out);
	assert_string_equal(out, upper);
}

static void guid_bad(void **state)
{
	static const char *const cases[] = {
		"",
		"6",
		"600144F00123456789ABCDEFFEDCBA9",	/* 31 */
		"600144F00123456789ABCDEFFEDCBA981",	/* 33 */
		"600144F00123456789ABCDEFFEDCBA9g",
		"g00144F00123456789ABCDEFFEDCBA98",
		"0x0144F00123456789ABCDEFFEDCBA98",
		" 00144F00123456789ABCDEFFEDCBA98",
		"600144F00123456789ABCDEFFEDCBA9\n",
		"-00144F00123456789ABCDEFFEDCBA98",
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		X200,
	};
	stmfGuid guid, before;

	memset(&guid, 0x5a, sizeof(guid));
	before = guid;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = tight(cases[i]);

		assert_int_equal(stmf_guid_parse(text, &guid), -EINVAL);
		assert_memory_equal(&guid, &before, sizeof(guid));
		free(text);
	}
}

static void devid_good(void **state)
{
	static const struct {
		const char *text, *normal;
	} cases[] = {
		{ "iqn.1993-08.org.debian:01:AABB", "iqn.1993-08.org.debian:01:aabb" },
		{ "iqn.x", "iqn.x" },
		{ "iqn.Z-.:9", "iqn.z-.:9" },
		{ "wwn.210000e08b074cb5", "wwn.210000E08B074CB5" },
		{ "eui.0123456789abcDEF", "eui.0123456789ABCDEF" },
		{ "iqn." X200 X10 "xxxxxxxxx", "iqn." X200 X10 "xxxxxxxxx" },	/* 223 bytes */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char out[STMF_IDENT_LENGTH + 1], *text = tight(cases[i].text);
		stmfDevid devid, again = { 0 };

		assert_int_equal(stmf_devid_parse(text, &devid), 0);
		stmf_devid_format(&devid, out);
		assert_string_equal(out, cases[i].normal);
		assert_int_equal(devid.identLength, strlen(out));
		/* the rest is zero, so that whole structs compare */
		memcpy(again.ident, out, strlen(out));
		again.identLength = strlen(out);
		assert_memory_equal(&devid, &again, sizeof(devid));
		free(text);
	}
}

static void devid_bad(void **state)
{
	static const char *const cases[] = {
		"", "i", "iqn", "iqn.", "IQN.x", "Iqn.x", "naa.5001405000000001",
		"iqn.a b", "iqn.a_b", "iqn.a/b", "iqn.a%b", "iqn.\xc3\xbc", "iqn.a\n", "iqn.a,b", "iqn.*",
		"wwn.", "wwn.210000e08b074cb", "wwn.210000e08b074cb55", "wwn.210000e08b074cbg",
		"wwn.0x0000e08b074cb5", "WWN.210000e08b074cb5", "wwn.21:00:00:e0:8b:0",
		"eui.", "eui.0123456789abcde", "eui.0123456789abcdef0", "eui.0123456789abcde ",
		"210000e08b074cb5", "*", "..", "../../../etc/passwd",
		"iqn." X200 X10 X10,			/* 224 bytes */
		"iqn." X200 X50 "xxxxxx",		/* 260: must not wrap to 4 */
		X200 X200 X200,
	};
	stmfDevid devid, before;

	memset(&devid, 0x5a, sizeof(devid));
	before = devid;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = tight(cases[i]);

		assert_int_equal(stmf_devid_parse(text, &devid), -EINVAL);
		assert_memory_equal(&devid, &before, sizeof(devid));
		free(text);
	}
}

static void patterns(void **state)
{
	static const char *const good[][2] = {
		{ "iqn.2026-01.com.example:rack7-*", "iqn.2026-01.com.example:rack7-*" },
		{ "iqn.Rack*", "iqn.rack*" }, { "iqn.*", "iqn.*" }, { "wwn.*", "wwn.*" },
		{ "wwn.5001405f*", "wwn.5001405F*" },
		{ "eui.0123456789abcde*", "eui.0123456789ABCDE*" },
		{ "iqn." X200 X10 "xxxxxxxx*", "iqn." X200 X10 "xxxxxxxx*" },	/* 223 bytes */
	};
	static const char *const bad[] = {
		"", "*", "iqn*", "iqn.a", "iqn.a*b", "iqn.a**", "iqn.*a", "iqn.a_*", "wwn.g*", "foo.*",
		"eui.0123456789abcdef*", "iqn." X200 X10 "xxxxxxxxx*", "iqn." X200 X50 "xxxxxx*",
	};
	char out[STMF_IDENT_LENGTH + 1];
	stmfDevid devid;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		char *text = tight(good[i][0]);

		assert_int_equal(stmf_pattern_parse(text, &devid), 0);
		stmf_devid_format(&devid, out);
		assert_string_equal(out, good[i][1]);
		free(text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = tight(bad[i]);

		assert_int_equal(stmf_pattern_parse(text, &devid), -EINVAL);
		free(text);
	}
}

/* COMSTAR's converters */
static void converters(void **state)
{
	uchar_t wwn[8] = { 0x21, 0, 0, 0xe0, 0x8b, 0x07, 0x4c, 0xb5 };
	stmfDevid devid, zero = { 0 };

	assert_int_equal(stmfDevidFromWwn(wwn, &devid), STMF_STATUS_SUCCESS);
	assert_int_equal(devid.identLength, 20);
	assert_string_equal((char *)devid.ident, "wwn.210000E08B074CB5");
	assert_int_equal(stmfDevidFromWwn(NULL, &devid), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfDevidFromWwn(wwn, NULL), STMF_ERROR_INVALID_ARG);

	assert_int_equal(stmfDevidFromIscsiName((char *)"iqn.A_b", &devid), STMF_STATUS_SUCCESS);
	assert_string_equal((char *)devid.ident, "iqn.A_b");	/* nothing folded */
	assert_int_equal(stmfDevidFromIscsiName((char *)"eui.", &devid), STMF_STATUS_SUCCESS);
	assert_int_equal(devid.identLength, 4);
	assert_int_equal(stmfDevidFromIscsiName((char *)"wwn.210000E08B074CB5", &devid), STMF_ERROR_INVALID_ARG);
	assert_memory_equal(&devid, &zero, sizeof(devid));
	assert_int_equal(stmfDevidFromIscsiName((char *)"iqn." X200 X50 "xxxxxx", &devid), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfDevidFromIscsiName((char *)"iqn", &devid), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfDevidFromIscsiName(NULL, &devid), STMF_ERROR_INVALID_ARG);
	assert_int_equal(stmfDevidFromIscsiName((char *)"iqn.a", NULL), STMF_ERROR_INVALID_ARG);
}

static void group_names(void **state)
{
	static const struct {
		const char *name, *encoded;
	} cases[] = {
		{ "lab", "lab" },
		{ "a b", "a b" },
		{ "50%", "50%25" },
		{ "a/b", "a%2Fb" },
		{ ".", "%2E" },
		{ "..", "%2E." },
		{ "a.b", "a.b" },
		{ "./..", "%2E%2F.." },
		{ "\n\t\x01\x1f\x7f", "%0A%09%01%1F%7F" },
		{ "\xc3\xbc\xff\x80", "\xc3\xbc\xff\x80" },
		{ "a*", "a*" },
		{ "%41", "%2541" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char out[STMF_GROUP_NAME_MAX + 1];

		assert_int_equal(stmf_name_encode(cases[i].name, out), strlen(cases[i].encoded));
		assert_string_equal(out, cases[i].encoded);
		assert_int_equal(stmf_name_decode(cases[i].encoded, out), strlen(cases[i].name));
		assert_string_equal(out, cases[i].name);
	}
}

static void group_names_bad(void **state)
{
	static const char *const encoded[] = {
		"", "*", "*a", "%", "a%", "%2", "a%2", "%2f", "%2e", "%41", "%G0", "%0G", "%00", "%C3",
		".", "..", ".a", "a/b", "a\n", "\x7f", "a%2E", "%%25", "% 2",
	};
	char out[STMF_GROUP_NAME_MAX + 1];
	char name[600];

	for (size_t i = 0; i < ARRAY_SIZE(encoded); i++) {
		char *text = tight(encoded[i]);

		assert_int_equal(stmf_name_decode(text, out), -EINVAL);
		free(text);
	}
	assert_int_equal(stmf_name_encode("", out), -EINVAL);
	assert_int_equal(stmf_name_encode("*", out), -EINVAL);
	assert_int_equal(stmf_name_encode("*all", out), -EINVAL);

	memset(name, 'x', sizeof(name));
	name[255] = '\0';
	assert_int_equal(stmf_name_encode(name, out), 255);
	assert_int_equal(stmf_name_decode(name, out), 255);
	name[0] = '/';
	assert_int_equal(stmf_name_encode(name, out), -ENAMETOOLONG);
	name[255] = 'x';
	name[256] = '\0';
	assert_int_equal(stmf_name_encode(name + 1, out), 255);
	name[0] = 'x';
	assert_int_equal(stmf_name_encode(name, out), -ENAMETOOLONG);
	assert_int_equal(stmf_name_decode(name, out), -ENAMETOOLONG);
}

/* What is encoded decodes to itself; what decodes is spelled in one way only. */
static void random_names(void **state)
{
	char out[STMF_GROUP_NAME_MAX + 1], back[STMF_GROUP_NAME_MAX + 1];
	unsigned int seed = 4711;

	for (int round = 0; round < 20000; round++) {
		size_t len = rand_r(&seed) % 120;
		char *text = malloc(len + 1);

		assert_non_null(text);
		for (size_t i = 0; i < len; i++)
			text[i] = rand_r(&seed) % 3 ? "%/.2Ff*e05A"[rand_r(&seed) % 11] : 1 + rand_r(&seed) % 255;
		text[len] = '\0';
		if (stmf_name_encode(text, out) > 0) {
			assert_true(stmf_name_decode(out, back) > 0);
			assert_string_equal(back, text);
		}
		if (stmf_name_decode(text, out) > 0) {
			assert_true(stmf_name_encode(out, back) > 0);
			assert_string_equal(back, text);
		}
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guid_good),
		cmocka_unit_test(guid_bad),
		cmocka_unit_test(devid_good),
		cmocka_unit_test(devid_bad),
		cmocka_unit_test(patterns),
		cmocka_unit_test(converters),
		cmocka_unit_test(group_names),
		cmocka_unit_test(group_names_bad),
		cmocka_unit_test(random_names),
	};

	return cmocka_run_group_tests_name("names of libstmf", tests, NULL, NULL);
}
