// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdlib.h>
#include <string.h>

#include "alias.h"
#include "conf_lex.h"
#include "driver.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What drivers have without being told */
static const struct table_pair builtin[] = {
	{ .driver = "sd", .alias = "scsiclass,00" },
	{ .driver = "sd", .alias = "scsiclass,05" },
	{ .driver = "st", .alias = "scsiclass,01" },
	{ .driver = "ses", .alias = "scsiclass,0d" },
};

struct reader {
	struct table *table;
	struct conf_lex lex;
	enum conf_token token;
	struct conf_log *log;
	bool full;
};

void table_init(struct table *table, enum table_key key)
{
	memset(table, 0, sizeof(*table));
	table->key = key;
	table->arena.limit = TABLE_MEMORY_MAX;
}

void table_free(struct table *table)
{
	free(table->pair);
	arena_free(&table->arena);
	table_init(table, table->key);
}

static const char *key_of(const struct table_pair *pair, enum table_key key)
{
	return key == TABLE_BY_ALIAS ? pair->alias : pair->driver;
}

static const char *other_of(const struct table_pair *pair, enum table_key key)
{
	return key == TABLE_BY_ALIAS ? pair->driver : pair->alias;
}

static struct table_pair *add_pair(struct table *table)
{
	size_t room = table->room ? table->room * 2 : 64;
	void *pair;

	if (table->n == table->room) {
		if (room * sizeof(*table->pair) > TABLE_MEMORY_MAX)
			return NULL;
		pair = reallocarray(table->pair, room, sizeof(*table->pair));
		if (!pair)
			return NULL;
		table->pair = pair;
		table->room = room;
	}
	return &table->pair[table->n++];
}

static void next(struct reader *r)
{
	r->token = conf_lex_next(&r->lex);
}

static const char *keep_text(struct reader *r)
{
	const char *text = arena_copy(&r->table->arena, r->lex.text, r->lex.len + 1);

	r->full |= !text;
	return text;
}

static bool is_text(const struct reader *r)
{
	return (r->token == CONF_NAME || r->token == CONF_STRING) && r->lex.len;
}

static bool unexpected(struct reader *r, const char *wanted)
{
	if (r->token == CONF_NEWLINE || r->token == CONF_EOF)
		conf_say(r->log, CONF_ERROR, &r->lex.at, NULL, 0, "%s expected before the %s",
			 wanted, conf_token_name(r->token));
	else if (r->token != CONF_BAD)
		conf_say(r->log, CONF_ERROR, &r->lex.at, r->lex.text, r->lex.len,
			 "%s expected, not this %s", wanted, conf_token_name(r->token));
	return false;
}

static bool read_alias(struct reader *r, const char *driver)
{
	struct table_pair *pair;

	if (!is_text(r))
		return unexpected(r, r->token == CONF_COMMA || r->token == CONF_NUMBER ?
				  "an alias in quotes" : "an alias");
	pair = add_pair(r->table);
	if (!pair) {
		r->full = true;
		return false;
	}
	*pair = (struct table_pair){
		.driver = driver, .alias = keep_text(r),
		.line = r->lex.at.line, .column = r->lex.at.column,
	};
	if (r->full)
		r->table->n--;
	next(r);
	return !r->full;
}

/* DRIVER ALIAS...; the line is left at its end, or where it makes no sense */
static bool read_line(struct reader *r)
{
	const char *driver;

	if (r->token == CONF_NEWLINE)
		return true;
	if (!is_text(r) || !driver_name_is_valid(r->lex.text))
		return unexpected(r, "a driver");
	driver = keep_text(r);
	if (!driver)
		return false;
	next(r);
	do {
		if (!read_alias(r, driver))
			return false;
	} while (r->token != CONF_NEWLINE && r->token != CONF_EOF);
	return true;
}

static void skip_line(struct reader *r)
{
	r->log->muted++;
	while (r->token != CONF_NEWLINE && r->token != CONF_EOF)
		next(r);
	r->log->muted--;
}

