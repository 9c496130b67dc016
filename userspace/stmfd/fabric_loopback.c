// SPDX-License-Identifier: GPL-2.0
/*
 * Loopback, and vhost-scsi, whose initiators are virtual machines: one TPG for
 * each initiator. LIO maps every LUN of a TPG to its one nexus, so the TPG
 * holds exactly what that initiator may see.
 *
 * A virtual machine gets all TPGs of its target, whatever it asks for: so a target
 * for virtual machines has one initiator.
 */
#include <stdlib.h>

#include <libstmf.h>

#include "fabric.h"
#include "match.h"

#define INITIATOR "initiator"	/* key in a target's params */

static void desired_luns(struct lio_tpg *want, const struct fabric *fabric,
			 const struct grant *grants, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t lun = grants[i].lun;

		want_lun(want, fabric->bare_luns ? lun : lun_wire(lun), grants[i].lu->guid);
	}
}

static void desired(const struct model *model, const struct target *target,
		    const struct lio_target *have, struct lio_target *want)
{
	struct grants grants;
	char **initiators;
	size_t n = params_list(target->params, INITIATOR, &initiators);

	grants_make(model, target, &grants);
	for (size_t i = 0; i < n; i++) {
		const struct group *group = model_host_group(model, initiators[i]);
		char *nexus = i < want->fabric->nexus_max ? name_wwn_to_naa(initiators[i]) : NULL;
		struct lio_tpg *tpg;

		if (nexus) {
			tpg = vec_push(&want->tpg);
			tpg->dir = xasprintf("tpgt_%zu", i + 1);
			tpg->nexus = nexus;
			desired_luns(tpg, want->fabric, grants.all.v, grants.all.n);
			if (group) {
				size_t at = group - model->group[HOST_GROUP].v;

				desired_luns(tpg, want->fabric, grants.group[at].v, grants.group[at].n);
			}
			lio_luns_sort(&tpg->lun);
		}
		free(initiators[i]);
	}
	free(initiators);
	grants_free(&grants);
}

static char *naa_wwn(const struct target *target)
{
	return name_wwn_to_naa(target->name);
}

static int settings(const struct fabric *fabric, const struct target_args *args, char **params,
		    struct fault *fault)
{
	struct names seen = { 0 };
	int rc = 0;

	if (args->initiators.n > fabric->nexus_max)
		return failed(fault, STMF_ERROR_INVALID_ARG, "initiators: at most %u",
			      fabric->nexus_max);
	if (!args->initiators.n) {
		char *made = name_wwn_make();

		params_add(params, INITIATOR, made);
		free(made);
	}
	vec_each(name, &args->initiators) {
		if (!name_wwn_ok(*name))
			rc = failed(fault, STMF_ERROR_INVALID_ARG,
				    "initiator %s: must be wwn. and 16 digits", *name);
		else if (names_add(&seen, *name))
			params_add(params, INITIATOR, *name);
	}
	names_free(&seen);
	return rc;
}

static bool param_ok(const char *key, const char *value)
{
	return !strcmp(key, INITIATOR) && name_wwn_ok(value);
}

static const struct fabric loopback = {
	.name = "loopback",
	.provider = "loopback",
	.dir = "loopback",
	.module = "tcm_loop",
	.protocol = PROTOCOL_SAS,
	.has_nexus = true,
	.nexus_max = 31,	/* LIO's limit of TPGs */
	.takes = " initiators ",
	.settings = settings,
	.make_name = name_wwn_make,
	.param_ok = param_ok,
	.wwn = naa_wwn,
	.initiator = name_wwn_to_naa,
	.from_initiator = name_naa_to_wwn,
	.desired = desired,
};

FABRIC(loopback);

static const struct fabric vhost = {
	.name = "vhost",
	.provider = "vhost",
	.dir = "vhost",
	.module = "vhost_scsi",
	.protocol = PROTOCOL_SAS,
	.has_nexus = true,
	.nexus_max = 1,
	.bare_luns = true,
	.takes = " initiators ",
	.settings = settings,
	.make_name = name_wwn_make,
	.param_ok = param_ok,
	.wwn = naa_wwn,
	.initiator = name_wwn_to_naa,
	.from_initiator = name_naa_to_wwn,
	.desired = desired,
};

FABRIC(vhost);
