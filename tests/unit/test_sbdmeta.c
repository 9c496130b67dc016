// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * COMSTAR's disk metadata: golden files that golden/make.py made from the
 * description of the format, damage of every kind, what is written.
 */
#include "sbd_disk.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST		(HOST_LITTLE ? "le" : "be")

/* ------------------------------------------------------------ golden files */

static void test_golden(void **state)
{
	size_t i;

	for (i = 0; i < 2 * NFILES; i++) {
		take(i / 2, i % 2);
		expect_disk(&want);
	}
}

/* Metadata just created are laid out as COMSTAR does it: byte for byte. */
static void test_create_is_golden(void **state)
{
	static const size_t which[] = { 1, 3, 7 };
	size_t i, end;

	for (i = 0; i < 3; i++) {
		take(which[i], !HOST_LITTLE);
		disk_set(&(struct bytes){ .len = 0 });
		assert_int_equal(sbdmeta_create(disk, &want, err), 0);
		disk_get(&scratch);
		end = golden.len - 1;
		assert_memory_equal(scratch.data, golden.data, end);
		for (end++; end < scratch.len; end++)
			assert_int_equal(scratch.data[end], 0);
		check_layout(!want.separate_meta);
	}
}

/* Refused if the byte counts, the same content if not. */
static void flip(size_t at, uint8_t mask)
{
	int status;

	disk_poke(at, golden.data[at] ^ mask);
	status = read_back(&want);
	if (!status != !is_live(&golden, at) && !is_unused_id(&golden, at))
		fail_msg("byte %zu, %02x changed by %02x: %d", at, golden.data[at], mask, status);
	disk_poke(at, golden.data[at]);
}

static void test_flips(void **state)
{
	size_t i, at;

	for (i = 0; i < 2 * NFILES; i++) {
		take(i / 2, i % 2);
		for (at = SBDMETA_START - 8; at < golden.len; at++) {
			flip(at, 0x80);
			if (golden.len > 8192)
				continue;
			flip(at, 0x01);
			flip(at, 0x10);
			flip(at, 0xff);
			flip(at, 1 + below(255));
		}
	}
}

static void test_truncation(void **state)
{
	size_t i, len;
	int status;

	for (i = 0; i < 2 * NFILES; i++) {
		take(i / 2, i % 2);
		expect_disk(&want);
		for (len = golden.len; len-- > 0; ) {
			assert_int_equal(ftruncate(disk, len), 0);
			status = read_back(&want);
			assert_int_equal(status, len < SBDMETA_START + 8 ? SBDMETA_NONE
									 : SBDMETA_TRUNCATED);
		}
	}
}

/* --------------------------------------------------- refused with a good sum */

