// SPDX-License-Identifier: GPL-2.0
/*
 * Whole configurations: as documents and back, joined, checked, and the steps
 * from one to another, carried out on a model with the kernel's rules of order.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <libstmf.h>

#include "diff.h"
#include "document.h"
#include "merge.h"
#include "rows.h"
#include "schema.h"

static unsigned int pick(unsigned int below)
{
	return (unsigned int)random() % below;
}

/* ---- random models; few names, so that two of them have much in common ---- */

static void add_groups(struct model *model, enum group_kind kind)
{
	static const char *const names[] = { "a", "b", "c d", "\xc3\xa4", "'; --" };
	char name[80];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (pick(2))
			model_group_add(model, kind, names[i]);
	for (int i = 0; i < 8 && model->group[kind].n; i++) {
		struct group *group = &model->group[kind].v[pick(model->group[kind].n)];

		snprintf(name, sizeof(name), "iqn.2026-01.test:%s%d", kind ? "t" : "i", i);
		if (pick(2))
			*vec_push(&group->member) = xstrdup(name);
	}
}

static struct lu_conf *make_conf(int i)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));

	conf->path = xasprintf("/srv/%d%s", i, pick(4) ? "" : "b");
	conf->alias = pick(2) ? xstrdup("alias") : NULL;
	conf->size = 1 << 20;
	conf->blk = 512;
	conf->offset = 65536;
	return conf;
}

/* Views that keep the rules: each at a LUN of its own */
static void add_lus(struct model *model)
{
	for (int i = 0; i < 6; i++) {
		char guid[GUID_DIGITS + 1];
		struct view *view;
		struct lu *lu;

		snprintf(guid, sizeof(guid), "600144F0%024d", i + 1);
		if (!pick(3))
			continue;
		lu = model_lu_add(model, guid);
		if (pick(4))
			lu->conf = make_conf(i);
		if (pick(2) && lu->conf)
			continue;
		view = lu_view_add(lu, pick(3));
		view->lun = 2 * i + pick(2);
		for (int kind = 0; kind < GROUP_KINDS; kind++)
			if (model->group[kind].n && pick(2))
				view->group[kind] = xstrdup(model->group[kind].v[pick(model->group[kind].n)].name);
	}
}

static void add_targets(struct model *model)
{
	for (int i = 7; i >= 0; i--) {
		struct target *target;

		if (pick(2))
			continue;
		target = vec_push(&model->target);
		target->name = xasprintf("iqn.2026-01.test:t%d", i);
		target->provider = xstrdup("iscsit");
		target->alias = pick(4) ? NULL : xstrdup("alias");
		target->params = xasprintf("portal=0.0.0.0:%d", pick(4) ? 3260 : 3261);
		target->state = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	}
}

static void add_access(struct model *model)
{
	size_t n = model->group[TARGET_GROUP].n;

	vec_each(lu, &model->lu)
		if (pick(2))
			access_set(&model->access, lu->guid, n && pick(3) ?
				   model->group[TARGET_GROUP].v[pick(n)].name : NULL,
				   pick(2) ? ACCESS_STANDBY : ACCESS_TRANSITIONING, pick(2), pick(3));
}

static void portal(struct iscsi_tpg *tpg, const char *text)
{
	*vec_push(&tpg->portal) = xstrdup(text);
}

static void add_iscsi(struct model *model)
{
	struct iscsi_conf *conf = &model->iscsi;

	conf->defaults.auth = pick(2) ? ISCSI_AUTH_CHAP : ISCSI_AUTH_DEFAULT;
	if (pick(2))
		portal(iscsi_tpg_add(conf, "tpg"), "10.0.0.1:3260");
	vec_each(target, &model->target)
		if (pick(2))
			iscsi_target_add(conf, target->name)->chap.secret = xstrdup("c2VjcmV0");
	if (pick(2))
		iscsi_initiator_add(conf, "iqn.2026-01.test:i1")->chap.secret = xstrdup("aGlkZGVu");
}

static void make_model(struct model *model)
{
	memset(model, 0, sizeof(*model));
	model->service = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	model->default_lu = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	model->default_target = STMF_STATE_ONLINE;
	add_groups(model, HOST_GROUP);
	add_groups(model, TARGET_GROUP);
	add_lus(model);
	add_targets(model);
	add_access(model);
	add_iscsi(model);
}

