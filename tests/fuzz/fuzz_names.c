// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libFuzzer: any text as a name, a GUID, a size. What is accepted has one normal form,
 * and that form is read as itself.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "libstmf.h"
#include "stmf_linux.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int ok)
{
	if (!ok)
		abort();
}

static void port_name(const char *text)
{
	char form[STMF_IDENT_LENGTH + 1], again[STMF_IDENT_LENGTH + 1];
	stmfDevid devid;

	if (stmf_devid_parse(text, &devid))
		return;
	stmf_devid_format(&devid, form);
	check(!stmf_devid_parse(form, &devid));
	stmf_devid_format(&devid, again);
	check(!strcmp(form, again));
}

static void guid(const char *text)
{
	char form[STMF_GUID_TEXT_LEN + 1];
	stmfGuid first, second;

	if (stmf_guid_parse(text, &first))
		return;
	stmf_guid_format(&first, form);
	check(!stmf_guid_parse(form, &second) && !memcmp(&first, &second, sizeof(first)));
}

static void group_name(const char *text)
{
	char other[STMF_GROUP_NAME_MAX + 1], again[STMF_GROUP_NAME_MAX + 1];

	if (stmf_name_encode(text, other) > 0)
		check(stmf_name_decode(other, again) > 0 && !strcmp(text, again));
	if (stmf_name_decode(text, other) > 0)
		check(stmf_name_encode(other, again) > 0 && !strcmp(text, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	uint64_t bytes;

	check(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	port_name(text);
	guid(text);
	group_name(text);
	stmf_size_parse(text, &bytes);
	free(text);
	return 0;
}
