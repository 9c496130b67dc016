// SPDX-License-Identifier: GPL-2.0
/*
 * The planner against a simulated LIO: random models are projected, from
 * nothing and from whatever earlier models, cut-off plans and vandals have
 * left. What each initiator then sees is compared with the model read naively.
 * The seed is printed, and may be given as the first argument.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <inttypes.h>

#include "apply.h"
#include "models.h"

/* In a group by a pattern at most; the last can't be a name of the model, and one can't be a directory. */
static const char *const strangers[] = {
	"iqn.2026-01.stranger:x", "iqn.2026-01.stranger:y", "eui.02004567A425678E",
	"iqn.2026-01.stranger:under_score",
};

static int dir_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put(struct names *lines, const char *fmt, ...)
{
	va_list ap;
	char *line;

	va_start(ap, fmt);
	assert_true(vasprintf(&line, fmt, ap) >= 0);
	va_end(ap);
	*vec_push(lines) = line;
}

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static void put_luns(struct names *lines, const char *in, const struct lio_luns *luns)
{
	vec_each(lun, luns)
		put(lines, "%s/%s (%" PRIu64 ") %s -> %s %" PRIu64 " %d %s", in, lun->dir, lun->lun,
		    lun->link ? lun->link : "", lun->store ? lun->store : "", lun->to, lun->live,
		    or_none(lun->alua));
}

/* Everything that is in there, as lines in a fixed order. */
static struct names described(const struct lio *lio)
{
	struct names lines = { 0 };

	vec_each(store, &lio->store) {
		put(&lines, "%s %d", store->name, store->enabled);
		vec_each(group, &store->alua)
			put(&lines, "%s/%s %u %u %d %d %d", store->name, group->name, group->id,
			    group->state, group->preferred, group->implicit, group->prompt);
	}
	vec_each(target, &lio->target) {
		put(&lines, "%s/%s", target->fabric->dir, target->wwn);
		vec_each(tpg, &target->tpg) {
			char *in = xasprintf("%s/%s", target->wwn, tpg->dir);

			put(&lines, "%s %s %d %d %s %s %s", in, tpg->nexus ? tpg->nexus : "-",
			    tpg->enabled, tpg->demo_seen, tpg->attr[0], tpg->attr[1], tpg->attr[2]);
			vec_each(portal, &tpg->portals)
				put(&lines, "%s/np/%s", in, *portal);
			vec_each(portal, &tpg->iser)
				put(&lines, "%s/np/%s/iser", in, *portal);
			vec_each(name, &tpg->dynamic)
				put(&lines, "%s: dynamic %s", in, *name);
			put_luns(&lines, in, &tpg->lun);
			vec_each(acl, &tpg->acl) {
				char *name = xasprintf("%s/%s", in, acl->name);

				put(&lines, "%s %d %s %s %s %s", name, acl->clean,
				    or_none(acl->secret[0]), or_none(acl->secret[1]),
				    or_none(acl->secret[2]), or_none(acl->secret[3]));
				put_luns(&lines, name, &acl->map);
				free(name);
			}
			free(in);
		}
	}
	if (lines.n)
		qsort(lines.v, lines.n, sizeof(*lines.v), dir_order);
	return lines;
}

static void expect_same(const struct lio *a, const struct lio *b)
{
	struct names x = described(a), y = described(b);

	for (size_t i = 0; i < x.n && i < y.n; i++)
		assert_string_equal(x.v[i], y.v[i]);
	assert_int_equal(x.n, y.n);
	names_free(&x);
	names_free(&y);
}

/* What the plan says that it makes is what a scan finds afterwards. */
static void project(struct model *model, struct simfs *fs, struct names *owned)
{
	struct lio before, after;
	struct plan plan;

	make_plan(model, fs, owned, &plan);
	shuffle(&plan);
	scan(fs, owned, &before);
	lio_apply(&before, &plan);
	apply(fs, &plan, 0, plan.n);
	scan(fs, owned, &after);
	expect_same(&before, &after);
	lio_free(&before);
	lio_free(&after);
	plan_free(&plan);
}