/* Without the places: they depend on what was there before. */
static bool same(const struct model *a, const struct model *b, bool places)
{
	struct rows x, y;
	bool is;

	rows_make(a, &x);
	rows_make(b, &y);
	is = x.n == y.n;
	for (size_t i = 0; is && i < x.n; i++) {
		for (int c = 0; !places && tables[x.v[i]->table].column[c]; c++) {
			if (strcmp(tables[x.v[i]->table].column[c], "place"))
				continue;
			strcpy(x.v[i]->value[c], "");
			strcpy(y.v[i]->value[c], "");
		}
		is = x.v[i]->table == y.v[i]->table && row_same(x.v[i], y.v[i]);
	}
	rows_free(&x);
	rows_free(&y);
	return is;
}

/* ---- documents ---- */

static struct json_object *make_document(const struct model *model, const struct providers *providers)
{
	struct fault fault = { 0 };
	struct json_object *document = document_make(model, providers, true, &fault);

	if (!document)
		fail_msg("%s", fault.text);
	return document;
}

static void documents(void **state)
{
	static const uint8_t list[20] = { 1, 1, [11] = 1 };	/* an empty one */

	for (int i = 0; i < 60; i++) {
		struct providers providers = { 0 }, read = { 0 };
		struct json_object *document, *parsed;
		struct fault fault = { 0 };
		struct model model, again;
		struct names found = { 0 };

		make_model(&model);
		model.mgmt_url = pick(2) ? xstrdup("http://x/") : NULL;
		provider_stage(&providers, 2, "other", 7, list, sizeof(list));
		providers_settle(&providers);
		document = make_document(&model, &providers);
		parsed = json_tokener_parse(json_object_to_json_string(document));
		if (document_read(parsed, &again, &read, &found, &fault))
			fail_msg("%s", fault.text);
		assert_true(same(&model, &again, true));
		assert_true(names_has(&found, "service"));
		assert_int_equal(names_has(&found, "mgmt_url"), !!model.mgmt_url);
		assert_int_equal(read.staged.n, 1);
		assert_int_equal(read.staged.v[0].token, 7);
		assert_memory_equal(read.staged.v[0].data, list, sizeof(list));
		json_object_put(document);
		json_object_put(parsed);
		providers_free(&providers);
		providers_free(&read);
		names_free(&found);
		model_free(&model);
		model_free(&again);
	}
}

static void expect_bad(const char *text, const char *why)
{
	struct json_object *document = json_tokener_parse(text);
	struct providers providers = { 0 };
	struct fault fault = { 0 };
	struct names found = { 0 };
	struct model model;

	assert_non_null(document);
	if (!document_read(document, &model, &providers, &found, &fault))
		fail_msg("%s: was taken", text);
	if (!strstr(fault.text, why))
		fail_msg("%s: \"%s\" instead of \"%s\"", text, fault.text, why);
	json_object_put(document);
	providers_free(&providers);
	names_free(&found);
}

#define DOC(tables) "{\"format\":\"comstar-linux\",\"version\":1,\"tables\":{" tables "}}"
#define EMPTY "0101000000000000000000010000000000000000"
#define LU "600144F0000000000000000000000001"
#define LU_ROW(more) "{\"guid\":\"" LU "\",\"path\":\"/a\",\"data_offset\":0,\"size\":1,\"blk\":512,\"wp\":0" more "}"

#define DOC6(tables) "{\"format\":\"comstar-linux\",\"version\":6,\"tables\":{" tables "}}"
#define ACCESS_ROW(guid, state, id) "\"access_state\":[{\"guid\":\"" guid "\",\"target_group\":\"*\"," \
	"\"state\":\"" state "\",\"preferred\":0,\"id\":" id "}]"

