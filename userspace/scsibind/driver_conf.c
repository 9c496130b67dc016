// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf_lex.h"
#include "driver_conf.h"

/* The values of one property while it is read */
struct values {
	enum conf_type type;
	bool mixed;
	uint32_t n, room;
	union value {
		int32_t integer;
		const char *string;
	} *v;
};

struct parser {
	struct conf_lex lex;
	enum conf_token token;
	struct conf_log *log;
	struct driver_conf *conf;
	struct values values;
	bool full;		/* no more memory for this file */
};

static void next(struct parser *p)
{
	p->token = conf_lex_next(&p->lex);
}

static bool fail(struct parser *p, const struct conf_place *at, const char *quoted, const char *what)
{
	conf_say(p->log, CONF_ERROR, at, quoted, quoted ? strlen(quoted) : 0, "%s", what);
	return false;
}

static bool no_memory(struct parser *p)
{
	if (!p->full)
		fail(p, &p->lex.at, NULL, "there is no memory for so much in one file");
	p->full = true;
	return false;
}

/* The token isn't what the grammar has here. What the scanner refused has been reported. */
static bool unexpected(struct parser *p, const char *wanted)
{
	if (p->token == CONF_EOF)
		return fail(p, &p->lex.at, NULL, "unexpected end of file: is a ';' missing?");
	if (p->token != CONF_BAD)
		conf_say(p->log, CONF_ERROR, &p->lex.at, p->lex.text, p->lex.len,
			 "%s expected, not this %s", wanted, conf_token_name(p->token));
	return false;
}

static char *keep_text(struct parser *p)
{
	char *text = arena_copy(&p->conf->arena, p->lex.text, p->lex.len + 1);

	if (!text)
		no_memory(p);
	return text;
}

static union value *new_value(struct parser *p)
{
	struct values *values = &p->values;
	uint32_t room = values->room ? values->room * 2 : 16;
	void *v;

	if (values->n == values->room) {
		v = room <= DRIVER_CONF_VALUES_MAX ?
			reallocarray(values->v, room, sizeof(*values->v)) : NULL;
		if (!v) {
			no_memory(p);
			return NULL;
		}
		values->v = v;
		values->room = room;
	}
	return &values->v[values->n++];
}

static bool parse_value(struct parser *p)
{
	enum conf_type type = p->token == CONF_NUMBER ? CONF_INTEGERS : CONF_STRINGS;
	union value *value;

	if (p->token != CONF_NUMBER && p->token != CONF_STRING)
		return unexpected(p, "string or number");
	value = new_value(p);
	if (!value)
		return false;
	if (p->values.n == 1) {
		p->values.type = type;
	} else if (p->values.type != type && !p->values.mixed) {
		p->values.mixed = true;
		conf_say(p->log, CONF_ERROR, &p->lex.at, p->lex.text, p->lex.len,
			 "Mixed types in value list");
	}
	if (type == CONF_INTEGERS)
		value->integer = p->lex.number;
	else
		value->string = keep_text(p);
	next(p);
	return !p->full;
}

/* [ "=" value { "," value } ] */
static bool parse_values(struct parser *p)
{
	p->values.n = 0;
	p->values.type = CONF_BOOLEAN;
	p->values.mixed = false;
	if (p->token != CONF_EQUALS)
		return true;
	do {
		next(p);
		if (!parse_value(p))
			return false;
	} while (p->token == CONF_COMMA);
	return true;
}

/* Where an entry keeps the value of a keyword; NULL: an ordinary property */
static const char **keyword(struct conf_entry *entry, const char *name)
{
	if (!strcmp(name, "name") || !strcmp(name, "NAME"))
		return &entry->name;
	if (!strcmp(name, "parent") || !strcmp(name, "PARENT"))
		return &entry->parent;
	if (!strcmp(name, "class") || !strcmp(name, "CLASS"))
		return &entry->class;
	return NULL;
}

static bool set_keyword(struct parser *p, const struct conf_place *at, const char *name,
			const char **value)
{
	if (*value)
		return fail(p, at, name, "second time in one entry: is a ';' missing before it?");
	if (p->values.mixed)
		return false;
	if (p->values.type != CONF_STRINGS || p->values.n != 1 || !*p->values.v[0].string)
		return fail(p, at, name, "takes one string");
	*value = p->values.v[0].string;
	return true;
}

/* The values as a property keeps them: a single one in it, several beside it */
static bool store_values(struct parser *p, struct conf_prop *prop)
{
	struct values *values = &p->values;
	const char **strings;
	int32_t *integers;
	uint32_t i;

	prop->type = values->type;
	prop->n = values->n;
	if (values->n <= 1) {
		if (values->type == CONF_STRINGS)
			prop->string = values->v[0].string;
		else if (values->type == CONF_INTEGERS)
			prop->integer = values->v[0].integer;
		return true;
	}
	if (values->type == CONF_STRINGS) {
		prop->strings = strings = arena_alloc(&p->conf->arena, values->n * sizeof(*strings));
		for (i = 0; strings && i < values->n; i++)
			strings[i] = values->v[i].string;
		return strings || no_memory(p);
	}
	prop->integers = integers = arena_alloc(&p->conf->arena, values->n * sizeof(*integers));
	for (i = 0; integers && i < values->n; i++)
		integers[i] = values->v[i].integer;
	return integers || no_memory(p);
}

static bool is_property_name(const char *name)
{
	const unsigned char *c;

	for (c = (const unsigned char *)name; *c; c++) {
		if (*c < 0x21 || strchr("/\\:[]@", *c))
			return false;
	}
	return true;
}