static void read_lines(struct reader *r)
{
	unsigned int errors = r->log->count[CONF_ERROR];

	for (next(r); r->token != CONF_EOF && !r->full; next(r)) {
		if (!read_line(r))
			skip_line(r);
		if (r->log->count[CONF_ERROR] - errors >= TABLE_ERRORS_MAX) {
			conf_say(r->log, CONF_ERROR, &r->lex.at, NULL, 0, "too many errors");
			return;
		}
	}
	if (r->full)
		conf_say(r->log, CONF_ERROR, &r->lex.at, NULL, 0,
			 "there is no memory for so much in one file");
	conf_lex_finish(&r->lex);
}

static int place_order(const struct table_pair *a, const struct table_pair *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

static int by_key(const void *a, const void *b, void *key)
{
	int order = strcmp(key_of(a, *(enum table_key *)key), key_of(b, *(enum table_key *)key));

	return order ?: place_order(a, b);
}

static int by_place(const void *a, const void *b)
{
	return place_order(a, b);
}

/* Takes out pairs whose key is there already and gathers those that contradict it. */
static size_t take_doubles(struct table *table, struct table_pair *doubles)
{
	struct table_pair *pair = table->pair;
	size_t i, kept = 0, n = 0;

	for (i = 0; i < table->n; i++) {
		if (!kept || strcmp(key_of(&pair[i], table->key), key_of(&pair[kept - 1], table->key)))
			pair[kept++] = pair[i];
		else if (strcmp(other_of(&pair[i], table->key), other_of(&pair[kept - 1], table->key)))
			doubles[n++] = pair[i];
	}
	table->n = kept;
	return n;
}

static void warn_of_double(const struct table *table, const struct table_pair *pair,
			   struct conf_log *log)
{
	const struct table_pair *first = table_find(table, key_of(pair, table->key));
	const struct conf_place at = { table->file, pair->line, pair->column };
	const char *key = key_of(pair, table->key);

	conf_say(log, CONF_WARNING, &at, key, strlen(key), "ignored: line %u gives it to %s",
		 first->line, other_of(first, table->key));
}

static bool index_pairs(struct table *table, struct conf_log *log)
{
	struct table_pair *doubles = calloc(table->n + 1, sizeof(*doubles));
	size_t i, n;

	if (!doubles)
		return false;
	if (table->n)
		qsort_r(table->pair, table->n, sizeof(*table->pair), by_key, &table->key);
	n = take_doubles(table, doubles);
	qsort(doubles, n, sizeof(*doubles), by_place);
	for (i = 0; i < n && i < TABLE_WARNINGS_MAX; i++)
		warn_of_double(table, &doubles[i], log);
	free(doubles);
	return true;
}

bool table_read(struct table *table, FILE *in, const char *file, struct conf_log *log)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (!r)
		return false;
	table->file = arena_copy(&table->arena, file, strlen(file) + 1);
	if (table->file) {
		r->table = table;
		r->log = log;
		conf_lex_init(&r->lex, in, table->file, log);
		r->lex.newlines = true;
		read_lines(r);
	}
	free(r);
	return table->file && index_pairs(table, log);
}

const struct table_pair *table_find(const struct table *table, const char *key)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(key, key_of(&table->pair[middle], table->key));

		if (!order)
			return &table->pair[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const struct table_pair *find_builtin(const char *alias)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(builtin); i++) {
		if (!strcmp(builtin[i].alias, alias))
			return &builtin[i];
	}
	return NULL;
}

const struct table_pair *alias_of(const struct table *table, const struct scsi_compat *compat)
{
	const struct table_pair *pair;
	unsigned int i;

	for (i = 0; i < compat->forms; i++) {
		pair = table_find(table, compat->form[i]);
		if (!pair)
			pair = find_builtin(compat->form[i]);
		if (pair)
			return pair;
	}
	return NULL;
}
