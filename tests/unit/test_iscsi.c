// SPDX-License-Identifier: GPL-2.0
/* What itadm configures: tags, names, where targets listen, what LIO gets of secrets; base64, portals. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <stmf_linux.h>

#include "fabric.h"
#include "isns.h"
#include "plan.h"

#define T "iqn.2026-01.test:t"
#define HOST "iqn.2026-01.test:host"

static void base64(void **state)
{
	static const struct { const char *plain, *coded; } cases[] = {
		{ "", "" }, { "a", "YQ==" }, { "ab", "YWI=" }, { "abc", "YWJj" },
		{ "abcd", "YWJjZA==" }, { "\xff\xfe\x80", "//6A" },
	};
	static const char *const bad[] = { "Y", "YQ", "YQ=", "YR==", "YWJ=", "YQ==YWJj", "YWJj\n",
					   "Y WJ", "====", "YW-j" };
	char out[16];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t n = strlen(cases[i].plain);

		stmf_base64_encode(cases[i].plain, n, out);
		assert_string_equal(out, cases[i].coded);
		assert_int_equal(stmf_base64_decode(out, out, n), n);
		assert_memory_equal(out, cases[i].plain, n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(stmf_base64_decode(bad[i], out, sizeof(out)), -EINVAL);
	assert_int_equal(stmf_base64_decode("YWJj", out, 2), -ERANGE);
}

static void portals(void **state)
{
	static const struct { const char *text, *normal; } cases[] = {
		{ "192.0.2.5", "192.0.2.5:3260" }, { "192.0.2.5:1", "192.0.2.5:1" },
		{ "[2001:DB8:0::5]", "[2001:db8::5]:3260" }, { "[::]:65535", "[::]:65535" },
		{ "192.0.2.5/iser", "192.0.2.5:3260/iser" },
		{ "[1111:2222:3333:4444:5555:6666:7777:8888]:65535/iser",
		  "[1111:2222:3333:4444:5555:6666:7777:8888]:65535/iser" },
	};
	static const char *const bad[] = { "", "x", "1.2.3", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536",
					   "1.2.3.4:01", "::1", "[::1", "[::1]x", "[1.2.3.4]", "[fe80::1%lo]",
					   "1.2.3.4:1 ", "1.2.3.4.5", "1.2.3.4/", "1.2.3.4/iserx",
					   "1.2.3.4/iser/iser", "/iser" };
	char out[STMF_PORTAL_LEN + 1];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(stmf_portal_parse(cases[i].text, STMF_PORT_ISCSI, out), 0);
		assert_string_equal(out, cases[i].normal);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(stmf_portal_parse(bad[i], STMF_PORT_ISCSI, out), -EINVAL);
	/* a server of another kind has no RDMA */
	assert_int_equal(stmf_portal_parse("1.2.3.4/iser", STMF_PORT_ISNS, out), -EINVAL);
}

