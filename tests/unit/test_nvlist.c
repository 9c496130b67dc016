// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Packed name-value lists: the vectors of the description byte for byte, every
 * type, every kind of damage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nvlist.h"

static uint64_t seed;
static char err[STMF_NV_ERRLEN];

static uint64_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t below(size_t n)
{
	return rnd() % n;
}

/* Hex with blanks between; the caller frees. */
static uint8_t *from_hex(const char *hex, size_t *len)
{
	uint8_t *out = malloc(strlen(hex) / 2 + 1);
	unsigned int byte;

	for (*len = 0; *hex; ) {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		out[(*len)++] = byte;
		hex += 2;
	}
	return out;
}

static int unpack_hex(const char *hex, struct stmf_nvlist **list)
{
	size_t len;
	uint8_t *data = from_hex(hex, &len);
	int rc = stmf_nv_unpack(data, len, list, err);

	free(data);
	return rc;
}

/* The list packs to these bytes, which unpack to a list that packs to them again. Frees it. */
static void expect_packed(struct stmf_nvlist *list, const char *hex)
{
	uint8_t *want, *got;
	size_t want_len, len;
	int i;

	want = from_hex(hex, &want_len);
	want[1] = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
	for (i = 0; i < 2; i++) {
		assert_int_equal(stmf_nv_pack(list, &got, &len), 0);
		assert_int_equal(len, want_len);
		assert_memory_equal(got, want, len);
		free(got);
		stmf_nv_free(list);
		list = NULL;
		if (stmf_nv_unpack(want, want_len, &list, err))
			fail_msg("%s", err);
	}
	stmf_nv_free(list);
	free(want);
}

/* ------------------------------------------------------------------ vectors */

#define HEAD	"01010000 00000000 00000001 "
#define END	" 00000000 00000000"

static void test_empty(void **state)
{
	expect_packed(stmf_nv_new(STMF_NV_UNIQUE_NAME), "0101000000000000000000010000000000000000");
}

#define LU_GUID	"600144f0c0a8010200005f5e100a0001"
#define LU_PATH	"/dev/zvol/rdsk/tank/vol1"
#define LU_HEX	HEAD "00000050 00000058 00000020" \
	"3630303134346630633061383031303230303030356635653130306130303031" \
	"00000009 00000001 00000018 2f6465762f7a766f6c2f7264736b2f74616e6b2f766f6c31" END

static void test_disk_provider(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	const struct stmf_nvpair *pair;

	assert_int_equal(stmf_nv_add_string(list, LU_GUID, LU_PATH), 0);
	expect_packed(list, LU_HEX);

	assert_int_equal(unpack_hex(LU_HEX, &list), 0);
	pair = stmf_nv_find(list, LU_GUID, STMF_NV_STRING);
	assert_string_equal(pair->strings[0], LU_PATH);
	assert_ptr_equal(pair, list->first);
	assert_null(pair->next);
	assert_null(stmf_nv_find(list, LU_GUID, STMF_NV_NVLIST));
	assert_null(stmf_nv_find(list, "600144f0", STMF_NV_STRING));
	stmf_nv_free(list);
}

/*
 * The head of it is in the description, with its length and the sizes of the pairs; the rest
 * is by its rules. It says 100h for the pair of the target; 108h is what fits all its other
 * numbers.
 */
#define TARGET_HEX \
	"01010000 00000000 00000002 00000024 00000028 0000000a 63666756657273696f6e0000" \
	"00000006 00000001 00000000 00000138 00000038 0000000a 7461726765744c6973740000" \
	"00000013 00000001 00000000 00000001 00000108 00000048" \
	"0000001d 69716e2e323031302d30382e6f72672e696c6c756d6f733a30323a7431 000000" \
	"00000013 00000001 00000000 00000001" \
	"00000028 00000028 0000000a 67656e65726174696f6e 0000 00000008 00000001 00000000 00000001" \
	"0000009c 00000038 00000008 747067744c697374 00000013 00000001 00000000 00000001" \
	"00000070 00000030 00000007 64656661756c74 00 00000013 00000001 00000000 00000001" \
	"0000001c 00000020 00000003 746167 00 00000004 00000001 00000001" \
	"00000028 00000028 0000000a 67656e65726174696f6e 0000 00000008 00000001 00000000 00000001" \
	"00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"

