// SPDX-License-Identifier: GPL-2.0
/* scsibind: names and drivers of SCSI devices by the rules of scsi(5). */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scsibind.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum { OPT_ALIASES = 256, OPT_CLASSES, OPT_DEVICE, OPT_INQUIRY, OPT_JSON, OPT_LU, OPT_SYSFS };

static const struct option long_options[] = {
	{ "aliases", required_argument, NULL, OPT_ALIASES },
	{ "classes", required_argument, NULL, OPT_CLASSES },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "force", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "inquiry", required_argument, NULL, OPT_INQUIRY },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "lu", required_argument, NULL, OPT_LU },
	{ "sysfs", required_argument, NULL, OPT_SYSFS },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static const struct command {
	const char *name;
	int (*run)(const struct options *options);
	const char *arguments, *help;
} commands[] = {
	{ "list", cmd_list, "[-v] [H:C:T:L... | --lu GUID | --inquiry FILE]",
	  "the compatible forms and the driver of SCSI devices" },
	{ "check", cmd_check, "[-v] FILE...", "what is wrong in driver.conf files" },
	{ "apply", cmd_apply, "[-fnv] [--device H:C:T:L] [FILE...]",
	  "probe and bind what driver.conf files and aliases say" },
};

static void usage(FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "%s scsibind %s %s\n\t%s\n", i ? "      " : "usage:", commands[i].name,
			commands[i].arguments, commands[i].help);
	fputs("all: [--json] [--aliases FILE] [--classes FILE] [--sysfs DIR]\n", out);
}

static int wrong(const char *what)
{
	if (what)
		complain("%s", what);
	usage(stderr);
	return EXIT_USAGE;
}

static bool set_option(struct options *options, int c)
{
	switch (c) {
	case 'f':
		options->force = true;
		return true;
	case 'n':
		options->dry_run = true;
		return true;
	case 'v':
		options->verbose = true;
		return true;
	case OPT_JSON:
		options->json = true;
		return true;
	case OPT_ALIASES:
		options->aliases = optarg;
		return true;
	case OPT_CLASSES:
		options->classes = optarg;
		return true;
	case OPT_SYSFS:
		options->sysfs = optarg;
		return true;
	case OPT_DEVICE:
		options->device = optarg;
		return true;
	case OPT_LU:
		options->lu = optarg;
		return true;
	case OPT_INQUIRY:
		options->inquiry = optarg;
		return true;
	default:
		return false;
	}
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

/* What options mean nothing to a command is an error. NULL: all is well */
static const char *misuse(const struct command *command, const struct options *options)
{
	bool list = command->run == cmd_list, apply = command->run == cmd_apply;

	if (!list && (options->lu || options->inquiry))
		return "--lu and --inquiry are for list";
	if (!apply && (options->dry_run || options->force || options->device))
		return "--dry-run, --force and --device are for apply";
	if (!!options->lu + !!options->inquiry + (list && options->args) > 1)
		return "list takes one of devices, --lu and --inquiry";
	if (command->run == cmd_check && !options->args)
		return "check needs a file";
	return NULL;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	const struct command *command;
	const char *what;
	int c;

	while ((c = getopt_long(argc, argv, "fhnvV", long_options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return EXIT_OK;
		}
		if (c == 'V') {
			puts("scsibind " STMF_VERSION);
			return EXIT_OK;
		}
		if (!set_option(&options, c))
			return wrong(NULL);
	}
	command = optind < argc ? find_command(argv[optind]) : NULL;
	if (!command)
		return wrong(optind < argc ? "no such command" : "no command");
	options.arg = argv + optind + 1;
	options.args = argc - optind - 1;
	what = misuse(command, &options);
	return what ? wrong(what) : command->run(&options);
}