static const struct damage {
	const char *file;
	int section;			/* id; -1: the start structure */
	int field, width;
	uint64_t value;
	int status;
} damages[] = {
	{ "full", -1, 0, 8, 0x53554e5342444c56, SBDMETA_NONE },
	{ "full", -1, 0, 8, 0x53554e4d4943524f, SBDMETA_VERSION },
	{ "full", -1, 40, 2, 2, SBDMETA_VERSION },
	{ "full", -1, 40, 2, 0, SBDMETA_VERSION },
	{ "full", -1, 16, 8, 0, SBDMETA_SECTION },
	{ "full", -1, 16, 8, 48, SBDMETA_NO_LU },	/* nothing written yet */
	{ "full", -1, 16, 8, LU_OFFSET, SBDMETA_NO_LU },
	{ "full", -1, 16, 8, LU_OFFSET - 1, SBDMETA_SECTION },
	{ "full", -1, 16, 8, LU_OFFSET + 15, SBDMETA_SECTION },
	{ "full", -1, 16, 8, 65536, SBDMETA_TRUNCATED },
	{ "full", -1, 16, 8, UINT64_MAX, SBDMETA_SECTION },
	{ "full", -1, 8, 8, 4096, SBDMETA_SECTION },
	{ "full", -1, 8, 8, 65537, SBDMETA_SECTION },	/* would reach into the data */
	{ "full", 1, 0, 8, LU_OFFSET + 1, SBDMETA_SECTION },
	{ "full", 1, 0, 8, 48, SBDMETA_SECTION },
	{ "full", 1, 8, 4, 0, SBDMETA_SECTION },	/* would never end */
	{ "full", 1, 8, 4, 15, SBDMETA_SECTION },
	{ "full", 1, 8, 4, UINT32_MAX, SBDMETA_SECTION },
	{ "full", 1, 12, 2, 3, SBDMETA_NO_LU },
	{ "full", 1, 14, 1, 1, SBDMETA_SECTION },
	{ "full", 1, 48, 8, 0, SBDMETA_VALUE },
	{ "full", 1, 48, 8, INT64_MAX - 65535, SBDMETA_VALUE },
	{ "full", 1, 56, 8, 0x1000000, SBDMETA_OK },	/* not valid: not looked at */
	{ "full", 1, 72, 8, 53, SBDMETA_STRING },	/* serial number */
	{ "full", 1, 72, 8, UINT64_MAX - 3, SBDMETA_STRING },
	{ "full", 1, 80, 8, 60, SBDMETA_STRING },	/* alias */
	{ "full", 1, 80, 8, UINT64_MAX, SBDMETA_STRING },
	{ "max", 1, 112, 8, 0, SBDMETA_STRING },	/* the URL is as long as a path */
	{ "full", 1, 88, 1, 16, SBDMETA_VALUE },
	{ "full", 1, 89, 1, 0x7f, SBDMETA_SECTION },
	{ "full", 1, 90, 1, 17, SBDMETA_STRING },
	{ "full", 1, 91, 1, 32, SBDMETA_VALUE },
	{ "full", 1, 92, 1, 0xf2, SBDMETA_GUID },
	{ "full", 1, 95, 1, 8, SBDMETA_GUID },
	{ "full", 1, 96, 1, 0x50, SBDMETA_GUID },
	{ "full", 1, 112, 8, UINT64_C(1) << 63, SBDMETA_STRING },
	{ "full", 1, 16, 4, 0x1, SBDMETA_STRING },	/* separate, no data file */
	{ "full", 1, 16, 4, 0x400, SBDMETA_VALUE },	/* of a ZFS property */
	{ "full", 2, 8, 4, 31, SBDMETA_SECTION },
	{ "full", 2, 8, 4, 33, SBDMETA_SECTION },
	{ "full", 2, 25, 1, 0xfe, SBDMETA_SECTION },
	{ "v10", 0, 16, 8, 65536, SBDMETA_VALUE },
	{ "v10", 0, 16, 8, 0, SBDMETA_VALUE },
	{ "v10", 0, 16, 8, UINT64_MAX, SBDMETA_VALUE },
	{ "v10", 0, 12, 2, 1, SBDMETA_SECTION },	/* too short for 1.1 */
	{ "v10", 0, 54, 1, 1, SBDMETA_SECTION },
	{ "v10", 0, 56, 1, 0, SBDMETA_GUID },
	{ "v10", 0, 60, 1, 0x30, SBDMETA_GUID },
	{ "pgr", 2, 16, 4, 4, SBDMETA_SECTION },	/* holder */
	{ "pgr", 2, 20, 4, 1, SBDMETA_SECTION },	/* fewer keys than the holder's */
	{ "pgr", 2, 20, 4, 4, SBDMETA_SECTION },
	{ "pgr", 2, 20, 4, UINT32_MAX, SBDMETA_SECTION },
	{ "pgr", 2, 40, 2, UINT16_MAX, SBDMETA_SECTION },	/* target port of key 1 */
	{ "pgr", 2, 40, 2, 3, SBDMETA_SECTION },
	{ "pgr", 2, 42, 2, 0, SBDMETA_SECTION },		/* initiator of key 1 */
	{ "pgr", 2, 42, 2, UINT16_MAX, SBDMETA_SECTION },
	{ "pgr", 2, 48, 1, 30, SBDMETA_SECTION },	/* length in its descriptor */
};

