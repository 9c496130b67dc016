/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands share: telling errors in COMSTAR's words, reading names
 * and GUIDs from the command line.
 */
#ifndef _REPORT_H
#define _REPORT_H

#include <stdbool.h>

#include "stmf_linux.h"

enum error_form {
	PLAIN,		/* stmfadm: TEXT */
	NAMED,		/* stmfadm: OBJECT: TEXT */
	FILENAMED,	/* stmfadm: filename OBJECT: TEXT */
};

struct error_text {
	int code;
	enum error_form form;
	const char *text;
};

/*
 * The texts of one kind of command, up to a text NULL. What isn't there is
 * one of the common texts; form is theirs where they may name the object.
 */
struct error_texts {
	enum error_form form;
	const char *otherwise;	/* NULL: "unknown error" */
	const struct error_text *texts;
};

extern const struct error_texts common_errors;

/* Under COMSTAR's names explain is false: not a byte more than COMSTAR says. */
void report_init(const char *program, bool explain);
const char *report_program(void);

bool report_explains(void);	/* runs under our own name */

void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* After a libstmf call has failed; returns 1. */
int report(int code, const char *object, const struct error_texts *texts);
/* Has report() a text for it, or does it fall back on "unknown error"? */
bool report_knows(int code, const struct error_texts *texts);
/* What libstmf said, if it may be told; else "". */
const char *report_detail(void);

/* These complain and return false if the text isn't one. */
bool read_group(const char *text, stmfGroupName name);
bool read_devid(const char *text, stmfDevid *devid);
bool read_guid(const char *text, stmfGuid *guid, const char *complaint);

#define GUID_DIGITS	"must be 32 hexadecimal digits"
#define GUID_LONG	"must be 32 hexadecimal digits long"

/* Of a table of names; "unknown" if the number is not in it */
const char *name_of(const char *const *table, size_t size, int number);
#define NAME_OF(table, number) name_of(table, sizeof(table) / sizeof(table[0]), number)

/* A line of list-lu -v and list-target -v */
void print_field(const char *label, const char *value);

/* 0x and 12 digits */
#define ISID_TEXT_LEN	14
const char *isid_text(const stmfLogin *login, char out[ISID_TEXT_LEN + 1]);

/* 32 lower-case digits */
void guid_lower(const stmfGuid *guid, char out[STMF_GUID_TEXT_LEN + 1]);

#endif /* _REPORT_H */
