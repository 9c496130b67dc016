// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "doc.h"

/* ---- comparing: each row is a line, and lines are sorted ---- */

struct lines {
	char **v;
	size_t n, room;
};

static void add_line(struct lines *lines, const char *table, struct json_object *value)
{
	if (lines->n == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 64;
		lines->v = must(realloc(lines->v, lines->room * sizeof(*lines->v)));
	}
	lines->v[lines->n++] = text_print("%s %s", table, json_object_to_json_string_ext(value,
					  JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

static void add_rows(struct lines *lines, const char *table, struct json_object *rows)
{
	for (size_t i = 0; rows && i < json_object_array_length(rows); i++)
		add_line(lines, table, json_object_array_get_idx(rows, i));
}

static int line_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void doc_lines(struct json_object *doc, struct lines *lines)
{
	json_object_object_foreach(doc, key, value) {
		if (!strcmp(key, "tables")) {
			json_object_object_foreach(value, table, rows)
				add_rows(lines, table, rows);
		} else if (json_object_is_type(value, json_type_array)) {
			add_rows(lines, key, value);
		} else {
			add_line(lines, key, value);
		}
	}
	if (lines->n)
		qsort(lines->v, lines->n, sizeof(*lines->v), line_order);
}

static void free_lines(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->v[i]);
	free(lines->v);
}

char *doc_difference(struct json_object *a, struct json_object *b)
{
	struct lines x = { 0 }, y = { 0 };
	char *found = NULL;
	size_t i = 0;

	doc_lines(a, &x);
	doc_lines(b, &y);
	while (i < x.n && i < y.n && !strcmp(x.v[i], y.v[i]))
		i++;
	if (i < x.n && (i == y.n || strcmp(x.v[i], y.v[i]) < 0))
		found = text_copy(x.v[i]);
	else if (i < y.n)
		found = text_copy(y.v[i]);
	free_lines(&x);
	free_lines(&y);
	return found;
}

/* ---- mapping ---- */

struct rule {
	char *from, *to;
};

struct rules {
	struct rule *v;
	size_t n;
};

#define ARROW " -> "

static void add_rule(struct rules *rules, const char *from, const char *to)
{
	rules->v = must(realloc(rules->v, (rules->n + 1) * sizeof(*rules->v)));
	rules->v[rules->n++] = (struct rule){ text_copy(from), text_copy(to) };
}

/* Without blanks at both ends; NULL when nothing is left or a comment begins. */
static char *strip(char *line)
{
	char *end;

	line += strspn(line, " \t");
	end = line + strlen(line);
	while (end > line && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return *line && *line != '#' ? line : NULL;
}

static bool parse_rules(const char *text, struct rules *rules, char *err, size_t size)
{
	char *copy = text_copy(text), *rest = copy, *line;
	bool ok = true;

	for (int n = 1; ok && (line = strsep(&rest, "\n")); n++) {
		char *from = strip(line), *arrow = from ? strstr(from, ARROW) : NULL, *to;

		if (!from)
			continue;
		if (arrow)
			*arrow = '\0';
		to = arrow ? strip(arrow + strlen(ARROW)) : NULL;
		ok = to && *from == '/' && *to == '/' &&
		     (from[strlen(from) - 1] == '/') == (to[strlen(to) - 1] == '/');
		if (ok)
			add_rule(rules, from, to);
		else
			snprintf(err, size, "line %d: must be \"/FROM/ -> /TO/\", both of them paths"
				 " or both beginnings that end in /", n);
	}
	free(copy);
	return ok;
}

static bool fits(const struct rule *rule, const char *path)
{
	size_t n = strlen(rule->from);

	return !strncmp(rule->from, path, n) && (rule->from[n - 1] == '/' || !path[n]);
}

/* The path after the mapping, for free(); NULL: it stays */
static char *mapped(const struct rules *rules, const char *path)
{
	const struct rule *best = NULL;

	for (size_t i = 0; i < rules->n; i++)
		if (fits(&rules->v[i], path) &&
		    (!best || strlen(rules->v[i].from) > strlen(best->from)))
			best = &rules->v[i];
	return best ? text_print("%s%s", best->to, path + strlen(best->from)) : NULL;
}

static void map_key(const struct rules *rules, struct json_object *rows, const char *key)
{
	for (size_t i = 0; rows && i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i), *value;
		char *path = NULL;

		if (json_object_is_type(row, json_type_object) &&
		    json_object_object_get_ex(row, key, &value) &&
		    json_object_is_type(value, json_type_string))
			path = mapped(rules, json_object_get_string(value));
		if (path)
			json_object_object_add(row, key, json_object_new_string(path));
		free(path);
	}
}

static struct json_object *array_in(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_array))
		return NULL;
	return value;
}

bool doc_map(struct json_object *doc, const char *text, char *err, size_t size)
{
	struct json_object *tables = NULL;
	struct rules rules = { 0 };
	bool ok = !text || parse_rules(text, &rules, err, size);

	/* behind the given ones: of two that are alike the first one counts */
	add_rule(&rules, "/dev/zvol/rdsk/", "/dev/zvol/");
	add_rule(&rules, "/dev/zvol/dsk/", "/dev/zvol/");
	json_object_object_get_ex(doc, "tables", &tables);
	if (ok && json_object_is_type(tables, json_type_object)) {
		map_key(&rules, array_in(tables, "lu"), "path");
		map_key(&rules, array_in(tables, "lu"), "meta");
	}
	if (ok)
		map_key(&rules, array_in(doc, "import"), "file");
	for (size_t i = 0; i < rules.n; i++) {
		free(rules.v[i].from);
		free(rules.v[i].to);
	}
	free(rules.v);
	return ok;
}
