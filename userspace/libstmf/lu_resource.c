// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Disk LUs: a resource is a set of properties, either put together by the
 * caller to create an LU with, or a snapshot of an LU. One table says how
 * each property is stored, checked and spelled.
 */
#include <errno.h>
#include <json-c/json.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "internal.h"
#include "stmf.h"

struct lu_resource {
	uint32_t present;		/* bit 1 << property */
	char alias[256];
	char file[MAXPATHLEN];
	char meta[MAXPATHLEN];
	char mgmt_url[1024];
	char serial[253];
	char vid[8 + 1];
	char pid[16 + 1];
	stmfGuid guid;
	uint64_t size;
	uint64_t block_size;
	uint64_t oui;
	uint64_t host_id;
	uint64_t access_state;
	bool write_protect;
	bool write_cache_disable;
	bool buffered;
	bool third_party_copy;
	char type[16 + 1];
};

enum form {
	NONE,			/* no such property */
	TEXT,
	PADDED,			/* text of fixed length */
	GUID,
	SIZE,			/* with unit */
	NUMBER,			/* limit: highest value */
	HEX,			/* limit: digits; can't be read back */
	FLAG,
	ACCESS,			/* can't be set */
};

static const struct property {
	enum form form;
	size_t offset;
	uint64_t limit;		/* TEXT, PADDED: bytes without NUL */
	const char *key;	/* in control requests */
} properties[] = {
#define AT(field) offsetof(struct lu_resource, field)
	[STMF_LU_PROP_ALIAS]		= { TEXT, AT(alias), 255, "alias" },
	[STMF_LU_PROP_BLOCK_SIZE]	= { NUMBER, AT(block_size), 65535, "blk" },
	[STMF_LU_PROP_COMPANY_ID]	= { HEX, AT(oui), 6, "oui" },
	[STMF_LU_PROP_FILENAME]		= { TEXT, AT(file), MAXPATHLEN - 1, "file" },
	[STMF_LU_PROP_GUID]		= { GUID, AT(guid), STMF_GUID_TEXT_LEN, "guid" },
	[STMF_LU_PROP_META_FILENAME]	= { TEXT, AT(meta), MAXPATHLEN - 1, "meta" },
	[STMF_LU_PROP_MGMT_URL]		= { TEXT, AT(mgmt_url), 1023, "mgmt_url" },
	[STMF_LU_PROP_SIZE]		= { SIZE, AT(size), UINT64_MAX, "size" },
	[STMF_LU_PROP_WRITE_PROTECT]	= { FLAG, AT(write_protect), 0, "wp" },
	[STMF_LU_PROP_WRITE_CACHE_DISABLE] = { FLAG, AT(write_cache_disable), 0, "wcd" },
	[STMF_LU_PROP_VID]		= { PADDED, AT(vid), 8, "vid" },
	[STMF_LU_PROP_PID]		= { PADDED, AT(pid), 16, "pid" },
	[STMF_LU_PROP_SERIAL_NUM]	= { TEXT, AT(serial), 252, "serial" },
	[STMF_LU_PROP_ACCESS_STATE]	= { ACCESS, AT(access_state), 0, NULL },
	[STMF_LU_PROP_HOST_ID]		= { HEX, AT(host_id), 8, "host_id" },
	[STMF_LU_PROP_BUFFERED]		= { FLAG, AT(buffered), 0, "buffered" },
	[STMF_LU_PROP_THIRD_PARTY_COPY]	= { FLAG, AT(third_party_copy), 0, "3pc" },
	[STMF_LU_PROP_TYPE]		= { TEXT, AT(type), 16, "type" },
#undef AT
};

#define PROPERTIES	(sizeof(properties) / sizeof(properties[0]))

static const struct property *find_property(uint32_t prop)
{
	return prop < PROPERTIES && properties[prop].form != NONE ? &properties[prop] : NULL;
}

static void *field(struct lu_resource *res, const struct property *p)
{
	return (char *)res + p->offset;
}