static void test_iscsi_provider(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME_TYPE), *target, *tpgt;
	size_t len;

	stmf_nv_add_number(list, "cfgVersion", STMF_NV_UINT32, 0);
	target = stmf_nv_add_list(list, "targetList", STMF_NV_UNIQUE_NAME);
	target = stmf_nv_add_list(target, "iqn.2010-08.org.illumos:02:t1", STMF_NV_UNIQUE_NAME);
	stmf_nv_add_number(target, "generation", STMF_NV_UINT64, 1);
	tpgt = stmf_nv_add_list(target, "tpgtList", STMF_NV_UNIQUE_NAME);
	tpgt = stmf_nv_add_list(tpgt, "default", STMF_NV_UNIQUE_NAME);
	stmf_nv_add_number(tpgt, "tag", STMF_NV_UINT16, 1);
	stmf_nv_add_number(tpgt, "generation", STMF_NV_UINT64, 1);
	free(from_hex(TARGET_HEX, &len));
	assert_int_equal(len, 368);
	expect_packed(list, TARGET_HEX);
}

/* ------------------------------------------------------- one pair of each type */

static const uint64_t some[] = { 1, 2, 3 };

static const struct {
	enum stmf_nv_type type;
	uint32_t count;
	uint64_t numbers[3];
	const char *hex;		/* sizes to value; the name is "n" */
} pairs[] = {
#define N(encoded, decoded, type, count) \
	"000000" encoded "000000" decoded "00000001 6e000000 000000" type "000000" count
	{ STMF_NV_BOOLEAN, 0, { 0 }, N("18", "18", "01", "00") },
	{ STMF_NV_BYTE, 1, { 0xfe }, N("1c", "20", "02", "01") "000000fe" },
	{ STMF_NV_INT16, 1, { -2 }, N("1c", "20", "03", "01") "fffffffe" },
	{ STMF_NV_UINT16, 1, { 0xfffe }, N("1c", "20", "04", "01") "0000fffe" },
	{ STMF_NV_INT32, 1, { INT32_MIN }, N("1c", "20", "05", "01") "80000000" },
	{ STMF_NV_UINT32, 1, { UINT32_MAX }, N("1c", "20", "06", "01") "ffffffff" },
	{ STMF_NV_INT64, 1, { -2 }, N("20", "20", "07", "01") "ffffffff fffffffe" },
	{ STMF_NV_UINT64, 1, { UINT64_MAX }, N("20", "20", "08", "01") "ffffffff ffffffff" },
	{ STMF_NV_BYTE_ARRAY, 3, { 1, 2, 255 }, N("1c", "20", "0a", "03") "0102ff00" },
	{ STMF_NV_BYTE_ARRAY, 0, { 0 }, N("18", "18", "0a", "00") },
	{ STMF_NV_INT16_ARRAY, 3, { 1, -1, -32768 },
	  N("28", "20", "0b", "03") "00000003 00000001 ffffffff ffff8000" },
	{ STMF_NV_UINT16_ARRAY, 2, { 1, 2 },
	  N("24", "20", "0c", "02") "00000002 00000001 00000002" },
	{ STMF_NV_INT32_ARRAY, 1, { -1 }, N("20", "20", "0d", "01") "00000001 ffffffff" },
	{ STMF_NV_UINT32_ARRAY, 3, { 1, 2, 3 },
	  N("28", "28", "0e", "03") "00000003 00000001 00000002 00000003" },
	{ STMF_NV_INT64_ARRAY, 1, { INT64_MIN },
	  N("24", "20", "0f", "01") "00000001 80000000 00000000" },
	{ STMF_NV_UINT64_ARRAY, 2, { 1, UINT64_C(1) << 32 },
	  N("2c", "28", "10", "02") "00000002 00000000 00000001 00000001 00000000" },
	{ STMF_NV_HRTIME, 1, { 5 }, N("20", "20", "12", "01") "00000000 00000005" },
	{ STMF_NV_BOOLEAN_VALUE, 1, { 1 }, N("1c", "20", "15", "01") "00000001" },
	{ STMF_NV_INT8, 1, { -128 }, N("1c", "20", "16", "01") "ffffff80" },
	{ STMF_NV_UINT8, 1, { 128 }, N("1c", "20", "17", "01") "00000080" },
	{ STMF_NV_BOOLEAN_ARRAY, 2, { 1, 0 },
	  N("24", "20", "18", "02") "00000002 00000001 00000000" },
	{ STMF_NV_INT8_ARRAY, 2, { -1, 1 },
	  N("24", "20", "19", "02") "00000002 ffffffff 00000001" },
	{ STMF_NV_UINT8_ARRAY, 2, { 255, 1 },
	  N("24", "20", "1a", "02") "00000002 000000ff 00000001" },
	{ STMF_NV_UINT8_ARRAY, 0, { 0 }, N("1c", "18", "1a", "00") "00000000" },
	{ STMF_NV_DOUBLE, 1, { UINT64_C(0x3ff8000000000000) },
	  N("20", "20", "1b", "01") "3ff80000 00000000" },
};

