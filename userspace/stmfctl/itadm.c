// SPDX-License-Identifier: GPL-2.0
/*
 * itadm's command line: exact names of subcommands, options anywhere. Usages
 * and messages are COMSTAR's, byte for byte, with their slips.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "itadm.h"

#define ANY_NUMBER	1000000

static const struct it_subcommand {
	const char *name;
	const char *options;
	int min, max;		/* operands */
	int (*run)(const struct it_args *args);
	const char *usage;
	bool reads;		/* changes nothing */
} subcommands[] = {
	{ "create-target", "a:sS:u:n:l:t:", 0, 1, it_create_target,
	  "itadm create-target [-a radius|chap|none|default] [-s] [-S chap-secret-path] [-u chap-username] [-n target-node-name] [-l alias] [-t tpg-name[,tpg-name,...]]", false },
	{ "modify-target", "a:sS:u:n:l:t:", 1, 1, it_modify_target,
	  "itadm modify-target [-a radius|chap|none|default] [-s] [-S chap-secret-path] [-u chap-username] [-n new-target-node-name] [-l alias] [-t tpg-name[,tpg-name,...]] target-node-name", false },
	{ "delete-target", "f", 1, 1, it_delete_target,
	  "itadm delete-target [-f] target-node-name", false },
	{ "list-target", "v", 0, 1, it_list_target,
	  "itadm list-target [-v] [target-node-name", true },
	{ "create-tpg", "", 1, ANY_NUMBER, it_create_tpg,
	  "itadm create-tpg tpg-name IP-address[:port] [IP-address[:port]] [...]", false },
	{ "delete-tpg", "f", 1, 1, it_delete_tpg,
	  "itadm delete-tpg [-f] tpg-name", false },
	{ "list-tpg", "v", 0, 1, it_list_tpg,
	  "itadm list-tpg [-v] [tpg-name]", true },
	{ "create-initiator", "sS:u:", 1, 1, it_create_initiator,
	  "itadm create-initiator [-s] [-S chap-secret-path] [-u chap-username] initiator-node-name", false },
	{ "modify-initiator", "sS:u:", 1, 1, it_modify_initiator,
	  "itadm modify-initiator [-s] [-S chap-secret-path] [-u chap-username] initiator-node-name", false },
	{ "list-initiator", "v", 0, 1, it_list_initiator,
	  "itadm list-initiator [-v] initiator-node-name", true },
	{ "delete-initiator", "", 1, 1, it_delete_initiator,
	  "itadm delete-inititator initiator-node-name", false },
	{ "modify-defaults", "a:r:dD:i:I:", 0, 0, it_modify_defaults,
	  "itadm modify-defaults [-a radius|chap|none] [-r IP-address[:port]] [-d] [-D radius-secret-path] [-i enable|disable] [-I IP-address[:port][,IP-adddress[:port]]]", false },
	{ "list-defaults", "", 0, 0, it_list_defaults,
	  "itadm list-defaults", true },
	{ 0 }
};

static const struct option longs[] = {
	{ "alias", required_argument, NULL, 'l' },
	{ "auth-method", required_argument, NULL, 'a' },
	{ "chap-secret", no_argument, NULL, 's' },
	{ "chap-secret-file", required_argument, NULL, 'S' },
	{ "chap-user", required_argument, NULL, 'u' },
	{ "force", no_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "isns", required_argument, NULL, 'i' },
	{ "isns-server", required_argument, NULL, 'I' },
	{ "node-name", required_argument, NULL, 'n' },
	{ "radius-secret", no_argument, NULL, 'd' },
	{ "radius-secret-file", required_argument, NULL, 'D' },
	{ "radius-server", required_argument, NULL, 'r' },
	{ "tpg-tag", required_argument, NULL, 't' },
	{ "verbose", no_argument, NULL, 'v' },
	{ 0 }
};

int it_fail(int err, const char *fmt, ...)
{
	va_list args;

	fflush(stdout);		/* what was listed before stays before */
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return err;
}

void it_property_error(const char *name, const char *text)
{
	fprintf(stderr, "\t%s: %s\n", name, text);
}

static int usage_of(const struct it_subcommand *sub, int status)
{
	printf("%s\n", sub->usage);
	return status;
}

static void usage_of_all(void)
{
	printf("itadm usage:\n\n");
	for (const struct it_subcommand *sub = subcommands; sub->name; sub++)
		printf("\t%s\n", sub->usage);
}

static void take_secret(char **field, char *secret)
{
	it_secret_free(*field);
	*field = secret;
}

