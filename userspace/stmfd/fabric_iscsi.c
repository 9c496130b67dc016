// SPDX-License-Identifier: GPL-2.0
/*
 * iSCSI: a TPG for each target portal group, all with the same LUNs and node
 * ACLs. Every iSCSI name in a host group or known to itadm has an explicit
 * node ACL with exactly its mapped LUNs. Where a view for all hosts applies, or
 * one for a host group with patterns, and nobody must authenticate, others are let
 * in by demo mode, and their node ACLs become explicit ones too.
 */
#include <stdlib.h>

#include <stmf_linux.h>

#include "fabric_acl.h"

#define IQN_PREFIX "iqn.2026-01.io.comstar-linux:02:"

enum { AUTHENTICATION, WRITE_PROTECT, DEMO };	/* in the order of attrs[] below */
enum { USER, SECRET, TARGET_USER, TARGET_SECRET };	/* in the order of acl_secrets[] */

/* What is the same for all TPGs of one target. */
struct view_of_target {
	const struct model *model;
	const struct target *target;
	const struct iscsi_target *conf;	/* may be NULL */
	enum iscsi_auth auth;
	bool open;				/* strangers may log in */
	struct grants grants;
};

/* NULL: no secret that can be used */
static char *secret_text(const char *base64)
{
	char text[ISCSI_SECRET_MAX + 1];
	ssize_t n = base64 ? stmf_base64_decode(base64, text, sizeof(text) - 1) : -1;
	char *secret = NULL;

	if (n > 0) {
		text[n] = 0;
		secret = xstrdup(text);
	}
	explicit_bzero(text, sizeof(text));
	return secret;
}

/* Who has no secret can't log in: LIO refuses a node ACL without one. */
static void set_secrets(const struct view_of_target *view, struct lio_acl *acl)
{
	const struct iscsi_initiator *conf = iscsi_initiator(&view->model->iscsi, acl->name);
	const struct iscsi_chap *own = view->conf ? &view->conf->chap : NULL;

	if (view->auth != ISCSI_AUTH_CHAP || !conf)
		return;
	acl->secret[SECRET] = secret_text(conf->chap.secret);
	if (acl->secret[SECRET])
		acl->secret[USER] = xstrdup(conf->chap.user ? conf->chap.user : acl->name);
	if (own)
		acl->secret[TARGET_SECRET] = secret_text(own->secret);
	if (acl->secret[TARGET_SECRET])
		acl->secret[TARGET_USER] = own->user ? xstrdup(own->user) :
						       name_to_iscsi(view->target->name);
}

static struct lio_acl *add_acl(const struct view_of_target *view, struct lio_tpg *want,
			       const char *name)
{
	struct lio_acl *acl = vec_push(&want->acl);

	acl->name = xstrdup(name);
	set_secrets(view, acl);
	return acl;
}

/* group: what the members of its host group are granted, or NULL */
static void add_known(const struct view_of_target *view, const struct numbers *numbers,
		      const char *name, const struct grant *group, size_t n, struct names *done,
		      struct lio_tpg *want)
{
	const struct grants *grants = &view->grants;
	char *wire = name_to_iscsi(name);

	if (wire && names_add(done, wire)) {
		struct lio_acl *acl = add_acl(view, want, wire);

		acl_map(numbers, acl, grants->all.v, grants->all.n);
		acl_map(numbers, acl, group, n);
		lio_luns_sort(&acl->map);
	}
	free(wire);
}

/* No member of a host group, but maybe by a pattern */
static void add_configured(const struct view_of_target *view, const struct numbers *numbers,
			   const char *name, struct names *done, struct lio_tpg *want)
{
	const struct grant *group;
	size_t n;

	group = group_grants(view->model, &view->grants, name, &n);
	add_known(view, numbers, name, group, n, done, want);
}

/* The same, by the name that it gave at login; one that the model can't have gets nothing. */
static void add_other(const struct view_of_target *view, const struct numbers *numbers,
		      const char *wire, struct names *done, struct lio_tpg *want)
{
	char *name = name_from_iscsi(wire);

	if (name)
		add_configured(view, numbers, name, done, want);
	else if (name_dir_ok(wire) && names_add(done, wire))
		add_acl(view, want, wire);
	free(name);
}

static void add_acls(const struct view_of_target *view, const struct numbers *numbers,
		     const struct lio_tpg *have, struct lio_tpg *want)
{
	const struct grants *grants = &view->grants;
	struct names done = { 0 };

	for (size_t i = 0; i < grants->groups; i++)
		vec_each(member, &view->model->group[HOST_GROUP].v[i].member)
			add_known(view, numbers, *member, grants->group[i].v, grants->group[i].n,
				  &done, want);
	vec_each(initiator, &view->model->iscsi.initiator)
		add_configured(view, numbers, initiator->name, &done, want);
	if (have && view->open) {
		vec_each(acl, &have->acl)
			add_other(view, numbers, acl->name, &done, want);
		vec_each(name, &have->dynamic)
			add_other(view, numbers, *name, &done, want);
	}
	lio_acls_sort(want);
	names_free(&done);
}

