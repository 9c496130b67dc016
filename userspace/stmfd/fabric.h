/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stmfd knows of a fabric is in a description, which one file has for itself:
 * FABRIC() puts it in the table. All else asks by the fields of it.
 */
#ifndef _STMFD_FABRIC_H
#define _STMFD_FABRIC_H

#include "lio.h"
#include "model.h"

struct text_list {
	char **v;
	size_t n;
};

/* What a command says of a new target; names are in their normal form. */
struct target_args {
	char *target;
	struct text_list portals;	/* as they were given */
	struct text_list initiators;
	char *physical, *node;		/* or NULL */
};

/* Who is meant by a name: the SCSI protocol identifiers */
enum { PROTOCOL_FCP = 0, PROTOCOL_SRP = 4, PROTOCOL_ISCSI = 5, PROTOCOL_SAS = 6 };

struct fabric {
	const char *name;		/* as commands call it */
	const char *provider;		/* as the model calls it */
	const char *dir;		/* its directory in LIO */
	const char *module;
	unsigned int protocol;
	const char *key;		/* one of several with that provider: has this in params */
	const char *attrs[FABRIC_ATTRS + 1];	/* attributes of a TPG that we set */
	const char *values[FABRIC_ATTRS];	/* to these, if they are always the same */
	const char *acl_secrets[ACL_SECRETS + 1];	/* of a node ACL; "NULL" unsets */
	const char *patterns;		/* kinds of names that initiators may have who come by one */
	bool has_nexus, has_portals, has_acls, has_enable;
	unsigned int nexus_max;		/* initiators of one target */
	bool bare_luns;			/* LIO gets LUNs above 255 from it without their addressing method */
	bool demo_maps;			/* strangers who may log in see all LUNs of the TPG */
	bool login_only;		/* strangers may log in, and see nothing */
	bool itadm;			/* itadm configures it: portal groups, CHAP, iSNS */
	const char *driver;		/* targets are this HBA driver's ports: found, not made */

	/* Of a target that is made: which target_args it takes, each between spaces */
	const char *takes;
	/* Its params, by what is given; -1 and a fault if that can't be. NULL: it has none */
	int (*settings)(const struct fabric *fabric, const struct target_args *args,
			char **params, struct fault *fault);
	/* A name for one, or NULL; the whole may be NULL as well: it must be given */
	char *(*make_name)(void);
	/* May a line of params be "key=value"? NULL: there is none */
	bool (*param_ok)(const char *key, const char *value);

	/* What LIO must be told before the target is made; may be NULL */
	void (*prepare)(const char *root, const struct target *target);
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

/* The table is a section of the program, in no order. */
#define FABRIC(description)						\
	static const struct fabric *const description##_entry		\
	__attribute__((used, section("fabrics"))) = &(description)
extern const struct fabric *const __start_fabrics[], *const __stop_fabrics[];
#define fabric_each(entry)						\
	for (const struct fabric *const *entry = __start_fabrics;	\
	     (uintptr_t)entry < (uintptr_t)__stop_fabrics; entry++)

const struct fabric *fabric_by_name(const char *name);
const struct fabric *fabric_by_dir(const char *dir);
const struct fabric *fabric_of_target(const struct target *target);
/* Is it of a fabric that itadm configures? */
bool target_is_itadms(const struct target *target);

/* "<directory>/<wwn>", the name under which a target is owned, or NULL */
char *fabric_owned_name(const struct target *target);
/* The other way round; *wwn points into the name. NULL: no fabric of ours */
const struct fabric *fabric_of_owned(const char *owned, const char **wwn);

/* The first value of a key in a target's params, or NULL */
char *params_value(const char *params, const char *key);
/* Values of the lines "key=" in a target's params. */
void params_values(const char *params, const char *key, struct names *values);
/* The same in the order of the lines. */
size_t params_list(const char *params, const char *key, char ***values);
void params_add(char **params, const char *key, const char *value);

/* A LUN as the SCSI bus has it: flat addressing above 255. */
static inline uint64_t lun_wire(uint16_t lun)
{
	return lun <= 255 ? lun : 0x4000 | lun;
}

void want_lun(struct lio_tpg *tpg, uint64_t lun, const char *guid);

char *name_wwn_make(void);
/* wwn.<16 upper-case digits> */
bool name_wwn_ok(const char *name);
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