static void expect_nothing_to_do(struct model *model, struct simfs *fs, struct names *owned)
{
	struct plan plan;

	make_plan(model, fs, owned, &plan);
	if (plan.n)
		fail_msg("%zu operations left, the first: %s", plan.n, op_text(&plan.v[0]));
	plan_free(&plan);
}

/* ---- what should be seen, read from the model as simply as can be ---- */

/* How well a member of a group stands for a name: not at all is 0 */
static size_t fit(const char *member, const char *name)
{
	size_t n = strlen(member);

	if (!strcmp(member, name))
		return 1000;
	return member[n - 1] == '*' && !strncmp(member, name, n - 1) ? n : 0;
}

static bool in_group(const struct model *model, enum group_kind kind, const char *name,
		     const char *member)
{
	const char *best_group = "";
	size_t best = 0;

	if (!name)
		return true;
	vec_each(group, &model->group[kind]) {
		vec_each(m, &group->member) {
			if (fit(*m, member) <= best)
				continue;
			best = fit(*m, member);
			best_group = group->name;
		}
	}
	return !strcmp(best_group, name);
}

static bool has_iscsi_pattern(const struct model *model, const char *name)
{
	vec_each(group, &model->group[HOST_GROUP])
		vec_each(m, &group->member)
			if (!strcmp(group->name, name) && **m != 'w' && strchr(*m, '*'))
				return true;
	return false;
}

/* vhost-scsi passes on a LUN without its addressing method. */
static unsigned int in_lio(const struct target *target, unsigned int lun)
{
	return lun < 256 || !strcmp(target->provider, "vhost") ? lun : lun + 16384;
}

static void expected(const struct model *model, const char *target, const char *initiator,
		     struct names *seen)
{
	const struct target *t = model_target(model, target);

	if (model->service != STMF_STATE_ONLINE || !t || t->state != STMF_STATE_ONLINE)
		return;
	vec_each(lu, &model->lu) {
		vec_each(view, &lu->view) {
			char *text;

			if (lu->state != STMF_STATE_ONLINE || !lu->conf ||
			    !in_group(model, HOST_GROUP, view->group[HOST_GROUP], initiator) ||
			    !in_group(model, TARGET_GROUP, view->group[TARGET_GROUP], target))
				continue;
			text = xasprintf("%u %s", in_lio(t, view->lun), lu->guid);
			names_add(seen, text);
			free(text);
		}
	}
}

static char *joined(const struct names *names)
{
	char *text = xstrdup("");

	vec_each(name, names) {
		char *longer = xasprintf("%s[%s]", text, *name);

		free(text);
		text = longer;
	}
	return text;
}

static void compare(const char *target, const char *initiator, struct names *seen,
		    struct names *wanted)
{
	char *a = joined(seen), *b = joined(wanted);

	if (strcmp(a, b))
		fail_msg("%s at %s sees %s, should see %s", initiator, target, a, b);
	free(a);
	free(b);
	names_free(seen);
	names_free(wanted);
}

static bool loopback_logs_in(const struct model *model, const char *target, const char *initiator)
{
	const struct target *t = model_target(model, target);
	char *line = xasprintf("initiator=%s\n", initiator);
	bool has = t && strstr(t->params, line);

	free(line);
	return has;
}

static void check_loopback(const struct model *model, struct simfs *fs)
{
	for (size_t i = 0; i < ARRAY_SIZE(loopbacks); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(wwns); j++) {
			char *wwn = name_wwn_to_naa(loopbacks[i]);
			char *initiator = name_wwn_to_naa(wwns[j]);
			struct names seen = { 0 }, wanted = { 0 };

			simfs_seen(fs, "loopback", wwn, initiator, &seen);
			if (loopback_logs_in(model, loopbacks[i], wwns[j]))
				expected(model, loopbacks[i], wwns[j], &wanted);
			compare(loopbacks[i], wwns[j], &seen, &wanted);
			free(wwn);
			free(initiator);
		}
	}
}