static void test_numbers(void **state)
{
	struct stmf_nvlist *list;
	const struct stmf_nvpair *pair;
	char hex[400];
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		snprintf(hex, sizeof(hex), HEAD "%s" END, pairs[i].hex);
		list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
		assert_int_equal(stmf_nv_add_numbers(list, "n", pairs[i].type, pairs[i].numbers,
						     pairs[i].count), 0);
		expect_packed(list, hex);
		assert_int_equal(unpack_hex(hex, &list), 0);
		pair = stmf_nv_find(list, "n", pairs[i].type);
		assert_int_equal(pair->count, pairs[i].count);
		if (pair->count)
			assert_memory_equal(pair->numbers, pairs[i].numbers, 8 * pair->count);
		stmf_nv_free(list);
	}
}

static void test_strings(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);

	stmf_nv_add_string(list, "n", "");
	expect_packed(list, HEAD N("1c", "20", "09", "01") "00000000" END);
	list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	stmf_nv_add_strings(list, "n", (const char *[]){ "a", "", "four", "5five" }, 4);
	expect_packed(list, HEAD N("38", "48", "11", "04") "00000001 61000000 00000000"
		      "00000004 666f7572 00000005 35666976 65000000" END);
	list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	stmf_nv_add_strings(list, "", NULL, 0);
	expect_packed(list, HEAD "00000014 00000018 00000000 00000011 00000000" END);
}

static void test_lists(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	struct stmf_nvpair *pair;

	stmf_nv_add_list(list, "n", STMF_NV_UNIQUE_NAME_TYPE);
	expect_packed(list, HEAD N("28", "30", "13", "01") "00000000 00000002" END END);
	list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	pair = stmf_nv_add_lists(list, "n", 0, 2);
	stmf_nv_add_numbers(pair->lists[1], "n", STMF_NV_BOOLEAN, NULL, 0);
	expect_packed(list, HEAD N("50", "58", "14", "02") "00000000 00000000" END
		      "00000000 00000000" N("18", "18", "01", "00") END END);
	list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	assert_non_null(stmf_nv_add_lists(list, "n", 0, 0));
	expect_packed(list, HEAD N("18", "18", "14", "00") END);
}

/* Numbers that illumos may have extended by their sign, whatever the type. */
static void test_lenient_bytes(void **state)
{
	static const struct {
		const char *hex;
		enum stmf_nv_type type;
		uint64_t want;
	} cases[] = {
		{ HEAD N("1c", "20", "02", "01") "ffffff80" END, STMF_NV_BYTE, 0x80 },
		{ HEAD N("1c", "20", "17", "01") "ffffffff" END, STMF_NV_UINT8, 0xff },
		{ HEAD N("1c", "20", "16", "01") "000000ff" END, STMF_NV_INT8, UINT64_MAX },
	};
	struct stmf_nvlist *list = NULL;
	size_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(unpack_hex(cases[i].hex, &list), 0);
		assert_int_equal(stmf_nv_find(list, "n", cases[i].type)->numbers[0], cases[i].want);
		stmf_nv_free(list);
	}
}

