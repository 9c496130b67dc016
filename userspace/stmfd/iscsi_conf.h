/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What itadm configures: authentication and names of iSCSI targets, target
 * portal groups, initiators, defaults. Only the repository and stmfd know it;
 * that a target exists, its alias and its state are in stmf.ko.
 *
 * As provider data "iscsit" of COMSTAR:
 *
 *	targetList	targets of the model whose provider is iscsit; properties alias
 *			(struct target), auth, targetchapuser, targetchapsecret,
 *			oldtargetname (struct iscsi_target); tpgtList from tpg
 *	tpgList		tpg, with portalList; iniList: initiator
 *	globalProperties  defaults: alias, auth, isns, isnsserver, radiusserver,
 *			radiussecret
 *
 * Secrets are base64 as they are there. Lists have the newest object first,
 * also as there. Generation numbers and cfgVersion are not kept.
 */
#ifndef _STMFD_ISCSI_CONF_H
#define _STMFD_ISCSI_CONF_H

#include <stdint.h>

#include "util.h"

#define ISCSI_TAG_DEFAULT 1	/* of the portal group at all addresses */
#define ISCSI_TAG_MAX 65535
#define ISCSI_TPG_NAME_MAX 255
#define ISCSI_SECRET_MIN 12
#define ISCSI_SECRET_MAX 255
#define ISCSI_ISNS_MAX 8	/* servers */
#define ISCSI_TARGETS_MAX 255
#define ISCSI_TPGS_MAX 256	/* of a target */

enum iscsi_auth {
	ISCSI_AUTH_DEFAULT,	/* a target's: as the defaults say; theirs: never set */
	ISCSI_AUTH_NONE,
	ISCSI_AUTH_CHAP,
	ISCSI_AUTH_RADIUS,	/* can't be set; may be imported: nobody gets in */
};

/* NULL: not set */
struct iscsi_chap {
	char *user;		/* not set: the name of the node */
	char *secret;
};

struct iscsi_tpgt {
	char *tpg;
	uint16_t tag;
};

struct iscsi_target {
	char *name;
	enum iscsi_auth auth;
	struct iscsi_chap chap;		/* by which it proves itself to initiators */
	char *old_name;			/* while it is renamed */
	VEC(struct iscsi_tpgt) tpg;	/* none: the default one; oldest first */
};

struct iscsi_tpg {
	char *name;
	VEC(char *) portal;		/* in LIO's spelling */
};

struct iscsi_initiator {
	char *name;			/* as given */
	struct iscsi_chap chap;
};

struct iscsi_defaults {
	enum iscsi_auth auth;
	char *alias, *radius_server, *radius_secret;
	bool isns;
	VEC(char *) isns_server;
};

struct iscsi_conf {
	VEC(struct iscsi_target) target;
	VEC(struct iscsi_tpg) tpg;
	VEC(struct iscsi_initiator) initiator;
	struct iscsi_defaults defaults;
};

void iscsi_conf_copy(struct iscsi_conf *to, const struct iscsi_conf *from);
void iscsi_conf_free(struct iscsi_conf *conf);

struct iscsi_target *iscsi_target(const struct iscsi_conf *conf, const char *name);
struct iscsi_target *iscsi_target_add(struct iscsi_conf *conf, const char *name);	/* or the one there is */
/* A new one, with the settings of another; like may be NULL */
struct iscsi_target *iscsi_target_add_like(struct iscsi_conf *conf, const char *name,
					   const struct iscsi_target *like);
void iscsi_target_del(struct iscsi_conf *conf, const char *name);
struct iscsi_tpg *iscsi_tpg(const struct iscsi_conf *conf, const char *name);
struct iscsi_tpg *iscsi_tpg_add(struct iscsi_conf *conf, const char *name);
void iscsi_tpg_del(struct iscsi_conf *conf, const char *name);
/* The portal group that has this portal, for RDMA or not, or NULL. */
struct iscsi_tpg *iscsi_tpg_of_portal(const struct iscsi_conf *conf, const char *portal);
/* By the node that the name means: iqn. names are the same in either case. */
struct iscsi_initiator *iscsi_initiator(const struct iscsi_conf *conf, const char *name);
struct iscsi_initiator *iscsi_initiator_add(struct iscsi_conf *conf, const char *name);
void iscsi_initiator_del(struct iscsi_conf *conf, const char *name);

/* Replaces the portal groups of a target; numeric names in 2...65534 are their own tags. */
void iscsi_target_set_tpgs(struct iscsi_target *target, const char *const *names, size_t n);

/* What is in force at a target, which may have no configuration (NULL). */
enum iscsi_auth iscsi_auth_of(const struct iscsi_conf *conf, const struct iscsi_target *target);
const char *iscsi_auth_word(enum iscsi_auth auth);	/* NULL: default */
bool iscsi_auth_parse(const char *word, enum iscsi_auth *auth);

#endif /* _STMFD_ISCSI_CONF_H */
