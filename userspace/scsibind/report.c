// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "report.h"

static const char *const outcomes[] = {
	[UNCHANGED] = "unchanged", [DONE] = "done", [WOULD_DO] = "would be done",
	[REFUSED] = "refused", [FAILED] = "failed",
};

static void add_json(struct report *report, const char *object, const char *action,
		     enum outcome outcome, const char *detail)
{
	struct json_object *item = json_object_new_object();

	json_object_object_add(item, "object", json_object_new_string(object));
	json_object_object_add(item, "action", json_object_new_string(action));
	json_object_object_add(item, "outcome", json_object_new_string(outcomes[outcome]));
	if (*detail)
		json_object_object_add(item, "detail", json_object_new_string(detail));
	json_object_array_add(report->actions, item);
}

void report_action(struct report *report, const char *object, const char *action,
		   enum outcome outcome, const char *fmt, ...)
{
	char detail[512] = "";
	va_list ap;

	if (fmt) {
		va_start(ap, fmt);
		vsnprintf(detail, sizeof(detail), fmt, ap);
		va_end(ap);
	}
	report->problems += outcome == REFUSED || outcome == FAILED;
	if (outcome == UNCHANGED && !report->verbose)
		return;
	if (report->actions)
		add_json(report, object, action, outcome, detail);
	else
		printf("%s: %s: %s%s%s\n", object, action, outcomes[outcome], *detail ? ": " : "",
		       detail);
}