/* The order byte of the writer does not matter. */
static void test_big_endian_writer(void **state)
{
	struct stmf_nvlist *list = NULL;

	assert_int_equal(unpack_hex("01000000 00000000 00000001" END, &list), 0);
	stmf_nv_free(list);
}

/* ------------------------------------------------------------------ refused */

static void test_add_refused(void **state)
{
	static const struct {
		enum stmf_nv_type type;
		uint64_t number;
	} out_of_range[] = {
		{ STMF_NV_BOOLEAN_VALUE, 2 }, { STMF_NV_BYTE, 256 }, { STMF_NV_UINT8, -1 },
		{ STMF_NV_INT8, 128 }, { STMF_NV_INT8, -129 }, { STMF_NV_INT16, 32768 },
		{ STMF_NV_UINT16, 65536 }, { STMF_NV_INT32, UINT64_C(1) << 31 },
		{ STMF_NV_UINT32, UINT64_C(1) << 32 },
	};
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	size_t i;

	for (i = 0; i < sizeof(out_of_range) / sizeof(out_of_range[0]); i++)
		assert_int_equal(stmf_nv_add_number(list, "n", out_of_range[i].type,
						    out_of_range[i].number), -ERANGE);
	assert_int_equal(stmf_nv_add_number(list, "n", STMF_NV_BOOLEAN, 1), -EINVAL);
	assert_int_equal(stmf_nv_add_number(list, "n", STMF_NV_STRING, 1), -EINVAL);
	assert_int_equal(stmf_nv_add_number(list, "n", STMF_NV_NVLIST_ARRAY, 1), -EINVAL);
	assert_int_equal(stmf_nv_add_number(list, "n", 0, 1), -EINVAL);
	assert_int_equal(stmf_nv_add_number(list, "n", 28, 1), -EINVAL);
	assert_int_equal(stmf_nv_add_numbers(list, "n", STMF_NV_UINT32, some, 2), -EINVAL);
	assert_null(list->first);
	stmf_nv_free(list);
}

static int pack_status(struct stmf_nvlist *list)
{
	uint8_t *data = NULL;
	size_t len;
	int rc = stmf_nv_pack(list, &data, &len);

	assert_true(rc ? !data : !!data);
	free(data);
	stmf_nv_free(list);
	return rc;
}

static struct stmf_nvlist *nested(unsigned int depth)
{
	struct stmf_nvlist *top = stmf_nv_new(0), *list = top;

	while (depth--)
		list = stmf_nv_add_list(list, "n", 0);
	return top;
}

static struct stmf_nvlist *twins(uint32_t flags, enum stmf_nv_type second)
{
	struct stmf_nvlist *list = stmf_nv_new(flags);

	stmf_nv_add_number(list, "n", STMF_NV_UINT32, 1);
	stmf_nv_add_number(list, "m", STMF_NV_UINT32, 1);
	stmf_nv_add_number(list, "n", second, 1);
	return list;
}

static void test_pack_refused(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(0);
	char *big = calloc(1, STMF_NV_PACKED_MAX);

	assert_int_equal(pack_status(nested(STMF_NV_DEPTH_MAX)), 0);
	assert_int_equal(pack_status(nested(STMF_NV_DEPTH_MAX + 1)), -EINVAL);
	assert_int_equal(pack_status(twins(STMF_NV_UNIQUE_NAME, STMF_NV_UINT64)), -EINVAL);
	assert_int_equal(pack_status(twins(STMF_NV_UNIQUE_NAME_TYPE, STMF_NV_UINT64)), 0);
	assert_int_equal(pack_status(twins(STMF_NV_UNIQUE_NAME_TYPE, STMF_NV_UINT32)), -EINVAL);
	assert_int_equal(pack_status(twins(0, STMF_NV_UINT32)), 0);
	memset(big, 'x', STMF_NV_PACKED_MAX - 1);
	stmf_nv_add_string(list, "n", big);
	assert_int_equal(pack_status(list), -E2BIG);
	free(big);
}

