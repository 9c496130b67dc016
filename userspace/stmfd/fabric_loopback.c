// SPDX-License-Identifier: GPL-2.0
/*
 * Loopback, and vhost-scsi, whose initiators are virtual machines: one TPG for
 * each initiator. LIO maps every LUN of a TPG to its one nexus, so the TPG
 * holds exactly what that initiator may see.
 */
#include <stdlib.h>

#include "fabric.h"
#include "match.h"

#define TPG_LAST 31	/* LIO's limit */

static void desired_luns(struct lio_tpg *want, const struct grant *grants, size_t n)
{
	for (size_t i = 0; i < n; i++)
		want_lun(want, lun_wire(grants[i].lun), grants[i].lu->guid);
}

static void desired(const struct model *model, const struct target *target,
		    const struct lio_target *have, struct lio_target *want)
{
	struct grants grants;
	char **initiators;
	size_t n = params_list(target->params, "initiator", &initiators);

	grants_make(model, target, &grants);
	for (size_t i = 0; i < n; i++) {
		const struct group *group = model_host_group(model, initiators[i]);
		char *nexus = i < TPG_LAST ? name_wwn_to_naa(initiators[i]) : NULL;
		struct lio_tpg *tpg;

		if (nexus) {
			tpg = vec_push(&want->tpg);
			tpg->dir = xasprintf("tpgt_%zu", i + 1);
			tpg->nexus = nexus;
			desired_luns(tpg, grants.all.v, grants.all.n);
			if (group) {
				size_t at = group - model->group[HOST_GROUP].v;

				desired_luns(tpg, grants.group[at].v, grants.group[at].n);
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

const struct fabric fabric_loopback = {
	.name = "loopback",
	.provider = "loopback",
	.dir = "loopback",
	.module = "tcm_loop",
	.has_nexus = true,
	.wwn = naa_wwn,
	.initiator = name_wwn_to_naa,
	.from_initiator = name_naa_to_wwn,
	.desired = desired,
};

const struct fabric fabric_vhost = {
	.name = "vhost",
	.provider = "vhost",
	.dir = "vhost",
	.module = "vhost_scsi",
	.has_nexus = true,
	.wwn = naa_wwn,
	.initiator = name_wwn_to_naa,
	.from_initiator = name_naa_to_wwn,
	.desired = desired,
};
