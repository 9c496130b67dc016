// SPDX-License-Identifier: GPL-2.0
/*
 * Slices: what is planned for the logical units that changed is what would be
 * planned for the whole. Random models, projected onto a simulated LIO, in
 * which few logical units change again and again. The seed is printed, and
 * may be given as the first argument.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>

#include "apply.h"
#include "match.h"
#include "models.h"
#include "slice.h"

#define STEPS 12

static struct lu lu_copy(const struct lu *lu)
{
	struct lu copy = *lu;

	memset(&copy.view, 0, sizeof(copy.view));
	memset(&copy.aptpl, 0, sizeof(copy.aptpl));
	copy.conf = lu->conf ? lu_conf_copy(lu->conf) : NULL;
	copy.data_file = xstrdup(lu->data_file);
	copy.why = NULL;
	vec_each(view, &lu->view) {
		struct view *own = vec_push(&copy.view);

		*own = *view;
		for (int kind = 0; kind < GROUP_KINDS; kind++)
			own->group[kind] = xstrdup(view->group[kind]);
	}
	return copy;
}

static void drop_view(struct lu *lu)
{
	size_t at = pick(lu->view.n);

	for (int kind = 0; kind < GROUP_KINDS; kind++)
		free(lu->view.v[at].group[kind]);
	vec_remove(&lu->view, at);
}

static void change_lu(struct model *model, struct lu *lu)
{
	switch (pick(6)) {
	case 0:
		lu->state = lu->state == STMF_STATE_ONLINE ? STMF_STATE_OFFLINE :
							     STMF_STATE_ONLINE;
		lu->absent = false;	/* what isn't there is not registered */
		break;
	case 1:
		lu_conf_free(lu->conf);
		lu->conf = NULL;
		break;
	default:
		for (int i = pick(3); i > 0 && lu->view.n; i--)
			drop_view(lu);
		for (int i = pick(4); i > 0; i--)
			add_random_view(model, lu);
	}
}

static int lu_order(const void *a, const void *b)
{
	return strcmp(((const struct lu *)a)->guid, ((const struct lu *)b)->guid);
}

/* Some change; as they were is kept. */
static void change(struct model *model, struct lus *was)
{
	memset(was, 0, sizeof(*was));
	for (int i = 1 + pick(3); i > 0 && model->lu.n; i--) {
		struct lu *lu = &model->lu.v[pick(model->lu.n)];
		bool seen = false;

		vec_each(old, was)
			seen = seen || !strcmp(old->guid, lu->guid);
		if (!seen)
			*vec_push(was) = lu_copy(lu);
		change_lu(model, lu);
	}
	if (was->n)
		qsort(was->v, was->n, sizeof(*was->v), lu_order);
}

/* The plan as lines, in a fixed order but for operations on one path. */
static void lines_of(const struct plan *plan, struct names *lines)
{
	vec_each(op, plan) {
		char *text = op_text(op), *line = xasprintf("%02d %s", op->phase, text);

		names_add(lines, line);
		free(text);
		free(line);
	}
}

static void expect_same(const struct plan *part, const struct plan *whole)
{
	struct names a = { 0 }, b = { 0 };

	lines_of(part, &a);
	lines_of(whole, &b);
	for (size_t i = 0; i < a.n || i < b.n; i++) {
		const char *x = i < a.n ? a.v[i] : "nothing", *y = i < b.n ? b.v[i] : "nothing";

		if (strcmp(x, y))
			fail_msg("the slice plans %s where the whole plans %s", x, y);
	}
	assert_int_equal(part->n, whole->n);
	names_free(&a);
	names_free(&b);
}

static void know_open(struct model *model)
{
	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);

		target->open = OPEN_UNKNOWN;
		target->open = target_is_open(model, target, fabric->patterns) ? OPEN_YES :
										 OPEN_NO;
	}
}

/* True if a slice would do. */
static bool step(struct model *model, struct simfs *fs, struct names *owned)
{
	struct plan part = { 0 }, whole;
	struct slice slice;
	struct lus was;
	struct lio lio;
	bool local;

	know_open(model);
	change(model, &was);
	take_registrations(model, fs);
	scan(fs, owned, &lio);
	local = slice_make(model, &lio, &was, &slice);
	if (local) {
		plan_make(&slice.model, &slice.lio, owned, &part);
		slice_free(&slice);
	}
	vec_each(target, &model->target)
		target->open = OPEN_UNKNOWN;
	plan_make(model, &lio, owned, &whole);
	if (local)
		expect_same(&part, &whole);
	apply(fs, &whole, 0, whole.n);
	plan_free(&part);
	plan_free(&whole);
	lio_free(&lio);
	vec_each(lu, &was)
		lu_clear(lu);
	vec_free(&was);
	return local;
}

