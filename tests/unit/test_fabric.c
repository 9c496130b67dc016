// SPDX-License-Identifier: GPL-2.0
/*
 * Names on every fabric, good and bad, both ways: from the model to LIO's directories
 * by stmfd's table, and back by stmf.ko's common rule (names.c) and the table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fabric.h"

/* names.c, which has headers of its own */
int stmf_name_normalise(const char *fabric_name, char *out, size_t size);

#define GID "0xfe80000000000000"
#define ZERO "0x0000000000000000"

struct name {
	const char *fabric, *model, *wire, *params;
};

static const struct name targets[] = {
	{ "iscsi", "iqn.2026-11.org.example:t1", "iqn.2026-11.org.example:t1", NULL },
	{ "iscsi", "eui.02004567A425678D", "eui.02004567a425678d", NULL },
	{ "loopback", "wwn.5001405000000001", "naa.5001405000000001", NULL },
	{ "loopback", "wwn.500140500000ABCD", "naa.500140500000abcd", NULL },
	{ "vhost", "wwn.500140500000ABCD", "naa.500140500000abcd", NULL },
	{ "qla2xxx", "wwn.21000024FF000001", "21:00:00:24:ff:00:00:01", NULL },
	{ "fcoe", "wwn.20000200000000A1", "20:00:02:00:00:00:00:a1", NULL },
	{ "srp", "eui.001CCDFFFFED377C", GID "001ccdffffed377c", NULL },
	{ "srp", "eui.001CCDFFFFED377C", "0x20010db800000000001ccdffffed377c",
	  "gid_prefix=20010db800000000" },
};

static const struct name initiators[] = {
	{ "iscsi", "iqn.2026-11.org.example:beta", "iqn.2026-11.org.example:beta", NULL },
	{ "iscsi", "eui.02004567A425678D", "eui.02004567a425678d", NULL },
	{ "loopback", "wwn.50014050000000A1", "naa.50014050000000a1", NULL },
	{ "vhost", "wwn.50014050000000A1", "naa.50014050000000a1", NULL },
	{ "qla2xxx", "wwn.210000E08B074CB5", "21:00:00:e0:8b:07:4c:b5", NULL },
	{ "npiv", "wwn.210000E08B074CB5", "21:00:00:e0:8b:07:4c:b5", NULL },
	{ "fcoe", "wwn.20000200000000A0", "20:00:02:00:00:00:00:a0", NULL },
	{ "srp", "eui.001CCDFFFFED377C", ZERO "001ccdffffed377c", NULL },
};

/* Not the name of a target or an initiator on that fabric, however it is meant */
static const struct name bad[] = {
	{ "iscsi", "wwn.5001405000000001", NULL, NULL },
	{ "iscsi", "iqn.", NULL, NULL },
	{ "iscsi", "iqn.a/b", NULL, NULL },
	{ "iscsi", "iqn.a b", NULL, NULL },
	{ "iscsi", "iqn.under_score", NULL, NULL },
	{ "iscsi", "eui.02004567A425678", NULL, NULL },
	{ "iscsi", "eui.02004567A425678DD", NULL, NULL },
	{ "iscsi", "eui.02004567A425678G", NULL, NULL },
	{ "iscsi", "", NULL, NULL },
	{ "iscsi", "..", NULL, NULL },
	{ "loopback", "iqn.2026-11.org.example:x", NULL, NULL },
	{ "loopback", "eui.02004567A425678D", NULL, NULL },
	{ "loopback", "wwn.500140500000000", NULL, NULL },
	{ "loopback", "wwn.50014050000000011", NULL, NULL },
	{ "loopback", "wwn.500140500000abcd", NULL, NULL },
	{ "loopback", "naa.5001405000000001", NULL, NULL },
	{ "vhost", "eui.02004567A425678D", NULL, NULL },
	{ "qla2xxx", "iqn.2026-11.org.example:x", NULL, NULL },
	{ "qla2xxx", "wwn.21000024FF00000", NULL, NULL },
	{ "qla2xxx", "wwn.21000024FF00000/", NULL, NULL },
	{ "qla2xxx", "21:00:00:24:ff:00:00:01", NULL, NULL },
	{ "npiv", "eui.02004567A425678D", NULL, NULL },
	{ "fcoe", "wwn.20000200000000A1x", NULL, NULL },
	{ "fcoe", "eui.02004567A425678D", NULL, NULL },
	{ "srp", "wwn.21000024FF000001", NULL, NULL },
	{ "srp", "iqn.2026-11.org.example:x", NULL, NULL },
	{ "srp", "eui.001CCDFFFFED377", NULL, NULL },
	{ "srp", "eui.001ccdffffed377c", NULL, NULL },
	{ "srp", "eui.001CCDFFFFED377C0", NULL, NULL },
};