/* 0, or an errno after a complaint */
static int take_option(struct it_args *args, int letter)
{
	const struct { char letter; const char **field; } texts[] = {
		{ 'a', &args->auth },	    { 'l', &args->alias },	  { 'u', &args->chap_user },
		{ 'n', &args->node_name },  { 't', &args->tpgs },	  { 'i', &args->isns },
		{ 'I', &args->isns_servers }, { 'r', &args->radius_server },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].letter == letter)
			*texts[i].field = optarg;
	switch (letter) {
	case 'f':
		args->force = true;
		break;
	case 'v':
		args->verbose = true;
		break;
	case 's':
		take_secret(&args->chap_secret, it_secret_prompt("Enter CHAP secret: ", &err));
		break;
	case 'S':
		take_secret(&args->chap_secret, it_secret_file(optarg, &err));
		break;
	case 'd':
		take_secret(&args->radius_secret, it_secret_prompt("Enter RADIUS secret: ", &err));
		break;
	case 'D':
		take_secret(&args->radius_secret, it_secret_file(optarg, &err));
		break;
	}
	return err;
}

/* An option that this subcommand doesn't have, or that lacks its argument */
static int refuse_option(const struct it_subcommand *sub, int c, char **argv)
{
	const char *word = argv[optind - 1];

	if (c == ':')
		it_fail(0, "Option -%c requires an operand.", optopt);
	else if (c == '?' && !optopt && !strncmp(word, "--", 2))
		it_fail(0, "Unrecognized option %s", word);
	else
		it_fail(0, "Unrecognized option -%c", c == '?' ? optopt : c);
	return usage_of(sub, 1);
}

static bool has_letter(const struct it_subcommand *sub, int c)
{
	return c != ':' && c != '?' && strchr(sub->options, c);
}

/* -1: to be run; else the exit status */
static int parse(const struct it_subcommand *sub, struct it_args *args, int argc, char **argv)
{
	char options[32];
	int c, err;

	snprintf(options, sizeof(options), ":h%s", sub->options);
	opterr = 0;
	while ((c = getopt_long(argc, argv, options, longs, NULL)) != -1) {
		if (c == 'h' || (c == '?' && optopt == '?'))
			return usage_of(sub, 0);
		if (!has_letter(sub, c))
			return refuse_option(sub, c, argv);
		err = take_option(args, c);
		if (err) {
			usage_of(sub, err);
			return it_fail(err, "itadm %s failed with error %d", sub->name, err);
		}
	}
	args->operand = argv + optind;
	args->noperands = argc - optind;
	if (args->noperands < sub->min || args->noperands > sub->max)
		return usage_of(sub, 1);
	return -1;
}

/* 0: on line; else what the exit status is */
static int check_service(const struct it_subcommand *sub)
{
	stmfState state;
	int code = stmfGetState(&state);

	if (code == STMF_ERROR_PERM)
		return it_fail(1, "Error, operation requires authorization solaris.smf.%s.stmf",
			       sub->reads ? "read" : "modify");
	if (!code && state.operationalState == STMF_SERVICE_STATE_ONLINE)
		return 0;
	return it_fail(1, "The iSCSI target service must be online before running this command.\n"
			  "Use 'svcadm enable -r svc:/network/iscsi/target:default'\n"
			  "to enable the service and its prerequisite services and/or\n"
			  "'svcs -x svc:/network/iscsi/target:default' to determine why it is not online.");
}

static int run(const struct it_subcommand *sub, const struct it_args *args)
{
	int status = check_service(sub);

	if (status)
		return status;
	status = sub->run(args);
	if (status)
		it_fail(0, "itadm %s failed with error %d", sub->name, status);
	return status;
}

int itadm_main(int argc, char **argv)
{
	const struct it_subcommand *sub = subcommands;
	struct it_args args = { 0 };
	int status;

	prctl(PR_SET_DUMPABLE, 0);	/* no secrets in core dumps */
	while (argc > 1 && sub->name && strcmp(sub->name, argv[1]))
		sub++;
	if (argc < 2 || !sub->name) {
		bool help = argc > 1 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "-?") ||
					 !strcmp(argv[1], "--help"));

		usage_of_all();
		if (argc > 1 && !help)
			it_fail(0, "Error, no subcommand specified");
		return !help;
	}
	status = parse(sub, &args, argc - 1, argv + 1);
	if (status < 0)
		status = run(sub, &args);
	it_secret_free(args.chap_secret);
	it_secret_free(args.radius_secret);
	return status & 0xff;
}
