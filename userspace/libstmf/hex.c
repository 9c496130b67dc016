// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bytes as hexadecimal digits: how opaque values are spelled in SMF and in requests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

char *stmf_hex_encode(const void *data, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = data;
	char *text = n < SIZE_MAX / 2 ? malloc(2 * n + 1) : NULL;

	if (!text)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = digits[byte[i] >> 4];
		text[2 * i + 1] = digits[byte[i] & 15];
	}
	text[2 * n] = '\0';
	return text;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int stmf_hex_decode(const char *text, void **data, size_t *n)
{
	size_t len = strlen(text);
	unsigned char *bytes;

	if (len % 2)
		return -EINVAL;
	bytes = malloc(len / 2 + 1);
	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < len / 2; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0) {
			free(bytes);
			return -EINVAL;
		}
		bytes[i] = high << 4 | low;
	}
	*data = bytes;
	*n = len / 2;
	return 0;
}