/* The last one of a name comes first in the list and so is the one that counts. */
static bool add_prop(struct parser *p, struct conf_entry *entry, const struct conf_place *at,
		     const char *name)
{
	struct conf_prop *prop;

	if (!is_property_name(name))
		return fail(p, at, name, "not a property name");
	if (p->values.mixed)
		return true;
	prop = arena_alloc(&p->conf->arena, sizeof(*prop));
	if (!prop)
		return no_memory(p);
	prop->name = name;
	prop->line = at->line;
	prop->column = at->column;
	prop->next = entry->props;
	entry->props = prop;
	return store_values(p, prop);
}

/* NAME [ "=" value { "," value } ] */
static bool parse_item(struct parser *p, struct conf_entry *entry)
{
	struct conf_place at = p->lex.at;
	char *name = keep_text(p);
	const char **value;

	if (!name)
		return false;
	next(p);
	if (!parse_values(p))
		return false;
	value = keyword(entry, name);
	return value ? set_keyword(p, &at, name, value) : add_prop(p, entry, &at, name);
}

static bool is_complete(struct parser *p, const struct conf_entry *entry, const struct conf_place *at)
{
	if (entry->name && !entry->parent && !entry->class)
		return fail(p, at, entry->name, "missing parent or class attribute");
	if (!entry->name && (entry->parent || entry->class))
		return fail(p, at, entry->parent ?: entry->class, "missing name attribute");
	return true;
}

static bool keep_node(struct parser *p, const struct conf_entry *entry)
{
	struct conf_entry *kept = arena_copy(&p->conf->arena, entry, sizeof(*entry));

	if (!kept)
		return no_memory(p);
	*p->conf->end = kept;
	p->conf->end = &kept->next;
	return true;
}

static bool keep_globals(struct parser *p, const struct conf_entry *entry)
{
	struct conf_prop *last = entry->props;

	while (last && last->next)
		last = last->next;
	if (last) {
		last->next = p->conf->globals;
		p->conf->globals = entry->props;
	}
	return true;
}

/* { item } ";" */
static bool parse_entry(struct parser *p)
{
	struct conf_place at = p->lex.at;
	struct conf_entry entry = { .line = at.line, .column = at.column };

	while (p->token == CONF_NAME) {
		if (!parse_item(p, &entry))
			return false;
	}
	if (p->token != CONF_SEMICOLON)
		return unexpected(p, "name or ';'");
	if (!is_complete(p, &entry, &at))
		return false;
	if (!(entry.name ? keep_node(p, &entry) : keep_globals(p, &entry)))
		return false;
	next(p);
	return true;
}

/*
 * On to the next entry without a word: one mistake, one message. A string that
 * lacks its closing quote has usually swallowed the end of its entry.
 */
static void skip_entry(struct parser *p)
{
	bool ended = p->token == CONF_BAD && p->lex.len && p->lex.text[p->lex.len - 1] == ';';

	p->log->muted++;
	while (!ended && p->token != CONF_SEMICOLON && p->token != CONF_EOF)
		next(p);
	p->log->muted--;
	next(p);
}

static void parse_file(struct parser *p)
{
	unsigned int errors = p->log->count[CONF_ERROR];

	next(p);
	while (p->token != CONF_EOF && !p->full) {
		if (!parse_entry(p))
			skip_entry(p);
		if (p->log->count[CONF_ERROR] - errors >= DRIVER_CONF_ERRORS_MAX) {
			fail(p, &p->lex.at, NULL, "too many errors");
			return;
		}
	}
	conf_lex_finish(&p->lex);
}

/* sd.conf is sd's. */
static const char *driver_of(struct arena *arena, const char *file)
{
	const char *base = strrchr(file, '/');
	size_t len;
	char *name;

	base = base ? base + 1 : file;
	len = strlen(base);
	if (len > 5 && !strcmp(base + len - 5, ".conf"))
		len -= 5;
	name = arena_alloc(arena, len + 1);
	return name ? memcpy(name, base, len) : NULL;
}

struct driver_conf *driver_conf_read(FILE *in, const char *file, struct conf_log *log)
{
	struct driver_conf *conf = calloc(1, sizeof(*conf));
	struct parser *p = calloc(1, sizeof(*p));

	if (conf && p) {
		conf->arena.limit = DRIVER_CONF_MEMORY_MAX;
		conf->end = &conf->nodes;
		conf->file = arena_copy(&conf->arena, file, strlen(file) + 1);
		conf->driver = driver_of(&conf->arena, file);
	}
	if (!conf || !p || !conf->file || !conf->driver) {
		driver_conf_free(conf);
		free(p);
		return NULL;
	}
	p->log = log;
	p->conf = conf;
	conf_lex_init(&p->lex, in, conf->file, log);
	parse_file(p);
	free(p->values.v);
	free(p);
	return conf;
}

void driver_conf_free(struct driver_conf *conf)
{
	if (conf)
		arena_free(&conf->arena);
	free(conf);
}

const struct conf_prop *conf_prop_find(const struct conf_prop *prop, const char *name)
{
	while (prop && strcmp(prop->name, name))
		prop = prop->next;
	return prop;
}

int32_t conf_prop_integer(const struct conf_prop *prop, uint32_t i)
{
	return prop->n > 1 ? prop->integers[i] : prop->integer;
}

const char *conf_prop_string(const struct conf_prop *prop, uint32_t i)
{
	return prop->n > 1 ? prop->strings[i] : prop->string;
}