/* LIO folds names at login. */
static char *wire_name(const char *initiator)
{
	char *wire = xstrdup(initiator);

	for (char *p = wire; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p;
	return wire;
}

static void login(struct simfs *fs, const char *target, const char *initiator)
{
	char *wire = wire_name(initiator);

	simfs_login(fs, "iscsi", target, wire);
	free(wire);
}

static bool asks_for_chap(const struct model *model, const char *target)
{
	vec_each(own, &model->iscsi.target)
		if (!strcmp(own->name, target) && own->auth != ISCSI_AUTH_DEFAULT)
			return own->auth == ISCSI_AUTH_CHAP;
	return model->iscsi.defaults.auth == ISCSI_AUTH_CHAP;
}

static bool has_secret(const struct model *model, const char *initiator)
{
	vec_each(own, &model->iscsi.initiator)
		if (!strcmp(own->name, initiator))
			return own->chap.secret;
	return false;
}

static void check_iscsi(const struct model *model, struct simfs *fs, const char *initiator)
{
	char *wire = wire_name(initiator);

	for (size_t i = 0; i < ARRAY_SIZE(iqns); i++) {
		struct names seen = { 0 }, wanted = { 0 };

		simfs_seen(fs, "iscsi", iqns[i], wire, &seen);
		if (!strchr(initiator, '_') && (!asks_for_chap(model, iqns[i]) ||
						has_secret(model, initiator)))
			expected(model, iqns[i], initiator, &wanted);
		compare(iqns[i], initiator, &seen, &wanted);
	}
	free(wire);
}

/* ---- the other fabrics ---- */

static bool may_come(const struct model *model, const struct target *target, const char *initiator)
{
	const struct fabric *fabric = fabric_of_target(target);

	if (fabric->has_nexus) {
		char *line = xasprintf("initiator=%s\n", initiator);
		bool is = strstr(target->params, line);

		free(line);
		return is;
	}
	/* without demo mode only who is a member by name has a node ACL */
	return fabric->login_only || model_group_of(model, HOST_GROUP, initiator);
}

/* seen_before: those who are no members were logged in when the plan was made */
static void check_other(const struct model *model, struct simfs *fs, const struct target *target,
			const char *initiator, bool seen_before)
{
	const struct fabric *fabric = fabric_of_target(target);
	char *wire = fabric->initiator(initiator), *wwn = fabric->wwn(target);
	struct names seen = { 0 }, wanted = { 0 };

	if (wire && (seen_before || fabric->has_nexus ||
		     model_group_of(model, HOST_GROUP, initiator))) {
		simfs_seen(fs, fabric->dir, wwn, wire, &seen);
		if (may_come(model, target, initiator))
			expected(model, target->name, initiator, &wanted);
		compare(target->name, initiator, &seen, &wanted);
	}
	free(wwn);
	free(wire);
}

static bool is_other(const struct target *target)
{
	return strcmp(target->provider, "loopback") && strcmp(target->provider, "iscsit");
}

static void check_others(const struct model *model, struct simfs *fs, bool seen_before)
{
	vec_each(target, &model->target) {
		if (!is_other(target))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(wwns); i++)
			check_other(model, fs, target, wwns[i], seen_before);
		for (size_t i = 0; i < ARRAY_SIZE(iscsis); i++)
			check_other(model, fs, target, iscsis[i], seen_before);
	}
}

static void let_others_in(struct simfs *fs)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		const struct target target = { .name = (char *)others[i].name,
					       .provider = (char *)others[i].provider,
					       .params = (char *)others[i].params };
		const struct fabric *fabric = fabric_of_target(&target);
		char *wwn = fabric->wwn(&target);

		for (size_t j = 0; j < ARRAY_SIZE(wwns) && fabric->has_acls; j++) {
			char *wire = fabric->initiator(wwns[j]);

			if (wire)
				simfs_login(fs, fabric->dir, wwn, wire);
			free(wire);
		}
		free(wwn);
	}
}

/*
 * Whoever is in no group logs in by demo mode, or by a node ACL that LIO has in
 * its cache; once that was seen, the map is exact for them too.
 */
