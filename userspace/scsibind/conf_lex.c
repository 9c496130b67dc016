// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf_lex.h"

const char *conf_token_name(enum conf_token token)
{
	static const char *const names[] = {
		[CONF_EOF] = "end of file", [CONF_NEWLINE] = "end of line",
		[CONF_NAME] = "name", [CONF_STRING] = "string", [CONF_NUMBER] = "number",
		[CONF_EQUALS] = "'='", [CONF_COMMA] = "','", [CONF_SEMICOLON] = "';'",
		[CONF_BAD] = "character",
	};

	return names[token];
}

static void advance(struct conf_lex *lex)
{
	if (lex->c == '\n') {
		lex->line++;
		lex->column = 1;
	} else if (lex->c != EOF) {
		lex->column++;
	}
	lex->c = lex->truncated ? EOF : getc_unlocked(lex->in);
	if (lex->c != EOF && ++lex->read > CONF_FILE_MAX) {
		lex->truncated = true;
		lex->c = EOF;
	}
}

void conf_lex_init(struct conf_lex *lex, FILE *in, const char *file, struct conf_log *log)
{
	memset(lex, 0, sizeof(*lex));
	lex->in = in;
	lex->log = log;
	lex->at.file = file;
	lex->line = 1;
	lex->c = EOF;
	advance(lex);
	lex->column = 1;
}

static enum conf_token bad(struct conf_lex *lex, const char *what)
{
	conf_say(lex->log, CONF_ERROR, &lex->at, lex->text, lex->len, "%s", what);
	return CONF_BAD;
}

static void put(struct conf_lex *lex, int c)
{
	if (lex->len < CONF_TOKEN_MAX)
		lex->text[lex->len++] = c;
	else
		lex->overflow = true;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool starts_name(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool continues_name(int c)
{
	return c > ' ' && c <= '~' && !strchr("=,;\"#", c);
}

/* escaped: the next character is part of the name whatever it is */
static enum conf_token lex_name(struct conf_lex *lex, bool escaped)
{
	while (lex->c != EOF && (escaped || continues_name(lex->c))) {
		bool escapes = !escaped && lex->c == '\\';

		if (!escapes)
			put(lex, lex->c);
		advance(lex);
		escaped = escapes;
	}
	if (escaped)
		return bad(lex, "backslash at the end of the file");
	return memchr(lex->text, '\0', lex->len) ? bad(lex, "NUL in a name") : CONF_NAME;
}

/* One, two or three octal digits */
static int lex_octal(struct conf_lex *lex)
{
	int value = 0, digits;

	for (digits = 0; digits < 3 && lex->c >= '0' && lex->c <= '7'; digits++) {
		value = value * 8 + lex->c - '0';
		advance(lex);
	}
	return value;
}

/* After a backslash in a string; false if it stands for nothing valid */
static bool lex_escape(struct conf_lex *lex)
{
	int value;

	if (lex->c == EOF)
		return true;	/* the end is what will be reported */
	if (lex->c == '\n') {
		advance(lex);
		return true;
	}
	if (lex->c < '0' || lex->c > '7') {
		put(lex, lex->c);
		advance(lex);
		return true;
	}
	value = lex_octal(lex);
	put(lex, value);
	return value && value <= 0xff;
}

static enum conf_token lex_string(struct conf_lex *lex)
{
	bool valid = true;

	advance(lex);
	while (lex->c != '"') {
		if (lex->c == EOF || lex->c == '\n')
			return bad(lex, "string without closing quote");
		if (lex->c == '\\') {
			advance(lex);
			valid &= lex_escape(lex);
			continue;
		}
		valid &= lex->c != '\0';
		put(lex, lex->c);
		advance(lex);
	}
	advance(lex);
	return valid ? CONF_STRING : bad(lex, "character in a string that is not 1 to 255");
}

/* 32 bits, signed or not; text is digits, perhaps after '-' or '~' */
static bool number_value(const char *text, int32_t *number)
{
	char sign = is_digit(*text) ? 0 : *text++;
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (!is_digit(*text) || *end || errno || value > (sign == '-' ? 1ULL << 31 : UINT32_MAX))
		return false;
	if (sign == '-')
		value = -value;
	else if (sign == '~')
		value = ~value;
	*number = (int32_t)(uint32_t)value;
	return true;
}

/* Everything up to a separator, so that "12ab" is one mistake and not two tokens */
static enum conf_token lex_number(struct conf_lex *lex)
{
	do {
		put(lex, lex->c);
		advance(lex);
	} while (continues_name(lex->c));
	lex->text[lex->len] = '\0';
	return number_value(lex->text, &lex->number) ? CONF_NUMBER : bad(lex, "not a 32-bit number");
}

/* White space, comments, and newlines where they mean nothing */
static void skip_blank(struct conf_lex *lex)
{
	for (;;) {
		if (lex->c == '#') {
			while (lex->c != '\n' && lex->c != EOF)
				advance(lex);
		} else if (lex->c == ' ' || lex->c == '\t' || (lex->c == '\n' && !lex->newlines)) {
			advance(lex);
		} else {
			return;
		}
	}
}

/* A backslash before a newline joins lines; before another character it starts a name. */
static bool at_escaped_name(struct conf_lex *lex)
{
	while (lex->c == '\\') {
		advance(lex);
		if (lex->c != '\n')
			return true;
		advance(lex);
		skip_blank(lex);
		lex->at.line = lex->line;
		lex->at.column = lex->column;
	}
	return false;
}

static enum conf_token lex_single(struct conf_lex *lex)
{
	static const char singles[] = { '\n', '=', ',', ';' };
	static const enum conf_token tokens[] = {
		CONF_NEWLINE, CONF_EQUALS, CONF_COMMA, CONF_SEMICOLON
	};
	const char *found;

	if (lex->c == EOF)
		return CONF_EOF;
	put(lex, lex->c);
	found = memchr(singles, lex->c, sizeof(singles));
	advance(lex);
	return found ? tokens[found - singles] : bad(lex, "unexpected character");
}

static enum conf_token lex_token(struct conf_lex *lex)
{
	if (at_escaped_name(lex))
		return lex_name(lex, true);
	if (starts_name(lex->c))
		return lex_name(lex, false);
	if (lex->c == '"')
		return lex_string(lex);
	if (is_digit(lex->c) || lex->c == '-' || lex->c == '~')
		return lex_number(lex);
	return lex_single(lex);
}

enum conf_token conf_lex_next(struct conf_lex *lex)
{
	enum conf_token token;

	skip_blank(lex);
	lex->at.line = lex->line;
	lex->at.column = lex->column;
	lex->len = 0;
	lex->overflow = false;
	token = lex_token(lex);
	lex->text[lex->len] = '\0';
	if (lex->overflow && token != CONF_BAD)
		token = bad(lex, "longer than 1024 bytes");
	return token;
}

void conf_lex_finish(struct conf_lex *lex)
{
	lex->at.line = lex->line;
	lex->at.column = lex->column;
	if (ferror(lex->in))
		conf_say(lex->log, CONF_ERROR, &lex->at, NULL, 0, "cannot be read: %s",
			 strerror(errno));
	if (lex->truncated)
		conf_say(lex->log, CONF_ERROR, &lex->at, NULL, 0, "file is larger than %d MiB",
			 CONF_FILE_MAX >> 20);
}