static const char *const damaged[] = {
	"", "010100", "01010000", "00010000 00000000 00000001" END,
	"02010000 00000000 00000001" END,
	"01010001 00000000 00000001" END, "01010000 00000001 00000001" END,
	"01010000 00000000 00000004" END, HEAD, HEAD "00000000", HEAD END "00000000",
	HEAD "00000000 00000018" END,			/* sizes */
	HEAD "00000018 00000000 00000001 6e000000 00000001 00000000" END,
	HEAD "00000018 80000000 00000001 6e000000 00000001 00000000" END,
	HEAD N("13", "18", "01", "00") END, HEAD N("14", "18", "01", "00") END,
	HEAD N("1c", "18", "01", "00") END, HEAD N("19", "18", "01", "00") END,
	HEAD N("ff", "18", "01", "00") END,
	HEAD "ffffffff 00000018 00000001 6e000000 00000001 00000000" END,
	HEAD "00000018 00000018 ffffffff 6e000000 00000001 00000000" END,	/* name */
	HEAD "00000018 00000018 00000001 6e000001 00000001 00000000" END,
	HEAD "00000018 00000018 00000001 00000000 00000001 00000000" END,
	HEAD N("18", "18", "00", "00") END, HEAD N("18", "18", "1c", "00") END,	/* type */
	HEAD "00000018 00000018 00000001 6e000000 ffffffff 00000000" END,
	HEAD N("18", "18", "01", "01") END, HEAD N("1c", "20", "06", "00") "00000001" END,
	HEAD N("1c", "20", "06", "02") "00000001" END,
	HEAD N("18", "20", "06", "01") END,
	HEAD N("1c", "20", "08", "01") "00000001" END,
	HEAD N("1c", "20", "15", "01") "00000002" END,				/* value */
	HEAD N("1c", "20", "02", "01") "00000100" END,
	HEAD N("1c", "20", "17", "01") "ffffff7f" END,
	HEAD N("1c", "20", "03", "01") "00008000" END,
	HEAD N("1c", "20", "04", "01") "00010000" END,
	HEAD N("1c", "20", "0a", "03") "01020304" END,
	HEAD N("1c", "20", "0a", "05") "01020304" END,
	HEAD N("24", "20", "0c", "02") "00000001 00000001 00000002" END,
	HEAD "00000018 00000018 00000001 6e000000 00000010 ffffffff" END,
	HEAD "00000018 00000018 00000001 6e000000 00000011 ffffffff" END,
	HEAD "00000018 00000018 00000001 6e000000 00000014 ffffffff" END,
	HEAD N("1c", "20", "09", "01") "00000004" END,
	HEAD N("20", "20", "09", "01") "00000002 61000000" END,
	HEAD N("20", "20", "09", "01") "00000001 61000001" END,
	HEAD N("28", "30", "13", "01") "00000000 00000001 00000000 00000001" END,
	HEAD N("20", "30", "13", "01") "00000000 00000001" END,
	HEAD N("18", "18", "01", "00") N("18", "18", "01", "00") END,		/* twice */
};

static void test_unpack_refused(void **state)
{
	struct stmf_nvlist *list = NULL;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		err[0] = '\0';
		rc = unpack_hex(damaged[i], &list);
		if (rc != -EINVAL || list || !err[0])
			fail_msg("%zu: %s", i, damaged[i]);
	}
}

/* Lists in each other as deep as 1 MiB can be: neither the stack nor the memory gives out. */
static void test_deep(void **state)
{
	static const uint8_t head[12] = { 1, 1 };
	struct stmf_nvlist *list = NULL;
	size_t len = 1 << 20, at, i;
	uint8_t *data = calloc(1, len);
	uint32_t pair[7] = { 0, 0x30, 0, 19, 1, 0, 0 };

	memcpy(data, head, sizeof(head));
	for (at = sizeof(head); at + sizeof(pair) < len; at += sizeof(pair)) {
		pair[0] = len - at;
		for (i = 0; i < 7; i++)
			memcpy(data + at + 4 * i, &(uint32_t){ __builtin_bswap32(pair[i]) }, 4);
	}
	assert_int_equal(stmf_nv_unpack(data, len, &list, err), -EINVAL);
	assert_non_null(strstr(err, "more than 16 lists"));
	free(data);

	data = calloc(1, STMF_NV_PACKED_MAX + 1);
	assert_int_equal(stmf_nv_unpack(data, STMF_NV_PACKED_MAX + 1, &list, err), -E2BIG);
	free(data);
	assert_null(list);
}

