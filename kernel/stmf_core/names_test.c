// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of names.c: one table for each function. */
#include <kunit/test.h>
#include <linux/module.h>

#include "names.h"

struct name_case {
	const char *what;
	const char *in;
	const char *out;	/* NULL: refused */
};

static void get_desc(const struct name_case *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

static const struct name_case normalise_cases[] = {
	{ "iqn", "iqn.1999-01.com.example:a", "iqn.1999-01.com.example:a" },
	{ "iqn upper case", "IQN.1999-01.COM.Example:A", "iqn.1999-01.com.example:a" },
	{ "iqn alone", "iqn." },
	{ "iqn with blank", "iqn.a b" },
	{ "iqn with underscore", "iqn.a_b" },
	{ "iqn with slash", "iqn.a/b" },
	{ "iqn with comma", "iqn.a,b" },
	{ "iqn with newline", "iqn.a\n" },
	{ "iqn with high byte", "iqn.\xc3\xa4" },
	{ "eui", "eui.0002c903000e8acd", "eui.0002C903000E8ACD" },
	{ "EUI", "EUI.0002C903000E8ACD", "eui.0002C903000E8ACD" },
	{ "eui too short", "eui.0002C903000E8AC" },
	{ "eui too long", "eui.0002C903000E8ACD0" },
	{ "eui not hex", "eui.0002C903000E8ACG" },
	{ "naa", "naa.5001405000000a01", "wwn.5001405000000A01" },
	{ "naa of 32 digits", "naa.60014050000000000000000000000001" },
	{ "wwn", "wwn.21000024ff000001", "wwn.21000024FF000001" },
	{ "wwn too short", "wwn.21000024ff00001" },
	{ "wwn with colons", "wwn.21:00:00:24:ff:00:00:01" },
	{ "colons", "21:00:00:24:ff:00:00:01", "wwn.21000024FF000001" },
	{ "colons, one misplaced", "2:100:00:24:ff:00:00:01" },
	{ "colons, one missing", "21:00:00:24:ff:0000:01" },
	{ "colons, 7 bytes", "21:00:00:24:ff:00:00" },
	{ "colons, 9 bytes", "21:00:00:24:ff:00:00:01:02" },
	{ "colon at the end", "21:00:00:24:ff:00:00:01:" },
	{ "16 digits alone", "21000024ff000001" },
	{ "guid", "0002:c903:000e:8acd", "eui.0002C903000E8ACD" },
	{ "guid, last group short", "0002:c903:000e:8ac" },
	{ "guid, five groups", "0002:c903:000e:8acd:0001" },
	{ "guid, one group of five", "0002:c9030:00e:8acd" },
	{ "guid not hex", "0002:c903:000e:8acg" },
	{ "srp", "0x00000000000000000002c903000e8acd", "eui.0002C903000E8ACD" },
	{ "srp upper case", "0X00000000000000010002C903000E8ACD", "eui.0002C903000E8ACD" },
	{ "srp of 16 digits", "0x0002c903000e8acd" },
	{ "srp of 33 digits", "0x00000000000000000002c903000e8acd0" },
	{ "srp not hex at first", "0xg0000000000000000002c903000e8acd" },
	{ "empty", "" },
	{ "fc prefix", "fc.21000024ff000001" },
	{ "star", "*" },
};

KUNIT_ARRAY_PARAM(normalise, normalise_cases, get_desc);

static void test_normalise(struct kunit *test)
{
	const struct name_case *c = test->param_value;
	char out[STMF_ISCSI_NAME_MAX + 1];
	int len = stmf_name_normalise(c->in, out, sizeof(out));

	if (!c->out) {
		KUNIT_EXPECT_EQ(test, len, -EINVAL);
		return;
	}
	KUNIT_ASSERT_EQ(test, len, (int)strlen(c->out));
	KUNIT_EXPECT_STREQ(test, out, c->out);
	KUNIT_EXPECT_TRUE(test, stmf_name_is_normal(out, len));
	/* one byte less room than needed */
	KUNIT_EXPECT_EQ(test, stmf_name_normalise(c->in, out, len), -EINVAL);
}

static const struct name_case normal_cases[] = {
	{ "iqn", "iqn.1999-01.com.example:a", "" },
	{ "iqn upper case", "iqn.A" },
	{ "IQN", "IQN.a" },
	{ "iqn alone", "iqn." },
	{ "eui", "eui.0002C903000E8ACD", "" },
	{ "eui lower case", "eui.0002c903000e8acd" },
	{ "wwn", "wwn.5001405000000A01", "" },
	{ "wwn too long", "wwn.5001405000000A010" },
	{ "wwn not hex", "wwn.5001405000000A0G" },
	{ "naa", "naa.5001405000000A01" },
	{ "prefix cut", "iq" },
	{ "empty", "" },
};

KUNIT_ARRAY_PARAM(normal, normal_cases, get_desc);

static void test_is_normal(struct kunit *test)
{
	const struct name_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, stmf_name_is_normal(c->in, strlen(c->in)), !!c->out);
}

