// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "plan_alua.h"

#define NAME_SIZE 32

static const char *group_name(const struct access *access, char name[NAME_SIZE])
{
	if (!access->group)
		return LIO_ALUA;
	snprintf(name, NAME_SIZE, "tg_%u", access->id);
	return name;
}

void alua_desired(const struct model *model, const struct target *target,
		  struct lio_target *want)
{
	const struct group *group = model_group_of(model, TARGET_GROUP, target->name);

	if (!group)
		return;
	vec_each(tpg, &want->tpg) {
		vec_each(lun, &tpg->lun) {
			const struct access *access = access_find(&model->access, lun->store,
								  group->name);
			char name[NAME_SIZE];

			if (access)
				lun->alua = xstrdup(group_name(access, name));
		}
	}
}

static void set(struct plan *plan, enum phase phase, const char *group, const char *attr,
		unsigned int number)
{
	char value[16];

	snprintf(value, sizeof(value), "%u", number);
	emit(plan, phase, OP_WRITE, value, "%s/%s", group, attr);
}

/* What a state needs comes before it; an id can be given once only. */
static void plan_group(struct plan *plan, const char *path, const struct lio_alua *have,
		       const struct access *want)
{
	if (!have->id && want->id)
		set(plan, PHASE_ALUA_SET, path, "tg_pt_gp_id", want->id);
	if (!have->implicit)
		set(plan, PHASE_ALUA_SET, path, "alua_access_type", 1);
	if (!have->prompt && want->state == ACCESS_NON_OPTIMIZED)
		set(plan, PHASE_ALUA_SET, path, "nonop_delay_msecs", 0);
	if (have->preferred != want->preferred)
		set(plan, PHASE_ALUA_SET, path, "preferred", want->preferred);
	if (have->state != want->state)
		set(plan, PHASE_ALUA_STATE, path, "alua_access_state", want->state);
}

static void want_group(struct plan *plan, const char *guid, const struct lio_store *have,
		       const struct access *want, struct names *wanted)
{
	/* as the module makes it; others are LIO's, with explicit changes */
	static const struct lio_alua new_default = { .implicit = true }, new;
	char buffer[NAME_SIZE];
	const char *name = group_name(want, buffer);
	const struct lio_alua *group = have ? lio_alua(have, name) : NULL;
	char *path = xasprintf(LIO_HBA "/%s/alua/%s", guid, name);

	names_add(wanted, name);
	if (!group && want->group)
		emit(plan, PHASE_ALUA_MKDIR, OP_MKDIR, NULL, "%s", path);
	if (!group)
		group = want->group ? &new : &new_default;
	plan_group(plan, path, group, want);
	free(path);
}

/*
 * LIO, when it reports a unit attention, drops those that wait behind it: a host would hear that a
 * state has changed, but not that its port is in another group now. Nor would a second session. The
 * module sees to that, if it is told before.
 */
static void tell(struct plan *plan, enum phase phase, const char *guid)
{
	emit(plan, phase, OP_WRITE, "regroup=1", LIO_HBA "/%s/control", guid);
}

void plan_drop_alua(struct plan *plan, const struct lio_store *store, const struct names *wanted)
{
	vec_each(group, &store->alua)
		if (strcmp(group->name, LIO_ALUA) && !(wanted && names_has(wanted, group->name)))
			emit(plan, PHASE_ALUA_RMDIR, OP_RMDIR, NULL, LIO_HBA "/%s/alua/%s",
			     store->name, group->name);
}

void plan_store_alua(struct plan *plan, const struct model *model, const char *guid,
		     const struct lio_store *have)
{
	static const struct access others;	/* optimized */
	struct names wanted = { 0 };

	vec_each(access, &model->access)
		if (!strcmp(access->guid, guid))
			want_group(plan, guid, have, access, &wanted);
	if (!access_find(&model->access, guid, NULL))
		want_group(plan, guid, have, &others, &wanted);
	if (have) {
		size_t before = plan->n;

		plan_drop_alua(plan, have, &wanted);
		if (plan->n > before)
			tell(plan, PHASE_ALUA_TELL, guid);
	}
	names_free(&wanted);
}

void plan_lun_alua(struct plan *plan, const char *tpg, const struct lio_lun *have,
		   const struct lio_lun *want)
{
	if (same_text(have ? have->alua : NULL, want->alua))
		return;
	tell(plan, PHASE_LUN_TELL, want->store);
	emit(plan, PHASE_LUN_ALUA, OP_WRITE, want->alua ? want->alua : LIO_UNSET,
	     "%s/lun/%s/alua_tg_pt_gp", tpg, want->dir);
}