/* ------------------------------------------------------------------- random */

static void random_name(char name[40])
{
	size_t len = 1 + below(30), i;

	for (i = 0; i < len; i++)
		name[i] = 1 + below(255);
	sprintf(name + len, "%x", (unsigned int)rnd());
}

static uint64_t random_number(enum stmf_nv_type type)
{
	switch (type) {
	case STMF_NV_BOOLEAN_VALUE:
	case STMF_NV_BOOLEAN_ARRAY:
		return below(2);
	case STMF_NV_INT8:
	case STMF_NV_INT8_ARRAY:
		return (int8_t)rnd();
	case STMF_NV_INT16:
	case STMF_NV_INT16_ARRAY:
		return (int16_t)rnd();
	case STMF_NV_UINT16:
	case STMF_NV_UINT16_ARRAY:
		return (uint16_t)rnd();
	case STMF_NV_INT32:
	case STMF_NV_INT32_ARRAY:
		return (int32_t)rnd();
	case STMF_NV_UINT32:
	case STMF_NV_UINT32_ARRAY:
		return (uint32_t)rnd();
	case STMF_NV_INT64:
	case STMF_NV_INT64_ARRAY:
	case STMF_NV_UINT64:
	case STMF_NV_UINT64_ARRAY:
	case STMF_NV_HRTIME:
	case STMF_NV_DOUBLE:
		return rnd();
	default:
		return (uint8_t)rnd();
	}
}

static void random_list(struct stmf_nvlist *list, unsigned int depth);

static void random_pair(struct stmf_nvlist *list, unsigned int depth)
{
	enum stmf_nv_type type = 1 + below(27);
	uint32_t count = below(5), i;
	char texts[5][40], name[40];
	uint64_t numbers[5];
	struct stmf_nvpair *pair;

	random_name(name);
	for (i = 0; i < 5; i++) {
		numbers[i] = random_number(type);
		random_name(texts[i]);
	}
	if (type == STMF_NV_STRING) {
		stmf_nv_add_string(list, name, texts[0]);
	} else if (type == STMF_NV_STRING_ARRAY) {
		stmf_nv_add_strings(list, name,
				    (const char *[]){ texts[0], texts[1], texts[2], texts[3] },
				    count);
	} else if (type == STMF_NV_NVLIST) {
		random_list(stmf_nv_add_list(list, name, STMF_NV_UNIQUE_NAME), depth + 1);
	} else if (type == STMF_NV_NVLIST_ARRAY) {
		pair = stmf_nv_add_lists(list, name, STMF_NV_UNIQUE_NAME, count);
		for (i = 0; i < count; i++)
			random_list(pair->lists[i], depth + 1);
	} else if (stmf_nv_add_numbers(list, name, type, numbers, count) == -EINVAL) {
		assert_int_equal(stmf_nv_add_numbers(list, name, type, numbers,
						     type != STMF_NV_BOOLEAN), 0);
	}
}

static void random_list(struct stmf_nvlist *list, unsigned int depth)
{
	size_t n = below(depth > 3 ? 2 : 6);

	while (n--)
		random_pair(list, depth);
}

static bool same_list(const struct stmf_nvlist *a, const struct stmf_nvlist *b);

static bool same_pair(const struct stmf_nvpair *a, const struct stmf_nvpair *b)
{
	uint32_t i;

	if (strcmp(a->name, b->name) || a->type != b->type || a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++) {
		if (a->type == STMF_NV_STRING || a->type == STMF_NV_STRING_ARRAY) {
			if (strcmp(a->strings[i], b->strings[i]))
				return false;
		} else if (a->type == STMF_NV_NVLIST || a->type == STMF_NV_NVLIST_ARRAY) {
			if (!same_list(a->lists[i], b->lists[i]))
				return false;
		} else if (a->numbers[i] != b->numbers[i]) {
			return false;
		}
	}
	return true;
}

