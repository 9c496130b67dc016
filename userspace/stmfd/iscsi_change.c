// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <libstmf.h>

#include "iscsi_change.h"

void iscsi_take_back(struct call *call, struct iscsi_conf *before)
{
	iscsi_conf_free(&call->d->conf.iscsi);
	call->d->conf.iscsi = *before;
	memset(before, 0, sizeof(*before));
}

int iscsi_change(struct call *call, int (*change)(struct call *call, struct iscsi_conf *conf))
{
	struct iscsi_conf before, *conf = &call->d->conf.iscsi;
	bool changed;

	iscsi_conf_copy(&before, conf);
	changed = !change(call, conf);
	if (changed && !commit(call)) {
		iscsi_conf_free(&before);
		return 0;
	}
	iscsi_take_back(call, &before);
	return changed ? rolled_back(call) : -1;
}

int arg_node(struct call *call, const char *key, const char **name)
{
	char normal[STMF_NAME_MAX + 1];

	if (arg_text(call, key, STMF_NAME_MAX, name) || name_normal(call, *name, normal))
		return -1;
	if (strncmp(normal, "iqn.", 4) && strncmp(normal, "eui.", 4))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: not an iSCSI name", *name);
	return 0;
}

static void set_field(char **field, const char *value)
{
	if (*field)
		explicit_bzero(*field, strlen(*field));
	free(*field);
	*field = xstrdup(value);
}

/* true: the argument is there, and is null */
static bool arg_is_null(struct call *call, const char *key)
{
	struct json_object *object;

	return json_object_object_get_ex(call->args, key, &object) && !object;
}

int arg_setting(struct call *call, const char *key, char **field)
{
	const char *value = NULL;

	if (!has_arg(call, key))
		return 0;
	if (!arg_is_null(call, key) && arg_text(call, key, STMF_NAME_MAX, &value))
		return -1;
	if (value && strpbrk(value, "\r\n"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be one line", key);
	set_field(field, value);
	return 0;
}

/* What LIO takes for "no secret" */
static bool is_unset(const char *text)
{
	return !strncmp(text, LIO_UNSET, strlen(LIO_UNSET));
}

/* No text of this function may contain the secret. */
int arg_secret(struct call *call, const char *key, char **field)
{
	char text[ISCSI_SECRET_MAX + 1];
	const char *base64;
	ssize_t n;
	int rc = 0;

	if (!has_arg(call, key))
		return 0;
	if (arg_text(call, key, STMF_BASE64_LEN(sizeof(text)), &base64))
		return -1;
	n = stmf_base64_decode(base64, text, ISCSI_SECRET_MAX);
	text[n > 0 ? n : 0] = 0;
	if (n < ISCSI_SECRET_MIN)
		rc = call_fail(call, STMF_ERROR_INVALID_ARG,
			       "%s: must be base64 of %d to %d bytes", key, ISCSI_SECRET_MIN,
			       ISCSI_SECRET_MAX);
	else if (strlen(text) != (size_t)n || text[n - 1] == '\n' || is_unset(text))
		rc = call_fail(call, STMF_ERROR_INVALID_ARG,
			       "%s: may not have a NUL, end with a newline or begin with "
			       LIO_UNSET ", which LIO takes for none", key);
	explicit_bzero(text, sizeof(text));
	if (!rc)
		set_field(field, base64);
	return rc;
}

int arg_chap(struct call *call, struct iscsi_chap *chap)
{
	if (arg_setting(call, "chap_user", &chap->user) ||
	    arg_secret(call, "chap_secret", &chap->secret))
		return -1;
	if (chap->user && is_unset(chap->user))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "chap_user: may not begin with " LIO_UNSET
				 ", which LIO takes for none");
	return 0;
}

int arg_auth(struct call *call, enum iscsi_auth *auth)
{
	const char *word;

	if (!has_arg(call, "auth"))
		return 0;
	*auth = ISCSI_AUTH_DEFAULT;
	if (arg_is_null(call, "auth"))
		return 0;
	if (arg_text(call, "auth", STMF_NAME_MAX, &word))
		return -1;
	if (!iscsi_auth_parse(word, auth))
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "auth: must be none, chap or null for the default");
	if (*auth == ISCSI_AUTH_RADIUS)
		return call_fail(call, STMF_ERROR_INVALID_ARG, "auth: radius: " RADIUS_REFUSED);
	return 0;
}

static int arg_tpgs(struct call *call, struct iscsi_target *target)
{
	struct texts names = { 0 };
	int rc = arg_texts(call, "tpgs", &names);

	if (!rc && names.n > ISCSI_TPGS_MAX)
		rc = call_fail(call, STMF_ERROR_INVALID_ARG, "tpgs: at most %d", ISCSI_TPGS_MAX);
	for (size_t i = 0; i < names.n && !rc; i++) {
		if (!iscsi_tpg(&call->d->conf.iscsi, names.v[i]))
			rc = call_fail(call, STMF_ERROR_NOT_FOUND,
				       "target portal group %s: not found", names.v[i]);
		for (size_t j = 0; j < i && !rc; j++)
			if (!strcmp(names.v[i], names.v[j]))
				rc = call_fail(call, STMF_ERROR_INVALID_ARG,
					       "target portal group %s: is named twice",
					       names.v[i]);
	}
	if (!rc && has_arg(call, "tpgs"))
		iscsi_target_set_tpgs(target, names.v, names.n);
	vec_free(&names);
	return rc;
}

int arg_iscsi_target(struct call *call, struct iscsi_target *target)
{
	if (arg_auth(call, &target->auth) || arg_chap(call, &target->chap))
		return -1;
	return arg_tpgs(call, target);
}

bool has_iscsi_target_args(struct call *call)
{
	return has_arg(call, "auth") || has_arg(call, "chap_user") ||
	       has_arg(call, "chap_secret") || has_arg(call, "tpgs");
}