static bool has(const struct lu_resource *res, uint32_t prop)
{
	return res->present & (1U << prop);
}

int stmfCreateLuResource(uint16_t type, luResource *res)
{
	if (type != STMF_DISK || !res)
		return stmf_fail_arg("the only kind of logical unit is STMF_DISK");
	*res = calloc(1, sizeof(struct lu_resource));
	return *res ? STMF_STATUS_SUCCESS : stmf_fail(STMF_ERROR_NOMEM, "out of memory");
}

int stmfFreeLuResource(luResource res)
{
	if (!res)
		return stmf_fail_arg("no resource given");
	free(res);
	return STMF_STATUS_SUCCESS;
}

/* ---- setting ---- */

static int too_long(const struct property *p)
{
	return stmf_fail(STMF_ERROR_INVALID_PROPSIZE, "%s is longer or larger than %llu", p->key,
			 (unsigned long long)p->limit);
}

static int malformed(const struct property *p, const char *value)
{
	return stmf_fail(STMF_ERROR_INVALID_ARG, "%s: '%.64s' is not a valid value", p->key, value);
}

static int set_text(char *out, const struct property *p, const char *value)
{
	size_t len = strlen(value);

	if (len > p->limit)
		return too_long(p);
	memset(out, 0, p->limit + 1);
	memcpy(out, value, len);
	return STMF_STATUS_SUCCESS;
}

static int set_guid(stmfGuid *out, const struct property *p, const char *value)
{
	if (strlen(value) != STMF_GUID_TEXT_LEN)
		return stmf_fail(STMF_ERROR_INVALID_PROPSIZE, "%s has %d hexadecimal digits",
				 p->key, STMF_GUID_TEXT_LEN);
	return stmf_guid_parse(value, out) ? malformed(p, value) : STMF_STATUS_SUCCESS;
}

static int set_number(uint64_t *out, const struct property *p, const char *value)
{
	uint64_t number;
	int ret;

	/* Digits only: the size parser's point and units are not for this. */
	if (!*value || value[strspn(value, "0123456789")])
		return malformed(p, value);
	ret = stmf_size_parse(value, &number);
	if (ret == -ERANGE || number > p->limit)
		return too_long(p);
	*out = number;
	return STMF_STATUS_SUCCESS;
}

static int set_hex(uint64_t *out, const struct property *p, const char *value)
{
	size_t len = strlen(value);
	uint64_t number;

	if (!len || len > p->limit || value[strspn(value, "0123456789abcdefABCDEF")])
		return malformed(p, value);
	number = strtoull(value, NULL, 16);
	if (!number)
		return malformed(p, value);
	*out = number;
	return STMF_STATUS_SUCCESS;
}

static int set_flag(bool *out, const struct property *p, const char *value)
{
	if (strcasecmp(value, "true") && strcasecmp(value, "false"))
		return malformed(p, value);
	*out = !strcasecmp(value, "true");
	return STMF_STATUS_SUCCESS;
}

static int set_value(struct lu_resource *res, const struct property *p, const char *value)
{
	switch (p->form) {
	case TEXT:
	case PADDED:
		return set_text(field(res, p), p, value);
	case GUID:
		return set_guid(field(res, p), p, value);
	case SIZE:
		return stmf_size_parse(value, field(res, p)) ? malformed(p, value)
							     : STMF_STATUS_SUCCESS;
	case NUMBER:
		return set_number(field(res, p), p, value);
	case HEX:
		return set_hex(field(res, p), p, value);
	case FLAG:
		return set_flag(field(res, p), p, value);
	case NONE:
	case ACCESS:
		break;
	}
	return stmf_fail(STMF_ERROR_INVALID_PROP, "a property that can't be set");
}

int stmfSetLuProp(luResource handle, uint32_t prop, const char *value)
{
	const struct property *p = find_property(prop);
	struct lu_resource *res = handle;
	int code;

	if (!res || !value)
		return stmf_fail_arg("no resource or no value given");
	if (!p)
		return stmf_fail(STMF_ERROR_INVALID_PROP, "there is no property %u", prop);
	code = set_value(res, p, value);
	if (!code)
		res->present |= 1U << prop;
	return code;
}

