// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * COMSTAR's disk metadata and crashes: what create and update write is recorded,
 * and the power is cut after each sector of each write, in order and out of it.
 */
#include "sbd_disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR		512

/* ------------------------------------------------------------------ crashes */

static size_t cuts;

/* After a crash: is it one of these? NULL: none is not possible, metadata are expected. */
static void check_cut(const struct sbd_meta *old, const struct sbd_meta *new, bool none, int *seen)
{
	struct sbd_meta *meta = NULL;
	int status = sbdmeta_read(disk, &meta, err);

	cuts++;
	if (status == SBDMETA_NONE && none)
		seen[2]++;
	else if (status)
		fail_msg("a crash left metadata that are refused: %s", err);
	else if (old && same(meta, old))
		seen[0]++;
	else if (same(meta, new))
		seen[1]++;
	else
		fail_msg("a crash left a mixture");
	sbdmeta_free(meta);
}

static void put_sector(struct bytes *b, const struct written *w, size_t n)
{
	size_t end = w->offset + (n + 1) * SECTOR;

	memcpy(b->data + w->offset + n * SECTOR, w->data + n * SECTOR, SECTOR);
	if (b->len < end)
		b->len = end;
}

/* The sectors of one phase reach the disk: the first of them, or each with this chance in 8. */
static void cut_phase(int phase, size_t first, unsigned int chance)
{
	const struct written *w;
	size_t n;

	for (w = io.writes; w < io.writes + io.nwrites; w++) {
		for (n = 0; w->phase == phase && n < w->len / SECTOR; n++) {
			if (chance ? below(8) < chance : first > 0)
				put_sector(&scratch, w, n);
			first -= first > 0;
		}
	}
}

static size_t phase_sectors(int phase)
{
	const struct written *w;
	size_t sum = 0;

	for (w = io.writes; w < io.writes + io.nwrites; w++) {
		assert_int_equal(w->offset % 4096, 0);
		assert_int_equal(w->len % 4096, 0);
		sum += w->phase == phase ? w->len / SECTOR : 0;
	}
	return sum;
}

/* before: the disk as it was. Each cut in order, and some where the order is lost. */
static void crash_everywhere(const struct sbd_meta *old, const struct sbd_meta *new, bool none)
{
	int phase, last = io.phase, seen[3] = { 0 };
	size_t n, sectors;

	io.recording = false;
	for (phase = 0; phase < last; phase++) {
		sectors = phase_sectors(phase);
		for (n = 0; n < sectors + 40; n++) {
			scratch = before;
			cut_phase(phase, n <= sectors ? n : 0, n <= sectors ? 0 : 1 + n % 7);
			disk_set(&scratch);
			check_cut(old, new, none, seen);
		}
		scratch = before;
		cut_phase(phase, SIZE_MAX, 0);
		before = scratch;
	}
	disk_set(&before);
	expect_disk(new);
	assert_true(seen[1] && (seen[0] || !old) && (seen[2] || !none));
}

static void test_crash_create(void **state)
{
	static struct sbd_pgr_key old_keys[64];
	struct sbd_meta *old = NULL;
	int i;

	for (i = 0; i < 30; i++) {
		fresh(i % 2);
		disk_empty();
		if (i % 3) {
			want.guid[15] = 0;
			assert_int_equal(sbdmeta_create(disk, &want, err), 0);
			memcpy(old_keys, keys, sizeof(keys));
			assert_int_equal(sbdmeta_read(disk, &old, err), 0);
		}
		disk_get(&before);
		fresh(i % 2);
		want.guid[15] = 1;
		io_reset(true);
		assert_int_equal(sbdmeta_create(disk, &want, err), 0);
		crash_everywhere(old, &want, true);
		sbdmeta_free(old);
		old = NULL;
	}
}

/* The cuts of one update of what is on the disk to *want. */
static void crash_update(void)
{
	struct sbd_meta *old = NULL;

	assert_int_equal(sbdmeta_read(disk, &old, err), 0);
	disk_get(&before);
	io_reset(true);
	assert_int_equal(sbdmeta_update(disk, &want, err), 0);
	crash_everywhere(old, &want, false);
	sbdmeta_free(old);
}

static void test_crash_update(void **state)
{
	int i, n;

	for (i = 0; i < 10; i++) {
		fresh(i % 2);
		disk_empty();
		assert_int_equal(sbdmeta_create(disk, &want, err), 0);
		for (n = 0; n < 5; n++) {
			random_meta(keys, 12);
			crash_update();
		}
	}
}

/* Files made elsewhere, with gaps, in both byte orders. */
static void test_crash_update_golden(void **state)
{
	size_t i;
	int n;

	for (i = 0; i < 2 * NFILES; i++) {
		take(i / 2, i % 2);
		for (n = 0; n < 3; n++) {
			random_meta(keys, 12);
			crash_update();
		}
	}
}

/* ------------------------------------------------------------ bad I/O */

static void test_awkward_io(void **state)
{
	int i;

	for (i = 0; i < 50; i++) {
		fresh(i % 2);
		disk_empty();
		io.awkward = true;
		assert_int_equal(sbdmeta_create(disk, &want, err), 0);
		expect_disk(&want);
		random_meta(keys, 12);
		assert_int_equal(sbdmeta_update(disk, &want, err), 0);
		expect_disk(&want);
		io_reset(false);
	}
}

/* Each call fails once: an error is reported, and what is left is whole. */
static void test_io_errors(void **state)
{
	struct sbd_meta *old = NULL;
	int at, status, seen[3] = { 0 };

	fresh(false);
	disk_empty();
	assert_int_equal(sbdmeta_create(disk, &want, err), 0);
	assert_int_equal(sbdmeta_read(disk, &old, err), 0);
	disk_get(&before);
	random_meta(keys, 12);
	for (at = 1; ; at++) {
		disk_set(&before);
		io_reset(false);
		io.fail_at = at;
		status = sbdmeta_update(disk, &want, err);
		io.fail_at = 0;
		if (!status)
			break;
		assert_int_equal(status, SBDMETA_IO);
		assert_int_equal(errno, EIO);
		check_cut(old, &want, false, seen);
	}
	assert_true(at > 6);
	expect_disk(&want);
	sbdmeta_free(old);
	io_reset(false);
}

static int teardown(void **state)
{
	print_message("# %zu cuts\n", cuts);
	return disk_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crash_create),
		cmocka_unit_test(test_crash_update),
		cmocka_unit_test(test_crash_update_golden),
		cmocka_unit_test(test_awkward_io),
		cmocka_unit_test(test_io_errors),
	};

	return cmocka_run_group_tests(tests, disk_setup, teardown);
}