static void bad_documents(void **state)
{
	expect_bad("{}", "no configuration");
	expect_bad("{\"format\":\"other\",\"version\":1,\"tables\":{}}", "no configuration");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":0,\"tables\":{}}", "no configuration");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":99999,\"tables\":{}}", "version 99999");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":1}", "no tables");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":1,\"tables\":[]}", "no tables");
	expect_bad(DOC("\"nowhere\":[]"), "no such table");
	expect_bad(DOC("\"owned\":[]"), "no such table");
	expect_bad(DOC("\"sqlite_master\":[]"), "no such table");
	expect_bad(DOC("\"host_group\":{}"), "must be a list");
	expect_bad(DOC("\"host_group\":[1]"), "must be an object");
	expect_bad(DOC("\"host_group\":[{}]"), "is empty");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\"}]"), "NOT NULL");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":null}]"), "missing");
	expect_bad(DOC("\"host_group\":[{\"name\":7,\"place\":1}]"), "text without NULs");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\\u0000b\",\"place\":1}]"), "text without NULs");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":\"1\"}]"), "number");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":-1}]"), "number");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":0,\"x\":1}]"), "not known");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":0,\"place) VALUES ('x', 1); --\":1}]"), "not known");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":0},{\"name\":\"a\",\"place\":1}]"), "UNIQUE");
	expect_bad(DOC("\"host_group\":[{\"name\":\"a\",\"place\":0}],\"host_member\":[{\"member\":\"m\",\"in_group\":\"b\","
		       "\"place\":0}]"), "host_member: names a host_group");
	expect_bad(DOC("\"lu\":[{\"guid\":\"6\",\"path\":\"/a\",\"data_offset\":0,\"size\":1,\"blk\":512,\"wp\":0}]"), "not a GUID");
	expect_bad(DOC("\"lu\":[" LU_ROW(",\"wcd\":2") "]"), "out of range");
	expect_bad(DOC("\"view_entry\":[{\"guid\":\"" LU "\",\"idx\":4294967295,\"lun\":0}]"), "out of range");
	expect_bad(DOC("\"view_entry\":[{\"guid\":\"" LU "\",\"idx\":0,\"lun\":16384}]"), "out of range");
	expect_bad(DOC("\"view_entry\":[{\"guid\":\"" LU "\",\"idx\":0,\"host_group\":\"x\",\"lun\":0}]"), "names a host_group");
	expect_bad(DOC6(ACCESS_ROW("6", "standby", "0")), "not a GUID");
	expect_bad(DOC6(ACCESS_ROW(LU, "asleep", "0")), "there is no state asleep");
	expect_bad(DOC6(ACCESS_ROW(LU, "standby", "65536")), "out of range");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":1,\"tables\":{},\"provider_data\":[{\"name\":\"a\",\"type\":1,"
		   "\"token\":1,\"data\":\"0\"}]}", "data of provider a");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":1,\"tables\":{},\"provider_data\":[{\"name\":\"a\",\"type\":1,"
		   "\"token\":1,\"data\":\"" EMPTY "\"},{\"name\":\"a\",\"type\":1,\"token\":1,\"data\":\"" EMPTY "\"}]}", "twice");
	expect_bad("{\"format\":\"comstar-linux\",\"version\":1,\"tables\":{},\"provider_data\":[{\"name\":\"a\",\"type\":1,"
		   "\"token\":1,\"data\":\"00\"}]}", "data of provider a");
}

static void not_utf8(void **state)
{
	static const char *const bad[] = { "\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82" };
	static const char *const good[] = { "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbf" };
	struct providers none = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(bad) + ARRAY_SIZE(good); i++) {
		struct model model = { 0 };
		struct json_object *document;

		model_group_add(&model, HOST_GROUP, i < ARRAY_SIZE(bad) ? bad[i] : good[i - ARRAY_SIZE(bad)]);
		document = document_make(&model, &none, true, NULL);
		assert_int_equal(!document, i < ARRAY_SIZE(bad));
		json_object_put(document);
		model_free(&model);
	}
}

/* What is not asked for is not told. */
static void secrets(void **state)
{
	struct providers none = { 0 };
	struct model model;

	for (int i = 0; i < 20; i++) {
		struct json_object *document;
		const char *text;

		make_model(&model);
		free(model.iscsi.defaults.radius_secret);
		model.iscsi.defaults.radius_secret = xstrdup("cmFkaXVz");
		document = document_make(&model, &none, false, NULL);
		text = json_object_to_json_string(document);
		assert_null(strstr(text, "c2VjcmV0"));
		assert_null(strstr(text, "aGlkZGVu"));
		assert_null(strstr(text, "cmFkaXVz"));
		json_object_put(document);
		model_free(&model);
	}
}

/* ---- steps, carried out ---- */

static void free_view(struct lu *lu, uint32_t index)
{
	struct view *view = lu_view(lu, index);

	assert_non_null(view);
	free(view->group[HOST_GROUP]);
	free(view->group[TARGET_GROUP]);
	vec_remove(&lu->view, view - lu->view.v);
}

static void drop_if_bare(struct model *model, const char *guid)
{
	struct lu *lu = model_lu(model, guid);

	if (lu && !lu->conf && !lu->view.n)
		model_lu_del(model, guid);
}

