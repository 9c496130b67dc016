/* SPDX-License-Identifier: GPL-2.0 */
/*
 * itadm: its own command language. A subcommand's function returns 0 or an
 * errno, which is the exit status, after it has said on stderr what failed.
 */
#ifndef _ITADM_H
#define _ITADM_H

#include <json-c/json.h>
#include <stdbool.h>

#include "stmf_linux.h"

#define IT_SECRET_MIN	12
#define IT_SECRET_MAX	255

/* Why a setting that COMSTAR has can't be made; also said by stmfd */
#define IT_NO_RADIUS \
	"radius is not possible on Linux: LIO checks CHAP in the kernel, where it needs the secret itself"

/* What is on the command line; NULL: not given */
struct it_args {
	const char *alias, *auth, *chap_user, *node_name, *tpgs;
	const char *isns, *isns_servers, *radius_server;
	char *chap_secret, *radius_secret;	/* base64 */
	bool force, verbose;
	char **operand;
	int noperands;
};

/* itadm.c */
int itadm_main(int argc, char **argv);
int it_fail(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* One line of a list of properties that were refused */
void it_property_error(const char *name, const char *text);

/* it_secret.c: base64 of a secret, for it_secret_free(); NULL and *err: it was told why. */
char *it_secret_prompt(const char *prompt, int *err);
char *it_secret_file(const char *path, int *err);
void it_secret_free(char *secret);

/* it_conf.c: the configuration as stmfd has it, never with secrets. */
int it_load(struct json_object **conf);
/* Sends a change, which is used up. *reply (if wanted) is for json_object_put(). */
int it_change(struct json_object *request, struct json_object **reply);
struct json_object *it_request(const char *op);
void it_set(struct json_object *request, const char *key, const char *value);	/* NULL: left out */
/* "none" unsets what was set. */
void it_set_or_none(struct json_object *request, const char *key, const char *value,
		    const char *none);
/* The object of a list whose key has this value, or NULL. */
struct json_object *it_find(struct json_object *conf, const char *list, const char *key,
			    const char *value, bool any_case);
const char *it_text(struct json_object *object, const char *key, const char *otherwise);
bool it_flag(struct json_object *object, const char *key);
/* iqn. lower case, eui. digits upper case; complains if it is no node's name. */
bool it_node_name(const char *text, char name[STMF_IDENT_LENGTH + 1]);

/* it_target.c */
int it_create_target(const struct it_args *args);
int it_modify_target(const struct it_args *args);
int it_delete_target(const struct it_args *args);
int it_list_target(const struct it_args *args);

/* it_tpg.c */
int it_create_tpg(const struct it_args *args);
int it_delete_tpg(const struct it_args *args);
int it_list_tpg(const struct it_args *args);

/* it_initiator.c */
int it_create_initiator(const struct it_args *args);
int it_modify_initiator(const struct it_args *args);
int it_delete_initiator(const struct it_args *args);
int it_list_initiator(const struct it_args *args);

/* it_defaults.c */
int it_modify_defaults(const struct it_args *args);
int it_list_defaults(const struct it_args *args);

#endif /* _ITADM_H */
