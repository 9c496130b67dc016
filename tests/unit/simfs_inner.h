/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the simulated configfs share. */
#ifndef _SIMFS_INNER_H
#define _SIMFS_INNER_H

#include "simfs.h"
#include "simfs_alua.h"

#define DEPTH 8

struct sim_lun {
	char *dir, *link, *store, *alua;
	uint64_t n;
	unsigned int id;	/* of this linking; 0: not linked */
};

/* The mapping that is in force. */
struct sim_deve {
	uint64_t n;
	unsigned int lun;	/* id */
	char *dir;		/* the directory that has it; NULL: made by demo mode */
};

struct sim_map {
	char *dir, *link, *to;	/* to: directory of the TPG LUN */
	uint64_t n;
};

struct sim_acl {
	char *name, *tag, *auth[ACL_SECRETS];
	bool dynamic, session;
	VEC(struct sim_map) map;
	VEC(struct sim_deve) deve;
};

struct sim_tpg {
	char *dir, *nexus;
	bool enabled, authentication, write_protect, generate, cache, login_only;
	struct names portal, iser;
	VEC(struct sim_lun) lun;
	VEC(struct sim_acl) acl;
};

struct sim_target {
	char *fabric, *wwn;
	VEC(struct sim_tpg) tpg;
};

struct sim_store {
	char *name, *path;
	bool enabled;
	bool told;			/* that LUNs change their group, since a state has changed */
	struct lio_store groups;	/* only its target port groups */
};

struct simfs {
	VEC(struct sim_store) store;
	VEC(struct sim_target) target;
	unsigned int last_id;
	unsigned int way;	/* TPG of a target that logins come to, modulo their number */
};

/* A path taken apart: what it names, as far as that exists. */
struct sim_where {
	char *text, *part[DEPTH];
	size_t n;
	struct sim_store *store;
	struct sim_target *target;
	struct sim_tpg *tpg;
	struct sim_lun *lun;
	struct sim_acl *acl;
	struct sim_map *map;
};

#define FIND(vec, member, name) ({				\
	__typeof__(&*(vec)->v) found_ = NULL;			\
	vec_each(i_, vec)					\
		if (!strcmp(i_->member, name))			\
			found_ = i_;				\
	found_;							\
})

/* No node ACLs, but a nexus: vhost is the same. */
bool sim_is_loopback(const struct sim_target *target);
bool sim_is_iscsi(const struct sim_target *target);
bool sim_is_qla(const struct sim_target *target);
/* Is it how the fabric spells initiators? */
bool sim_initiator_ok(const struct sim_target *target, const char *name);
struct sim_target *sim_find_target(struct simfs *fs, const char *fabric, const char *wwn);

void sim_look_up(struct simfs *fs, const char *path, struct sim_where *w);
void sim_where_free(struct sim_where *w);
/* Attributes that are on or off, and what CHAP needs; NULL: the path is another one. */
bool *sim_tpg_flag(const struct sim_where *w);
char **sim_acl_auth(const struct sim_where *w);

struct sim_deve *sim_find_deve(struct sim_acl *acl, uint64_t n);
/* lun: its id; dir: what has it, or NULL */
void sim_add_deve(struct sim_acl *acl, uint64_t n, unsigned int lun, const char *dir);

#endif /* _SIMFS_INNER_H */
