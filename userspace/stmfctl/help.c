// SPDX-License-Identifier: GPL-2.0
/* stmfctl's own help: what there is, by topic, for somebody new to it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "report.h"

static const char *const topics[] = {
	[TOPIC_LU]	= "Logical units (disks)",
	[TOPIC_VIEW]	= "Views: who sees which logical unit, at which LUN",
	[TOPIC_GROUP]	= "Host groups and target groups",
	[TOPIC_TARGET]	= "Targets",
	[TOPIC_SERVICE]	= "The service",
	[TOPIC_OTHER]	= "Help",
};

static const char first_steps[] =
	"First steps:\n"
	"  stmfctl create-lu -s 1G /srv/disk1           prints the GUID of the new logical unit\n"
	"  stmfctl create-target --fabric iscsi         prints the name of the new target\n"
	"  stmfctl create-hg web\n"
	"  stmfctl add-hg-member -g web iqn.1993-08.org.debian:01:aabbcc\n"
	"  stmfctl add-view -h web GUID                 only the hosts of group web see it\n"
	"  stmfctl service enable\n";

static void print_topic(const struct program *program, enum topic topic)
{
	const struct subcommand *const *table, *sub;

	printf("\n%s\n", topics[topic]);
	for (table = program->tables; *table; table++)
		for (sub = *table; sub->name; sub++)
			if (sub->topic == (int)topic && cmd_find(program, sub->name) == sub)
				printf("  %-18s %s\n", sub->name, sub->summary);
}

void overview(const struct program *program)
{
	size_t topic;

	printf("Usage: %s SUBCOMMAND [OPTIONS] [OPERANDS]\n\n", program->name);
	printf("Says which hosts may see which logical units through which target ports.\n");
	for (topic = 0; topic < sizeof(topics) / sizeof(topics[0]); topic++)
		print_topic(program, topic);
	printf("\n\"%s help SUBCOMMAND\" shows options and operands; man %s tells all.\n",
	       program->name, program->name);
	printf("Options come before operands.\n\n%s", first_steps);
}

int cmd_help(const struct cmd_line *line)
{
	const struct subcommand *sub;

	if (!line->noperands) {
		overview(this_program);
		return 0;
	}
	sub = cmd_find(this_program, line->operand[0]);
	if (!sub) {
		complain("%s: no such subcommand", line->operand[0]);
		return 1;
	}
	printf("%s: %s\n", sub->name, sub->summary);
	cmd_usage(this_program, sub);
	return 0;
}

int cmd_ping(const struct cmd_line *line)
{
	char version[64];
	int code = stmfGetDaemonVersion(version, sizeof(version));

	if (code)
		return report(code, NULL, &common_errors);
	printf("stmfd %s\n", version);
	return 0;
}

static void module_version(char *version, size_t size)
{
	FILE *file = fopen("/sys/module/stmf/version", "re");

	snprintf(version, size, "%s", access("/sys/module/stmf", F_OK) ? "not loaded" : "loaded");
	if (!file)
		return;
	if (fgets(version, size, file))
		version[strcspn(version, "\n")] = '\0';
	fclose(file);
}

int cmd_version(const struct cmd_line *line)
{
	char version[64];

	printf("%-8s %s\n", this_program->name, this_program->version);
	if (stmfGetDaemonVersion(version, sizeof(version)))
		strcpy(version, "not running");
	printf("%-8s %s\n", "stmfd", version);
	module_version(version, sizeof(version));
	printf("%-8s %s\n", "stmf.ko", version);
	return 0;
}
