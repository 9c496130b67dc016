// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics: of logical units, targets, or initiators at targets; since they
 * were first seen, or as rates in intervals.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "json.h"
#include "report.h"

#define NAME_MAX_LEN	(2 * STMF_IDENT_LENGTH + 2)

/* One line: sum.initiator and sum.target are looked at for nexuses only. */
struct line {
	char name[NAME_MAX_LEN];
	stmfStat sum;
};

struct snapshot {
	struct line *line;
	size_t cnt;
	struct timespec when;
};

enum what {
	OF_LUS,
	OF_TARGETS,
	OF_INITIATORS,
};

/* What the command line asks for */
struct job {
	enum what what;
	bool json;
	double interval;	/* 0: once, since the beginning */
	long count;		/* of reports; 0: for ever */
	char **name;		/* 0: all */
	int names;
};

/* ---- taking snapshots ---- */

static void name_line(const stmfStat *stat, enum what what, char name[NAME_MAX_LEN])
{
	char initiator[STMF_IDENT_LENGTH + 1], target[STMF_IDENT_LENGTH + 1];

	stmf_devid_format(&stat->initiator, initiator);
	stmf_devid_format(&stat->target, target);
	if (what == OF_LUS)
		stmf_guid_format(&stat->lu, name);
	else if (!*target)
		strcpy(name, "(others)");
	else if (what == OF_TARGETS)
		strcpy(name, target);
	else
		snprintf(name, NAME_MAX_LEN, "%s %s", initiator, target);
}

static void add_up(stmfStat *sum, const stmfStat *more)
{
	sum->reads += more->reads;
	sum->writes += more->writes;
	sum->readBytes += more->readBytes;
	sum->writeBytes += more->writeBytes;
	sum->readNs += more->readNs;
	sum->writeNs += more->writeNs;
	sum->errors += more->errors;
	sum->refused += more->refused;
	if (sum->maxNs < more->maxNs)
		sum->maxNs = more->maxNs;
}

static struct line *find_line(const struct snapshot *snapshot, const char *name)
{
	size_t i;

	for (i = 0; i < snapshot->cnt; i++)
		if (!strcmp(snapshot->line[i].name, name))
			return &snapshot->line[i];
	return NULL;
}

static void add_line(struct snapshot *snapshot, const stmfStat *stat, enum what what)
{
	char name[NAME_MAX_LEN];
	struct line *line;

	name_line(stat, what, name);
	line = what == OF_LUS ? NULL : find_line(snapshot, name);
	if (line) {
		add_up(&line->sum, stat);
		return;
	}
	snapshot->line = realloc(snapshot->line, (snapshot->cnt + 1) * sizeof(*line));
	if (!snapshot->line)
		abort();
	line = &snapshot->line[snapshot->cnt++];
	strcpy(line->name, name);
	line->sum = *stat;
}

/* Refused commands are remembered of late ones only, and with other names. */
static int add_refusals(struct snapshot *snapshot, enum what what)
{
	stmfRefusalList *list;
	uint32_t i;
	int code = stmfGetRefusalList(&list);

	if (code)
		return code;
	for (i = 0; i < list->cnt; i++) {
		const stmfRefusal *refusal = &list->refusal[i];
		stmfStat stat = {
			.initiator = refusal->initiator, .target = refusal->target,
			.refused = refusal->count,
		};

		if (refusal->kind == STMF_REFUSED_COMMAND)
			add_line(snapshot, &stat, what);
	}
	stmfFreeMemory(list);
	return STMF_STATUS_SUCCESS;
}

static bool is_idle(const stmfStat *stat)
{
	return !stat->reads && !stat->writes && !stat->errors && !stat->refused;
}

static int take(struct snapshot *snapshot, enum what what)
{
	stmfStatList *list;
	uint32_t i;
	int code;

	memset(snapshot, 0, sizeof(*snapshot));
	clock_gettime(CLOCK_MONOTONIC, &snapshot->when);
	code = what == OF_LUS ? stmfGetLuStats(&list) : stmfGetNexusStats(&list);
	if (code)
		return code;
	for (i = 0; i < list->cnt; i++)
		if (list->stat[i].target.identLength || what == OF_LUS || !is_idle(&list->stat[i]))
			add_line(snapshot, &list->stat[i], what);
	stmfFreeMemory(list);
	return what == OF_LUS ? STMF_STATUS_SUCCESS : add_refusals(snapshot, what);
}

