// SPDX-License-Identifier: GPL-2.0
/* LIO's file of persistent reservations: what is given back, and to which LUNs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "aptpl.h"

#define GUID "600144F0C0A8010200005F5E100A0001"
#define FILE_NAME "aptpl_0C0A8010200005F5E100A0001600144F"

#define NODES \
	"initiator_fabric=iSCSI\ninitiator_node=iqn.a\ninitiator_sid=80123456789a\n"
#define TARGET \
	"target_fabric=iSCSI\ntarget_node=iqn.t\ntpgt=1\nport_rtpi=1\n"

static const char two[] =
	"PR_REG_START: 0\n" NODES "sa_res_key=2748\nres_holder=1\nres_type=08\nres_scope=00\n"
	"res_all_tg_pt=0\nmapped_lun=3\n" TARGET "target_lun=0\nPR_REG_END: 0\n"
	"PR_REG_START: 1\n" NODES "sa_res_key=18446744073709551615\nres_holder=0\n"
	"res_all_tg_pt=1\nmapped_lun=3\n" TARGET "target_lun=0\nPR_REG_END: 1\n";

#define RECORD(mapped, target) \
	"initiator_fabric=iSCSI,initiator_node=iqn.a,initiator_sid=80123456789a,sa_res_key=2748," \
	"res_holder=1,res_type=8,res_scope=0,res_all_tg_pt=0,mapped_lun=" mapped "," \
	"target_fabric=iSCSI,target_node=iqn.t,tpgt=1,port_rtpi=1,target_lun=" target

static char root[] = "/tmp/test_aptpl.XXXXXX";

static void put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", root, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static int setup(void **state)
{
	char *dir;

	if (!mkdtemp(root))
		return -1;
	put("dbroot", root);
	dir = xasprintf("%s/pr", root);
	mkdir(dir, 0700);
	free(dir);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { "dbroot", "pr/" FILE_NAME, "pr", "" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = xasprintf("%s/%s", root, names[i]);

		remove(path);
		free(path);
	}
	return 0;
}

static void reading(void **state)
{
	/* Not whole, not any, nothing of the kind: no record, no crash. */
	static const char *const none[] = {
		"", "No Registrations or Reservations", "PR_REG_START: 0\nsa_res_key=1\n",
		"PR_REG_START: 0\nPR_REG_END: 0\n", "sa_res_key=1\nPR_REG_END: 0\n", "\n\n\xff\n",
	};
	struct names records = { 0 };

	aptpl_read(root, GUID, &records);
	assert_int_equal(records.n, 0);		/* no file */
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		put("pr/" FILE_NAME, none[i]);
		aptpl_read(root, GUID, &records);
		assert_int_equal(records.n, 0);
	}
	put("pr/" FILE_NAME, two);
	aptpl_read(root, GUID, &records);
	assert_int_equal(records.n, 2);
	assert_true(names_has(&records, RECORD("3", "0")));
	names_free(&records);

	aptpl_remove(root, GUID);
	aptpl_read(root, GUID, &records);
	assert_int_equal(records.n, 0);
	aptpl_remove(root, GUID);
}

static void expect_place(const struct lio *lio, const char *record, const char *wanted)
{
	char *placed = aptpl_place(record, GUID, lio);

	assert_string_equal(placed, wanted);
	free(placed);
}

/* TPG LUN 7 is on the backstore; with an ACL the initiator has it as LUN 300. */
static void placing(void **state)
{
	struct lio_lun luns[] = { { .lun = 5, .store = "OTHER" }, { .lun = 7, .store = GUID } };
	struct lio_lun maps[] = { { .lun = 1, .to = 5 }, { .lun = 300, .to = 7 } };
	struct lio_acl acl = { .name = "iqn.a", .map = { maps, 2 } };
	struct lio_tpg tpg = { .dir = "tpgt_1", .lun = { luns, 2 } };
	struct lio_target target = { .wwn = "iqn.t", .tpg = { &tpg, 1 } };
	struct lio lio = { .target = { &target, 1 } };

	expect_place(&lio, RECORD("3", "0"), RECORD("7", "7"));
	tpg.acl.v = &acl;
	tpg.acl.n = 1;
	expect_place(&lio, RECORD("3", "0"), RECORD("300", "7"));
	luns[1].store = "OTHER";
	expect_place(&lio, RECORD("3", "0"), RECORD("3", "0"));
	luns[1].store = GUID;
	tpg.dir = "tpgt_2";
	expect_place(&lio, RECORD("3", "0"), RECORD("3", "0"));
	expect_place(&lio, "sa_res_key=1", "sa_res_key=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(placing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