static void want_tpg(const struct view_of_target *view, const struct portal_group *group,
		     const struct lio_target *have, struct lio_target *want)
{
	const struct model *model = view->model;
	struct lio_tpg *tpg = vec_push(&want->tpg);
	const struct lio_tpg *tpg_have;
	struct numbers numbers;

	tpg->dir = xasprintf("tpgt_%u", group->tag);
	tpg_have = have ? lio_tpg(have, tpg->dir) : NULL;
	tpg->attr[AUTHENTICATION] = xstrdup(view->auth == ISCSI_AUTH_NONE ? "0" : "1");
	tpg->attr[WRITE_PROTECT] = xstrdup("0");
	tpg->attr[DEMO] = xstrdup(view->open ? "1" : "0");
	tpg->demo_seen = view->open;
	tpg->enabled = model->service == STMF_STATE_ONLINE &&
		       view->target->state == STMF_STATE_ONLINE;
	vec_each(portal, &group->portals)
		listen_at(&model->listen, *portal, &tpg->portals);
	vec_each(portal, &group->iser)
		listen_at(&model->listen, *portal, &tpg->iser);
	numbers_make(&numbers, model, want->fabric, &view->grants, tpg_have, tpg);
	add_acls(view, &numbers, tpg_have, tpg);
	numbers_free(&numbers);
}

static void desired(const struct model *model, const struct target *target,
		    const struct lio_target *have, struct lio_target *want)
{
	struct view_of_target view = { .model = model, .target = target };
	struct portal_groups groups;

	view.conf = iscsi_target(&model->iscsi, target->name);
	view.auth = iscsi_auth_of(&model->iscsi, view.conf);
	view.open = view.auth == ISCSI_AUTH_NONE &&
		    target_is_open(model, target, want->fabric->patterns);
	grants_make(model, target, &view.grants);
	portal_groups_make(model, target, &groups);
	vec_each(group, &groups)
		want_tpg(&view, group, have, want);
	portal_groups_free(&groups);
	grants_free(&view.grants);
}

static char *iscsi_wwn(const struct target *target)
{
	return name_to_iscsi(target->name);
}

static int settings(const struct fabric *fabric, const struct target_args *args, char **params,
		    struct fault *fault)
{
	char portal[STMF_PORTAL_LEN + 1];
	struct names seen = { 0 };
	int rc = 0;

	vec_each(text, &args->portals) {
		if (stmf_portal_parse(*text, STMF_PORT_ISCSI, portal))
			rc = failed(fault, STMF_ERROR_INVALID_ARG,
				    "portal %s: not ADDRESS[:PORT]", *text);
		else if (names_add(&seen, portal))
			params_add(params, "portal", portal);
	}
	names_free(&seen);
	return rc;
}

static bool param_ok(const char *key, const char *value)
{
	char portal[STMF_PORTAL_LEN + 1];

	return !strcmp(key, "portal") && !stmf_portal_parse(value, STMF_PORT_ISCSI, portal) &&
	       !strcmp(portal, value);
}

static char *make_name(void)
{
	uint8_t b[16];

	random_bytes(b, sizeof(b));
	b[6] = (b[6] & 0x0f) | 0x40;	/* UUID of version 4 */
	b[8] = (b[8] & 0x3f) | 0x80;
	return xasprintf(IQN_PREFIX "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
			 "%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6],
			 b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static const struct fabric iscsi = {
	.name = "iscsi",
	.provider = "iscsit",
	.dir = "iscsi",
	.module = "iscsi_target_mod",
	.protocol = PROTOCOL_ISCSI,
	.attrs = { "attrib/authentication", "attrib/demo_mode_write_protect",
		   "attrib/generate_node_acls" },
	.acl_secrets = { "auth/userid", "auth/password", "auth/userid_mutual",
			 "auth/password_mutual" },
	.has_portals = true,
	.demo_maps = true,
	.has_acls = true,
	.has_enable = true,
	.itadm = true,
	.takes = " portals ",
	.settings = settings,
	.make_name = make_name,
	.param_ok = param_ok,
	.wwn = iscsi_wwn,
	.initiator = name_to_iscsi,
	.from_initiator = name_from_iscsi,
	.patterns = "iqn.eui.",
	.desired = desired,
};

FABRIC(iscsi);