static void start(struct model *model, struct simfs *fs, struct names *owned)
{
	struct plan plan;

	make_model(model);
	make_plan(model, fs, owned, &plan);
	apply(fs, &plan, 0, plan.n);
	plan_free(&plan);
	take_registrations(model, fs);
}

/* Somebody in no group logs in, if he may, and gets a node ACL of his own. */
static void visit(struct model *model, struct simfs *fs, struct names *owned)
{
	struct plan plan;

	simfs_login(fs, "iscsi", iqns[pick(IQNS)], pick(2) ? "iqn.2026-01.stranger:x" :
						    "iqn.2026-01.stranger:y");
	make_plan(model, fs, owned, &plan);
	apply(fs, &plan, 0, plan.n);
	plan_free(&plan);
}

static void test_slices(void **state)
{
	size_t local = 0;

	for (unsigned int i = 0; i < MODELS; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct model model;

		seed(i);
		start(&model, fs, &owned);
		for (int n = 0; n < STEPS; n++) {
			if (!pick(4))
				visit(&model, fs, &owned);
			local += step(&model, fs, &owned);
		}
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
	printf("# %zu of %d changes were planned by slices\n", local, MODELS * STEPS);
	assert_true(local > MODELS * STEPS / 3);
}

/* ---- what it saves ---- */

#define MANY 1000
#define TARGETS 4
#define HOSTS 16

static void make_large(struct model *model)
{
	struct group *group;

	memset(model, 0, sizeof(*model));
	model->service = STMF_STATE_ONLINE;
	group = model_group_add(model, HOST_GROUP, "all");
	for (int i = 0; i < HOSTS; i++)
		*vec_push(&group->member) = xasprintf("iqn.2026-01.test:h%d", i);
	for (int i = 0; i < TARGETS; i++) {
		struct target *target = vec_push(&model->target);

		target->name = xasprintf("iqn.2026-01.test:t%d", i);
		target->provider = xstrdup("iscsit");
		target->state = STMF_STATE_ONLINE;
	}
	for (int i = 0; i < MANY; i++) {
		char guid[GUID_DIGITS + 1];
		struct view *view;
		struct lu *lu;

		snprintf(guid, sizeof(guid), "600144F0%024d", i);
		lu = model_lu_add(model, guid);
		lu->state = STMF_STATE_ONLINE;
		lu->conf = xcalloc(1, sizeof(*lu->conf));
		lu->conf->path = xasprintf("/srv/%d", i);
		view = lu_view_add(lu, 0);
		view->lun = i;
		view->group[HOST_GROUP] = xstrdup("all");
	}
}

static double seconds_of(struct model *model, const struct lio *lio, const struct names *owned,
			 const struct lus *was, struct plan *plan)
{
	clock_t start = clock();
	struct slice slice;

	if (was) {
		assert_true(slice_make(model, lio, was, &slice));
		plan_make(&slice.model, &slice.lio, owned, plan);
		slice_free(&slice);
	} else {
		plan_make(model, lio, owned, plan);
	}
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* One view less among 64,000 mappings: the same plan, and what it costs. */
static void test_cost(void **state)
{
	struct model model;
	struct lus was = { 0 };
	struct names owned = { 0 };
	struct plan plan, part;
	struct lio lio = { 0 };
	double whole, slice;

	make_large(&model);
	own(&model, &owned);
	plan_make(&model, &lio, &owned, &plan);
	lio_apply(&lio, &plan);
	plan_free(&plan);
	know_open(&model);
	*vec_push(&was) = lu_copy(&model.lu.v[MANY / 2]);
	drop_view(&model.lu.v[MANY / 2]);
	whole = seconds_of(&model, &lio, &owned, NULL, &plan);
	slice = seconds_of(&model, &lio, &owned, &was, &part);
	printf("# one view of %d logical units at %d targets for %d hosts: %.2f ms, of the whole %.2f ms\n",
	       MANY, TARGETS, HOSTS, slice * 1000, whole * 1000);
	expect_same(&part, &plan);
	assert_true(plan.n >= TARGETS * HOSTS);
	plan_free(&plan);
	plan_free(&part);
	lio_free(&lio);
	names_free(&owned);
	lu_clear(&was.v[0]);
	vec_free(&was);
	model_free(&model);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_cost),
	};

	first_seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : (unsigned int)time(NULL);
	printf("# seed %u\n", first_seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
