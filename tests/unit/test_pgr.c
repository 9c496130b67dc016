// SPDX-License-Identifier: GPL-2.0
/* Reservations between COMSTAR's metadata and LIO's records: nothing is lost, nothing hostile passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "aptpl.h"
#include "pgr.h"

#define RECORD(initiator, key, holder, all, target, tag)					\
	"initiator_node=" initiator ",sa_res_key=" key ",res_holder=" holder ",res_type=5,"	\
	"res_scope=0,res_all_tg_pt=" all ",mapped_lun=0,target_node=" target ",tpgt=" tag ",target_lun=0"

static struct target targets[] = {
	{ .name = "iqn.t", .provider = "iscsit" },
	{ .name = "wwn.5001405000000001", .provider = "loopback" },
	{ .name = "wwn.21000024FF000001", .provider = "qlt" },
};
static const struct model model = { .target = { targets, ARRAY_SIZE(targets) } };

static const char *const records[] = {
	RECORD("21:00:00:24:ff:00:00:02", "1", "0", "0", "21:00:00:24:ff:00:00:01", "1"),
	RECORD("iqn.a,initiator_sid=80123456789a", "18446744073709551615", "1", "0", "iqn.t", "1"),
	RECORD("iqn.b,initiator_sid=00023d000001", "2748", "0", "1", "iqn.t", "31"),
	RECORD("naa.50014050000000a1", "2", "0", "0", "naa.5001405000000001", "1"),
};

static void id_is(const struct sbd_devid *id, uint8_t head, const char *text)
{
	assert_int_equal(id->len, 4 + strlen(text));
	assert_int_equal(id->bytes[0], head);
	assert_int_equal(id->bytes[3], strlen(text));
	assert_memory_equal(id->bytes + 4, text, strlen(text));
}

static void there_and_back(void **state)
{
	struct names from = { 0 }, to = { 0 };
	struct sbd_pgr pgr;

	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		names_add(&from, records[i]);
	pgr_from_records(&from, &model, &pgr);
	assert_int_equal(pgr.flags, SBD_PGR_APTPL | SBD_PGR_ONE_HOLDER | SBD_PGR_KEYS_HAVE_NEXUS);
	assert_int_equal(pgr.nkeys, 4);
	assert_int_equal(pgr.type, 5);
	assert_int_equal(pgr.holder, 2);
	assert_true(pgr.keys[1].key == UINT64_MAX && pgr.keys[2].all_target_ports);
	id_is(&pgr.keys[0].initiator, 0x03, "wwn.21000024FF000002");
	id_is(&pgr.keys[1].initiator, 0x53, "iqn.a,i,0x80123456789a");
	id_is(&pgr.keys[1].target, 0x53, "iqn.t");
	id_is(&pgr.keys[2].target, 0x53, "iqn.t,t,0x001f");

	assert_int_equal(pgr_to_records(&pgr, &model, &to), 0);
	assert_int_equal(to.n, from.n);
	for (size_t i = 0; i < from.n; i++)
		assert_string_equal(to.v[i], from.v[i]);
	free(pgr.keys);
	names_free(&from);
	names_free(&to);
}

static void set_id(struct sbd_devid *id, uint8_t head, const void *bytes, size_t len)
{
	*id = (struct sbd_devid){ .len = 4 + len, .bytes = { head, 0x98, 0, len } };
	memcpy(id->bytes + 4, bytes, len);
}

static size_t records_of(struct sbd_pgr *pgr, struct names *to)
{
	names_free(to);
	return pgr_to_records(pgr, &model, to);
}

/* Binary names, no session, keys for all ports, all registrants; not without APTPL. */
static void of_illumos(void **state)
{
	static const uint8_t port[] = { 0x21, 0, 0, 0x24, 0xff, 0, 0, 1 };
	struct sbd_pgr_key keys[2] = { { .key = 7 }, { .key = 8, .all_target_ports = true } };
	struct sbd_pgr pgr = { SBD_PGR_APTPL, .type = 5, .nkeys = 2, .keys = keys };
	struct names to = { 0 };

	set_id(&keys[0].target, 1, port, 8);
	set_id(&keys[0].initiator, 1, port, 8);
	set_id(&keys[1].initiator, 0x53, "iqn.A", 5);
	assert_int_equal(records_of(&pgr, &to), 0);
	assert_int_equal(to.n, 2);
	assert_string_equal(to.v[0], RECORD("21:00:00:24:ff:00:00:01", "7", "0", "0",
					    "21:00:00:24:ff:00:00:01", "1"));
	assert_string_equal(to.v[1], RECORD("iqn.a", "8", "0", "1", "iqn.t", "1"));
	pgr.flags |= SBD_PGR_ALL_REGISTRANTS;
	assert_int_equal(records_of(&pgr, &to), 0);
	assert_string_equal(to.v[0], RECORD("21:00:00:24:ff:00:00:01", "7", "1", "0",
					    "21:00:00:24:ff:00:00:01", "1"));
	assert_string_equal(to.v[1], RECORD("iqn.a", "8", "0", "1", "iqn.t", "1"));
	pgr.flags = SBD_PGR_ALL_REGISTRANTS;
	assert_int_equal(records_of(&pgr, &to), 0);
	assert_int_equal(to.n, 0);
}

/* Other hosts' targets, and names that would be more than a name in LIO's list. */
static void not_here(void **state)
{
	static const char *const bad[] = {
		"", "iqn.x,sa_res_key=1", "iqn.x\nres_holder=1", "wwn.2100", "../x", "iqn.a=b",
	};
	struct sbd_pgr_key key = { .key = 1 };
	struct sbd_pgr pgr = { SBD_PGR_APTPL, .type = 5, .nkeys = 1, .keys = &key };
	struct names to = { 0 };

	set_id(&key.target, 0x53, "iqn.t", 5);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		set_id(&key.initiator, 0x53, bad[i], strlen(bad[i]));
		assert_int_equal(records_of(&pgr, &to), 1);
		assert_int_equal(to.n, 0);
	}
	set_id(&key.initiator, 0x53, "iqn.a,i,0x1,sid", 15);
	assert_int_equal(records_of(&pgr, &to), 0);
	assert_string_equal(to.v[0], RECORD("iqn.a", "1", "0", "0", "iqn.t", "1"));
	set_id(&key.target, 0x53, "iqn.other", 9);
	assert_int_equal(records_of(&pgr, &to), 1);
	names_free(&to);
}

static void files(void **state)
{
	char *guid = aptpl_guid("aptpl_0C0A8010200005F5E100A0001600144F");

	assert_string_equal(guid, "600144F0C0A8010200005F5E100A0001");
	free(guid);
	assert_null(aptpl_guid("aptpl_0C0A801"));
	assert_null(aptpl_guid("alua_0C0A8010200005F5E100A0001600144F"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(of_illumos),
		cmocka_unit_test(not_here),
		cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
