// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#include "models.h"

const char *const wwns[WWNS] = {
	"wwn.50014050000000A1", "wwn.50014050000000A2", "wwn.50014050000000A3",
	"wwn.50014050000000A4",
};
const char *const iscsis[ISCSIS] = {
	"iqn.2026-01.test:a", "iqn.2026-01.test:b", "iqn.2026-01.test:c", "iqn.2026-01.test:d",
	"eui.02004567A425678D",
};
static const char *const patterns[] = {
	"iqn.2026-01.test:*", "iqn.2026-01.stranger:*", "iqn.*", "eui.02004567A4*",
	"wwn.50014050000000A*",
};
const char *const loopbacks[LOOPBACKS] = { "wwn.5001405000000001", "wwn.5001405000000002" };
const char *const iqns[IQNS] = { "iqn.2026-01.test:t1", "iqn.2026-01.test:t2",
				    "iqn.2026-01.test:t3" };
static const char *const groups[] = { "alpha", "beta", "gamma" };
static const char *const portals[] = { "0.0.0.0:3260", "10.0.0.1:3260", "[::1]:3261",
				       "10.0.0.2:3260/iser" };
const struct other others[OTHERS] = {
	{ "wwn.21000024FF000001", "qlt", "" },
	{ "wwn.21000024FF000002", "qlt", "" },
	{ "wwn.21010024FF000001", "qlt", "physical=wwn.21000024FF000001\nnode=wwn.20010024FF000001" },
	{ "wwn.20000200000000A1", "fcoet", "" },
	{ "eui.001CCDFFFFED377C", "srpt", "gid_prefix=fe80000000000000\nrdma_cm_port=5555" },
	{ "wwn.5001405000000003", "vhost", "initiator=wwn.50014050000000A1\n" },
};

unsigned int first_seed;

void seed(unsigned int i)
{
	srandom(first_seed + i);
}

unsigned int pick(unsigned int below)
{
	return (unsigned int)random() % below;
}

/* ---- random models that keep the rules of views ---- */

static void make_groups(struct model *model)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
			if (pick(4))
				model_group_add(model, kind, groups[i]);
}

static void join(struct model *model, enum group_kind kind, const char *member)
{
	size_t n = model->group[kind].n;
	struct group *group = n ? &model->group[kind].v[pick(n)] : NULL;

	if (group && pick(4))
		*vec_push(&group->member) = xstrdup(member);
}

static void make_members(struct model *model)
{
	for (size_t i = 0; i < ARRAY_SIZE(wwns); i++)
		join(model, HOST_GROUP, wwns[i]);
	for (size_t i = 0; i < ARRAY_SIZE(iscsis); i++)
		join(model, HOST_GROUP, iscsis[i]);
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!pick(3))
			join(model, HOST_GROUP, patterns[i]);
	for (size_t i = 0; i < ARRAY_SIZE(loopbacks); i++)
		join(model, TARGET_GROUP, loopbacks[i]);
	for (size_t i = 0; i < ARRAY_SIZE(iqns); i++)
		join(model, TARGET_GROUP, iqns[i]);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		join(model, TARGET_GROUP, others[i].name);
}

static char *random_params(const char *key, const char *const *values, size_t n)
{
	char *params = xstrdup("");
	size_t first = pick(n), count = pick(n + 1);

	for (size_t i = 0; i < count; i++) {
		char *longer = xasprintf("%s%s=%s\n", params, key, values[(first + i) % n]);

		free(params);
		params = longer;
	}
	return params;
}

static void make_targets(struct model *model)
{
	for (size_t i = 0; i < ARRAY_SIZE(loopbacks) + ARRAY_SIZE(iqns); i++) {
		bool loop = i < ARRAY_SIZE(loopbacks);
		struct target *target;

		if (!pick(4))
			continue;
		target = vec_push(&model->target);
		target->name = xstrdup(loop ? loopbacks[i] : iqns[i - ARRAY_SIZE(loopbacks)]);
		target->provider = xstrdup(loop ? "loopback" : "iscsit");
		target->state = pick(6) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
		target->params = loop ? random_params("initiator", wwns, ARRAY_SIZE(wwns)) :
					random_params("portal", portals, ARRAY_SIZE(portals));
	}
}

/* Of all other fabrics */
static void make_others(struct model *model)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct target *target;

		if (!pick(4))
			continue;
		target = vec_push(&model->target);
		target->name = xstrdup(others[i].name);
		target->provider = xstrdup(others[i].provider);
		target->state = pick(6) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
		target->params = xstrdup(others[i].params);
	}
}

static void make_lus(struct model *model)
{
	for (int i = 0; i < LUS; i++) {
		char guid[GUID_DIGITS + 1];
		struct lu *lu;

		if (!pick(4))
			continue;
		snprintf(guid, sizeof(guid), "600144F0%024d", i);
		lu = model_lu_add(model, guid);
		lu->state = pick(6) ? STMF_STATE_ONLINE : pick(2) ? STMF_STATE_OFFLINE :
								    STMF_STATE_UNREGISTERED;
		lu->absent = !lu_registered(lu) && pick(2);
		if (!pick(10))
			continue;	/* known by its views only, or somebody else's */
		lu->conf = xcalloc(1, sizeof(*lu->conf));
		lu->conf->path = xasprintf("/srv/%s%s", guid, pick(8) ? "" : ".moved");
		lu->conf->size = 1 << 20;
		lu->conf->alias = pick(2) ? xstrdup("alias, with = and ,") : NULL;
		lu->conf->wp = pick(2);
		if (!pick(6)) {
			lu->conf->device = xstrdup("ACME Tape -");
			lu->conf->scsi = xstrdup("3:0:0:0");
		}
	}
}