static void let_all_in(struct simfs *fs)
{
	for (size_t i = 0; i < ARRAY_SIZE(iqns); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(strangers); j++)
			login(fs, iqns[i], strangers[j]);
		for (size_t j = 0; j < ARRAY_SIZE(iscsis); j++)
			login(fs, iqns[i], iscsis[j]);
	}
	let_others_in(fs);
}

static bool is_open(const struct model *model, const char *target)
{
	if (asks_for_chap(model, target))
		return false;
	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			if ((!view->group[HOST_GROUP] ||
			     has_iscsi_pattern(model, view->group[HOST_GROUP])) &&
			    in_group(model, TARGET_GROUP, view->group[TARGET_GROUP], target))
				return true;
	return false;
}

static bool is_mapped(const struct lio_tpg *tpg, const struct lio_lun *lun)
{
	vec_each(acl, &tpg->acl)
		vec_each(map, &acl->map)
			if (map->to == lun->lun)
				return true;
	return false;
}

static void configured_portals(const struct model *model, const struct target *target,
			       const char *dir, struct names *portals)
{
	unsigned int tag = strtoul(dir + strlen("tpgt_"), NULL, 10);

	vec_each(own, &model->iscsi.target)
		vec_each(tpgt, &own->tpg)
			if (!strcmp(own->name, target->name) && tpgt->tag == tag)
				names_add(portals, !strcmp(tpgt->tpg, "p1") ? "10.0.1.0:3260" :
									     "10.0.1.1:3260");
	if (tag != 1)
		return;
	params_values(target->params, "portal", portals);
	if (names_del(portals, "10.0.0.2:3260/iser"))
		names_add(portals, "10.0.0.2:3260");
	if (!portals->n)
		names_add(portals, "0.0.0.0:3260");
}

static size_t number_of_tpgs(const struct model *model, const char *target)
{
	vec_each(own, &model->iscsi.target)
		if (!strcmp(own->name, target) && own->tpg.n)
			return own->tpg.n;
	return 1;
}

static bool pattern_sees(const struct model *model, const char *guid)
{
	vec_each(view, &model_lu(model, guid)->view)
		if (view->group[HOST_GROUP] && has_iscsi_pattern(model, view->group[HOST_GROUP]))
			return true;
	return false;
}

/* What does not show in who sees what. */
static void check_tpg(const struct model *model, const struct target *target,
		      const struct lio_tpg *tpg)
{
	bool online = model->service == STMF_STATE_ONLINE && target->state == STMF_STATE_ONLINE;
	struct names portals = { 0 };
	char *a, *b;

	assert_int_equal(tpg->enabled, online);
	assert_string_equal(tpg->attr[0], asks_for_chap(model, target->name) ? "1" : "0");
	assert_string_equal(tpg->attr[1], "0");		/* write protect */
	assert_string_equal(tpg->attr[2], is_open(model, target->name) ? "1" : "0");
	configured_portals(model, target, tpg->dir, &portals);
	a = joined(&tpg->portals);
	b = joined(&portals);
	assert_string_equal(a, b);
	free(a);
	free(b);
	assert_int_equal(tpg->iser.n, names_has(&portals, "10.0.0.2:3260"));
	names_free(&portals);
	vec_each(lun, &tpg->lun)	/* no LUN that nobody may see */
		assert_true(lun->lun < 0x8000 || is_mapped(tpg, lun) ||
			    pattern_sees(model, lun->store));
}

static void check_tpgs(const struct model *model, struct simfs *fs, const struct names *owned)
{
	struct lio lio;

	scan(fs, owned, &lio);
	vec_each(target, &model->target) {
		struct lio_target *have = lio_target(&lio, fabric_by_name("iscsi"), target->name);

		if (strcmp(target->provider, "iscsit"))
			continue;
		assert_non_null(have);
		assert_int_equal(have->tpg.n, number_of_tpgs(model, target->name));
		vec_each(tpg, &have->tpg)
			check_tpg(model, target, tpg);
	}
	lio_free(&lio);
}