/* ---- differences ---- */

static uint64_t grown(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;	/* it was registered anew */
}

/* The longest time stays that since the beginning. */
static stmfStat difference(const stmfStat *now, const struct line *before)
{
	stmfStat d = *now;

	if (!before)
		return d;
	d.reads = grown(now->reads, before->sum.reads);
	d.writes = grown(now->writes, before->sum.writes);
	d.readBytes = grown(now->readBytes, before->sum.readBytes);
	d.writeBytes = grown(now->writeBytes, before->sum.writeBytes);
	d.readNs = grown(now->readNs, before->sum.readNs);
	d.writeNs = grown(now->writeNs, before->sum.writeNs);
	d.errors = grown(now->errors, before->sum.errors);
	d.refused = grown(now->refused, before->sum.refused);
	return d;
}

static double ms(uint64_t ns, uint64_t commands)
{
	return commands ? ns / 1e6 / commands : 0;
}

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
	return to->tv_sec - from->tv_sec + (to->tv_nsec - from->tv_nsec) / 1e9;
}

/* ---- output ---- */

static bool is_wanted(const struct job *job, const struct line *line)
{
	int i;

	for (i = 0; i < job->names; i++)
		if (!strcasecmp(job->name[i], line->name) ||
		    (job->what == OF_INITIATORS && !strncmp(job->name[i], line->name,
							    strcspn(line->name, " "))))
			return true;
	return !job->names;
}

static void print_head(const struct job *job, int width)
{
	static const char *const titles[] = {
		[OF_LUS] = "LU Name", [OF_TARGETS] = "Target", [OF_INITIATORS] = "Initiator, Target",
	};

	if (job->interval > 0)
		printf("%-*s %9s %9s %10s %10s %8s %8s %8s %8s %7s\n", width, titles[job->what],
		       "r/s", "w/s", "rkB/s", "wkB/s", "r ms", "w ms", "max ms", "refused",
		       "errors");
	else
		printf("%-*s %11s %11s %14s %14s %8s %8s %8s %8s %7s\n", width, titles[job->what],
		       "reads", "writes", "read bytes", "written bytes", "r ms", "w ms", "max ms",
		       "refused", "errors");
}

static void print_line(const struct line *line, const stmfStat *s, double seconds, int width)
{
	printf("%-*s ", width, line->name);
	if (seconds > 0)
		printf("%9.1f %9.1f %10.1f %10.1f", s->reads / seconds, s->writes / seconds,
		       s->readBytes / 1024.0 / seconds, s->writeBytes / 1024.0 / seconds);
	else
		printf("%11llu %11llu %14llu %14llu", (unsigned long long)s->reads,
		       (unsigned long long)s->writes, (unsigned long long)s->readBytes,
		       (unsigned long long)s->writeBytes);
	printf(" %8.3f %8.3f %8.3f %8llu %7llu\n", ms(s->readNs, s->reads),
	       ms(s->writeNs, s->writes), s->maxNs / 1e6, (unsigned long long)s->refused,
	       (unsigned long long)s->errors);
}

static struct json_object *json_line_of(const struct job *job, const struct line *line,
					const stmfStat *s)
{
	struct json_object *object = json_object_new_object();

	if (job->what == OF_LUS) {
		put_guid(object, "guid", &line->sum.lu);
	} else {
		if (job->what == OF_INITIATORS)
			put_devid(object, "initiator", &line->sum.initiator);
		put_devid(object, "target", &line->sum.target);
	}
	put_count(object, "reads", s->reads);
	put_count(object, "writes", s->writes);
	put_count(object, "read_bytes", s->readBytes);
	put_count(object, "write_bytes", s->writeBytes);
	put_count(object, "read_ns", s->readNs);
	put_count(object, "write_ns", s->writeNs);
	put_count(object, "max_ns", s->maxNs);
	put_count(object, "refused", s->refused);
	put_count(object, "errors", s->errors);
	return object;
}