static void apply(const struct damage *d, bool big)
{
	const uint8_t *found;
	uint8_t *p = golden.data + SBDMETA_START;
	size_t size = 48, check = 47;

	if (d->section >= 0) {
		found = find(&golden, d->section, &size);
		assert_non_null(found);
		p = golden.data + (found - golden.data);
		check = 15;
	}
	put_number(p + d->field, d->width, d->value, big);
	p[check] = 0;
	p[check] = sum(p, size);
	disk_set(&golden);
}

static void test_damage(void **state)
{
	char name[64];
	size_t i;
	int big, status;

	for (i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		for (big = 0; big < 2; big++) {
			snprintf(name, sizeof(name), "%s-%s.bin", damages[i].file,
				 big ? "be" : "le");
			load_golden(name);
			apply(&damages[i], big);
			full();
			status = read_back(&want);
			if (status != damages[i].status)
				fail_msg("damage %zu: %d (%s) instead of %d", i, status, err,
					 damages[i].status);
			if (!status)
				continue;
			io_reset(true);
			assert_int_not_equal(sbdmeta_update(disk, &want, err), 0);
			assert_int_equal(io.nwrites, 0);
			io_reset(false);
		}
	}
}

/* An alias that is the last byte of its section and isn't NUL. */
static void test_unterminated(void **state)
{
	struct damage alias = { "full", 1, 80, 8, 59, 0 }, end = { "full", 1, 427, 1, 'x', 0 };

	load_golden("full-be.bin");
	full();
	want.alias[0] = '\0';
	apply(&alias, true);
	expect_disk(&want);
	apply(&end, true);
	assert_int_equal(read_back(&want), SBDMETA_STRING);
}

/* A separate metadata file may be longer than 64 KiB, but not endless. */
static void test_endless(void **state)
{
	struct damage size = { "separate", -1, 8, 8, UINT64_MAX, 0 };
	struct damage end = { "separate", -1, 16, 8, SBDMETA_SEPARATE_MAX + 1, 0 };

	take(3, false);
	apply(&size, false);
	expect_disk(&want);
	assert_int_equal(sbdmeta_update(disk, &want, err), 0);
	expect_disk(&want);

	take(3, false);
	apply(&size, false);
	apply(&end, false);
	assert_int_equal(read_back(&want), SBDMETA_SECTION);
}

static void test_no_metadata(void **state)
{
	disk_empty();
	assert_int_equal(read_back(&want), SBDMETA_NONE);
	minimal();
	assert_int_equal(sbdmeta_update(disk, &want, err), SBDMETA_NONE);
	golden.len = 1 << 17;
	memset(golden.data, 0, golden.len);
	disk_set(&golden);
	assert_int_equal(read_back(&want), SBDMETA_NONE);
	assert_int_equal(sbdmeta_read(-1, NULL, err), SBDMETA_IO);
	assert_int_equal(errno, EBADF);
}

static void test_round_trips(void **state)
{
	int i, n;

	for (i = 0; i < 300; i++) {
		fresh(i % 2);
		disk_empty();
		assert_int_equal(sbdmeta_create(disk, &want, err), 0);
		expect_disk(&want);
		for (n = 0; n < 4; n++) {
			random_meta(keys, 12);
			assert_int_equal(sbdmeta_update(disk, &want, err), 0);
			expect_disk(&want);
			check_layout(!want.separate_meta);
		}
	}
}

