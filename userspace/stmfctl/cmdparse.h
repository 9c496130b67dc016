/* SPDX-License-Identifier: GPL-2.0 */
/*
 * COMSTAR's command language: "command subcommand [options] [operands]", from
 * tables. The messages are COMSTAR's, byte for byte. Options come before
 * operands; long ones may be abbreviated.
 */
#ifndef _CMDPARSE_H
#define _CMDPARSE_H

#include <stdbool.h>

#define CMD_OPTION_MAX	512	/* bytes of an option's argument */

/* The end of a table of options is a letter 0. */
struct cmd_option {
	char letter;
	const char *name;	/* long form */
	const char *arg;	/* what the argument is; NULL: takes none */
};

/* A letter that has another long form in one subcommand. The end is a letter 0. */
struct cmd_long {
	char letter;
	const char *subcommand, *name;
};

enum cmd_operands {
	CMD_NONE,
	CMD_ONE,
	CMD_MAYBE_ONE,
	CMD_SOME,		/* one or more */
	CMD_ANY,
};

struct cmd_given {
	char letter;
	const char *value;
};

struct subcommand;

/* What a subcommand was called with */
struct cmd_line {
	const struct subcommand *sub;
	struct cmd_given *given;	/* in the order of the command line */
	int ngiven;
	char **operand;
	int noperands;
};

/* The end of a table of subcommands is a name NULL. */
struct subcommand {
	const char *name;
	const char *options;	/* letters, in the order of the usage; NULL: none */
	const char *required;	/* letters of those that must be there; NULL: none */
	enum cmd_operands operands;
	const char *operand;	/* what the operands are */
	int (*run)(const struct cmd_line *line);	/* returns the exit status */
	const void *data;	/* for run() */
	const char *help;	/* prose behind the usage, or NULL */
	int topic;		/* for the overview */
	const char *summary;	/* one line for the overview */
};

/* Options of one subcommand, before the program's. The end is a name NULL. */
struct cmd_own {
	const char *subcommand;
	const struct cmd_option *options;
};

struct program {
	const char *name;	/* in messages: basename of argv[0] */
	const char *version;
	const struct cmd_option *options;
	const struct subcommand *const *tables;	/* up to a NULL */
	void (*overview)(const struct program *program);	/* NULL: COMSTAR's usages */
	const struct cmd_long *longs;	/* all of them are among the options, too; NULL: none */
	const struct cmd_own *own;	/* NULL: none */
};

int cmd_main(const struct program *program, int argc, char **argv);
const struct subcommand *cmd_find(const struct program *program, const char *name);
void cmd_usage(const struct program *program, const struct subcommand *sub);

bool cmd_has(const struct cmd_line *line, char letter);
const char *cmd_value(const struct cmd_line *line, char letter); /* the last; NULL: not given */

#endif /* _CMDPARSE_H */