/* A target may change its group only while it is offline. */
static void check_offline(const struct model *model, const struct step *step)
{
	const struct target *target = model_target(model, step->member);

	if (step->group == TARGET_GROUP && target)
		assert_int_equal(target->state, STMF_STATE_OFFLINE);
}

static void step_member(struct model *model, const struct step *step)
{
	struct group *group = model_group(model, step->group, step->name);

	assert_non_null(group);
	check_offline(model, step);
	if (step->kind == STEP_MEMBER_ADD) {
		assert_null(model_group_of(model, step->group, step->member));
		*vec_push(&group->member) = xstrdup(step->member);
		return;
	}
	for (size_t i = 0; i < group->member.n; i++)
		if (!strcmp(group->member.v[i], step->member)) {
			free(group->member.v[i]);
			vec_remove(&group->member, i);
			return;
		}
	fail_msg("%s is no member of %s", step->member, step->name);
}

static void step_group(struct model *model, const struct step *step)
{
	struct group *group = model_group(model, step->group, step->name);

	if (step->kind == STEP_GROUP_ADD) {
		assert_null(group);
		model_group_add(model, step->group, step->name);
		return;
	}
	assert_non_null(group);
	assert_int_equal(group->member.n, 0);
	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			assert_false(same_text(view->group[step->group], step->name));
	free(group->name);
	vec_free(&group->member);
	vec_remove(&model->group[step->group], group - model->group[step->group].v);
}

static void step_view(struct model *model, const struct step *step)
{
	struct view *view;
	struct lu *lu;

	if (step->kind == STEP_VIEW_REMOVE) {
		free_view(model_lu(model, step->name), step->view->index);
		drop_if_bare(model, step->name);
		return;
	}
	lu = model_lu_add(model, step->name);
	assert_null(lu_view(lu, step->view->index));
	view = lu_view_add(lu, step->view->index);
	view->lun = step->view->lun;
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		if (step->view->group[kind])
			assert_non_null(model_group(model, kind, step->view->group[kind]));
		view->group[kind] = xstrdup(step->view->group[kind]);
	}
}

static void step_target(struct model *model, const struct step *step)
{
	struct target *target = model_target(model, step->name);
	struct model one = { .target = { (struct target *)step->target, 1 } };

	if (step->kind == STEP_TARGET_ADD) {
		assert_null(target);
		model_merge(model, &one);
		return;
	}
	assert_non_null(target);
	if (step->kind != STEP_TARGET_REMOVE) {
		target->state = step->kind == STEP_TARGET_ONLINE ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
		return;
	}
	free(target->name);
	free(target->provider);
	free(target->alias);
	free(target->params);
	vec_remove(&model->target, target - model->target.v);
}

static void step_lu(struct model *model, const struct step *step)
{
	struct lu *lu = model_lu_add(model, step->name);

	assert_int_equal(!lu->conf, step->kind == STEP_LU_ADD);
	lu_conf_free(lu->conf);
	lu->conf = step->kind == STEP_LU_ADD ? lu_conf_copy(step->conf) : NULL;
	drop_if_bare(model, step->name);
}

static void run_step(struct model *model, const struct step *step)
{
	switch (step->kind) {
	case STEP_TARGET_OFFLINE:
	case STEP_TARGET_ONLINE:
	case STEP_TARGET_ADD:
	case STEP_TARGET_REMOVE:
		step_target(model, step);
		break;
	case STEP_VIEW_REMOVE:
	case STEP_VIEW_ADD:
		step_view(model, step);
		break;
	case STEP_MEMBER_REMOVE:
	case STEP_MEMBER_ADD:
		step_member(model, step);
		break;
	case STEP_LU_REMOVE:
	case STEP_LU_ADD:
		step_lu(model, step);
		break;
	case STEP_GROUP_REMOVE:
	case STEP_GROUP_ADD:
		step_group(model, step);
		break;
	case STEP_ISCSI:
		iscsi_conf_free(&model->iscsi);
		iscsi_conf_copy(&model->iscsi, &step->model->iscsi);
		break;
	case STEP_ACCESS:
		access_free(&model->access);
		access_copy(&model->access, &step->model->access);
		break;
	case STEP_SETTINGS:
		model->service = step->model->service;
		model->default_lu = step->model->default_lu;
		break;
	}
}

