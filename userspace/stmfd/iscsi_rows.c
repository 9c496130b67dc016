// SPDX-License-Identifier: GPL-2.0
/* The tables that hold what itadm configures. Place 0 is the oldest one. */
#include <stdlib.h>

#include "rows.h"

/* iscsi_default(name, value) */

static void save_default(struct rows *rows, int table, const char *name, const char *text)
{
	char **value;

	if (!text)
		return;
	value = rows_new(rows, table);
	value[0] = xstrdup(name);
	value[1] = xstrdup(text);
}

void iscsi_save_defaults(const struct model *model, int table, struct rows *rows)
{
	const struct iscsi_defaults *defaults = &model->iscsi.defaults;

	save_default(rows, table, "alias", defaults->alias);
	save_default(rows, table, "auth", iscsi_auth_word(defaults->auth));
	save_default(rows, table, "radius_server", defaults->radius_server);
	save_default(rows, table, "radius_secret", defaults->radius_secret);
	save_default(rows, table, "isns", defaults->isns ? "1" : NULL);
}

/* A word that is none of ours lets nobody in. */
static enum iscsi_auth load_auth(const char *word)
{
	enum iscsi_auth auth = ISCSI_AUTH_RADIUS;

	if (!word)
		return ISCSI_AUTH_DEFAULT;
	iscsi_auth_parse(word, &auth);
	return auth;
}

void iscsi_load_defaults(struct model *model, char *const *value)
{
	struct iscsi_defaults *defaults = &model->iscsi.defaults;
	const char *name = value[0];

	if (!strcmp(name, "alias"))
		defaults->alias = xstrdup(value[1]);
	else if (!strcmp(name, "auth"))
		defaults->auth = load_auth(value[1]);
	else if (!strcmp(name, "radius_server"))
		defaults->radius_server = xstrdup(value[1]);
	else if (!strcmp(name, "radius_secret"))
		defaults->radius_secret = xstrdup(value[1]);
	else if (!strcmp(name, "isns"))
		defaults->isns = !strcmp(value[1], "1");
}

/* iscsi_isns(server, place) */

void iscsi_save_isns(const struct model *model, int table, struct rows *rows)
{
	size_t place = 0;

	vec_each(server, &model->iscsi.defaults.isns_server) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(*server);
		value[1] = rows_number(place++);
	}
}

void iscsi_load_isns(struct model *model, char *const *value)
{
	*vec_push(&model->iscsi.defaults.isns_server) = xstrdup(value[0]);
}

/* iscsi_tpg(name, place), iscsi_portal(portal, tpg, place) */

void iscsi_save_tpgs(const struct model *model, int table, struct rows *rows)
{
	size_t place = model->iscsi.tpg.n;

	vec_each(tpg, &model->iscsi.tpg) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(tpg->name);
		value[1] = rows_number(--place);
	}
}

void iscsi_load_tpgs(struct model *model, char *const *value)
{
	vec_push(&model->iscsi.tpg)->name = xstrdup(value[0]);
}

void iscsi_save_portals(const struct model *model, int table, struct rows *rows)
{
	vec_each(tpg, &model->iscsi.tpg) {
		size_t place = 0;

		vec_each(portal, &tpg->portal) {
			char **value = rows_new(rows, table);

			value[0] = xstrdup(*portal);
			value[1] = xstrdup(tpg->name);
			value[2] = rows_number(place++);
		}
	}
}

void iscsi_load_portals(struct model *model, char *const *value)
{
	struct iscsi_tpg *tpg = iscsi_tpg(&model->iscsi, value[1]);

	if (tpg)
		*vec_push(&tpg->portal) = xstrdup(value[0]);
}

/* iscsi_target(name, auth, chap_user, chap_secret, old_name, place) */

void iscsi_save_targets(const struct model *model, int table, struct rows *rows)
{
	size_t place = model->iscsi.target.n;

	vec_each(target, &model->iscsi.target) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(target->name);
		value[1] = xstrdup(iscsi_auth_word(target->auth));
		value[2] = xstrdup(target->chap.user);
		value[3] = xstrdup(target->chap.secret);
		value[4] = xstrdup(target->old_name);
		value[5] = rows_number(--place);
	}
}

void iscsi_load_targets(struct model *model, char *const *value)
{
	struct iscsi_target *target = vec_push(&model->iscsi.target);

	target->name = xstrdup(value[0]);
	target->auth = load_auth(value[1]);
	target->chap.user = xstrdup(value[2]);
	target->chap.secret = xstrdup(value[3]);
	target->old_name = xstrdup(value[4]);
}

/* iscsi_target_tpg(target, tpg, tag, place) */

void iscsi_save_tpgts(const struct model *model, int table, struct rows *rows)
{
	vec_each(target, &model->iscsi.target) {
		size_t place = 0;

		vec_each(tpgt, &target->tpg) {
			char **value = rows_new(rows, table);

			value[0] = xstrdup(target->name);
			value[1] = xstrdup(tpgt->tpg);
			value[2] = rows_number(tpgt->tag);
			value[3] = rows_number(place++);
		}
	}
}

void iscsi_load_tpgts(struct model *model, char *const *value)
{
	struct iscsi_target *target = iscsi_target(&model->iscsi, value[0]);

	if (target)
		*vec_push(&target->tpg) =
			(struct iscsi_tpgt){ xstrdup(value[1]), strtoul(value[2], NULL, 10) };
}

/* iscsi_initiator(name, chap_user, chap_secret, place) */

void iscsi_save_initiators(const struct model *model, int table, struct rows *rows)
{
	size_t place = model->iscsi.initiator.n;

	vec_each(initiator, &model->iscsi.initiator) {
		char **value = rows_new(rows, table);

		value[0] = xstrdup(initiator->name);
		value[1] = xstrdup(initiator->chap.user);
		value[2] = xstrdup(initiator->chap.secret);
		value[3] = rows_number(--place);
	}
}

void iscsi_load_initiators(struct model *model, char *const *value)
{
	struct iscsi_initiator *initiator = vec_push(&model->iscsi.initiator);

	initiator->name = xstrdup(value[0]);
	initiator->chap.user = xstrdup(value[1]);
	initiator->chap.secret = xstrdup(value[2]);
}