/* Where no view is for all hosts, strangers are refused. */
static void check_refusals(const struct model *model, struct simfs *fs)
{
	vec_each(target, &model->target)
		for (size_t i = 0; i < ARRAY_SIZE(strangers) && !is_other(target); i++)
			if (!is_open(model, target->name))
				assert_false(simfs_login(fs, "iscsi", target->name, strangers[i]));
}

/* The state that an initiator is told of a LUN is that of the target's group, or of all others. */
static void check_access(const struct model *model, const struct lio *lio,
			 const struct target *target, const struct lio_lun *lun)
{
	const struct lio_alua *group = lio_alua(lio_store(lio, lun->store),
						lun->alua ? lun->alua : LIO_ALUA);
	enum access_state state = ACCESS_OPTIMIZED;
	bool preferred = false, own = false;

	vec_each(access, &model->access) {
		if (strcmp(access->guid, lun->store) || (own && !access->group) ||
		    (access->group && !in_group(model, TARGET_GROUP, access->group, target->name)))
			continue;
		own = access->group;
		state = access->state;
		preferred = access->preferred;
	}
	assert_non_null(group);
	assert_int_equal(group->state, state);
	assert_int_equal(group->preferred, preferred);
	assert_true(group->implicit);
	assert_true(group->prompt || state != ACCESS_NON_OPTIMIZED);
	assert_int_equal(!group->id, !own);
}

static void check_accesses(const struct model *model, struct simfs *fs, const struct names *owned)
{
	struct lio lio;

	scan(fs, owned, &lio);
	vec_each(target, &model->target) {
		const struct fabric *fabric = fabric_of_target(target);
		char *wwn = fabric->wwn(target);
		struct lio_target *have = lio_target(&lio, fabric, wwn);

		vec_each(tpg, &have->tpg)
			vec_each(lun, &tpg->lun)
				check_access(model, &lio, target, lun);
		free(wwn);
	}
	lio_free(&lio);
}

static void check_all(struct model *model, struct simfs *fs, struct names *owned)
{
	check_loopback(model, fs);
	check_others(model, fs, false);
	simfs_choose_way(fs, pick(2));
	for (size_t i = 0; i < ARRAY_SIZE(iscsis); i++)
		if (model_group_of(model, HOST_GROUP, iscsis[i]))
			check_iscsi(model, fs, iscsis[i]);
	let_all_in(fs);
	project(model, fs, owned);
	expect_nothing_to_do(model, fs, owned);
	for (size_t i = 0; i < ARRAY_SIZE(iscsis); i++)
		check_iscsi(model, fs, iscsis[i]);
	for (size_t i = 0; i < ARRAY_SIZE(strangers); i++)
		check_iscsi(model, fs, strangers[i]);
	check_refusals(model, fs);
	check_others(model, fs, true);
	check_accesses(model, fs, owned);
	check_tpgs(model, fs, owned);
}

static void check_stores(const struct model *model, struct simfs *fs)
{
	vec_each(lu, &model->lu) {
		const char *path = simfs_store_path(fs, lu->guid);

		if (!lu->conf || lu->absent)
			assert_null(path);
		else
			assert_string_equal(path, lu->conf->path);
	}
}

/* ---- tests ---- */

/* Random models have targets of every fabric that stmfd knows. */
static void test_all_fabrics(void **state)
{
	struct names met = { 0 };

	for (unsigned int i = 0; i < MODELS; i++) {
		struct model model;

		seed(i);
		make_model(&model);
		vec_each(target, &model.target)
			names_add(&met, fabric_of_target(target)->name);
		model_free(&model);
	}
	fabric_each(fabric)
		if (!names_has(&met, (*fabric)->name))
			fail_msg("no model has a target of %s", (*fabric)->name);
	names_free(&met);
}

static void test_from_nothing(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct model model;

		seed(i);
		make_model(&model);
		project(&model, fs, &owned);
		expect_nothing_to_do(&model, fs, &owned);
		check_stores(&model, fs);
		check_all(&model, fs, &owned);
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
}

