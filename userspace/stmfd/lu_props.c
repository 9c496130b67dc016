// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <libstmf.h>

#include "guid.h"
#include "lu_props.h"

bool lu_text_ok(const char *text, size_t max, bool ascii)
{
	if (strlen(text) > max)
		return false;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 0x7f || (ascii && *p > 0x7f))
			return false;
	return true;
}

/* Takes the place of *value; an empty text is none. Not given: nothing changes. */
static int prop_text(struct call *call, const char *key, size_t max, bool ascii, char **value)
{
	struct json_object *object;
	const char *text = "";

	if (!json_object_object_get_ex(call->args, key, &object))
		return 0;
	if ((!json_object_is_type(object, json_type_string) ||
	     json_object_get_string_len(object)) &&
	    arg_optional(call, key, SIZE_MAX, &text))
		return -1;
	if (strlen(text) > max)
		return call_fail(call, STMF_ERROR_INVALID_PROPSIZE, "%s: at most %zu bytes", key,
				 max);
	if (!lu_text_ok(text, max, ascii))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: not a plain text", key);
	free(*value);
	*value = *text ? xstrdup(text) : NULL;
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
	int64_t number;

	if (!has_arg(call, key))
		return 0;
	if (arg_number(call, key, max, &number))
		return -1;
	*value = number;
	return 0;
}

static int check_props(struct call *call, const char *const *known, size_t n)
{
	json_object_object_foreach(call->args, key, value) {
		size_t i = 0;

		(void)value;
		while (i < n && strcmp(known[i], key))
			i++;
		if (i == n)
			return call_fail(call, STMF_ERROR_INVALID_PROP,
					 "%s: not a property that can be given here", key);
	}
	return 0;
}

/* What can be given at any time */
static int parse_common(struct call *call, struct lu_conf *conf)
{
	if (prop_text(call, "alias", LU_ALIAS_MAX, false, &conf->alias) ||
	    prop_text(call, "mgmt_url", LU_URL_MAX, false, &conf->mgmt_url) ||
	    prop_number(call, "size", INT64_MAX, &conf->size) ||
	    arg_flag(call, "wp", &conf->wp) || arg_flag(call, "wcd", &conf->wcd) ||
	    arg_flag(call, "3pc", &conf->copy))
		return -1;
	conf->wcd_given |= has_arg(call, "wcd");
	if (has_arg(call, "size") && !conf->size)
		return call_fail(call, STMF_ERROR_FILE_SIZE_INVALID, "size: 0");
	return 0;
}

/* Of a device that is passed through nothing else can be said. */
static int parse_type(struct call *call, struct lu_conf *conf)
{
	static const char *const props[] = { "type", "file", "guid", "alias", "oui", "host_id" };
	char *type = NULL;
	bool pass;

	if (prop_text(call, "type", LU_TYPE_MAX, true, &type))
		return -1;
	pass = same_text(type, "passthrough");
	if (type && !pass && strcmp(type, "disk")) {
		free(type);
		return call_fail(call, STMF_ERROR_INVALID_ARG,
				 "type: must be disk or passthrough");
	}
	free(type);
	if (!pass)
		return 0;
	conf->device = xstrdup("");
	return check_props(call, props, ARRAY_SIZE(props));
}

static int parse_new(struct call *call, struct lu_conf *conf, struct lu_wish *wish)
{
	static const char *const props[] = {
		"file", "meta", "size", "guid", "alias", "blk", "vid", "pid", "serial", "mgmt_url",
		"wp", "wcd", "oui", "host_id", "buffered", "3pc",
		"type",
	};
	uint64_t blk = 0;

	wish->company = GUID_COMPANY;
	if (check_props(call, props, ARRAY_SIZE(props)) || parse_type(call, conf) ||
	    parse_common(call, conf) ||
	    prop_text(call, "file", LU_PATH_MAX, false, &conf->path) ||
	    prop_text(call, "meta", LU_PATH_MAX, false, &conf->meta) ||
	    prop_text(call, "vid", LU_VID_MAX, true, &conf->vid) ||
	    prop_text(call, "pid", LU_PID_MAX, true, &conf->pid) ||
	    prop_text(call, "serial", LU_SERIAL_MAX, true, &conf->serial) ||
	    prop_number(call, "blk", UINT16_MAX, &blk) ||
	    arg_flag(call, "buffered", &conf->buffered) ||
	    prop_hex(call, "oui", 6, &wish->company) ||
	    prop_hex(call, "host_id", 8, &wish->host_id) ||
	    (has_arg(call, "guid") && arg_guid(call, wish->guid)))
		return -1;
	conf->blk = blk;
	if (has_arg(call, "blk") && !blk)
		return call_fail(call, STMF_ERROR_INVALID_BLKSIZE, "blk: 0");
	if (!conf->path)
		return call_fail(call, STMF_ERROR_MISSING_PROP_VAL, "file: missing");
	return 0;
}

static int parse_change(struct call *call, struct lu_conf *conf, struct lu_wish *wish)
{
	static const char *const props[] = { "alias", "size", "mgmt_url", "wp", "wcd", "3pc" };

	(void)wish;
	if (check_props(call, props, conf->device ? 1 : ARRAY_SIZE(props)) ||
	    parse_common(call, conf))
		return -1;
	return 0;
}

static int parse(struct call *call, struct lu_conf *conf, struct lu_wish *wish,
		 int (*fn)(struct call *, struct lu_conf *, struct lu_wish *))
{
	struct json_object *args = call->args, *object;
	int rc;

	if (!json_object_object_get_ex(args, "props", &object) ||
	    !json_object_is_type(object, json_type_object))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "props: must be an object");
	call->args = object;
	rc = fn(call, conf, wish);
	call->args = args;
	return rc;
}

int lu_props_new(struct call *call, struct lu_conf *conf, struct lu_wish *wish)
{
	return parse(call, conf, wish, parse_new);
}

int lu_props_change(struct call *call, struct lu_conf *conf)
{
	return parse(call, conf, NULL, parse_change);
}

int lu_props_url(struct call *call, char **url)
{
	return prop_text(call, "mgmt_url", LU_URL_MAX, false, url);
}