static bool meet(const char *a, const char *b)
{
	return !a || !b || !strcmp(a, b);
}

static bool view_fits(const struct model *model, const struct lu *own, const char *const name[],
		      unsigned int lun)
{
	vec_each(lu, &model->lu)
		vec_each(view, &lu->view)
			if (meet(view->group[0], name[0]) && meet(view->group[1], name[1]) &&
			    (lu == own || view->lun == lun))
				return false;
	return true;
}

static const char *random_group(const struct model *model, enum group_kind kind)
{
	size_t n = model->group[kind].n;

	return n && pick(3) ? model->group[kind].v[pick(n)].name : NULL;
}

bool add_random_view(struct model *model, struct lu *lu)
{
	const char *name[] = { random_group(model, 0), random_group(model, 1) };
	unsigned int lun = pick(5) ? pick(8) : 250 + pick(12);
	struct view *view;

	if (!model->lu.n)
		return false;
	if (!lu)
		lu = &model->lu.v[pick(model->lu.n)];
	if (!view_fits(model, lu, name, lun))
		return false;
	view = lu_view_add(lu, lu->view.n ? lu->view.v[lu->view.n - 1].index + 1 : 0);
	view->lun = lun;
	view->group[0] = xstrdup(name[0]);
	view->group[1] = xstrdup(name[1]);
	return true;
}

/* What itadm may have configured: portal groups, CHAP, hosts with and without a secret. */
static void make_iscsi(struct model *model)
{
	static const char *const tpgs[] = { "p1", "77" };
	struct iscsi_conf *conf = &model->iscsi;

	for (size_t i = 0; i < ARRAY_SIZE(tpgs); i++) {
		struct iscsi_tpg *tpg = iscsi_tpg_add(conf, tpgs[i]);

		*vec_push(&tpg->portal) = xasprintf("10.0.1.%zu:3260", i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(iscsis); i++)
		if (pick(2))
			iscsi_initiator_add(conf, iscsis[i])->chap.secret =
				pick(4) ? xstrdup("c2VjcmV0LW9mLWhvc3Q=") : NULL;
	vec_each(target, &model->target) {
		struct iscsi_target *own;

		if (strcmp(target->provider, "iscsit") || pick(2))
			continue;
		own = iscsi_target_add(conf, target->name);
		own->auth = pick(2) ? ISCSI_AUTH_CHAP : ISCSI_AUTH_DEFAULT;
		own->chap.secret = pick(2) ? xstrdup("c2VjcmV0LW9mLXRhcmdldA==") : NULL;
		iscsi_target_set_tpgs(own, tpgs, pick(3));
	}
	conf->defaults.auth = pick(8) ? ISCSI_AUTH_DEFAULT : ISCSI_AUTH_CHAP;
}

/* Access states: of groups that there are, and of all others. */
static void make_access(struct model *model)
{
	static const enum access_state states[] = { ACCESS_OPTIMIZED, ACCESS_NON_OPTIMIZED,
						    ACCESS_STANDBY, ACCESS_UNAVAILABLE,
						    ACCESS_TRANSITIONING };

	vec_each(lu, &model->lu)
		for (unsigned int n = pick(2) ? pick(4) : 0; n > 0; n--)
			access_set(&model->access, lu->guid, random_group(model, TARGET_GROUP),
				   states[pick(ARRAY_SIZE(states))], pick(2), pick(3));
}

void make_model(struct model *model)
{
	memset(model, 0, sizeof(*model));
	model->service = pick(8) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	make_groups(model);
	make_members(model);
	make_targets(model);
	make_others(model);
	make_lus(model);
	make_iscsi(model);
	make_access(model);
	for (int i = pick(30); i > 0; i--)
		add_random_view(model, NULL);
}

/* ---- carrying plans out ---- */

void take_registrations(struct model *model, struct simfs *fs)
{
	vec_each(lu, &model->lu) {
		free(lu->data_file);
		lu->data_file = xstrdup(simfs_store_path(fs, lu->guid));
		lu->absent = lu->absent && !lu->data_file;
	}
}

void own(const struct model *model, struct names *owned)
{
	vec_each(target, &model->target) {
		char *name = fabric_owned_name(target);

		assert_non_null(name);
		names_add(owned, name);
		free(name);
	}
}

void scan(struct simfs *fs, const struct names *owned, struct lio *lio)
{
	struct lio_reader reader = simfs_reader(fs);

	memset(lio, 0, sizeof(*lio));
	lio_scan_stores(&reader, lio);
	vec_each(name, owned)
		lio_scan_target(&reader, *name, lio);
}

void make_plan(struct model *model, struct simfs *fs, struct names *owned,
		      struct plan *plan)
{
	struct lio lio;

	own(model, owned);
	take_registrations(model, fs);
	scan(fs, owned, &lio);
	plan_make(model, &lio, owned, plan);
	lio_free(&lio);
}

void shuffle(struct plan *plan)
{
	for (size_t round = 0; round < 4 * plan->n; round++) {
		size_t i = pick(plan->n), j = i + 1;
		struct op op;

		if (j == plan->n || plan->v[i].phase != plan->v[j].phase ||
		    !strcmp(plan->v[i].path, plan->v[j].path))
			continue;
		op = plan->v[i];
		plan->v[i] = plan->v[j];
		plan->v[j] = op;
	}
}

void apply(struct simfs *fs, const struct plan *plan, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		int err = simfs_apply(fs, &plan->v[i]);
		char *text = op_text(&plan->v[i]);

		if (err)
			fail_msg("%s (phase %d): %s", text, plan->v[i].phase,
				 err == SIMFS_HANG ? "hangs" : strerror(err));
		free(text);
	}
}