/* An earlier model, maybe with its plan cut off, maybe with strangers and vandals about. */
static void earlier_state(struct simfs *fs, struct names *owned, bool vandals)
{
	struct model model;
	struct plan plan;

	make_model(&model);
	make_plan(&model, fs, owned, &plan);
	shuffle(&plan);
	apply(fs, &plan, 0, pick(2) ? plan.n : pick(plan.n + 1));
	plan_free(&plan);
	model_free(&model);
	for (size_t i = 0; i < ARRAY_SIZE(iqns); i++) {
		if (pick(2))
			login(fs, iqns[i], strangers[pick(ARRAY_SIZE(strangers))]);
		if (pick(2))
			login(fs, iqns[i], iscsis[pick(ARRAY_SIZE(iscsis))]);
		if (pick(2))
			simfs_logout(fs, iqns[i], iscsis[pick(ARRAY_SIZE(iscsis))]);
	}
	for (unsigned int n = vandals ? pick(12) : 0; n > 0; n--)
		simfs_vandal(fs, pick);
}

/* Somebody logs in while a plan is carried out. */
static void test_logins_at_any_moment(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct model model;
		struct plan plan;
		size_t at;

		seed(60 * MODELS + i);
		earlier_state(fs, &owned, false);
		make_model(&model);
		make_plan(&model, fs, &owned, &plan);
		shuffle(&plan);
		at = pick(plan.n + 1);
		apply(fs, &plan, 0, at);
		let_all_in(fs);
		apply(fs, &plan, at, plan.n);
		plan_free(&plan);
		project(&model, fs, &owned);
		check_all(&model, fs, &owned);
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
}

static void converge(unsigned int i, bool vandals)
{
	struct simfs *fs = simfs_new();
	struct names owned = { 0 };
	struct model model;

	seed(i);
	for (int n = 1 + pick(3); n > 0; n--)
		earlier_state(fs, &owned, vandals);
	make_model(&model);
	project(&model, fs, &owned);
	expect_nothing_to_do(&model, fs, &owned);
	check_stores(&model, fs);
	check_all(&model, fs, &owned);
	model_free(&model);
	names_free(&owned);
	simfs_free(fs);
}

static void test_from_earlier_models(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++)
		converge(10 * MODELS + i, false);
}

static void test_from_vandalised_states(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++)
		converge(20 * MODELS + i, true);
}