static void test_iqn_length(struct kunit *test)
{
	char text[STMF_ISCSI_NAME_MAX + 2] = "iqn.", out[STMF_ISCSI_NAME_MAX + 2];

	memset(text + 4, 'a', STMF_ISCSI_NAME_MAX - 3);
	KUNIT_EXPECT_FALSE(test, stmf_name_is_normal(text, STMF_ISCSI_NAME_MAX + 1));
	KUNIT_EXPECT_EQ(test, stmf_name_normalise(text, out, sizeof(out)), -EINVAL);
	text[STMF_ISCSI_NAME_MAX] = '\0';
	KUNIT_EXPECT_TRUE(test, stmf_name_is_normal(text, STMF_ISCSI_NAME_MAX));
	KUNIT_EXPECT_EQ(test, stmf_name_normalise(text, out, sizeof(out)),
			STMF_ISCSI_NAME_MAX);
}

static const struct name_case decode_cases[] = {
	{ "plain", "sql hosts", "sql hosts" },
	{ "utf-8", "h\xc3\xb6sts", "h\xc3\xb6sts" },
	{ "slash", "a%2Fb", "a/b" },
	{ "per cent", "%25", "%" },
	{ "first dot", "%2E.", ".." },
	{ "newline", "a%0Ab", "a\nb" },
	{ "delete", "%7F", "\x7f" },
	{ "dot not first", "a.b", "a.b" },
	{ "star not first", "a*", "a*" },
	{ "plain first dot", ".a" },
	{ "needless code", "%41" },
	{ "needless dot", "a%2Eb" },
	{ "lower case hex", "a%2fb" },
	{ "NUL", "a%00b" },
	{ "cut code", "a%2" },
	{ "lone per cent", "a%" },
	{ "not hex", "%ZZ" },
	{ "plain slash", "a/b" },
	{ "plain newline", "a\nb" },
	{ "star", "*" },
	{ "star first", "*a" },
	{ "encoded star", "%2A" },
	{ "empty", "" },
};

KUNIT_ARRAY_PARAM(decode, decode_cases, get_desc);

static void test_decode(struct kunit *test)
{
	const struct name_case *c = test->param_value;
	char name[STMF_NAME_MAX + 1], back[STMF_NAME_MAX + 1];
	int len = stmf_group_decode(c->in, strlen(c->in), name);

	if (!c->out) {
		KUNIT_EXPECT_EQ(test, len, -EINVAL);
		return;
	}
	KUNIT_ASSERT_EQ(test, len, (int)strlen(c->out));
	KUNIT_EXPECT_STREQ(test, name, c->out);
	KUNIT_ASSERT_EQ(test, stmf_group_encode(name, back), (int)strlen(c->in));
	KUNIT_EXPECT_STREQ(test, back, c->in);
}

static void test_group_length(struct kunit *test)
{
	char text[STMF_NAME_MAX + 2], out[STMF_NAME_MAX + 1];

	memset(text, 'a', sizeof(text));
	KUNIT_EXPECT_EQ(test, stmf_group_decode(text, 255, out), 255);
	KUNIT_EXPECT_EQ(test, stmf_group_decode(text, 256, out), -ENAMETOOLONG);
	text[255] = '\0';
	KUNIT_EXPECT_EQ(test, stmf_group_encode(text, out), 255);
	text[254] = '/';
	KUNIT_EXPECT_EQ(test, stmf_group_encode(text, out), -ENAMETOOLONG);
	text[253] = '\0';
	text[252] = '/';
	KUNIT_EXPECT_EQ(test, stmf_group_encode(text, out), 255);
}