static void steps_lead_there(void **state)
{
	for (int i = 0; i < 2000; i++) {
		struct steps steps = { 0 }, none = { 0 };
		struct model old, new, now;

		make_model(&old);
		make_model(&new);
		if (pick(2)) {		/* merged: what import -M does */
			struct model merged;

			model_copy(&merged, &old);
			model_merge(&merged, &new);
			model_free(&new);
			new = merged;
		}
		model_copy(&now, &old);
		diff_make(&old, &new, &steps);
		vec_each(step, &steps) {
			char *text = step_text(step);

			assert_true(strlen(text) > 4);
			free(text);
			run_step(&now, step);
		}
		assert_true(same(&now, &new, false));
		diff_make(&now, &new, &none);
		assert_int_equal(none.n, 0);
		vec_free(&steps);
		model_free(&old);
		model_free(&new);
		model_free(&now);
	}
}

/* Nothing is touched that is the same in both. */
static void nothing_needless(void **state)
{
	struct steps steps = { 0 };
	struct model old, new;

	make_model(&old);
	model_copy(&new, &old);
	diff_make(&old, &new, &steps);
	assert_int_equal(steps.n, 0);
	model_group_add(&new, HOST_GROUP, "one more");
	diff_make(&old, &new, &steps);
	assert_int_equal(steps.n, 1);
	assert_int_equal(steps.v[0].kind, STEP_GROUP_ADD);
	vec_free(&steps);
	model_free(&old);
	model_free(&new);
}

/* ---- checks ---- */

static void expect_problem(const struct model *model, const char *why)
{
	struct problems problems = { 0 };

	model_check(model, &problems);
	if (!why) {
		assert_int_equal(problems.n, 0);
	} else {
		assert_int_equal(problems.n, 1);
		if (!strstr(problems.v[0], why))
			fail_msg("\"%s\" instead of \"%s\"", problems.v[0], why);
	}
	problems_free(&problems);
}

static struct view *view_at(struct model *model, int lu, uint32_t index, uint16_t lun, const char *hosts)
{
	char guid[GUID_DIGITS + 1];
	struct view *view;

	snprintf(guid, sizeof(guid), "600144F0%024d", lu);
	view = lu_view_add(model_lu_add(model, guid), index);
	view->lun = lun;
	view->group[HOST_GROUP] = xstrdup(hosts);
	return view;
}

static void checks(void **state)
{
	struct group *group;
	struct model model;

	for (int i = 0; i < 200; i++) {
		make_model(&model);
		expect_problem(&model, NULL);
		model_free(&model);
	}
	model_group_add(&model, HOST_GROUP, "*");
	expect_problem(&model, "not a name that a group");
	model_free(&model);
	group = model_group_add(&model, HOST_GROUP, "a");
	*vec_push(&group->member) = xstrdup("IQN.2026-01.x:y");
	expect_problem(&model, "not the name of an initiator");
	model_free(&model);
	view_at(&model, 1, 0, 3, NULL);
	view_at(&model, 1, 1, 4, "a");
	expect_problem(&model, "conflicts with its view");
	model_free(&model);
	view_at(&model, 1, 0, 3, "a");
	view_at(&model, 2, 0, 3, "b");
	expect_problem(&model, NULL);
	view_at(&model, 3, 0, 3, "a");
	expect_problem(&model, "LUN 3 is in use");
	model_free(&model);
	model_lu_add(&model, LU)->conf = make_conf(1);
	model.lu.v[0].conf->blk = 1000;
	expect_problem(&model, "power of two");
	*model.lu.v[0].conf->path = 'x';
	expect_problem(&model, "absolute path");
	model_free(&model);
	*vec_push(&model.target) = (struct target){ .name = xstrdup("iqn.2026-01.x:y"), .provider = xstrdup("iscsit"),
						    .params = xstrdup("portal=0.0.0.0:3260\ninitiator=x") };
	expect_problem(&model, "parameters");
	strcpy(model.target.v[0].params, "portal=");
	expect_problem(&model, "parameters");
	strcpy(model.target.v[0].params, "");
	expect_problem(&model, NULL);
	strcpy(model.target.v[0].name, "iqn/../x");
	expect_problem(&model, "not a name that a target");
	model_free(&model);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents),
		cmocka_unit_test(bad_documents),
		cmocka_unit_test(not_utf8),
		cmocka_unit_test(secrets),
		cmocka_unit_test(steps_lead_there),
		cmocka_unit_test(nothing_needless),
		cmocka_unit_test(checks),
	};
	unsigned int seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : (unsigned int)time(NULL);

	printf("# seed %u\n", seed);
	srandom(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