/* ---- getting ---- */

static int give(const char *text, char *value, size_t *len)
{
	size_t need = strlen(text) + 1;

	if (*len < need) {
		*len = need;
		return stmf_fail_arg("the buffer is too small");
	}
	memcpy(value, text, need);
	return STMF_STATUS_SUCCESS;
}

static int give_padded(const char *raw, const struct property *p, char *value, const size_t *len)
{
	if (*len <= p->limit)
		return stmf_fail_arg("the buffer is too small");
	memcpy(value, raw, p->limit);
	value[p->limit] = '\0';
	return STMF_STATUS_SUCCESS;
}

static int get_value(struct lu_resource *res, const struct property *p, char *value, size_t *len)
{
	const void *from = field(res, p);
	char text[64];

	switch (p->form) {
	case TEXT:
		return give(from, value, len);
	case PADDED:
		return give_padded(from, p, value, len);
	case GUID:
		stmf_guid_format(from, text);
		return give(text, value, len);
	case SIZE:
	case NUMBER:
	case ACCESS:
		snprintf(text, sizeof(text), "%llu", (unsigned long long)*(const uint64_t *)from);
		return give(text, value, len);
	case FLAG:
		return give(*(const bool *)from ? "true" : "false", value, len);
	case NONE:
	case HEX:
		break;
	}
	return stmf_fail(STMF_ERROR_INVALID_PROP, "a property that can't be read");
}

int stmfGetLuProp(luResource handle, uint32_t prop, char *value, size_t *len)
{
	const struct property *p = find_property(prop);
	struct lu_resource *res = handle;

	if (!res || !value || !len)
		return stmf_fail_arg("no resource given, or no room for the value");
	if (!p || p->form == HEX)
		return stmf_fail(STMF_ERROR_INVALID_PROP, "property %u can't be read", prop);
	if (!has(res, prop))
		return stmf_fail(STMF_ERROR_NO_PROP, "property %u is not set", prop);
	return get_value(res, p, value, len);
}

/* ---- a snapshot of an LU ---- */

struct snapshot {
	struct lu_resource *res;
	bool registered, disk;
};

static void take_text(struct lu_resource *res, uint32_t prop, const struct nlattr *attr)
{
	const struct property *p = &properties[prop];

	if (!attr)
		return;
	stmf_attr_text(attr, field(res, p), p->limit + 1);
	res->present |= 1U << prop;
}

static void take_padded(struct lu_resource *res, uint32_t prop, const struct nlattr *attr)
{
	const struct property *p = &properties[prop];
	size_t len = attr ? (size_t)nla_len(attr) : 0;

	if (!attr)
		return;
	memcpy(field(res, p), nla_data(attr), len < p->limit ? len : p->limit);
	res->present |= 1U << prop;
}

static void take_flag(struct lu_resource *res, uint32_t prop, const struct nlattr *attr,
		      bool meaning)
{
	if (!attr)
		return;
	*(bool *)field(res, &properties[prop]) = !!nla_get_u8(attr) == meaning;
	res->present |= 1U << prop;
}

static void take_number(struct lu_resource *res, uint32_t prop, bool there, uint64_t number)
{
	if (!there)
		return;
	*(uint64_t *)field(res, &properties[prop]) = number;
	res->present |= 1U << prop;
}

