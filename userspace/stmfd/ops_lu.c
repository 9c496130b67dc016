// SPDX-License-Identifier: GPL-2.0
/* Logical units: made, and taken away. */
#include <stdlib.h>

#include <libstmf.h>

#include "call.h"
#include "guid.h"
#include "store.h"

#define FILE_MAX 4095
#define URL_MAX 1023
#define SERIAL_MAX 252
#define VID_MAX 8
#define PID_MAX 16

/* What create-lu is asked for, beyond the configuration. */
struct wish {
	char guid[GUID_DIGITS + 1];	/* empty: make one */
	uint32_t company, host_id;
};

/* A text that goes into one line of configfs, maybe into INQUIRY data. */
static int prop_text(struct call *call, const char *key, size_t max, bool ascii, char **value)
{
	const char *text;

	if (arg_optional(call, key, SIZE_MAX, &text))
		return -1;
	if (!text)
		return 0;
	if (strlen(text) > max)
		return call_fail(call, STMF_ERROR_INVALID_PROPSIZE, "%s: at most %zu bytes", key,
				 max);
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f || (ascii && *p > 0x7f))
			return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: not a plain text", key);
	*value = xstrdup(text);
	return 0;
}

static int prop_hex(struct call *call, const char *key, size_t digits, uint32_t *value)
{
	const char *text;

	if (arg_optional(call, key, STMF_NAME_MAX, &text))
		return -1;
	if (!text)
		return 0;
	*value = strtoul(text, NULL, 16);
	if (strlen(text) > digits || text[strspn(text, "0123456789abcdefABCDEF")] || !*value)
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "%s: must be up to %zu hexadecimal digits, not 0", key, digits);
	return 0;
}

static int prop_number(struct call *call, const char *key, int64_t max, uint64_t *value)
{
	int64_t number = 0;

	if (has_arg(call, key) && arg_number(call, key, max, &number))
		return -1;
	*value = number;
	return 0;
}

static const char *const props[] = {
	"file", "size", "guid", "alias", "blk", "vid", "pid", "serial", "mgmt_url", "wp", "wcd",
	"oui", "host_id",
};

static int check_props(struct call *call)
{
	json_object_object_foreach(call->args, key, value) {
		size_t i = 0;

		(void)value;
		while (i < ARRAY_SIZE(props) && strcmp(props[i], key))
			i++;
		if (i == ARRAY_SIZE(props))
			return call_fail(call, STMF_ERROR_INVALID_PROP, "%s: unknown property",
					 key);
	}
	return 0;
}

static int parse_props(struct call *call, struct lu_conf *conf, struct wish *wish)
{
	uint64_t blk;

	wish->company = GUID_COMPANY;
	if (check_props(call) || prop_text(call, "file", FILE_MAX, false, &conf->path) ||
	    prop_text(call, "alias", STMF_NAME_MAX, false, &conf->alias) ||
	    prop_text(call, "mgmt_url", URL_MAX, false, &conf->mgmt_url) ||
	    prop_text(call, "vid", VID_MAX, true, &conf->vid) ||
	    prop_text(call, "pid", PID_MAX, true, &conf->pid) ||
	    prop_text(call, "serial", SERIAL_MAX, true, &conf->serial) ||
	    prop_number(call, "size", INT64_MAX, &conf->size) ||
	    prop_number(call, "blk", UINT16_MAX, &blk) ||
	    arg_flag(call, "wp", &conf->wp) || arg_flag(call, "wcd", &conf->wcd) ||
	    prop_hex(call, "oui", 6, &wish->company) ||
	    prop_hex(call, "host_id", 8, &wish->host_id) ||
	    (has_arg(call, "guid") && arg_guid(call, wish->guid)))
		return -1;
	conf->blk = blk;
	conf->wcd_given = has_arg(call, "wcd");
	conf->offset = STORE_OFFSET;
	if (!conf->path)
		return call_fail(call, STMF_ERROR_MISSING_PROP_VAL, "file: missing");
	if (has_arg(call, "size") && !conf->size)
		return call_fail(call, STMF_ERROR_FILE_SIZE_INVALID, "%s: size 0", conf->path);
	return 0;
}

static bool guid_taken(struct call *call, const struct model *model, const char *guid)
{
	const struct lu *lu = model_lu(model, guid);

	return model_lu(&call->d->conf, guid) || (lu && lu_registered(lu));
}

