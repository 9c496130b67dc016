/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands that change what itadm configures: taken back as a whole if LIO or
 * the repository refuses them.
 */
#ifndef _STMFD_ISCSI_CHANGE_H
#define _STMFD_ISCSI_CHANGE_H

#include "call.h"

#define RADIUS_REFUSED "LIO checks CHAP in the kernel, where it needs the secret itself;" \
	" it can't have a RADIUS server check an answer"

/* Changes the configuration and commits; 0, or -1 and everything as it was. */
int iscsi_change(struct call *call, int (*change)(struct call *call, struct iscsi_conf *conf));

/* For a change in several steps: what was, and back to it. Frees before. */
void iscsi_take_back(struct call *call, struct iscsi_conf *before);

/* A node's name as itadm takes it; in normal form but for the case of an initiator's. */
int arg_node(struct call *call, const char *key, const char **name);
/* A text or null; an absent one leaves the field alone. */
int arg_setting(struct call *call, const char *key, char **field);
/* The arguments chap_user and chap_secret (base64) */
int arg_chap(struct call *call, struct iscsi_chap *chap);
int arg_secret(struct call *call, const char *key, char **field);
/* radius is refused; null is the default */
int arg_auth(struct call *call, enum iscsi_auth *auth);
/* What a command says of a target: auth, chap_user, chap_secret, tpgs */
int arg_iscsi_target(struct call *call, struct iscsi_target *target);
bool has_iscsi_target_args(struct call *call);

#endif /* _STMFD_ISCSI_CHANGE_H */