static const struct name_case guid_cases[] = {
	{ "upper", "600144F0080027A1B2C35F5E10000001", "600144F0080027A1B2C35F5E10000001" },
	{ "lower", "600144f0080027a1b2c35f5e10000001", "600144F0080027A1B2C35F5E10000001" },
	{ "last digit", "60000000000000000000000000000001", "60000000000000000000000000000001" },
	{ "second digit", "61000000000000000000000000000000", "61000000000000000000000000000000" },
	{ "no value", "60000000000000000000000000000000" },
	{ "NAA 5", "500144F0080027A1B2C35F5E10000001" },
	{ "all zero", "00000000000000000000000000000000" },
	{ "31 digits", "600144F0080027A1B2C35F5E1000001" },
	{ "33 digits", "600144F0080027A1B2C35F5E100000001" },
	{ "not hex", "600144F0080027A1B2C35F5E1000000G" },
	{ "0x", "0x600144F0080027A1B2C35F5E100000" },
	{ "empty", "" },
};

KUNIT_ARRAY_PARAM(guid, guid_cases, get_desc);

static void test_guid(struct kunit *test)
{
	const struct name_case *c = test->param_value;
	char text[STMF_GUID_DIGITS + 1];
	struct stmf_guid guid;
	int err = stmf_guid_parse(c->in, strlen(c->in), &guid);

	KUNIT_ASSERT_EQ(test, err, c->out ? 0 : -EINVAL);
	if (err)
		return;
	stmf_guid_format(&guid, text);
	KUNIT_EXPECT_STREQ(test, text, c->out);
}

static const struct number_case {
	const char *in;
	u32 max;
	int err;
	u32 out;
} number_cases[] = {
	{ "0", 16383, 0, 0 },
	{ "16383", 16383, 0, 16383 },
	{ "16384", 16383, -ERANGE },
	{ "4294967294", STMF_VIEW_INDEX_MAX, 0, STMF_VIEW_INDEX_MAX },
	{ "4294967295", STMF_VIEW_INDEX_MAX, -ERANGE },
	{ "4294967296", STMF_VIEW_INDEX_MAX, -ERANGE },
	{ "18446744073709551616", STMF_VIEW_INDEX_MAX, -ERANGE },
	{ "99999999999999999999999999999999999999", 10, -ERANGE },
	{ "00", 10, -EINVAL },
	{ "01", 10, -EINVAL },
	{ "-1", 10, -EINVAL },
	{ "+1", 10, -EINVAL },
	{ " 1", 10, -EINVAL },
	{ "1 ", 10, -EINVAL },
	{ "0x1", 10, -EINVAL },
	{ "1\n", 10, -EINVAL },
	{ "", 10, -EINVAL },
};

static void test_number(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(number_cases); i++) {
		const struct number_case *c = &number_cases[i];
		u32 value = 0;
		int err = stmf_number_parse(c->in, strlen(c->in), c->max, &value);

		KUNIT_EXPECT_EQ_MSG(test, err, c->err, "'%s'", c->in);
		KUNIT_EXPECT_EQ_MSG(test, value, c->out, "'%s'", c->in);
	}
}

static struct kunit_case names_tests[] = {
	KUNIT_CASE_PARAM(test_normalise, normalise_gen_params),
	KUNIT_CASE_PARAM(test_is_normal, normal_gen_params),
	KUNIT_CASE(test_iqn_length),
	KUNIT_CASE_PARAM(test_decode, decode_gen_params),
	KUNIT_CASE(test_group_length),
	KUNIT_CASE_PARAM(test_guid, guid_gen_params),
	KUNIT_CASE(test_number),
	{}
};

static struct kunit_suite names_suite = {
	.name = "stmf_names",
	.test_cases = names_tests,
};

kunit_test_suite(names_suite);

MODULE_DESCRIPTION("KUnit tests of stmf");
MODULE_LICENSE("GPL");
