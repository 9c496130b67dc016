/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model as plain data: groups, logical units with their views, targets.
 * What stmf.ko holds, together with what only the repository knows: from
 * which store a logical unit is made (conf), its access states, and what itadm
 * configures (iscsi).
 */
#ifndef _STMFD_MODEL_H
#define _STMFD_MODEL_H

#include <stmf.h>

#include "access.h"
#include "iscsi_conf.h"
#include "listen.h"
#include "util.h"

#define GUID_DIGITS (2 * STMF_GUID_LEN)

enum group_kind { HOST_GROUP, TARGET_GROUP, GROUP_KINDS };

struct group {
	char *name;
	VEC(char *) member;		/* in order of addition */
};

/* What somebody asked for counts before the default states. */
enum asked { ASKED_NOTHING, ASKED_OFFLINE, ASKED_ONLINE };

struct view {
	uint32_t index;
	uint16_t lun;
	char *group[GROUP_KINDS];	/* NULL: all */
};

/* How a logical unit is made; texts are NULL when not given. */
struct lu_conf {
	char *path, *meta;
	char *alias, *mgmt_url, *vid, *pid, *serial;
	uint64_t offset;
	uint64_t size;			/* bytes; 0: the rest of the store */
	uint32_t blk;			/* bytes; 0: the provider's default */
	bool wp, wcd, wcd_given;
	bool buffered, copy;		/* not in the metadata */
	char *device;			/* passed through: what the device says it is; NULL: a disk */
	char *scsi;			/* where the device is now; not kept */
	bool bare;			/* made by others, without COMSTAR's metadata on its store */
};

struct lu {
	char guid[GUID_DIGITS + 1];
	bool known;			/* stmf.ko has it (if read alone) */
	struct lu_conf *conf;		/* NULL: not ours to make */
	bool absent;			/* its store can't be used now */
	char *why;			/* so, or NULL */
	struct names aptpl;		/* reservations that LIO has still to be given */
	enum stmf_state state;
	enum asked asked;
	char *data_file;		/* as registered, or NULL */
	VEC(struct view) view;		/* by index */
};

/* Is there a view by which initiators may come that no host group names? */
enum open { OPEN_UNKNOWN, OPEN_NO, OPEN_YES };

struct target {
	char *name, *provider, *alias, *params;
	enum stmf_state state;
	enum asked asked;
	enum open open;			/* see match.h */
};

struct model {
	uint64_t generation;
	enum stmf_state service, default_lu, default_target;
	enum stmf_config_state config;
	char *mgmt_url;			/* of logical units without their own, or NULL */
	bool keep_nothing;			/* persistence method none */
	VEC(struct group) group[GROUP_KINDS];	/* in order of creation */
	VEC(struct lu) lu;			/* by GUID */
	VEC(struct target) target;		/* newest first */
	struct accesses access;			/* with those of logical units that are not there */
	struct iscsi_conf iscsi;
	struct listen listen;			/* how wildcard portals are to be understood */
};

void model_free(struct model *model);
void model_empty(struct model *model);		/* settings stay */
void model_empty_but_lus(struct model *model);	/* of groups and targets */

struct group *model_group(const struct model *model, enum group_kind kind, const char *name);
struct group *model_group_add(struct model *model, enum group_kind kind, const char *name);
/* The group that has this member, or NULL. */
struct group *model_group_of(const struct model *model, enum group_kind kind, const char *member);
/* The host group that an initiator is in, as a member or by the longest pattern. */
struct group *model_host_group(const struct model *model, const char *initiator);
bool is_pattern(const char *member);
/* kinds: the prefixes of names that count, such as "iqn.eui."; NULL: none */
bool group_has_pattern(const struct group *group, const char *kinds);

struct lu *model_lu(const struct model *model, const char *guid);
struct lu *model_lu_add(struct model *model, const char *guid);	/* or the one that is there */
/* For many that are not there yet, in any order: append them all, then sort. */
struct lu *model_lu_append(struct model *model, const char *guid);
void model_lu_sort(struct model *model);
void model_lu_del(struct model *model, const char *guid);
void lu_clear(struct lu *lu);			/* frees what is in it */
bool lu_registered(const struct lu *lu);
struct view *lu_view(const struct lu *lu, uint32_t index);
struct view *lu_view_add(struct lu *lu, uint32_t index);
void lu_view_del(struct lu *lu, struct view *view);

void model_target_del(struct model *model, struct target *target);
struct target *model_target(const struct model *model, const char *name);

struct lu_conf *lu_conf_copy(const struct lu_conf *conf);
void lu_conf_free(struct lu_conf *conf);

#endif /* _STMFD_MODEL_H */
