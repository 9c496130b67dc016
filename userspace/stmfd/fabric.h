/* SPDX-License-Identifier: GPL-2.0 */
/* One entry for each fabric that stmfd makes targets of. */
#ifndef _STMFD_FABRIC_H
#define _STMFD_FABRIC_H

#include "lio.h"
#include "model.h"

struct fabric {
	const char *name;		/* as commands call it */
	const char *provider;		/* as the model calls it */
	const char *dir;		/* its directory in LIO */
	const char *module;
	const char *key;		/* one of several with that provider: has this in params */
	const char *attrs[FABRIC_ATTRS + 1];	/* attributes of a TPG that we set */
	const char *values[FABRIC_ATTRS];	/* to these, if they are always the same */
	const char *acl_secrets[ACL_SECRETS + 1];	/* of a node ACL; writing "NULL" unsets */
	const char *patterns;		/* kinds of names that initiators may have who come by one */
	bool has_nexus, has_portals, has_acls, has_enable;
	bool demo_maps;			/* strangers who may log in see all LUNs of the TPG */
	bool login_only;		/* strangers may log in, and see nothing */
	bool found;			/* targets are found, not made */

	/* LIO's name of a target, or NULL if it can't be one of this fabric */
	char *(*wwn)(const struct target *target);
	/* LIO's name of an initiator, or NULL likewise */
	char *(*initiator)(const char *name);
	/* And back, or NULL if the model can't have it */
	char *(*from_initiator)(const char *wire);
	/* What LIO should hold for the target; have (or NULL): what it holds now */
	void (*desired)(const struct model *model, const struct target *target,
			const struct lio_target *have, struct lio_target *want);
};

extern const struct fabric fabric_loopback, fabric_vhost, fabric_iscsi;
extern const struct fabric fabric_qla, fabric_npiv, fabric_fcoe, fabric_srpt;
extern const struct fabric *const fabrics[];	/* ends with NULL */

const struct fabric *fabric_by_name(const char *name);
const struct fabric *fabric_by_dir(const char *dir);
const struct fabric *fabric_of_target(const struct target *target);

/* "<directory>/<wwn>", the name under which a target is owned, or NULL */
char *fabric_owned_name(const struct target *target);
/* The other way round; *wwn points into the name. NULL: no fabric of ours */
const struct fabric *fabric_of_owned(const char *owned, const char **wwn);

/* Keys in the params of a virtual Fibre Channel port: the port it is on, its node name */
#define FC_PHYSICAL "physical"
#define FC_NODE "node"

/* Of SRP targets: where RDMA/CM listens, one TCP port for all of them */
#define SRP_CM_PORT "rdma_cm_port"
/* and the first half of the port's GID, 16 hex digits */
#define SRP_PREFIX "gid_prefix"

/* The first value of a key in a target's params, or NULL */
char *params_value(const char *params, const char *key);
/* Values of the lines "key=" in a target's params. */
void params_values(const char *params, const char *key, struct names *values);
/* The same in the order of the lines. */
size_t params_list(const char *params, const char *key, char ***values);

/* A LUN as the SCSI bus has it: flat addressing above 255. */
static inline uint64_t lun_wire(uint16_t lun)
{
	return lun <= 255 ? lun : 0x4000 | lun;
}

void want_lun(struct lio_tpg *tpg, uint64_t lun, const char *guid);

/* wwn.<16 upper-case digits> to naa.<16 lower-case digits>, else NULL */
char *name_wwn_to_naa(const char *name);
char *name_naa_to_wwn(const char *wire);	/* and back */
/* eui.<16 upper-case digits> to 16 lower-case digits, else NULL */
char *name_eui_lower(const char *name);
/* An iSCSI name as the wire has it (lower case), else NULL; and back */
char *name_to_iscsi(const char *name);
char *name_from_iscsi(const char *wire);
bool name_iscsi_ok(const char *name);
/* What initiators call themselves may become a directory's name only if it is a safe one. */
bool name_dir_ok(const char *name);

#endif /* _STMFD_FABRIC_H */