/* What lies before the metadata and behind them is not touched. */
static void test_neighbours(void **state)
{
	size_t i;

	golden.len = 1 << 17;
	for (i = 0; i < golden.len; i++)
		golden.data[i] = rnd();
	disk_set(&golden);
	fresh(false);
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	for (i = 0; i < 20; i++) {
		random_meta(keys, 40);
		assert_int_equal(sbdmeta_update(disk, &want, err), 0);
		disk_get(&scratch);
		assert_int_equal(scratch.len, golden.len);
		assert_memory_equal(scratch.data, golden.data, SBDMETA_START);
		assert_memory_equal(scratch.data + 65536, golden.data + 65536, 65536);
	}
	expect_disk(&want);
}

/* ---------------------------------------------------------------- updating */

static void check_future(int id, uint8_t order, const char *body)
{
	size_t size;
	const uint8_t *p = find(&scratch, id, &size);

	assert_non_null(p);
	assert_int_equal(p[14], order);
	assert_int_equal(size, 16 + strlen(body));
	assert_memory_equal(p + 16, body, size - 16);
}

/* Version 1.0 becomes 1.1, another byte order this one's; unknown sections stay as they are. */
static void test_update_golden(void **state)
{
	size_t i;

	for (i = 0; i < 2 * NFILES; i++) {
		take(i / 2, i % 2);
		assert_int_equal(sbdmeta_update(disk, &want, err), 0);
		want.outdated = false;
		expect_disk(&want);
		strcpy(want.alias, "renamed");
		assert_int_equal(sbdmeta_update(disk, &want, err), 0);
		expect_disk(&want);
		check_layout(!want.separate_meta);
		if (!strcmp(files[i / 2].name, "unused")) {
			check_future(0x77, 0x00, "future\x01\x02\x03");
			check_future(0x78, 0xff, "");
		}
	}
}

static size_t set_size(void)
{
	size_t size = 376 + 32 + want.serial_len;
	uint32_t i;

	size += want.alias[0] ? strlen(want.alias) + 1 : 0;
	size += want.mgmt_url[0] ? strlen(want.mgmt_url) + 1 : 0;
	for (i = 0; i < want.pgr.nkeys; i++)
		size += (22 + want.pgr.keys[i].target.len + want.pgr.keys[i].initiator.len) & ~7;
	return size;
}

/* An update succeeds if and only if both sets fit, whatever was before; else nothing changes. */
static void test_space(void **state)
{
	static struct sbd_pgr_key many[200];
	struct sbd_meta last;
	size_t have, need, refused = 0;
	int i, status;

	fresh(false);
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	have = set_size();
	for (i = 0; i < 400; i++) {
		last = want;
		disk_get(&before);
		random_meta(many, i % 4 ? 200 : 20);
		need = set_size();
		status = sbdmeta_update(disk, &want, err);
		if (4096 + 64 + have + need + 8 <= 65536)
			assert_int_equal(status, 0);
		else if (4096 + 64 + have + need > 65536)
			assert_int_equal(status, SBDMETA_NO_SPACE);
		if (!status) {
			have = need;
			expect_disk(&want);
			continue;
		}
		assert_int_equal(status, SBDMETA_NO_SPACE);
		refused++;
		disk_get(&scratch);
		assert_int_equal(scratch.len, before.len);
		assert_memory_equal(scratch.data, before.data, before.len);
		want = last;
	}
	assert_true(refused > 10 && refused < 390);
}

/* A separate file does not grow without end. */
static void test_separate_growth(void **state)
{
	struct stat st;
	int i;

	fresh(true);
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	for (i = 0; i < 500; i++) {
		random_meta(keys, 60);
		assert_int_equal(sbdmeta_update(disk, &want, err), 0);
	}
	expect_disk(&want);
	assert_int_equal(fstat(disk, &st), 0);
	assert_true(st.st_size < 3 * 45000);
}

