// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Spelling of GUIDs, device names, group names and sizes: pure functions, the
 * only place where text from outside becomes a value of the model. ASCII
 * only, whatever the locale.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "stmf_linux.h"

#define ISCSI_NAME_MAX	223
#define WWN_DIGITS	16
#define PREFIX_LEN	4	/* iqn. eui. wwn. */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

int stmf_guid_parse(const char *text, stmfGuid *guid)
{
	stmfGuid result;
	int i, high, low;

	if (strnlen(text, STMF_GUID_TEXT_LEN + 1) != STMF_GUID_TEXT_LEN)
		return -EINVAL;
	for (i = 0; i < (int)sizeof(result.guid); i++) {
		high = hex_value(text[2 * i]);
		low = hex_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return -EINVAL;
		result.guid[i] = high << 4 | low;
	}
	*guid = result;
	return 0;
}

void stmf_guid_format(const stmfGuid *guid, char out[STMF_GUID_TEXT_LEN + 1])
{
	size_t i;

	for (i = 0; i < sizeof(guid->guid); i++)
		sprintf(out + 2 * i, "%02X", guid->guid[i]);
}

static bool iqn_char(char c)
{
	c = to_lower(c);
	return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ':';
}

static int parse_iqn(const char *text, size_t len, char *out)
{
	size_t i;

	if (len > ISCSI_NAME_MAX)
		return -EINVAL;
	for (i = PREFIX_LEN; i < len; i++) {
		if (!iqn_char(text[i]))
			return -EINVAL;
		out[i] = to_lower(text[i]);
	}
	return 0;
}

static int parse_wwn(const char *text, size_t len, char *out)
{
	size_t i;

	if (len > PREFIX_LEN + WWN_DIGITS)
		return -EINVAL;
	for (i = PREFIX_LEN; i < len; i++) {
		if (hex_value(text[i]) < 0)
			return -EINVAL;
		out[i] = to_upper(text[i]);
	}
	return 0;
}

/* The first len characters of a name, which may not be all of it. */
static int parse_part(const char *text, size_t len, stmfDevid *devid)
{
	char *out = (char *)devid->ident;
	int ret = -EINVAL;

	memset(devid, 0, sizeof(*devid));
	if (len < PREFIX_LEN)
		return -EINVAL;
	if (!strncmp(text, "iqn.", PREFIX_LEN))
		ret = parse_iqn(text, len, out);
	else if (!strncmp(text, "wwn.", PREFIX_LEN) || !strncmp(text, "eui.", PREFIX_LEN))
		ret = parse_wwn(text, len, out);
	memcpy(out, text, PREFIX_LEN);
	devid->identLength = len;
	return ret;
}

int stmf_devid_parse(const char *text, stmfDevid *devid)
{
	size_t len = strnlen(text, STMF_IDENT_LENGTH + 1);
	bool iqn = !strncmp(text, "iqn.", PREFIX_LEN);
	stmfDevid result;

	if (iqn ? len == PREFIX_LEN : len != PREFIX_LEN + WWN_DIGITS)
		return -EINVAL;
	if (parse_part(text, len, &result))
		return -EINVAL;
	*devid = result;
	return 0;
}

int stmf_pattern_parse(const char *text, stmfDevid *devid)
{
	size_t len = strnlen(text, STMF_IDENT_LENGTH + 1);
	bool iqn = !strncmp(text, "iqn.", PREFIX_LEN);
	stmfDevid result;

	if (!len || text[len - 1] != '*')
		return -EINVAL;
	if (len > (iqn ? ISCSI_NAME_MAX : PREFIX_LEN + WWN_DIGITS))
		return -EINVAL;
	if (parse_part(text, len - 1, &result))
		return -EINVAL;
	result.ident[len - 1] = '*';
	result.identLength = len;
	*devid = result;
	return 0;
}

void stmf_devid_format(const stmfDevid *devid, char out[STMF_IDENT_LENGTH + 1])
{
	memcpy(out, devid->ident, devid->identLength);
	out[devid->identLength] = '\0';
}

/* COMSTAR's converter: looks at prefix and length only, folds nothing. */
int stmfDevidFromIscsiName(char *name, stmfDevid *devid)
{
	size_t len;

	if (!name || !devid)
		return STMF_ERROR_INVALID_ARG;
	memset(devid, 0, sizeof(*devid));
	len = strnlen(name, ISCSI_NAME_MAX + 1);
	if (len > ISCSI_NAME_MAX ||
	    (strncmp(name, "iqn.", PREFIX_LEN) && strncmp(name, "eui.", PREFIX_LEN)))
		return STMF_ERROR_INVALID_ARG;
	devid->identLength = len;
	memcpy(devid->ident, name, len);
	return STMF_STATUS_SUCCESS;
}

