// SPDX-License-Identifier: GPL-2.0
/*
 * The parser of COMSTAR's commands: finding the subcommand, scanning options
 * (as Solaris' getopt_long does, in its words), checking what was given
 * against the table, usages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmdparse.h"

#define EXIT_USAGE	1
#define EXIT_TOO_LONG	255

enum {			/* besides the letters of options */
	SCAN_END = 0,
	SCAN_BAD = -1,
	LETTER_HELP = '?',
	LETTER_VERSION = 'V',
};

static const struct cmd_option program_options[] = {
	{ LETTER_HELP, "help", NULL },
	{ LETTER_VERSION, "version", NULL },
	{ 0 }
};

static const struct cmd_option help_option[] = {
	{ LETTER_HELP, "help", NULL },
	{ 0 }
};

/* ---- usages ---- */

static void each_subcommand(const struct program *program,
			    void (*print)(const struct program *, const struct subcommand *))
{
	const struct subcommand *const *table, *sub;

	for (table = program->tables; *table; table++)
		for (sub = *table; sub->name; sub++)
			print(program, sub);
}

static const struct cmd_option *option_of(const struct cmd_option *options, char letter)
{
	for (; options->letter; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

static const char *long_name(const struct program *program, const struct subcommand *sub,
			     const struct cmd_option *option)
{
	const struct cmd_long *own;

	for (own = program->longs; own && own->letter; own++)
		if (own->letter == option->letter && !strcmp(own->subcommand, sub->name))
			return own->name;
	return option->name;
}

static const struct cmd_option *own_options(const struct program *program,
					    const struct subcommand *sub)
{
	const struct cmd_own *own;

	for (own = program->own; own && own->subcommand; own++)
		if (!strcmp(own->subcommand, sub->name))
			return own->options;
	return NULL;
}

static void print_options(const struct program *program, const struct subcommand *sub)
{
	const struct cmd_option *own = own_options(program, sub), *option;
	const char *letter;

	printf("\tOPTIONS:\n");
	for (letter = sub->options; *letter; letter++) {
		option = own ? option_of(own, *letter) : NULL;
		if (!option)
			option = option_of(program->options, *letter);
		printf("\t\t-%c, --%s  ", *letter, long_name(program, sub, option));
		if (option->arg)
			printf("<%s>", option->arg);
		printf("\n");
	}
}

static void print_operands(const struct subcommand *sub)
{
	bool must = sub->operands == CMD_ONE || sub->operands == CMD_SOME;
	bool several = sub->operands == CMD_SOME || sub->operands == CMD_ANY;

	if (sub->operands == CMD_NONE)
		return;
	printf("%c%s%s%c", must ? '<' : '[', sub->operand, several ? " ..." : "", must ? '>' : ']');
}

void cmd_usage(const struct program *program, const struct subcommand *sub)
{
	printf("\nUsage:\t%s %s ", program->name, sub->name);
	if (sub->options)
		printf(sub->required ? "<OPTIONS> " : "[OPTIONS] ");
	print_operands(sub);
	printf("\n");
	if (sub->options)
		print_options(program, sub);
	if (sub->help)
		printf("%s\n", sub->help);
}

static void print_short(const struct program *program, const struct subcommand *sub)
{
	printf("Usage:\t%s %s [-?]\n", program->name, sub->name);
}

static void general_usage(const struct program *program)
{
	if (program->overview) {
		program->overview(program);
		return;
	}
	printf("Usage:\t%s -?,-V,--help\n", program->name);
	each_subcommand(program, print_short);
}

static void detailed_usage(const struct program *program)
{
	if (program->overview) {
		program->overview(program);
		return;
	}
	printf("Usage:\t%s -?,-V\n", program->name);
	each_subcommand(program, cmd_usage);
}

/* ---- scanning options ---- */

struct scan {
	const char *prefix;			/* of messages */
	const struct cmd_option *sets[4];	/* up to a NULL */
	char **next;				/* the next argument */
	const char *group;			/* the rest of grouped short options */
	const char *value;			/* of the option just found */
};

static int scan_complain(const struct scan *scan, const char *what, const char *text, size_t len)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s -- %.*s\n", scan->prefix, what, (int)len, text);
	return SCAN_BAD;
}

static const struct cmd_option *find_short(const struct scan *scan, char letter)
{
	const struct cmd_option *const *set, *option;

	for (set = scan->sets; *set; set++) {
		option = option_of(*set, letter);
		if (option)
			return option;
	}
	return NULL;
}

/* *matches: how many options the text may stand for; an exact one counts alone. */
static const struct cmd_option *find_long(const struct scan *scan, const char *text, size_t len,
					  int *matches)
{
	const struct cmd_option *const *set, *option, *found = NULL;

	*matches = 0;
	for (set = scan->sets; *set; set++) {
		for (option = *set; option->letter; option++) {
			if (strncmp(option->name, text, len))
				continue;
			found = option;
			if (!option->name[len]) {
				*matches = 1;
				return option;
			}
			++*matches;
		}
	}
	return found;
}

/* The argument of an option that isn't glued to it. */
static bool take_value(struct scan *scan)
{
	if (!*scan->next)
		return false;
	scan->value = *scan->next++;
	return true;
}

static int scan_long(struct scan *scan, const char *text)
{
	size_t len = strcspn(text, "=");
	const struct cmd_option *option;
	int matches;

	option = find_long(scan, text, len, &matches);
	if (matches > 1)
		return scan_complain(scan, "ambiguous option", text, len);
	if (!option)
		return scan_complain(scan, "illegal option", text, strlen(text));
	if (!option->arg && text[len])
		return scan_complain(scan, "option doesn't take an argument", text, len);
	if (option->arg && text[len])
		scan->value = text + len + 1;
	else if (option->arg && !take_value(scan))
		return scan_complain(scan, "option requires an argument", text, len);
	return option->letter;
}

static int scan_short(struct scan *scan)
{
	const char *letter = scan->group++;
	const struct cmd_option *option = find_short(scan, *letter);

	if (!option)
		return scan_complain(scan, "illegal option", letter, 1);
	if (!option->arg)
		return *letter;
	if (*scan->group)
		scan->value = scan->group;
	else if (!take_value(scan))
		return scan_complain(scan, "option requires an argument", letter, 1);
	scan->group = "";
	return *letter;
}

/* Returns the letter of the next option, SCAN_END or SCAN_BAD. */
static int scan_next(struct scan *scan)
{
	const char *arg = *scan->next;

	scan->value = NULL;
	if (scan->group && *scan->group)
		return scan_short(scan);
	if (!arg || arg[0] != '-' || !arg[1])
		return SCAN_END;
	scan->next++;
	if (!strcmp(arg, "--"))
		return SCAN_END;
	if (arg[1] == '-')
		return scan_long(scan, arg + 2);
	scan->group = arg + 1;
	return scan_short(scan);
}

/* ---- checking ---- */

bool cmd_has(const struct cmd_line *line, char letter)
{
	int i;

	for (i = 0; i < line->ngiven; i++)
		if (line->given[i].letter == letter)
			return true;
	return false;
}

const char *cmd_value(const struct cmd_line *line, char letter)
{
	const char *value = NULL;
	int i;

	for (i = 0; i < line->ngiven; i++)
		if (line->given[i].letter == letter)
			value = line->given[i].value;
	return value;
}

static int times_given(const struct cmd_line *line, char letter)
{
	int i, n = 0;

	for (i = 0; i < line->ngiven; i++)
		n += line->given[i].letter == letter;
	return n;
}

static int refuse(const struct program *program, const struct cmd_line *line)
{
	cmd_usage(program, line->sub);
	return EXIT_USAGE;
}

static int check_option(const struct program *program, const struct cmd_line *line, char letter,
			const char *value)
{
	const struct subcommand *sub = line->sub;

	if (!sub->options) {
		printf("%s: no options permitted\n", program->name);
		return refuse(program, line);
	}
	if (!strchr(sub->options, letter)) {
		printf("%s: '-%c': invalid option\n", program->name, letter);
		return refuse(program, line);
	}
	if (value && strlen(value) > CMD_OPTION_MAX) {
		printf("%s: option too long\n", program->name);
		return EXIT_TOO_LONG;
	}
	return 0;
}

static int check_required(const struct program *program, const struct cmd_line *line)
{
	const char *letter = line->sub->required;
	char missing[32] = "";
	size_t n = 0;

	if (!letter)
		return 0;
	if (!line->ngiven) {
		printf("%s: at least one option required\n", program->name);
		return refuse(program, line);
	}
	for (; *letter && n < sizeof(missing) - 1; letter++)
		if (times_given(line, *letter) != 1)
			missing[n++] = *letter;
	if (!n)
		return 0;
	printf("%s: Following option(s) required: %s\n", program->name, missing);
	return refuse(program, line);
}

static int check_operands(const struct program *program, const struct cmd_line *line)
{
	const struct subcommand *sub = line->sub;
	int n = line->noperands;

	if (!n && (sub->operands == CMD_ONE || sub->operands == CMD_SOME)) {
		printf("%s: %s requires an operand\n", program->name, sub->name);
	} else if (n && sub->operands == CMD_NONE) {
		fflush(stdout);
		fprintf(stderr, "%s: %s takes no operands\n", program->name, sub->name);
	} else if (n > 1 && (sub->operands == CMD_ONE || sub->operands == CMD_MAYBE_ONE)) {
		printf("%s: %s accepts only a single operand\n", program->name, sub->name);
	} else {
		return 0;
	}
	return refuse(program, line);
}

static void remember(struct cmd_line *line, char letter, const char *value)
{
	line->given = realloc(line->given, (line->ngiven + 1) * sizeof(*line->given));
	if (!line->given)
		abort();
	line->given[line->ngiven++] = (struct cmd_given){ letter, value };
}

/* *done: the subcommand isn't to run; the result is the exit status. */
static int scan_subcommand(const struct program *program, char **argv, struct cmd_line *line,
			   bool *done)
{
	struct scan scan = { .prefix = argv[0],
			     .sets = { help_option, program->options },
			     .next = argv + 1 };
	int letter, status;

	if (own_options(program, line->sub)) {
		scan.sets[1] = own_options(program, line->sub);
		scan.sets[2] = program->options;
	}

	*done = true;
	while ((letter = scan_next(&scan)) != SCAN_END) {
		if (letter == SCAN_BAD || letter == LETTER_HELP) {
			cmd_usage(program, line->sub);
			return letter == SCAN_BAD ? EXIT_USAGE : 0;
		}
		status = check_option(program, line, letter, scan.value);
		if (status)
			return status;
		remember(line, letter, scan.value);
	}
	line->operand = scan.next;
	while (line->operand[line->noperands])
		line->noperands++;
	status = check_required(program, line);
	if (!status)
		status = check_operands(program, line);
	*done = status;
	return status;
}

static int run_subcommand(const struct program *program, const struct subcommand *sub, char **argv)
{
	struct cmd_line line = { .sub = sub };
	bool done;
	int status;

	status = scan_subcommand(program, argv, &line, &done);
	if (!done)
		status = sub->run(&line);
	free(line.given);
	return status;
}

const struct subcommand *cmd_find(const struct program *program, const char *name)
{
	const struct subcommand *const *table, *sub;

	for (table = program->tables; *table; table++)
		for (sub = *table; sub->name; sub++)
			if (!strcasecmp(sub->name, name))
				return sub;
	return NULL;
}

int cmd_main(const struct program *program, int argc, char **argv)
{
	struct scan scan = { .prefix = argv[0], .sets = { program_options }, .next = argv + 1 };
	const struct subcommand *sub;

	if (argc < 2) {
		general_usage(program);
		return EXIT_USAGE;
	}
	switch (scan_next(&scan)) {
	case LETTER_HELP:
		detailed_usage(program);
		return 0;
	case LETTER_VERSION:
		printf("%s: Version %s\n", program->name, program->version);
		return 0;
	case SCAN_BAD:
		general_usage(program);
		return EXIT_USAGE;
	}
	sub = cmd_find(program, argv[1]);
	if (!sub) {
		printf("%s: invalid subcommand\n", program->name);
		general_usage(program);
		return EXIT_USAGE;
	}
	return run_subcommand(program, sub, argv + 1);
}
