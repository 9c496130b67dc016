// SPDX-License-Identifier: GPL-2.0
/*
 * What itadm configures as COMSTAR's provider data "iscsit" have it. Counters that
 * COMSTAR has and we have not (cfgVersion, generation) are 1.
 */
#include <stdlib.h>

#include <nvlist.h>

#include "derived.h"
#include "fabric.h"

#define FLAGS STMF_NV_UNIQUE_NAME

static void must(int err)
{
	if (err)
		abort();
}

static void *must_have(void *p)
{
	must(!p);
	return p;
}

static struct stmf_nvlist *add_list(struct stmf_nvlist *list, const char *name)
{
	return must_have(stmf_nv_add_list(list, name, FLAGS));
}

static void add_text(struct stmf_nvlist *list, const char *name, const char *text)
{
	if (text && *text)
		must(stmf_nv_add_string(list, name, text));
}

static void add_generation(struct stmf_nvlist *list)
{
	must(stmf_nv_add_number(list, "generation", STMF_NV_UINT64, 1));
}

static void add_tag(struct stmf_nvlist *tags, const char *tpg, unsigned int tag)
{
	struct stmf_nvlist *list = add_list(tags, tpg);

	must(stmf_nv_add_number(list, "tag", STMF_NV_UINT16, tag));
	add_generation(list);
}

static void add_target(struct stmf_nvlist *targets, const struct target *target,
		       const struct iscsi_conf *all, bool secrets)
{
	static const struct iscsi_target none;
	const struct iscsi_target *conf = iscsi_target(all, target->name) ?: &none;
	struct stmf_nvlist *list = add_list(targets, target->name), *properties, *tags;

	properties = add_list(list, "properties");
	add_text(properties, "alias", target->alias);
	add_text(properties, "auth", iscsi_auth_word(conf->auth));
	add_text(properties, "targetchapuser", conf->chap.user);
	if (secrets)
		add_text(properties, "targetchapsecret", conf->chap.secret);
	add_generation(list);
	tags = add_list(list, "tpgtList");
	vec_each(tpgt, &conf->tpg)
		add_tag(tags, tpgt->tpg, tpgt->tag);
	if (!conf->tpg.n)
		add_tag(tags, "default", ISCSI_TAG_DEFAULT);
}

static void add_targets(struct stmf_nvlist *top, const struct stmfd *d, bool secrets)
{
	struct stmf_nvlist *targets = NULL;

	vec_each(target, &d->model.target) {
		if (!target_is_itadms(target))
			continue;
		if (!targets)
			targets = add_list(top, "targetList");
		add_target(targets, target, &d->conf.iscsi, secrets);
	}
}

static void add_tpgs(struct stmf_nvlist *top, const struct iscsi_conf *conf)
{
	struct stmf_nvlist *tpgs = conf->tpg.n ? add_list(top, "tpgList") : NULL;

	vec_each(tpg, &conf->tpg) {
		struct stmf_nvlist *list = add_list(tpgs, tpg->name);

		add_generation(list);
		must(stmf_nv_add_strings(list, "portalList", (const char *const *)tpg->portal.v,
					 tpg->portal.n));
	}
}

static void add_initiators(struct stmf_nvlist *top, const struct iscsi_conf *conf, bool secrets)
{
	struct stmf_nvlist *initiators = conf->initiator.n ? add_list(top, "iniList") : NULL;

	vec_each(initiator, &conf->initiator) {
		struct stmf_nvlist *list = add_list(initiators, initiator->name);
		struct stmf_nvlist *properties = add_list(list, "properties");

		add_text(properties, "chapuser", initiator->chap.user);
		if (secrets)
			add_text(properties, "chapsecret", initiator->chap.secret);
		add_generation(list);
	}
}

static void add_defaults(struct stmf_nvlist *top, const struct iscsi_defaults *defaults,
			 bool secrets)
{
	struct stmf_nvlist *list;

	if (!defaults->alias && !defaults->auth && !defaults->radius_server &&
	    !defaults->radius_secret && !defaults->isns && !defaults->isns_server.n)
		return;
	list = add_list(top, "globalProperties");
	add_text(list, "alias", defaults->alias);
	add_text(list, "auth", iscsi_auth_word(defaults->auth));
	if (defaults->isns)
		must(stmf_nv_add_number(list, "isns", STMF_NV_BOOLEAN_VALUE, 1));
	if (defaults->isns_server.n)
		must(stmf_nv_add_strings(list, "isnsserver",
					 (const char *const *)defaults->isns_server.v,
					 defaults->isns_server.n));
	add_text(list, "radiusserver", defaults->radius_server);
	if (secrets)
		add_text(list, "radiussecret", defaults->radius_secret);
}

void *derived_iscsit(const struct stmfd *d, bool secrets, size_t *n)
{
	struct stmf_nvlist *top = must_have(stmf_nv_new(STMF_NV_UNIQUE_NAME_TYPE));
	uint8_t *data = NULL;

	must(stmf_nv_add_number(top, "cfgVersion", STMF_NV_UINT32, 1));
	add_targets(top, d, secrets);
	add_tpgs(top, &d->conf.iscsi);
	add_initiators(top, &d->conf.iscsi, secrets);
	add_defaults(top, &d->conf.iscsi.defaults, secrets);
	if (top->first != top->last)
		must(stmf_nv_pack(top, &data, n));
	stmf_nv_free(top);
	return data;
}