int stmfDevidFromWwn(uchar_t wwn[8], stmfDevid *devid)
{
	char *out;
	int i;

	if (!wwn || !devid)
		return STMF_ERROR_INVALID_ARG;
	memset(devid, 0, sizeof(*devid));
	devid->identLength = PREFIX_LEN + WWN_DIGITS;
	out = (char *)devid->ident;
	memcpy(out, "wwn.", PREFIX_LEN);
	for (i = 0; i < 8; i++)
		sprintf(out + PREFIX_LEN + 2 * i, "%02X", wwn[i]);
	return STMF_STATUS_SUCCESS;
}

static bool must_encode(unsigned char c, size_t position)
{
	return c == '%' || c == '/' || c < 0x20 || c == 0x7f || (c == '.' && !position);
}

int stmf_name_encode(const char *name, char out[STMF_GROUP_NAME_MAX + 1])
{
	size_t i, need, len = 0;

	if (!*name || *name == '*')
		return -EINVAL;
	for (i = 0; name[i]; i++) {
		unsigned char c = name[i];

		need = must_encode(c, i) ? 3 : 1;
		if (len + need > STMF_GROUP_NAME_MAX)
			return -ENAMETOOLONG;
		if (need == 1)
			out[len] = c;
		else
			sprintf(out + len, "%%%02X", c);
		len += need;
	}
	out[len] = '\0';
	return len;
}

/* One encoded byte at text; -1 if it isn't one that had to be encoded. */
static int decode_byte(const char *text, size_t position)
{
	int high = hex_value(text[1]), low;

	if (high < 0 || text[1] != to_upper(text[1]))
		return -1;
	low = hex_value(text[2]);
	if (low < 0 || text[2] != to_upper(text[2]))
		return -1;
	high = high << 4 | low;
	return high && must_encode(high, position) ? high : -1;
}

int stmf_name_decode(const char *text, char out[STMF_GROUP_NAME_MAX + 1])
{
	size_t len = 0;
	int c;

	if (!*text || *text == '*')
		return -EINVAL;
	if (strnlen(text, STMF_GROUP_NAME_MAX + 1) > STMF_GROUP_NAME_MAX)
		return -ENAMETOOLONG;
	while (*text) {
		bool encoded = *text == '%';

		if (encoded)
			c = decode_byte(text, len);
		else
			c = must_encode(*text, len) ? -1 : (unsigned char)*text;
		if (c < 0)
			return -EINVAL;
		out[len++] = c;
		text += encoded ? 3 : 1;
	}
	out[len] = '\0';
	return len;
}

static int size_unit(char c, unsigned int *shift)
{
	static const char units[] = "BKMGTPE";
	const char *unit = strchr(units, to_upper(c));

	if (!c || !unit)
		return -EINVAL;
	*shift = 10 * (unit - units);
	return 0;
}

/* Digits behind the point as a fraction of 10^18; what is finer is dropped. */
static const char *parse_fraction(const char *text, uint64_t *fraction)
{
	uint64_t place = 1000000000000000000ULL;

	*fraction = 0;
	if (!is_digit(*text))
		return NULL;
	for (; is_digit(*text); text++) {
		place /= 10;
		*fraction += place * (*text - '0');
	}
	return text;
}

int stmf_size_parse(const char *text, uint64_t *bytes)
{
	unsigned __int128 size = 0;
	uint64_t fraction = 0;
	unsigned int shift = 0;

	if (!is_digit(*text))
		return -EINVAL;
	for (; is_digit(*text); text++)
		if (size <= UINT64_MAX)
			size = size * 10 + (*text - '0');
	if (*text == '.') {
		text = parse_fraction(text + 1, &fraction);
		if (!text)
			return -EINVAL;
	}
	if (*text) {
		if (size_unit(*text, &shift) || text[1])
			return -EINVAL;
	}
	if (size > UINT64_MAX)
		return -ERANGE;
	size = (size << shift) + (((unsigned __int128)fraction << shift) / 1000000000000000000ULL);
	if (size > UINT64_MAX)
		return -ERANGE;
	*bytes = size;
	return 0;
}
