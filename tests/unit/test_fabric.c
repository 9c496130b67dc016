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

/* What a command may say of a new target, and what comes of it: params or a refusal */
static const struct {
	const char *fabric, *portals[3], *initiators[3], *physical, *node;
	const char *params, *wrong;
} made[] = {
	{ .fabric = "iscsi", .params = NULL },
	{ .fabric = "iscsi", .portals = { "192.0.2.1", "[2001:db8::1]:3261/iser" },
	  .params = "portal=192.0.2.1:3260\nportal=[2001:db8::1]:3261/iser" },
	{ .fabric = "iscsi", .portals = { "192.0.2.1", "192.0.2.1:3260" },
	  .params = "portal=192.0.2.1:3260" },
	{ .fabric = "iscsi", .portals = { "192.0.2.1:0" },
	  .wrong = "portal 192.0.2.1:0: not ADDRESS[:PORT]" },
	{ .fabric = "loopback", .initiators = { "wwn.50014050000000A2", "wwn.50014050000000A1" },
	  .params = "initiator=wwn.50014050000000A2\ninitiator=wwn.50014050000000A1" },
	{ .fabric = "vhost", .initiators = { "wwn.50014050000000A2" },
	  .params = "initiator=wwn.50014050000000A2" },
	{ .fabric = "vhost", .initiators = { "wwn.50014050000000A2", "wwn.50014050000000A1" },
	  .wrong = "initiators: at most 1" },
	{ .fabric = "vhost", .initiators = { "iqn.2026-11.org.example:x" },
	  .wrong = "initiator iqn.2026-11.org.example:x: must be wwn. and 16 digits" },
	{ .fabric = "npiv", .physical = "wwn.21000024FF000001", .node = "wwn.20000024FF000002",
	  .params = "physical=wwn.21000024FF000001\nnode=wwn.20000024FF000002" },
	{ .fabric = "npiv", .node = "wwn.20000024FF000002", .wrong = "physical: must be given" },
	{ .fabric = "npiv", .physical = "eui.001CCDFFFFED377C",
	  .wrong = "physical eui.001CCDFFFFED377C: must be wwn. and 16 digits" },
	{ .fabric = "srp", .params = NULL },
	{ .fabric = "srp", .portals = { "5555" }, .params = "rdma_cm_port=5555" },
	{ .fabric = "srp", .portals = { "5555", "5556" },
	  .wrong = "portal 5555: for srp one TCP port number, as of RDMA/CM" },
	{ .fabric = "srp", .portals = { "65536" },
	  .wrong = "portal 65536: for srp one TCP port number, as of RDMA/CM" },
	{ .fabric = "srp", .portals = { "10.0.0.1:5555" },
	  .wrong = "portal 10.0.0.1:5555: for srp one TCP port number, as of RDMA/CM" },
};

static void give(struct text_list *list, const char *const *texts)
{
	for (; *texts; texts++)
		*vec_push(list) = xstrdup(*texts);
}

static void take(struct text_list *list)
{
	vec_each(text, list)
		free(*text);
	vec_free(list);
}

static void params_are_ok(const struct fabric *fabric, const char *params)
{
	char *copy = xstrdup(params ? params : ""), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		line[strcspn(line, "=")] = 0;
		assert_true(fabric->param_ok(line, line + strlen(line) + 1));
	}
	free(copy);
}

static void settings(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
		const struct fabric *fabric = fabric_by_name(made[i].fabric);
		struct target_args args = { .target = "none", .physical = (char *)made[i].physical,
					    .node = (char *)made[i].node };
		struct fault fault = { 0 };
		char *params = NULL;
		int rc;

		give(&args.portals, made[i].portals);
		give(&args.initiators, made[i].initiators);
		rc = fabric->settings(fabric, &args, &params, &fault);
		take(&args.portals);
		take(&args.initiators);
		if (made[i].wrong) {
			assert_int_equal(rc, -1);
			assert_string_equal(fault.text, made[i].wrong);
		} else {
			assert_int_equal(rc, 0);
			if (!same_text(params, made[i].params))
				fail_msg("%s: %s", made[i].fabric, params ? params : "none");
			params_are_ok(fabric, params);
		}
		free(params);
	}
}

/* Who names no initiator or node gets one. */
static void made_up(void **state)
{
	const struct fabric *loopback = fabric_by_name("loopback"), *npiv = fabric_by_name("npiv");
	struct target_args args = { .target = "none", .physical = "wwn.21000024FF000001" };
	char *params = NULL;

	assert_int_equal(loopback->settings(loopback, &args, &params, NULL), 0);
	assert_non_null(params);
	params_are_ok(loopback, params);
	free(params);
	params = NULL;
	assert_int_equal(npiv->settings(npiv, &args, &params, NULL), 0);
	assert_non_null(strstr(params, "\nnode=wwn."));
	params_are_ok(npiv, params);
	free(params);
}