/* A cut plan is made and cut again and again: it gets there all the same. */
static void test_cut_again_and_again(void **state)
{
	for (unsigned int i = 0; i < MODELS / 4; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct model model;

		seed(30 * MODELS + i);
		earlier_state(fs, &owned, true);
		make_model(&model);
		for (int n = 0; n < 6; n++) {
			struct plan plan;

			make_plan(&model, fs, &owned, &plan);
			shuffle(&plan);
			apply(fs, &plan, 0, pick(plan.n + 1));
			plan_free(&plan);
			let_all_in(fs);
		}
		project(&model, fs, &owned);
		check_all(&model, fs, &owned);
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
}

static void expect_phases(const struct plan *plan, bool granting)
{
	vec_each(op, plan)
		if ((op->phase >= PHASE_STORE_MKDIR) != granting)
			fail_msg("%s: in a plan that should only %s", op_text(op),
				 granting ? "grant" : "revoke");
}

/* Granting revokes nothing, not for a moment; and the other way round. */
static void test_views_one_by_one(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct model model;
		struct plan plan;
		struct lu *lu;

		seed(40 * MODELS + i);
		make_model(&model);
		project(&model, fs, &owned);
		if (add_random_view(&model, NULL)) {
			make_plan(&model, fs, &owned, &plan);
			expect_phases(&plan, true);
			apply(fs, &plan, 0, plan.n);
			plan_free(&plan);
		}
		check_all(&model, fs, &owned);
		lu = model.lu.n ? &model.lu.v[pick(model.lu.n)] : NULL;
		if (lu && lu->view.n) {
			free(lu->view.v[0].group[0]);
			free(lu->view.v[0].group[1]);
			vec_remove(&lu->view, 0);
			make_plan(&model, fs, &owned, &plan);
			expect_phases(&plan, false);
			apply(fs, &plan, 0, plan.n);
			plan_free(&plan);
		}
		check_all(&model, fs, &owned);
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
}

/* Sessions of strangers at one of our iSCSI targets, after a plan that had not to make them exact */
static void check_looking(const struct model *model, const char *target,
			  const struct lio_tpg *before, const struct lio_tpg *after)
{
	vec_each(name, &before->looking) {
		bool known = lio_acl(after, *name);

		if (!is_open(model, target))
			assert_false(names_has(&after->dynamic, *name));
		else if (before->enabled && after->enabled && !known)
			assert_true(names_has(&after->dynamic, *name));
	}
}

/*
 * Strangers who may be looking for LUNs keep what they see, unless they must not be there or
 * have a place in the model.
 */
static void test_looking_strangers(void **state)
{
	for (unsigned int i = 0; i < MODELS; i++) {
		struct simfs *fs = simfs_new();
		struct names owned = { 0 };
		struct lio before, after;
		struct model model;
		struct plan plan;

		seed(70 * MODELS + i);
		earlier_state(fs, &owned, false);
		make_model(&model);
		own(&model, &owned);
		take_registrations(&model, fs);
		scan(fs, &owned, &before);
		vec_each(target, &before.target) {
			vec_each(tpg, &target->tpg) {
				if (!target->fabric->demo_maps)
					continue;
				tpg->looking = tpg->dynamic;
				memset(&tpg->dynamic, 0, sizeof(tpg->dynamic));
			}
		}
		plan_make(&model, &before, &owned, &plan);
		apply(fs, &plan, 0, plan.n);
		scan(fs, &owned, &after);
		vec_each(was, &before.target) {
			const struct lio_target *is = lio_target(&after, was->fabric, was->wwn);

			vec_each(tpg, &was->tpg)
				if (is && lio_tpg(is, tpg->dir))
					check_looking(&model, was->wwn, tpg, lio_tpg(is, tpg->dir));
		}
		lio_free(&before);
		lio_free(&after);
		plan_free(&plan);
		check_all(&model, fs, &owned);
		model_free(&model);
		names_free(&owned);
		simfs_free(fs);
	}
}

/* The empty model leaves nothing of ours, and nothing of others' is touched. */
static void test_teardown(void **state)
{
	for (unsigned int i = 0; i < MODELS / 4; i++) {
		char foreign[] = "iscsi/iqn.2026-01.foreign:t", tpg[] = "iscsi/iqn.2026-01.foreign:t/tpgt_1";
		const struct op mk[] = { { .kind = OP_MKDIR, .path = foreign },
					 { .kind = OP_MKDIR, .path = tpg } };
		struct simfs *fs = simfs_new();
		struct lio_reader reader = simfs_reader(fs);
		struct names owned = { 0 }, left = { 0 };
		struct model none = { 0 };

		seed(50 * MODELS + i);
		assert_int_equal(simfs_apply(fs, &mk[0]), 0);
		assert_int_equal(simfs_apply(fs, &mk[1]), 0);
		earlier_state(fs, &owned, false);
		project(&none, fs, &owned);
		vec_each(name, &owned)
			assert_false(reader.list(reader.ctx, *name, false, &left));
		assert_true(reader.list(reader.ctx, LIO_HBA, false, &left));
		assert_int_equal(left.n, 0);
		assert_true(reader.list(reader.ctx, foreign, false, &left));
		assert_int_equal(left.n, 1);
		names_free(&left);
		names_free(&owned);
		simfs_free(fs);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_fabrics),
		cmocka_unit_test(test_from_nothing),
		cmocka_unit_test(test_from_earlier_models),
		cmocka_unit_test(test_from_vandalised_states),
		cmocka_unit_test(test_logins_at_any_moment),
		cmocka_unit_test(test_looking_strangers),
		cmocka_unit_test(test_cut_again_and_again),
		cmocka_unit_test(test_views_one_by_one),
		cmocka_unit_test(test_teardown),
	};

	first_seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : (unsigned int)time(NULL);
	printf("# seed %u\n", first_seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
