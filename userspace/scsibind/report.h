/* SPDX-License-Identifier: GPL-2.0 */
/* What apply does, as lines of text or as JSON. */
#ifndef _SCSIBIND_REPORT_H
#define _SCSIBIND_REPORT_H

#include <json-c/json.h>
#include <stdbool.h>

enum outcome { UNCHANGED, DONE, WOULD_DO, REFUSED, FAILED };

struct report {
	bool verbose;			/* also what is left unchanged */
	struct json_object *actions;	/* NULL: text */
	unsigned int problems;		/* refused or failed */
};

/* object: a host or a device; fmt: more about it, or NULL */
__attribute__((format(printf, 5, 6)))
void report_action(struct report *report, const char *object, const char *action,
		   enum outcome outcome, const char *fmt, ...);

#endif /* _SCSIBIND_REPORT_H */