static int choose_guid(struct call *call, const struct model *model, struct wish *wish)
{
	if (!*wish->guid) {
		do {
			guid_make(wish->company, wish->host_id, wish->guid);
		} while (guid_taken(call, model, wish->guid) || model_lu(model, wish->guid));
		return 0;
	}
	if (!guid_valid(wish->guid))
		return call_fail(call, STMF_STATUS_ERROR,
				 "guid: %s: must begin with 6 and be more than that", wish->guid);
	if (guid_taken(call, model, wish->guid))
		return call_fail(call, STMF_ERROR_GUID_IN_USE,
				 "guid: %s: is in use by another logical unit", wish->guid);
	return 0;
}

/* The backstore goes with it, and is not adopted as a stranger's meanwhile. */
static void forget_conf(struct stmfd *d, const char *guid)
{
	names_add(&d->leaving, guid);
	model_lu_del(&d->conf, guid);
}

/* The provider registers the LU when LIO enables its backstore. */
static int make_lu(struct call *call, const struct lu_conf *conf, const char *guid)
{
	struct stmfd *d = call->d;
	const struct lu *lu;
	bool made;

	if (kernel_lu_add(&d->kernel, guid, &made, &call->fault))
		return -1;
	names_del(&d->leaving, guid);
	model_lu_add(&d->conf, guid)->conf = lu_conf_copy(conf);
	if (!commit(call)) {
		lu = model_lu(&d->model, guid);
		if (lu && lu_registered(lu)) {
			reply_text(call, "guid", guid);
			return 0;
		}
		call_fail(call, STMF_STATUS_ERROR, "logical unit %s: %s can't be used", guid,
			  conf->path);
	}
	forget_conf(d, guid);
	rolled_back(call);
	if (made)
		kernel_lu_remove(&d->kernel, guid);
	return rolled_back(call);
}

static int create_lu(struct call *call, struct lu_conf *conf, struct wish *wish)
{
	struct store_change change;
	struct model model;
	int rc;

	if (call_model(call, &model))
		return -1;
	rc = choose_guid(call, &model, wish);
	model_free(&model);
	if (rc)
		return -1;
	rc = store_prepare(conf, &call->d->conf, &change, &call->fault);
	if (!rc)
		rc = make_lu(call, conf, wish->guid);
	if (rc)
		store_undo(&change);
	return rc;
}

int op_create_lu(struct call *call)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));
	struct json_object *args = call->args, *object;
	struct wish wish = { .guid = "" };
	int rc = -1;

	if (!json_object_object_get_ex(args, "props", &object) ||
	    !json_object_is_type(object, json_type_object)) {
		call_fail(call, STMF_ERROR_INVALID_ARG, "props: must be an object");
	} else {
		call->args = object;
		rc = parse_props(call, conf, &wish);
		call->args = args;
	}
	if (!rc)
		rc = create_lu(call, conf, &wish);
	lu_conf_free(conf);
	return rc;
}

/* From here on the LU is denied; without its configuration it goes from LIO. */
static int unmake_lu(struct call *call, const char *guid, bool registered)
{
	struct stmfd *d = call->d;
	const struct lu *lu;

	if (registered && kernel_set_lu(&d->kernel, guid, false, &call->fault))
		return -1;
	forget_conf(d, guid);
	if (commit(call))
		return -1;
	lu = model_lu(&d->model, guid);
	if (lu && lu_registered(lu))
		return call_fail(call, STMF_ERROR_LU_BUSY, "logical unit %s: is busy", guid);
	kernel_lu_remove(&d->kernel, guid);
	return 0;
}

static int delete_lu(struct call *call, const char *guid, const struct lu *was)
{
	const struct lu *lu = model_lu(&call->d->conf, guid);
	struct lu_conf *conf = lu ? lu_conf_copy(lu->conf) : NULL;

	if (!conf)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found", guid);
	if (!unmake_lu(call, guid, was && lu_registered(was))) {
		lu_conf_free(conf);
		return 0;
	}
	names_del(&call->d->leaving, guid);
	model_lu_add(&call->d->conf, guid)->conf = conf;
	rolled_back(call);
	if (was && was->state == STMF_STATE_ONLINE)
		kernel_set_lu(&call->d->kernel, guid, true, NULL);
	return rolled_back(call);
}

int op_delete_lu(struct call *call)
{
	char guid[GUID_DIGITS + 1];
	struct model model;
	int rc;

	if (arg_guid(call, guid) || call_model(call, &model))
		return -1;
	rc = delete_lu(call, guid, model_lu(&model, guid));
	model_free(&model);
	return rc;
}
