// SPDX-License-Identifier: GPL-2.0
/* Names of refused iSCSI initiators, from the kernel log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>

#include "klog.h"

#define SYSLOG_ACTION_READ_ALL		3
#define SYSLOG_ACTION_SIZE_BUFFER	10

static const char before[] = "iSCSI Initiator Node: ";
static const char behind[] = " is not authorized to access iSCSI target portal group: ";

static stmfRefusal *find_or_add(stmfRefusal **list, size_t *cnt, const stmfDevid *name)
{
	stmfRefusal *refusal;
	size_t i;

	for (i = 0; i < *cnt; i++)
		if (!(*list)[i].target.identLength &&
		    !memcmp(&(*list)[i].initiator, name, sizeof(*name)))
			return &(*list)[i];
	*list = realloc(*list, (*cnt + 1) * sizeof(**list));
	if (!*list)
		abort();
	refusal = &(*list)[(*cnt)++];
	memset(refusal, 0, sizeof(*refusal));
	refusal->initiator = *name;
	refusal->kind = STMF_REFUSED_LOGIN;
	return refusal;
}

/* "<3>[  123.456789] " or without the time */
static time_t stamp_of(const char *line, time_t booted)
{
	unsigned long seconds;

	if (sscanf(line, "<%*u>[%lu.%*u]", &seconds) != 1)
		return 0;
	return booted + (time_t)seconds;
}

static void parse_line(const char *line, time_t booted, stmfRefusal **list, size_t *cnt)
{
	const char *name = strstr(line, before), *end;
	char text[STMF_IDENT_LENGTH + 1];
	stmfRefusal *refusal;
	stmfDevid devid;

	if (!name)
		return;
	name += strlen(before);
	end = strstr(name, behind);
	if (!end || end - name > STMF_IDENT_LENGTH)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)(end - name), name);
	if (stmf_devid_parse(text, &devid))
		return;
	refusal = find_or_add(list, cnt, &devid);
	refusal->count++;
	refusal->last = stamp_of(line, booted);
	if (refusal->count == 1)
		refusal->first = refusal->last;
}

void klog_parse(const char *text, time_t booted, stmfRefusal **list, size_t *cnt)
{
	char *copy = strdup(text), *line, *rest = copy;

	if (!copy)
		abort();
	while ((line = strsep(&rest, "\n")))
		parse_line(line, booted, list, cnt);
	free(copy);
}

void klog_read(stmfRefusal **list, size_t *cnt)
{
	int size = klogctl(SYSLOG_ACTION_SIZE_BUFFER, NULL, 0);
	struct timespec up;
	char *text;
	int len;

	text = size > 0 ? malloc(size + 1) : NULL;
	if (!text)
		return;
	len = klogctl(SYSLOG_ACTION_READ_ALL, text, size);
	if (len > 0 && !clock_gettime(CLOCK_MONOTONIC, &up)) {
		text[len] = '\0';
		klog_parse(text, time(NULL) - up.tv_sec, list, cnt);
	}
	free(text);
}