static void test_update_refused(void **state)
{
	fresh(false);
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	io_reset(true);
	want.guid[5]++;
	assert_int_equal(sbdmeta_update(disk, &want, err), SBDMETA_GUID);
	want.guid[5]--;
	want.separate_meta = true;
	strcpy(want.data_file, "/x");
	assert_int_equal(sbdmeta_update(disk, &want, err), SBDMETA_VALUE);
	assert_int_equal(io.nwrites, 0);
	io_reset(false);
}

static void test_create_refused(void **state)
{
	io_reset(true);
#define REFUSED(status, change) do { \
	with_keys(); change; \
	assert_int_equal(sbdmeta_create(disk, &want, err), status); \
} while (0)
	REFUSED(SBDMETA_GUID, want.guid[0] = 0x50);
	REFUSED(SBDMETA_VALUE, want.size = 0);
	REFUSED(SBDMETA_VALUE, want.size = INT64_MAX);
	REFUSED(SBDMETA_VALUE, want.block_shift = 16);
	REFUSED(SBDMETA_VALUE, want.zvol = true);
	REFUSED(SBDMETA_STRING, want.separate_meta = true);
	REFUSED(SBDMETA_STRING, memset(want.alias, 'x', sizeof(want.alias)));
	REFUSED(SBDMETA_VALUE, want.pgr.holder = 4);
	REFUSED(SBDMETA_VALUE, want.pgr.type = 16);
	REFUSED(SBDMETA_VALUE, keys[0].target.len = 0);
	REFUSED(SBDMETA_VALUE, keys[0].initiator.len = 0);
	REFUSED(SBDMETA_VALUE, keys[0].initiator.len = 260);
	REFUSED(SBDMETA_VALUE, keys[0].initiator.bytes[3]++);
#undef REFUSED
	assert_int_equal(io.nwrites, 0);
	io_reset(false);
}

/* Metadata of 408 + nkeys * 536 bytes and an alias of so many bytes with its NUL */
static void of_size(uint32_t nkeys, size_t alias)
{
	static struct sbd_pgr_key many[113];
	uint32_t i;

	minimal();
	want.pgr = (struct sbd_pgr){ SBD_PGR_APTPL, .nkeys = nkeys, .keys = many };
	for (i = 0; i < nkeys; i++) {
		set_name(&many[i].target, memset((char[256]){ 0 }, 't', 255));
		set_name(&many[i].initiator, memset((char[256]){ 0 }, 'i', 255));
	}
	memset(want.alias, 'a', alias);
}

/* The 61392 bytes are filled to the last one. */
static void test_create_full(void **state)
{
	of_size(113, 415);
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	expect_disk(&want);
	check_layout(true);
	assert_int_equal(used(&scratch), 65536);
	want.alias[415] = 'a';
	assert_int_equal(sbdmeta_create(disk, &want, err), SBDMETA_NO_SPACE);
	want.alias[415] = '\0';
	expect_disk(&want);
}

/* 30960 bytes at the end leave 30416 at the beginning, and the other way round. */
static void test_update_full(void **state)
{
	static const struct {
		uint32_t nkeys;
		size_t alias;
		int status;
	} steps[] = {
		{ 57, 0, SBDMETA_OK }, { 55, 528, SBDMETA_NO_SPACE }, { 55, 527, SBDMETA_OK },
		{ 57, 1, SBDMETA_NO_SPACE }, { 57, 0, SBDMETA_OK }, { 0, 0, SBDMETA_OK },
	};
	size_t i;

	minimal();
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		of_size(steps[i].nkeys, steps[i].alias);
		assert_int_equal(sbdmeta_update(disk, &want, err), steps[i].status);
		if (!steps[i].status)
			expect_disk(&want);
	}
}

/* ------------------------------------------------------------ ZFS property */

static void read_property(const char *hex)
{
	struct sbd_meta *meta = NULL;
	int status = sbdmeta_from_property(hex, &meta, err);

	if (status)
		fail_msg("%s", err);
	assert_true(same(meta, &want));
	sbdmeta_free(meta);
}

