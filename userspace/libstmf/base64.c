// SPDX-License-Identifier: LGPL-2.1-or-later
/* Base64 (RFC 4648), as COMSTAR keeps secrets. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "stmf_linux.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void stmf_base64_encode(const void *data, size_t size, char *out)
{
	const uint8_t *in = data;
	size_t i;

	for (i = 0; i < size; i += 3) {
		uint32_t group = in[i] << 16 | (i + 1 < size ? in[i + 1] << 8 : 0) |
				 (i + 2 < size ? in[i + 2] : 0);

		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = i + 1 < size ? digits[group >> 6 & 63] : '=';
		*out++ = i + 2 < size ? digits[group & 63] : '=';
	}
	*out = '\0';
}

/* 0 to 63, or -1 */
static int value_of(char digit)
{
	const char *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* One group of four; returns its bytes, or -1. Unused bits must be 0: one text, one spelling. */
static int decode_group(const char *text, uint8_t *out)
{
	int pad = text[3] != '=' ? 0 : text[2] != '=' ? 1 : 2;
	uint32_t group = 0;
	int i;

	for (i = 0; i < 4; i++) {
		int value = i < 4 - pad ? value_of(text[i]) : 0;

		if (value < 0)
			return -1;
		group = group << 6 | value;
	}
	if (group & ((1U << 8 * pad) - 1))
		return -1;
	for (i = 0; i < 3 - pad; i++)
		out[i] = group >> (16 - 8 * i);
	return 3 - pad;
}

ssize_t stmf_base64_decode(const char *text, void *out, size_t room)
{
	size_t len = strlen(text), done = 0, i;
	uint8_t bytes[3];

	if (len % 4)
		return -EINVAL;
	for (i = 0; i < len; i += 4) {
		int n = decode_group(text + i, bytes);

		if (n < 0 || (n < 3 && i + 4 < len))
			return -EINVAL;
		if (room - done < (size_t)n)
			return -ERANGE;
		memcpy((char *)out + done, bytes, n);
		done += n;
	}
	return done;
}
