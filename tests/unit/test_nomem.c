// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The codecs of disk metadata and of packed lists without memory: each allocation
 * fails once. The Makefile gives the code under test the allocators below.
 */
#undef malloc
#undef calloc
#undef realloc
#undef strdup
#undef strndup
#undef aligned_alloc

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nvlist.h"
#include "sbdmeta.h"

void *meagre_malloc(size_t size);
void *meagre_calloc(size_t n, size_t size);
void *meagre_realloc(void *p, size_t size);
void *meagre_aligned_alloc(size_t unit, size_t size);
char *meagre_strdup(const char *s);
char *meagre_strndup(const char *s, size_t max);

static int allocations, fail_at;

static bool no_memory(void)
{
	return ++allocations == fail_at;
}

void *meagre_malloc(size_t size)
{
	return no_memory() ? NULL : malloc(size);
}

void *meagre_calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : calloc(n, size);
}

void *meagre_realloc(void *p, size_t size)
{
	return no_memory() ? NULL : realloc(p, size);
}

void *meagre_aligned_alloc(size_t unit, size_t size)
{
	return no_memory() ? NULL : aligned_alloc(unit, size);
}

char *meagre_strdup(const char *s)
{
	return no_memory() ? NULL : strdup(s);
}

char *meagre_strndup(const char *s, size_t max)
{
	return no_memory() ? NULL : strndup(s, max);
}

/* step() fails with each allocation that does, then succeeds. Leaks are ASan's to find. */
static void starve(int (*step)(void), int failure, int least)
{
	int status;

	for (fail_at = 1; ; fail_at++) {
		allocations = 0;
		status = step();
		if (allocations < fail_at)
			break;
		assert_int_equal(status, failure);
	}
	assert_int_equal(status, 0);
	assert_true(fail_at > least);
	fail_at = 0;
}

/* ---------------------------------------------------------------- metadata */

static char err[SBDMETA_ERRLEN];
static int disk;
static struct sbd_pgr_key key = {
	.all_target_ports = true, .initiator = { .len = 5, .bytes = { 0x53, 0x98, 0, 1, 'i' } },
};
static struct sbd_meta meta = {
	.guid = { 0x60 }, .size = 1 << 20, .block_shift = 9, .alias = "a",
	.pgr = { .flags = SBD_PGR_APTPL, .nkeys = 1, .keys = &key },
};

static int create(void)
{
	return sbdmeta_create(disk, &meta, err);
}

static int update(void)
{
	int status = sbdmeta_update(disk, &meta, err);

	assert_string_equal(err, status ? "out of memory" : err);
	return status;
}

static int read_metadata(void)
{
	struct sbd_meta *read = NULL;
	int status = sbdmeta_read(disk, &read, err);

	sbdmeta_free(read);
	return status;
}

static int property(void)
{
	struct sbd_meta volume = meta, *read = NULL;
	char *hex = NULL, *again = NULL;
	int status;

	volume.zvol = true;
	status = sbdmeta_to_property(&volume, NULL, &hex, err);
	if (!status)
		status = sbdmeta_to_property(&volume, hex, &again, err);
	if (!status)
		status = sbdmeta_from_property(again, &read, err);
	sbdmeta_free(read);
	free(hex);
	free(again);
	return status;
}

static void test_metadata(void **state)
{
	disk = memfd_create("disk", MFD_CLOEXEC);
	starve(create, SBDMETA_NOMEM, 4);
	starve(read_metadata, SBDMETA_NOMEM, 4);
	starve(update, SBDMETA_NOMEM, 7);
	starve(property, SBDMETA_NOMEM, 6);
	close(disk);
}

/* ------------------------------------------------------------------- lists */

static int fill(struct stmf_nvlist *list)
{
	struct stmf_nvpair *pair;
	int rc;

	rc = stmf_nv_add_number(list, "number", STMF_NV_UINT32, 1);
	if (!rc)
		rc = stmf_nv_add_string(list, "string", "s");
	if (!rc)
		rc = stmf_nv_add_strings(list, "strings", (const char *[]){ "s", "t" }, 2);
	if (rc)
		return rc;
	pair = stmf_nv_add_lists(list, "lists", 0, 2);
	return pair && stmf_nv_add_list(pair->lists[1], "list", 0) ? 0 : -ENOMEM;
}

static int build_and_pack(void)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);
	uint8_t *data = NULL;
	size_t len;
	int rc = list ? fill(list) : -ENOMEM;

	if (!rc)
		rc = stmf_nv_pack(list, &data, &len);
	stmf_nv_free(list);
	free(data);
	return rc;
}

static uint8_t *packed;
static size_t packed_len;

static int unpack(void)
{
	struct stmf_nvlist *list = NULL;
	int rc = stmf_nv_unpack(packed, packed_len, &list, err);

	assert_true(rc ? !list : !!list);
	stmf_nv_free(list);
	return rc;
}

static void test_lists(void **state)
{
	struct stmf_nvlist *list = stmf_nv_new(STMF_NV_UNIQUE_NAME);

	starve(build_and_pack, -ENOMEM, 20);
	assert_int_equal(fill(list), 0);
	assert_int_equal(stmf_nv_pack(list, &packed, &packed_len), 0);
	starve(unpack, -ENOMEM, 20);
	stmf_nv_free(list);
	free(packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