/* Spelled as LIO never has it: no name of the model */
static const struct name bad_wires[] = {
	{ "iscsi", NULL, "iqn.Upper", NULL },
	{ "iscsi", NULL, "iqn.a_b", NULL },
	{ "iscsi", NULL, "eui.02004567A425678D", NULL },
	{ "iscsi", NULL, "naa.5001405000000001", NULL },
	{ "qla2xxx", NULL, "21:00:00:E0:8B:07:4C:B5", NULL },
	{ "qla2xxx", NULL, "21:00:00:e0:8b:07:4c:b", NULL },
	{ "qla2xxx", NULL, "21:00:00:e0:8b:07:4c:b55", NULL },
	{ "qla2xxx", NULL, "2100:00:e0:8b:07:4c:b5::", NULL },
	{ "qla2xxx", NULL, "21-00-00-e0-8b-07-4c-b5", NULL },
	{ "qla2xxx", NULL, "210000e08b074cb5", NULL },
	{ "npiv", NULL, "", NULL },
};

static struct target target_of(const struct name *name)
{
	const struct fabric *fabric = fabric_by_name(name->fabric);

	return (struct target){ .name = (char *)name->model, .provider = (char *)fabric->provider,
				.params = (char *)name->params };
}

/* What stmf.ko makes of LIO's name of a port */
static void expect_normal(const char *wire, const char *model)
{
	char normal[STMF_ISCSI_NAME_MAX + 1];

	if (stmf_name_normalise(wire, normal, sizeof(normal)) < 0)
		fail_msg("%s: the kernel takes it for no name", wire);
	assert_string_equal(normal, model);
}

static void good_targets(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		const struct target target = target_of(&targets[i]);
		const struct fabric *fabric = fabric_by_name(targets[i].fabric);
		char *owned = fabric_owned_name(&target);
		const char *wwn;

		assert_ptr_equal(fabric_of_target(&target), fabric);
		assert_non_null(owned);
		assert_ptr_equal(fabric_of_owned(owned, &wwn), fabric);
		assert_string_equal(wwn, targets[i].wire);
		expect_normal(wwn, targets[i].model);
		free(owned);
	}
}

/* An NPIV port has its physical one and its node in its directory's name. */
static void npiv(void **state)
{
	static const char *const params[] = {
		"physical=wwn.21000024FF000001",
		"physical=wwn.21000024FF000001\nnode=wwn.20010024FF00000",
		"physical=eui.21000024FF000001\nnode=wwn.20010024FF000001",
		"physical=\nnode=wwn.20010024FF000001",
	};
	struct target target = { .name = (char *)"wwn.21010024FF000001", .provider = (char *)"qlt",
				 .params = (char *)"physical=wwn.21000024FF000001\nnode=wwn.20010024FF000001" };
	char *owned = fabric_owned_name(&target);

	assert_string_equal(owned, "qla2xxx_npiv/21:00:00:24:ff:00:00:01@21010024ff000001:20010024ff000001");
	free(owned);
	for (size_t i = 0; i < ARRAY_SIZE(params); i++) {
		char *wwn;

		target.params = (char *)params[i];
		wwn = fabric_by_name("npiv")->wwn(&target);
		if (wwn)
			fail_msg("%s: makes %s", params[i], wwn);
	}
}

static void good_initiators(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(initiators); i++) {
		const struct fabric *fabric = fabric_by_name(initiators[i].fabric);
		char *wire = fabric->initiator(initiators[i].model), *back;

		assert_string_equal(wire, initiators[i].wire);
		assert_true(name_dir_ok(wire));
		expect_normal(wire, initiators[i].model);
		back = fabric->from_initiator ? fabric->from_initiator(wire) : NULL;
		assert_int_equal(!back, !fabric->from_initiator);
		if (back)
			assert_string_equal(back, initiators[i].model);
		free(back);
		free(wire);
	}
}

static void bad_names(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const struct fabric *fabric = fabric_by_name(bad[i].fabric);
		const struct target target = target_of(&bad[i]);
		char *wire = fabric->initiator(bad[i].model), *wwn = fabric->wwn(&target);

		if (wire || wwn)
			fail_msg("%s: \"%s\" makes \"%s\", \"%s\"", bad[i].fabric, bad[i].model,
				 wire ? wire : "", wwn ? wwn : "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad_wires); i++) {
		char *back = fabric_by_name(bad_wires[i].fabric)->from_initiator(bad_wires[i].wire);

		if (back)
			fail_msg("%s: \"%s\" makes \"%s\"", bad_wires[i].fabric, bad_wires[i].wire,
				 back);
	}
}

/* Every fabric is in the tables, and a directory of none is nobody's. */
static void whole(void **state)
{
	const char *wwn;

	for (size_t i = 0; fabrics[i]; i++) {
		bool has = false;

		for (size_t j = 0; j < ARRAY_SIZE(initiators); j++)
			has = has || !strcmp(initiators[j].fabric, fabrics[i]->name);
		assert_true(has);
		assert_ptr_equal(fabric_by_dir(fabrics[i]->dir), fabrics[i]);
		assert_ptr_equal(fabric_by_name(fabrics[i]->name), fabrics[i]);
	}
	assert_null(fabric_of_owned("core/sbd_0", &wwn));
	assert_null(fabric_of_owned("qla2xxxx/21:00:00:24:ff:00:00:01", &wwn));
	assert_null(fabric_by_name(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_targets),
		cmocka_unit_test(npiv),
		cmocka_unit_test(good_initiators),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