#define set_tpgs(target, ...) \
	iscsi_target_set_tpgs(target, (const char *const[]){ __VA_ARGS__ }, \
			      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void expect_tags(const struct iscsi_target *target, const char *wanted)
{
	char *text = xstrdup("");

	vec_each(tpgt, &target->tpg) {
		char *longer = xasprintf("%s%s=%u ", text, tpgt->tpg, tpgt->tag);

		free(text);
		text = longer;
	}
	assert_string_equal(text, wanted);
	free(text);
}

static void tags(void **state)
{
	struct iscsi_conf conf = { 0 };
	struct iscsi_target *target = iscsi_target_add(&conf, T);

	set_tpgs(target, "a", "77", "b");
	expect_tags(target, "a=2 77=77 b=78 ");
	set_tpgs(target, "c", "b");			/* one that stays keeps its tag */
	expect_tags(target, "b=78 c=79 ");
	set_tpgs(target, "65534", "x", "y");		/* above the highest there is a gap below */
	expect_tags(target, "65534=65534 x=65535 y=65533 ");
	set_tpgs(target, "1", "65535", "0002");		/* no tags, but names */
	expect_tags(target, "1=2 65535=3 0002=4 ");
	iscsi_tpg_add(&conf, "1");
	iscsi_tpg_del(&conf, "1");
	expect_tags(target, "65535=3 0002=4 ");
	iscsi_conf_free(&conf);
}

static void names(void **state)
{
	struct iscsi_conf conf = { 0 }, copy;

	iscsi_initiator_add(&conf, "iqn.2026-01.Test:A")->chap.secret = xstrdup("x");
	assert_non_null(iscsi_initiator(&conf, "iqn.2026-01.test:a"));
	assert_null(iscsi_initiator(&conf, "iqn.2026-01.test:b"));
	iscsi_target_add(&conf, T)->auth = ISCSI_AUTH_CHAP;
	iscsi_target_add_like(&conf, T "2", iscsi_target(&conf, T));
	iscsi_conf_copy(&copy, &conf);
	iscsi_conf_free(&conf);
	assert_string_equal(copy.target.v[0].name, T "2");
	assert_int_equal(copy.target.v[0].auth, ISCSI_AUTH_CHAP);
	assert_int_equal(iscsi_auth_of(&copy, iscsi_target(&copy, T "2")), ISCSI_AUTH_CHAP);
	assert_int_equal(iscsi_auth_of(&copy, NULL), ISCSI_AUTH_NONE);
	copy.defaults.auth = ISCSI_AUTH_RADIUS;
	assert_int_equal(iscsi_auth_of(&copy, NULL), ISCSI_AUTH_RADIUS);
	assert_string_equal(iscsi_initiator(&copy, "iqn.2026-01.test:A")->chap.secret, "x");
	iscsi_target_del(&copy, T);
	assert_null(iscsi_target(&copy, T));
	iscsi_conf_free(&copy);
}

static struct target *add_target(struct model *model, const char *name, const char *params)
{
	struct target *target = vec_push(&model->target);

	target->name = xstrdup(name);
	target->provider = xstrdup("iscsit");
	target->params = xstrdup(params);
	target->state = STMF_STATE_ONLINE;
	return target;
}

/* Where the first target listens */
static void expect_listen(struct model *model, const char *wanted)
{
	struct names at = { 0 };
	struct portal_groups groups;
	char *text = xstrdup("");

	names_free(&model->listen.spread);
	listen_find_spread(&model->listen, model);
	portal_groups_make(model, &model->target.v[0], &groups);
	assert_int_equal(groups.n, 1);
	vec_each(portal, &groups.v[0].portals)
		listen_at(&model->listen, *portal, &at);
	vec_each(portal, &at) {
		char *longer = xasprintf("%s%s ", text, *portal);

		free(text);
		text = longer;
	}
	assert_string_equal(text, wanted);
	free(text);
	names_free(&at);
	portal_groups_free(&groups);
}

static void listening(void **state)
{
	struct model model = { 0 };
	struct target *other;

	names_add(&model.listen.address, "192.0.2.5");
	names_add(&model.listen.address, "[2001:db8::5]");
	add_target(&model, T, NULL);
	expect_listen(&model, "0.0.0.0:3260 ");
	model.listen.v6 = true;
	expect_listen(&model, "[::]:3260 ");
	model.listen.v6_only = true;
	expect_listen(&model, "0.0.0.0:3260 [::]:3260 ");
	model.listen.v6_only = false;

	other = add_target(&model, T "2", "portal=192.0.2.5:3261");
	expect_listen(&model, "[::]:3260 ");
	free(other->params);
	other->params = xstrdup("portal=192.0.2.5:3260");
	expect_listen(&model, "192.0.2.5:3260 [2001:db8::5]:3260 ");
	free(other->params);
	other->params = xstrdup("portal=0.0.0.0:3260");	/* a dual-stack socket is in its way */
	expect_listen(&model, "192.0.2.5:3260 [2001:db8::5]:3260 ");
	model.listen.v6_only = true;
	expect_listen(&model, "0.0.0.0:3260 [::]:3260 ");
	free(other->provider);
	other->provider = xstrdup("loopback");
	model.listen.v6_only = false;
	expect_listen(&model, "[::]:3260 ");

	model.target.v[0].params = xstrdup("portal=0.0.0.0:3260\nportal=192.0.2.6:3260");
	expect_listen(&model, "192.0.2.5:3260 192.0.2.6:3260 ");
	model_free(&model);
}

static void expect_isns(const struct model *model, const char *wanted)
{
	struct names addresses = { 0 };
	const char *first;
	char *text;

	names_add(&addresses, "127.0.0.1");
	names_add(&addresses, "192.0.2.5");
	names_add(&addresses, "[::1]");
	names_add(&addresses, "[2001:db8::5]");
	text = isns_text(model, "host", &addresses, &first);
	if (wanted) {
		assert_string_equal(text, wanted);
		assert_string_equal(first, T);
	} else {
		assert_null(text);
		assert_null(first);
	}
	free(text);
	names_free(&addresses);
}

#define ISNS_HEAD "entity host\nsource " T "\nperiod 600\n"

/* What iSNS servers are told: what is online, and where others can reach it */
static void isns(void **state)
{
	struct model model = { .service = STMF_STATE_ONLINE };
	struct target *target;

	model.listen.v6 = true;
	expect_isns(&model, NULL);
	target = add_target(&model, T, NULL);
	expect_isns(&model, ISNS_HEAD "target " T "\nportal 1 192.0.2.5 3260\n"
		    "portal 1 2001:db8::5 3260\n");
	model.listen.v6_only = true;
	expect_isns(&model, ISNS_HEAD "target " T "\nportal 1 192.0.2.5 3260\n"
		    "portal 1 2001:db8::5 3260\n");
	model.listen.v6_only = false;
	target->alias = xstrdup("an alias");
	target->params = xstrdup("portal=0.0.0.0:3260\nportal=[2001:db8::5]:3261\nportal=127.0.0.1:3262");
	expect_isns(&model, ISNS_HEAD "target " T " an alias\nportal 1 127.0.0.1 3262\n"
		    "portal 1 192.0.2.5 3260\nportal 1 2001:db8::5 3261\n");
	target->state = STMF_STATE_OFFLINE;
	expect_isns(&model, NULL);
	target->state = STMF_STATE_ONLINE;
	model.service = STMF_STATE_OFFLINE;
	expect_isns(&model, NULL);
	model.service = STMF_STATE_ONLINE;
	free(target->provider);
	target->provider = xstrdup("loopback");
	expect_isns(&model, NULL);
	model_free(&model);
}

/* The one write of a plan to a path that ends like this; NULL: there is none. */
static const char *written(const struct plan *plan, const char *end)
{
	const char *value = NULL;

	vec_each(op, plan) {
		size_t n = strlen(op->path), m = strlen(end);

		if (op->kind == OP_WRITE && n > m && !strcmp(op->path + n - m, end)) {
			assert_null(value);
			value = op->value;
		}
	}
	return value;
}

static void make_plan(const struct model *model, const struct lio *have, struct plan *plan)
{
	struct names owned = { 0 };

	names_add(&owned, "iscsi/" T);
	plan_make(model, have, &owned, plan);
	names_free(&owned);
}

static void chap_model(struct model *model)
{
	struct iscsi_initiator *initiator;
	struct iscsi_target *conf;

	memset(model, 0, sizeof(*model));
	model->service = STMF_STATE_ONLINE;
	add_target(model, T, NULL);
	initiator = iscsi_initiator_add(&model->iscsi, HOST);
	initiator->chap.secret = xstrdup("c2VjcmV0LW9mLWhvc3Q=");	/* secret-of-host */
	conf = iscsi_target_add(&model->iscsi, T);
	conf->auth = ISCSI_AUTH_CHAP;
	conf->chap.secret = xstrdup("c2VjcmV0LW9mLXRhcmdldA==");	/* secret-of-target */
}

static void secrets(void **state)
{
	const struct lio nothing = { 0 };
	struct model model;
	struct plan plan;

	chap_model(&model);
	make_plan(&model, &nothing, &plan);
	assert_string_equal(written(&plan, "attrib/authentication"), "1");
	assert_string_equal(written(&plan, HOST "/auth/userid"), HOST);
	assert_string_equal(written(&plan, HOST "/auth/password"), "secret-of-host");
	assert_string_equal(written(&plan, HOST "/auth/userid_mutual"), T);
	assert_string_equal(written(&plan, HOST "/auth/password_mutual"), "secret-of-target");
	vec_each(op, &plan) {
		char *text = op_text(op);

		assert_null(strstr(text, "secret-of"));
		free(text);
	}
	plan_free(&plan);

	/* nobody who has no secret, or under what can't be done, gets one by accident */
	free(model.iscsi.initiator.v[0].chap.secret);
	model.iscsi.initiator.v[0].chap.secret = NULL;
	make_plan(&model, &nothing, &plan);
	assert_string_equal(written(&plan, "attrib/authentication"), "1");
	assert_null(written(&plan, "auth/userid"));
	assert_null(written(&plan, "auth/password"));
	plan_free(&plan);
	iscsi_target(&model.iscsi, T)->auth = ISCSI_AUTH_RADIUS;
	make_plan(&model, &nothing, &plan);
	assert_string_equal(written(&plan, "attrib/authentication"), "1");
	assert_string_equal(written(&plan, "attrib/generate_node_acls"), "0");
	assert_null(written(&plan, "auth/password_mutual"));
	plan_free(&plan);
	model_free(&model);
}

/* What LIO has and should not have any more is unset; what is right is left alone. */
static void secrets_change(void **state)
{
	static const char *const attrs[] = { "1", "0", "0" };
	struct model model;
	struct lio lio = { 0 };
	struct lio_target *target = vec_push(&lio.target);
	struct lio_tpg *tpg = vec_push(&target->tpg);
	struct lio_acl *acl = vec_push(&tpg->acl);
	struct plan plan;

	chap_model(&model);
	target->fabric = fabric_by_name("iscsi");
	target->wwn = xstrdup(T);
	tpg->dir = xstrdup("tpgt_1");
	tpg->enabled = true;
	for (size_t i = 0; i < ARRAY_SIZE(attrs); i++)
		tpg->attr[i] = xstrdup(attrs[i]);
	names_add(&tpg->portals, "0.0.0.0:3260");
	acl->name = xstrdup(HOST);
	acl->clean = true;
	acl->secret[0] = xstrdup(HOST);
	acl->secret[1] = xstrdup("another-secret");
	acl->secret[2] = xstrdup(T);
	acl->secret[3] = xstrdup("secret-of-target");
	make_plan(&model, &lio, &plan);
	assert_int_equal(plan.n, 1);
	assert_string_equal(written(&plan, "/auth/password"), "secret-of-host");
	plan_free(&plan);

	free(iscsi_target(&model.iscsi, T)->chap.secret);
	iscsi_target(&model.iscsi, T)->chap.secret = NULL;
	make_plan(&model, &lio, &plan);
	assert_string_equal(written(&plan, "/auth/userid_mutual"), LIO_UNSET);
	assert_string_equal(written(&plan, "/auth/password_mutual"), LIO_UNSET);
	plan_free(&plan);
	iscsi_target(&model.iscsi, T)->auth = ISCSI_AUTH_NONE;
	make_plan(&model, &lio, &plan);
	assert_string_equal(written(&plan, "attrib/authentication"), "0");
	assert_string_equal(written(&plan, "/auth/password"), LIO_UNSET);
	plan_free(&plan);
	lio_free(&lio);
	model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64),
		cmocka_unit_test(portals),
		cmocka_unit_test(tags),
		cmocka_unit_test(names),
		cmocka_unit_test(listening),
		cmocka_unit_test(isns),
		cmocka_unit_test(secrets),
		cmocka_unit_test(secrets_change),
	};

	return cmocka_run_group_tests_name("iscsi", tests, NULL, NULL);
}
