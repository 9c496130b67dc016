/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LIO's configfs tree as plain data, as far as it is ours: the backstores of
 * sbd_0 and the owned targets. One type says what is there and what should
 * be. All paths are relative to LIO's root.
 */
#ifndef _STMFD_LIO_H
#define _STMFD_LIO_H

#include "util.h"

#define LIO_HBA "core/sbd_0"
#define LIO_LINK "lu"			/* name of our symbolic links */
#define LIO_TAG "stmf"			/* tag of a node ACL that holds no leftover of demo mode */
#define LIO_UNSET "NULL"		/* written to a secret of a node ACL */
#define LIO_NO_LUN UINT64_MAX
#define LIO_ALUA "default_tg_pt_gp"	/* the target port group that there always is */

#define FABRIC_ATTRS 4			/* at most, for a fabric */
#define ACL_SECRETS 4			/* likewise */

struct fabric;

/* A target port group of a backstore. */
struct lio_alua {
	char *name;
	unsigned int id;		/* 0: of the default group, or not set yet */
	unsigned int state;
	bool preferred;
	bool implicit;			/* initiators can't change the state */
	bool prompt;			/* no command is held up while it is not optimized */
};

struct lio_store {
	char *name;
	bool enabled;
	VEC(struct lio_alua) alua;
};

/* A LUN of a TPG, or a mapped LUN of a node ACL. */
struct lio_lun {
	uint64_t lun;			/* LIO_NO_LUN: dir is no canonical spelling */
	char *dir;			/* lun_<n> */
	char *link;			/* name of the symbolic link in it, or NULL */
	char *store;			/* TPG LUN: GUID it links to; NULL: none, or none of sbd_0 */
	char *alua;			/* TPG LUN: its target port group; NULL: the default one */
	uint64_t to;			/* mapped LUN: number of the TPG LUN it links to */
	bool live;			/* mapped LUN: LIO has the mapping behind the link */
};

struct lio_luns {			/* by number */
	struct lio_lun *v;
	size_t n;
};

struct lio_acl {
	char *name;
	bool clean;			/* has our tag */
	char *secret[ACL_SECRETS];	/* in the order of fabric->acl_secrets; NULL: none */
	struct lio_luns map;
};

/* Where a backstore is linked in a TPG. */
struct lio_place {
	char *store;
	uint64_t lun;
};

struct lio_tpg {
	char *dir;			/* tpgt_<tag> */
	const struct lio_tpg *whole;	/* this is a part of it (slice.h); NULL: all there is */
	char *nexus;			/* initiator in LIO's form, or NULL */
	bool enabled;
	bool demo_seen;			/* node ACLs were or may have been made by demo mode */
	char *attr[FABRIC_ATTRS];	/* in the order of fabric->attrs; NULL: there is none */
	struct names portals;
	struct names iser;		/* those of them that are for RDMA, too */
	struct names dynamic;		/* initiators with a session on a dynamic node ACL */
	struct names looking;		/* others of that kind, which may be looking for LUNs now */
	struct lio_luns lun;
	VEC(struct lio_place) place;	/* of what is there, by backstore */
	VEC(struct lio_acl) acl;	/* by name */
};

struct lio_target {
	const struct fabric *fabric;
	char *wwn;
	VEC(struct lio_tpg) tpg;
};

struct lio {
	VEC(struct lio_store) store;	/* by name */
	VEC(struct lio_target) target;
};

/* How the tree is read; tests have a simulated one. */
struct lio_reader {
	/* Names in a directory, of directories or of symbolic links; false: no such directory. */
	bool (*list)(void *ctx, const char *dir, bool links, struct names *names);
	/* An attribute without its trailing newline; NULL: there is none. NULs become newlines. */
	char *(*read)(void *ctx, const char *path);
	/* Target of a symbolic link, or NULL. */
	char *(*link)(void *ctx, const char *path);
	void *ctx;
};

extern const struct lio_reader lio_files;	/* ctx: path of the root */

/* These add what they find. owned: "<fabric directory>/<wwn>" of one of our targets */
void lio_scan_stores(const struct lio_reader *reader, struct lio *lio);
void lio_scan_target(const struct lio_reader *reader, const char *owned, struct lio *lio);
/* Only the initiators on dynamic node ACLs of one TPG. */
void lio_scan_dynamic(const struct lio_reader *reader, const char *tpg, struct names *names);
void lio_free(struct lio *lio);
void lio_target_free(struct lio_target *target);
void lio_tpg_free(struct lio_tpg *tpg);
void lio_acl_free(struct lio_acl *acl);
void lio_lun_free(struct lio_lun *lun);

/* Is a LUN of any target on this backstore? */
bool lio_exports(const struct lio *lio, const char *store);
void lio_store_free(struct lio_store *store);
struct lio_alua *lio_alua_add(struct lio_store *store, const char *name);
struct lio_alua *lio_alua(const struct lio_store *store, const char *name);
struct lio_store *lio_store(const struct lio *lio, const char *name);
struct lio_target *lio_target(const struct lio *lio, const struct fabric *fabric, const char *wwn);
struct lio_tpg *lio_tpg(const struct lio_target *target, const char *dir);
struct lio_acl *lio_acl(const struct lio_tpg *tpg, const char *name);
struct lio_lun *lio_lun(const struct lio_luns *luns, uint64_t lun);
void lio_luns_sort(struct lio_luns *luns);
/* The first number from this one on that none of them has. */
uint64_t lio_luns_gap(const struct lio_luns *luns, uint64_t from);
/* The LUN of what is there that is linked to a backstore, or NULL. */
struct lio_lun *lio_lun_of(const struct lio_tpg *tpg, const char *store);
/* LUNs of what is there are linked to backstores by these. */
void lio_link(struct lio_tpg *tpg, struct lio_lun *lun, const char *store);
void lio_unlink(struct lio_tpg *tpg, struct lio_lun *lun);

/* Made where it belongs */
struct lio_store *lio_store_add(struct lio *lio, const char *name);
struct lio_acl *lio_acl_add(struct lio_tpg *tpg, const char *name);
/* For many: push them, then sort. */
void lio_acls_sort(struct lio_tpg *tpg);
/* lun_<n> to n, LIO_NO_LUN if it is not spelled so */
uint64_t lio_lun_parse(const char *dir);

#endif /* _STMFD_LIO_H */
