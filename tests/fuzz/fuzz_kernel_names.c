// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as what configfs, netlink or a fabric give the kernel for a
 * name or a number. What is accepted has one spelling.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

static void fabric_name(const char *text)
{
	char form[STMF_NAME_MAX + 1], again[STMF_NAME_MAX + 1];
	int n = stmf_name_normalise(text, form, sizeof(form));

	if (n < 0)
		return;
	check((size_t)n == strlen(form) && stmf_name_is_normal(form, n));
	check(stmf_name_normalise(form, again, sizeof(again)) == n && !strcmp(form, again));
}

static void group_name(const char *text, size_t size)
{
	char name[STMF_NAME_MAX + 1], again[STMF_NAME_MAX + 1];

	if (stmf_group_decode(text, size, name) < 0)
		return;
	check(stmf_group_encode(name, again) == (int)size && !memcmp(text, again, size));
}

static void guid(const char *text, size_t size)
{
	char form[STMF_GUID_DIGITS + 1];
	struct stmf_guid first, second;

	if (stmf_guid_parse(text, size, &first))
		return;
	stmf_guid_format(&first, form);
	check(!stmf_guid_parse(form, STMF_GUID_DIGITS, &second) &&
	      !memcmp(&first, &second, sizeof(first)));
}

/* In room of exactly its size: the sanitizer sees what reads beyond. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *bytes = malloc(size ? size : 1);
	u32 number;

	check(text && bytes);
	memcpy(text, data, size);
	memcpy(bytes, data, size);
	text[size] = 0;
	fabric_name(text);
	group_name(bytes, size);
	guid(bytes, size);
	check(stmf_number_parse(bytes, size, 16383, &number) || number <= 16383);
	free(text);
	free(bytes);
	return 0;
}
