// SPDX-License-Identifier: GPL-2.0
/* Errors in COMSTAR's words; names and GUIDs from the command line. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

static const char *program;
static bool explaining;

const struct error_texts common_errors = { PLAIN, NULL, NULL };

static const struct error_text common_texts[] = {
	{ STMF_ERROR_PERM, PLAIN, "permission denied" },
	{ STMF_ERROR_SERVICE_NOT_FOUND, PLAIN, "STMF service not found" },
	{ STMF_ERROR_SERVICE_DATA_VERSION, PLAIN, "STMF service version incorrect" },
	{ 0 }
};

void report_init(const char *name, bool explain)
{
	program = name;
	explaining = explain;
}

const char *report_program(void)
{
	return program;
}

void complain(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);		/* what was listed before stays before */
	fprintf(stderr, "%s: ", program);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

bool report_explains(void)
{
	return explaining;
}

const char *report_detail(void)
{
	return explaining ? stmfLastErrorText() : "";
}

static const struct error_text *find_text(const struct error_text *texts, int code)
{
	for (; texts && texts->text; texts++)
		if (texts->code == code)
			return texts;
	return NULL;
}

bool report_knows(int code, const struct error_texts *texts)
{
	return code == STMF_ERROR_BUSY || find_text(texts->texts, code) ||
	       find_text(common_texts, code);
}

static void say(enum error_form form, const char *object, const char *text)
{
	switch (form) {
	case PLAIN:
		complain("%s", text);
		break;
	case NAMED:
		complain("%s: %s", object, text);
		break;
	case FILENAMED:
		complain("filename %s: %s", object, text);
		break;
	}
}

/*
 * What libstmf says takes the place of "unknown error", or follows the text. About the repository
 * COMSTAR has no words: there it does so in stmfadm, too.
 */
int report(int code, const char *object, const struct error_texts *texts)
{
	const char *detail = code == STMF_ERROR_REPOSITORY ? stmfLastErrorText() : report_detail();
	const struct error_text *found =
		find_text(texts->texts, code) ?: find_text(common_texts, code);

	if (found)
		say(found->form, object, found->text);
	else if (code == STMF_ERROR_BUSY)
		say(texts->form, object, "resource busy");
	else if (*detail)
		say(PLAIN, object, detail);
	else
		say(texts->form, object, texts->otherwise ?: "unknown error");
	if (*detail && (found || code == STMF_ERROR_BUSY))
		fprintf(stderr, "    %s\n", detail);
	return 1;
}

const char *name_of(const char *const *table, size_t size, int number)
{
	return number >= 0 && (size_t)number < size && table[number] ? table[number] : "unknown";
}

void print_field(const char *label, const char *value)
{
	printf("    %-18s: %s\n", label, value);
}

bool read_group(const char *text, stmfGroupName name)
{
	if (strlen(text) > STMF_GROUP_NAME_MAX) {
		complain("%s: group name must be no longer than %d bytes", text,
			 STMF_GROUP_NAME_MAX);
		return false;
	}
	memset(name, 0, sizeof(stmfGroupName));
	strcpy(name, text);
	return true;
}

bool read_devid(const char *text, stmfDevid *devid)
{
	if (!stmf_devid_parse(text, devid))
		return true;
	complain("%s: unrecognized device id", text);
	return false;
}

bool read_guid(const char *text, stmfGuid *guid, const char *complaint)
{
	if (!stmf_guid_parse(text, guid))
		return true;
	complain("%s: %s", text, complaint);
	return false;
}

void guid_lower(const stmfGuid *guid, char out[STMF_GUID_TEXT_LEN + 1])
{
	stmf_guid_format(guid, out);
	for (; *out; out++)
		*out = tolower((unsigned char)*out);
}

const char *isid_text(const stmfLogin *login, char out[ISID_TEXT_LEN + 1])
{
	char *at = stpcpy(out, "0x");
	size_t i;

	for (i = 0; i < sizeof(login->isid); i++)
		at += sprintf(at, "%02x", login->isid[i]);
	return out;
}