static int take_snapshot(struct nlattr **attrs, void *arg)
{
	struct snapshot *snapshot = arg;
	struct lu_resource *res = snapshot->res;
	char provider[sizeof(stmfProviderName)];
	const struct nlattr *size = attrs[STMF_A_SIZE], *blk = attrs[STMF_A_BLOCK_SIZE];

	stmf_attr_text(attrs[STMF_A_PROVIDER], provider, sizeof(provider));
	snapshot->registered = stmf_attr_u8(attrs[STMF_A_STATE], STMF_STATE_UNREGISTERED) !=
			       STMF_STATE_UNREGISTERED;
	snapshot->disk = !strcmp(provider, "sbd");
	if (stmf_attr_guid(attrs[STMF_A_GUID], &res->guid))
		res->present |= 1U << STMF_LU_PROP_GUID;
	take_text(res, STMF_LU_PROP_ALIAS, attrs[STMF_A_ALIAS]);
	take_text(res, STMF_LU_PROP_FILENAME, attrs[STMF_A_DATA_FILE]);
	take_text(res, STMF_LU_PROP_META_FILENAME, attrs[STMF_A_META_FILE]);
	take_text(res, STMF_LU_PROP_MGMT_URL, attrs[STMF_A_MGMT_URL]);
	take_text(res, STMF_LU_PROP_SERIAL_NUM, attrs[STMF_A_SERIAL]);
	take_padded(res, STMF_LU_PROP_VID, attrs[STMF_A_VENDOR_ID]);
	take_padded(res, STMF_LU_PROP_PID, attrs[STMF_A_PRODUCT_ID]);
	take_flag(res, STMF_LU_PROP_WRITE_PROTECT, attrs[STMF_A_WRITE_PROTECT], true);
	take_flag(res, STMF_LU_PROP_WRITE_CACHE_DISABLE, attrs[STMF_A_WRITE_CACHE], false);
	take_number(res, STMF_LU_PROP_SIZE, size, size ? nla_get_u64(size) : 0);
	take_number(res, STMF_LU_PROP_BLOCK_SIZE, blk, blk ? nla_get_u32(blk) : 0);
	take_number(res, STMF_LU_PROP_ACCESS_STATE, true,
		    stmf_attr_u8(attrs[STMF_A_ACCESS_STATE], STMF_ACCESS_STATE_ACTIVE));
	return STMF_STATUS_SUCCESS;
}

int stmfGetLuResource(stmfGuid *lu, luResource *res)
{
	struct snapshot snapshot = { 0 };
	struct stmf_query query = {
		.cmd = STMF_CMD_LU_GET, .guid = lu, .item = take_snapshot, .arg = &snapshot
	};
	luResource handle;
	int code;

	if (!lu || !res)
		return stmf_fail_arg("no logical unit given, or no room for the resource");
	code = stmfCreateLuResource(STMF_DISK, &handle);
	if (code)
		return code;
	snapshot.res = handle;
	code = stmf_query(&query);
	if (!code && !snapshot.registered)
		code = stmf_fail(STMF_ERROR_NOT_FOUND, "no provider has this logical unit");
	if (!code && !snapshot.disk)
		code = stmf_fail_arg("the logical unit is not a disk of provider sbd");
	if (code)
		free(handle);
	else
		*res = handle;
	return code;
}

/* ---- for the daemon ---- */

static struct json_object *as_json(struct lu_resource *res, const struct property *p)
{
	const void *from = field(res, p);
	char text[64];

	switch (p->form) {
	case TEXT:
	case PADDED:
		return json_object_new_string(from);
	case GUID:
		stmf_guid_format(from, text);
		return json_object_new_string(text);
	case HEX:
		snprintf(text, sizeof(text), "%0*llx", (int)p->limit,
			 (unsigned long long)*(const uint64_t *)from);
		return json_object_new_string(text);
	case FLAG:
		return json_object_new_boolean(*(const bool *)from);
	default:
		return json_object_new_uint64(*(const uint64_t *)from);
	}
}

/* Those that are set; NULL: out of memory. */
struct json_object *stmf_lu_props(luResource handle)
{
	struct lu_resource *res = handle;
	struct json_object *props = json_object_new_object();
	uint32_t prop;

	for (prop = 0; props && prop < PROPERTIES; prop++)
		if (has(res, prop) && properties[prop].key)
			json_object_object_add(props, properties[prop].key,
					       as_json(res, &properties[prop]));
	return props;
}

bool stmf_lu_has(luResource handle, uint32_t prop)
{
	return has(handle, prop);
}