/* Lines of params as documents have them */
static void bad_params(void **state)
{
	static const struct {
		const char *fabric, *key, *value;
	} bad[] = {
		{ "iscsi", "portal", "192.0.2.1" },
		{ "iscsi", "portal", "" },
		{ "iscsi", "initiator", "wwn.50014050000000A1" },
		{ "loopback", "portal", "192.0.2.1:3260" },
		{ "loopback", "initiator", "wwn.50014050000000a1" },
		{ "vhost", "initiator", "iqn.2026-11.org.example:x" },
		{ "npiv", "physical", "21:00:00:24:ff:00:00:01" },
		{ "npiv", "nodes", "wwn.20000024FF000002" },
		{ "srp", "rdma_cm_port", "0" },
		{ "srp", "rdma_cm_port", "5555x" },
		{ "srp", "gid_prefix", "FE80000000000000" },
		{ "srp", "gid_prefix", "fe80" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(fabric_by_name(bad[i].fabric)->param_ok(bad[i].key, bad[i].value));
	assert_true(fabric_by_name("srp")->param_ok("gid_prefix", "20010db800000000"));
}

/* What stmfd counts on */
static void description(const struct fabric *fabric)
{
	bool is_made = !fabric->driver;

	assert_non_null(fabric->name);
	assert_non_null(fabric->provider);
	assert_non_null(fabric->dir);
	assert_non_null(fabric->module);
	assert_non_null(fabric->wwn);
	assert_non_null(fabric->initiator);
	assert_non_null(fabric->from_initiator);
	assert_non_null(fabric->desired);
	/* targets are found, or made by what is given; what is given can be read back */
	assert_int_equal(is_made, !!fabric->takes);
	assert_true(!fabric->settings || (is_made && fabric->param_ok));
	assert_true(is_made || !fabric->make_name);
	/* patterns are of initiators that LIO has node ACLs for */
	assert_true(!fabric->patterns || fabric->has_acls);
	assert_false(fabric->demo_maps && fabric->login_only);
	assert_int_equal(fabric->has_nexus, !!fabric->nexus_max);
	/* an attribute has a value, or desired() gives it one */
	for (size_t i = 0; fabric->values[i]; i++)
		assert_non_null(fabric->attrs[i]);
	if (fabric->make_name) {
		struct target target = { .name = fabric->make_name() };
		char *wwn = target.name && !fabric->key ? fabric->wwn(&target) : NULL;

		/* this host may have no port to name it by */
		assert_true(wwn || fabric->key || !target.name);
		free(wwn);
		free(target.name);
	}
}

/* Every fabric is described, and is in the tables above; a directory of none is nobody's. */
static void whole(void **state)
{
	const char *wwn;
	size_t n = 0;

	fabric_each(fabric) {
		bool has = false;

		n++;
		description(*fabric);
		for (size_t j = 0; j < ARRAY_SIZE(initiators); j++)
			has = has || !strcmp(initiators[j].fabric, (*fabric)->name);
		assert_true(has);
		assert_ptr_equal(fabric_by_dir((*fabric)->dir), *fabric);
		assert_ptr_equal(fabric_by_name((*fabric)->name), *fabric);
	}
	assert_true(n >= 7);
	assert_null(fabric_of_owned("core/sbd_0", &wwn));
	assert_null(fabric_of_owned("qla2xxxx/21:00:00:24:ff:00:00:01", &wwn));
	assert_null(fabric_by_name(""));
}

/* Of two with one provider it is the one whose key is there, wherever they are in the table. */
static void by_target(void **state)
{
	struct target target = { .name = "wwn.21000024FF000001", .provider = "qlt" };

	assert_string_equal(fabric_of_target(&target)->name, "qla2xxx");
	target.params = "physical=wwn.21000024FF000002";
	assert_string_equal(fabric_of_target(&target)->name, "npiv");
	assert_false(target_is_itadms(&target));
	target.provider = "nobody";
	assert_null(fabric_of_target(&target));
	assert_false(target_is_itadms(&target));
	target.provider = NULL;
	assert_null(fabric_of_target(&target));
	target.provider = "iscsit";
	assert_true(target_is_itadms(&target));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_targets),
		cmocka_unit_test(npiv),
		cmocka_unit_test(good_initiators),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(settings),
		cmocka_unit_test(made_up),
		cmocka_unit_test(bad_params),
		cmocka_unit_test(whole),
		cmocka_unit_test(by_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
