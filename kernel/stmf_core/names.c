// SPDX-License-Identifier: GPL-2.0
/*
 * Names: GUIDs, port names and their normal form, percent-encoded group
 * names, numbers in directory names. Pure: no locks, no allocation, callable
 * from any context.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "names.h"

#define EUI_DIGITS	16
#define EUI_LEN		(4 + EUI_DIGITS)

static const char hex_upper[] = "0123456789ABCDEF";

/* The kernel's hex_to_bin() is in different headers in different kernels. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/**
 * stmf_guid_is_valid - is this an NAA type 6 designator with a value?
 * @guid: 16 bytes
 *
 * Context: any.
 * Return: true if it is.
 */
bool stmf_guid_is_valid(const struct stmf_guid *guid)
{
	return guid->b[0] >> 4 == 6 &&
	       (guid->b[0] & 15 || memchr_inv(guid->b + 1, 0, STMF_GUID_LEN - 1));
}

/**
 * stmf_guid_parse - read a GUID from text
 * @text: 32 hex digits in either case, nothing else
 * @len: bytes of @text
 * @guid: the result; undefined on error
 *
 * Context: any.
 * Return: 0, or -EINVAL unless it is an NAA type 6 designator with a value.
 */
int stmf_guid_parse(const char *text, size_t len, struct stmf_guid *guid)
{
	int i;

	if (len != STMF_GUID_DIGITS)
		return -EINVAL;
	for (i = 0; i < STMF_GUID_LEN; i++) {
		int hi = hex_digit(text[2 * i]);
		int lo = hex_digit(text[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return -EINVAL;
		guid->b[i] = hi << 4 | lo;
	}
	return stmf_guid_is_valid(guid) ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(stmf_guid_parse);

/**
 * stmf_guid_format - write a GUID in its normal form
 * @guid: the GUID
 * @out: room for STMF_GUID_DIGITS + 1 bytes; gets a terminating NUL
 *
 * Context: any.
 */
void stmf_guid_format(const struct stmf_guid *guid, char *out)
{
	int i;

	for (i = 0; i < STMF_GUID_LEN; i++) {
		*out++ = hex_upper[guid->b[i] >> 4];
		*out++ = hex_upper[guid->b[i] & 15];
	}
	*out = '\0';
}

/* What may be in an iSCSI name, in lower case; 0 = may not */
static const char iscsi_map[256] = {
	['-'] = '-', ['.'] = '.', [':'] = ':',
	['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
	['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
		'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
		'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
};

#define PREFIX_LEN	4	/* of iqn. eui. wwn. */

/* May a name in normal form begin like this? */
static bool is_normal_part(const char *name, size_t len, size_t *max)
{
	bool iscsi;
	size_t i;

	if (len < PREFIX_LEN)
		return false;
	iscsi = !memcmp(name, "iqn.", PREFIX_LEN);
	if (!iscsi && memcmp(name, "eui.", PREFIX_LEN) &&
	    memcmp(name, "wwn.", PREFIX_LEN))
		return false;
	*max = iscsi ? STMF_ISCSI_NAME_MAX : EUI_LEN;
	if (len > *max)
		return false;
	for (i = PREFIX_LEN; i < len; i++) {
		const char c = name[i];

		if (iscsi ? !c || iscsi_map[(u8)c] != c :
			    hex_digit(c) < 0 || (c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/**
 * stmf_name_is_normal - is this a port name in normal form?
 * @name: the name, need not be terminated
 * @len: its length
 *
 * Context: any.
 * Return: true if it is.
 */
bool stmf_name_is_normal(const char *name, size_t len)
{
	size_t max;

	if (!is_normal_part(name, len, &max))
		return false;
	return max == EUI_LEN ? len == EUI_LEN : len > PREFIX_LEN;
}

/**
 * stmf_pattern_is_normal - is this a pattern of port names in normal form?
 * @name: iqn., eui. or wwn., any part of a name that may follow, and a '*', which
 *	stands for the rest; need not be terminated
 * @len: its length; at most that of a name
 *
 * Context: any.
 * Return: true if it is.
 */
bool stmf_pattern_is_normal(const char *name, size_t len)
{
	size_t max;

	return len && name[len - 1] == '*' &&
	       is_normal_part(name, len - 1, &max) && len <= max;
}

static int put_iscsi(const char *name, char *out, size_t size)
{
	size_t i, room = min_t(size_t, size, STMF_ISCSI_NAME_MAX + 1);

	for (i = 0; i < room; i++) {
		out[i] = iscsi_map[(u8)name[i]];
		if (!out[i])
			break;
	}
	/* it must have ended, and not at a character that may not be */
	if (i == room || name[i] || i <= 4)
		return -EINVAL;
	return i;
}

/* 16 hex digits, with a colon after each @group of them, and then the end */
static int put_eui(const char *prefix, const char *digits, int group,
		   char *out, size_t size)
{
	int i;

	if (size <= EUI_LEN)
		return -EINVAL;
	memcpy(out, prefix, 4);
	for (i = 0; i < EUI_DIGITS; i++) {
		int d;

		if (i && !(i % group) && *digits++ != ':')
			return -EINVAL;
		d = hex_digit(*digits);
		if (d < 0)
			return -EINVAL;
		out[4 + i] = hex_upper[d];
		digits++;
	}
	out[EUI_LEN] = '\0';
	return *digits ? -EINVAL : EUI_LEN;
}

/* an SRP port identifier: 0x and 32 digits, of which the EUI-64 is the last 16 */
static int put_srp(const char *digits, char *out, size_t size)
{
	int i;

	for (i = 0; i < EUI_DIGITS; i++)
		if (hex_digit(digits[i]) < 0)
			return -EINVAL;
	return put_eui("eui.", digits + EUI_DIGITS, EUI_DIGITS, out, size);
}

/**
 * stmf_name_normalise - the common rule from fabric names to the normal form
 * @fabric_name: as LIO has it, NUL-terminated
 * @out: the normal form, NUL-terminated; undefined on error
 * @size: room in @out
 *
 * Context: any; part of the command path.
 * Return: the length of the normal form, or -EINVAL.
 */
int stmf_name_normalise(const char *fabric_name, char *out, size_t size)
{
	if (!strncasecmp(fabric_name, "iqn.", 4))
		return put_iscsi(fabric_name, out, size);
	if (!strncasecmp(fabric_name, "eui.", 4))
		return put_eui("eui.", fabric_name + 4, EUI_DIGITS, out, size);
	if (!strncasecmp(fabric_name, "naa.", 4) ||
	    !strncasecmp(fabric_name, "wwn.", 4))
		return put_eui("wwn.", fabric_name + 4, EUI_DIGITS, out, size);
	if (!strncasecmp(fabric_name, "0x", 2))
		return put_srp(fabric_name + 2, out, size);
	/* an InfiniBand GUID: the name of an SRP port */
	if (strchr(fabric_name, ':') == fabric_name + 4)
		return put_eui("eui.", fabric_name, 4, out, size);
	return put_eui("wwn.", fabric_name, 2, out, size);
}
EXPORT_SYMBOL_GPL(stmf_name_normalise);

static bool must_encode(unsigned char c, bool first)
{
	return c < 0x20 || c == 0x7f || c == '%' || c == '/' ||
	       (first && c == '.');
}

/**
 * stmf_group_encode - percent-encode a group name for configfs
 * @name: NUL-terminated group name
 * @out: room for STMF_NAME_MAX + 1 bytes
 *
 * Context: any.
 * Return: the length of the encoded name, or -ENAMETOOLONG.
 */
int stmf_group_encode(const char *name, char *out)
{
	size_t i, n = 0;

	for (i = 0; name[i]; i++) {
		unsigned char c = name[i];
		bool esc = must_encode(c, !i);

		if (n + (esc ? 3 : 1) > STMF_NAME_MAX)
			return -ENAMETOOLONG;
		if (!esc) {
			out[n++] = c;
			continue;
		}
		out[n++] = '%';
		out[n++] = hex_upper[c >> 4];
		out[n++] = hex_upper[c & 15];
	}
	out[n] = '\0';
	return n;
}

/* One byte of an encoded name; the number of bytes read, or an error */
static int decode_byte(const char *text, size_t len, bool first, char *out)
{
	int hi, lo;

	if (*text != '%') {
		*out = *text;
		return must_encode(*text, first) ? -EINVAL : 1;
	}
	if (len < 3)
		return -EINVAL;
	hi = hex_digit(text[1]);
	lo = hex_digit(text[2]);
	if (hi < 0 || lo < 0)
		return -EINVAL;
	*out = hi << 4 | lo;
	/* one name, one spelling */
	if (!must_encode(*out, first) ||
	    text[1] != hex_upper[hi] || text[2] != hex_upper[lo])
		return -EINVAL;
	return 3;
}

/**
 * stmf_group_decode - read a percent-encoded group name
 * @text: the encoded name, need not be terminated
 * @len: its length
 * @out: room for STMF_NAME_MAX + 1 bytes; NUL-terminated on success
 *
 * Context: any.
 * Return: the length of the name, -EINVAL or -ENAMETOOLONG.
 */
int stmf_group_decode(const char *text, size_t len, char *out)
{
	size_t i = 0, n = 0;

	if (len > STMF_NAME_MAX)
		return -ENAMETOOLONG;
	while (i < len) {
		int used = decode_byte(text + i, len - i, !i, out + n);

		if (used < 0 || !out[n])
			return -EINVAL;
		i += used;
		n++;
	}
	out[n] = '\0';
	if (!n || out[0] == '*')
		return -EINVAL;
	return n;
}

/**
 * stmf_number_parse - read a number in canonical decimal
 * @text: digits, no sign, no leading zero; need not be terminated
 * @len: how many
 * @max: the largest value
 * @value: the result
 *
 * Context: any.
 * Return: 0, -EINVAL or -ERANGE.
 */
int stmf_number_parse(const char *text, size_t len, u32 max, u32 *value)
{
	u64 v = 0;
	size_t i;

	if (!len || (len > 1 && text[0] == '0'))
		return -EINVAL;
	for (i = 0; i < len; i++)
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
	if (len > STMF_INDEX_DIGITS)
		return -ERANGE;
	for (i = 0; i < len; i++)
		v = v * 10 + (text[i] - '0');
	if (v > max)
		return -ERANGE;
	*value = v;
	return 0;
}