static void print_report(const struct job *job, const struct snapshot *now,
			 const struct snapshot *before)
{
	double seconds = before ? seconds_between(&before->when, &now->when) : 0;
	struct json_object *array = job->json ? json_object_new_array() : NULL;
	struct json_object *top;
	int width = 17;
	size_t i;

	for (i = 0; i < now->cnt; i++)
		if ((int)strlen(now->line[i].name) > width)
			width = strlen(now->line[i].name);
	if (!array)
		print_head(job, width);
	for (i = 0; i < now->cnt; i++) {
		const struct line *line = &now->line[i];
		stmfStat s = difference(&line->sum, before ? find_line(before, line->name) : NULL);

		if (!is_wanted(job, line))
			continue;
		if (array)
			json_object_array_add(array, json_line_of(job, line, &s));
		else
			print_line(line, &s, seconds, width);
	}
	if (!array)
		return;
	top = json_object_new_object();
	put_number(top, "time", time(NULL));
	json_object_object_add(top, "seconds", json_object_new_double(seconds));
	json_object_object_add(top, "statistics", array);
	json_line(top);
}

/* ---- the command ---- */

static bool is_number(const char *text)
{
	return strlen(text) < 10 && !text[strspn(text, "0123456789.")];
}

static bool read_job(const struct cmd_line *line, struct job *job)
{
	int kinds = cmd_has(line, 'l') + cmd_has(line, 't') + cmd_has(line, 'i');

	job->what = cmd_has(line, 't') ? OF_TARGETS : cmd_has(line, 'i') ? OF_INITIATORS : OF_LUS;
	job->json = cmd_has(line, 'j');
	job->name = line->operand;
	job->names = line->noperands;
	if (kinds > 1) {
		complain("-l, -t and -i exclude each other");
		return false;
	}
	if (!job->names || !is_number(job->name[0]))
		return true;
	job->interval = strtod(job->name[0], NULL);
	if (job->interval < 0.1) {
		complain("%s: an interval is at least 0.1 seconds", job->name[0]);
		return false;
	}
	job->name++;
	job->names--;
	if (!job->names || !is_number(job->name[0]))
		return true;
	job->count = atol(job->name[0]);
	job->name++;
	job->names--;
	return job->count > 0 || (complain("a count is at least 1"), false);
}

/* Each must be there at the beginning. */
static bool check_names(const struct job *job, const struct snapshot *snapshot)
{
	struct job one = *job;
	bool found;
	size_t l;
	int i;

	for (i = 0; i < job->names; i++) {
		one.name = &job->name[i];
		one.names = 1;
		found = false;
		for (l = 0; l < snapshot->cnt; l++)
			found |= is_wanted(&one, &snapshot->line[l]);
		if (!found) {
			complain("%s: not found", job->name[i]);
			return false;
		}
	}
	return true;
}

static void sleep_for(double seconds)
{
	struct timespec pause = { .tv_sec = (time_t)seconds };

	pause.tv_nsec = (long)((seconds - pause.tv_sec) * 1e9);
	nanosleep(&pause, NULL);
}

static int report_periodically(const struct job *job, struct snapshot *before)
{
	struct snapshot now;
	long i;
	int code;

	for (i = 0; !job->count || i < job->count; i++) {
		sleep_for(job->interval);
		code = take(&now, job->what);
		if (code) {
			free(now.line);
			return code;
		}
		if (i && !job->json)
			putchar('\n');
		print_report(job, &now, before);
		free(before->line);
		*before = now;
		if (fflush(stdout))
			break;
	}
	return STMF_STATUS_SUCCESS;
}

int cmd_stat(const struct cmd_line *line)
{
	struct job job = { 0 };
	struct snapshot first;
	int code, status = 0;

	if (!read_job(line, &job))
		return 1;
	code = take(&first, job.what);
	if (!code && !check_names(&job, &first))
		status = 1;
	else if (!code && job.interval > 0)
		code = report_periodically(&job, &first);
	else if (!code)
		print_report(&job, &first, NULL);
	free(first.line);
	return code ? report(code, NULL, &common_errors) : status;
}
