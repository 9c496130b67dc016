/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tokens of driver.conf(5) and of the tables beside it. Reads a stream,
 * keeps one token of limited length, whatever the file contains.
 */
#ifndef _CONF_LEX_H
#define _CONF_LEX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "conf_log.h"

#define CONF_TOKEN_MAX	1024		/* bytes of one token */
#define CONF_FILE_MAX	(64 << 20)	/* bytes of a file */

enum conf_token {
	CONF_EOF,
	CONF_NEWLINE,	/* only if newlines is set */
	CONF_NAME,
	CONF_STRING,
	CONF_NUMBER,
	CONF_EQUALS,
	CONF_COMMA,
	CONF_SEMICOLON,
	CONF_BAD,	/* has been reported */
};

struct conf_lex {
	FILE *in;
	bool newlines;			/* a line is an entry */
	struct conf_log *log;
	struct conf_place at;		/* where the token begins */
	char text[CONF_TOKEN_MAX + 1];	/* a name, a string or a number as it is written */
	size_t len;
	int32_t number;

	/* the scanner's own */
	int c;				/* the next character, at line and column */
	unsigned int line, column;
	size_t read;
	bool overflow, truncated;
};

void conf_lex_init(struct conf_lex *lex, FILE *in, const char *file, struct conf_log *log);
enum conf_token conf_lex_next(struct conf_lex *lex);
void conf_lex_finish(struct conf_lex *lex);	/* reports what kept it from reading all */
const char *conf_token_name(enum conf_token token);

#endif /* _CONF_LEX_H */