static void load_property(const char *order)
{
	char name[32];

	snprintf(name, sizeof(name), "zvol-%s.hex", order);
	load_golden(name);
	golden.data[golden.len] = '\0';
	zvol();
}

static void test_property(void **state)
{
	char *hex, *kept;

	load_property("le");
	read_property((char *)golden.data);
	load_property("be");
	read_property((char *)golden.data);
	strcpy(want.mgmt_url, "http://nas/");
	want.write_protect = true;
	assert_int_equal(sbdmeta_to_property(&want, (char *)golden.data, &hex, err), 0);
	read_property(hex);
	kept = strstr(hex, "6b657074");		/* the unknown section */
	assert_non_null(kept);
	free(hex);
	assert_int_equal(sbdmeta_to_property(&want, NULL, &hex, err), 0);
	read_property(hex);
	assert_null(strstr(hex, "6b657074"));
	free(hex);
}

/* Upper case is read too. Separate metadata can't be in a property. */
static void test_property_forms(void **state)
{
	struct sbd_meta *meta = NULL;
	uint8_t *hex = golden.data;
	size_t i;

	load_property("be");
	for (i = 0; i < golden.len; i++)
		hex[i] = toupper(hex[i]);
	read_property((char *)hex);
	memcpy(hex + 2 * (48 + 18), "0561", 4);		/* flags: 0x41 more, so is the sum */
	assert_int_equal(sscanf((char *)hex + 2 * (48 + 15), "%2zx", &i), 1);
	i = (i + 0x41) & 0xff;
	hex[2 * (48 + 15)] = "0123456789abcdef"[i >> 4];
	hex[2 * (48 + 15) + 1] = "0123456789abcdef"[i & 15];
	assert_int_equal(sbdmeta_from_property((char *)hex, &meta, err), SBDMETA_VALUE);
	assert_string_equal(err, "separate metadata in a ZFS property");
}

static void test_property_refused(void **state)
{
	struct sbd_meta *meta = NULL;
	char *hex = (char *)golden.data, *new = NULL;
	size_t len;
	int status;

	load_property(HOST);
	for (len = golden.len; len-- > 0; ) {
		hex[len] = '\0';
		status = sbdmeta_from_property(hex, &meta, err);
		assert_int_equal(status, len % 2 ? SBDMETA_VALUE :
					 len < 16 ? SBDMETA_NONE : SBDMETA_TRUNCATED);
	}
	memset(hex, '0', 10000);
	hex[10000] = '\0';
	assert_int_equal(sbdmeta_from_property(hex, &meta, err), SBDMETA_VALUE);
	assert_int_equal(sbdmeta_from_property("-", &meta, err), SBDMETA_VALUE);
	assert_int_equal(sbdmeta_to_property(&want, hex, &new, err), SBDMETA_VALUE);
	memset(want.meta_file, 'm', SBDMETA_PATH_MAX);
	assert_int_equal(sbdmeta_to_property(&want, NULL, &new, err), SBDMETA_NO_SPACE);
	zvol();
	want.zvol = false;
	assert_int_equal(sbdmeta_to_property(&want, NULL, &new, err), SBDMETA_VALUE);
	assert_null(new);
	assert_null(meta);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_create_is_golden),
		cmocka_unit_test(test_flips),
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_unterminated),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_no_metadata),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_update_golden),
		cmocka_unit_test(test_space),
		cmocka_unit_test(test_separate_growth),
		cmocka_unit_test(test_update_refused),
		cmocka_unit_test(test_create_refused),
		cmocka_unit_test(test_create_full),
		cmocka_unit_test(test_update_full),
		cmocka_unit_test(test_property),
		cmocka_unit_test(test_property_forms),
		cmocka_unit_test(test_property_refused),
	};

	return cmocka_run_group_tests(tests, disk_setup, disk_teardown);
}