static bool same_list(const struct stmf_nvlist *a, const struct stmf_nvlist *b)
{
	const struct stmf_nvpair *x = a->first, *y = b->first;

	while (x && y && same_pair(x, y)) {
		x = x->next;
		y = y->next;
	}
	return !x && !y && a->flags == b->flags;
}

static void test_round_trips(void **state)
{
	struct stmf_nvlist *list, *back = NULL;
	uint8_t *data;
	size_t len;
	int i;

	for (i = 0; i < 3000; i++) {
		list = stmf_nv_new(STMF_NV_UNIQUE_NAME_TYPE);
		random_list(list, 0);
		assert_int_equal(stmf_nv_pack(list, &data, &len), 0);
		assert_int_equal(len % 4, 0);
		assert_int_equal(stmf_nv_unpack(data, len, &back, err), 0);
		assert_true(same_list(list, back));
		free(data);
		stmf_nv_free(back);
		stmf_nv_free(list);
	}
}

/* Whatever is accepted of a damaged list packs and unpacks to the same list. */
static void try_damaged(const uint8_t *data, size_t len)
{
	struct stmf_nvlist *list = NULL, *back = NULL;
	uint8_t *again;
	size_t again_len;
	int rc = stmf_nv_unpack(data, len, &list, err);

	if (rc) {
		assert_null(list);
		return;
	}
	assert_int_equal(stmf_nv_pack(list, &again, &again_len), 0);
	assert_int_equal(again_len, len);
	assert_int_equal(stmf_nv_unpack(again, len, &back, err), 0);
	assert_true(same_list(list, back));
	free(again);
	stmf_nv_free(list);
	stmf_nv_free(back);
}

static void test_damage(void **state)
{
	struct stmf_nvlist *list;
	uint8_t *data, *cut, good;
	size_t len, at;
	int i, n;

	for (i = 0; i < 60; i++) {
		list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
		random_list(list, 0);
		assert_int_equal(stmf_nv_pack(list, &data, &len), 0);
		stmf_nv_free(list);
		for (at = 0; at < len; at++) {
			cut = memcpy(malloc(at + 1), data, at);	/* so that ASan sees the end */
			list = NULL;
			assert_int_equal(stmf_nv_unpack(cut, at, &list, err), -EINVAL);
			free(cut);
			good = data[at];
			for (n = 0; n < 8; n++) {
				data[at] = n < 4 ? good ^ (0x80 >> 2 * n) : (int)rnd();
				try_damaged(data, len);
			}
			data[at] = good;
		}
		free(data);
	}
}

/* 5,000 logical units: a list beyond every size that older tools cut off. */
static void test_large(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME), *back = NULL;
	char name[40], path[80];
	uint8_t *data;
	size_t len;
	int i;

	for (i = 0; i < 5000; i++) {
		sprintf(name, "600144f0c0a80102%016x", i);
		sprintf(path, "/dev/zvol/rdsk/tank/volume%d", i);
		assert_int_equal(stmf_nv_add_string(list, name, path), 0);
	}
	assert_int_equal(stmf_nv_pack(list, &data, &len), 0);
	assert_true(len > 400000);
	assert_int_equal(stmf_nv_unpack(data, len, &back, err), 0);
	assert_true(same_list(list, back));
	free(data);
	stmf_nv_free(back);
	stmf_nv_free(list);
}

static int setup(void **state)
{
	const char *given = getenv("STMF_TEST_SEED");

	seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) << 20 ^ getpid();
	seed += !seed;
	print_message("# STMF_TEST_SEED=%llu\n", (unsigned long long)seed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_disk_provider),
		cmocka_unit_test(test_iscsi_provider),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_lenient_bytes),
		cmocka_unit_test(test_big_endian_writer),
		cmocka_unit_test(test_add_refused),
		cmocka_unit_test(test_pack_refused),
		cmocka_unit_test(test_unpack_refused),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
