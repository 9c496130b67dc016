// SPDX-License-Identifier: GPL-2.0
/* The files that say who gets what, and messages about them. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scsibind.h"
#include "sgen.h"
#include "sysfs.h"

void complain(const char *fmt, ...)
{
	va_list ap;

	fputs("scsibind: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void print_message(void *arg, enum conf_level level, const struct conf_place *at,
			  const char *text)
{
	fprintf(stderr, "%s:%u:%u: %s: %s\n", at->file, at->line, at->column,
		conf_level_name(level), text);
}

/* JSON is UTF-8; what isn't ASCII in a message came from a file. */
static void add_text(struct json_object *item, const char *key, const char *text)
{
	char clean[1024];
	size_t i;

	for (i = 0; i < sizeof(clean) - 1 && text[i]; i++)
		clean[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
	clean[i] = '\0';
	json_object_object_add(item, key, json_object_new_string(clean));
}

static void gather_message(void *arg, enum conf_level level, const struct conf_place *at,
			   const char *text)
{
	struct json_object *item = json_object_new_object();

	add_text(item, "file", at->file);
	json_object_object_add(item, "line", json_object_new_int64(at->line));
	json_object_object_add(item, "column", json_object_new_int64(at->column));
	add_text(item, "level", conf_level_name(level));
	add_text(item, "text", text);
	json_object_array_add(arg, item);
}

void messages_init(struct messages *messages, bool json)
{
	memset(messages, 0, sizeof(*messages));
	messages->items = json ? json_object_new_array() : NULL;
	messages->log.print = json ? gather_message : print_message;
	messages->log.arg = messages->items;
}

static bool read_table(struct table *table, const char *file, const char *usual,
		       struct messages *messages)
{
	FILE *in = fopen(file ?: usual, "re");
	bool ok;

	if (!in && !file && errno == ENOENT)
		return true;
	if (!in) {
		complain("%s: %s", file ?: usual, strerror(errno));
		return false;
	}
	ok = table_read(table, in, file ?: usual, &messages->log);
	fclose(in);
	if (!ok)
		complain("out of memory");
	return ok;
}

bool rules_open(struct rules *rules, const struct options *options, struct messages *messages)
{
	const char *root = options->sysfs ?: SYSFS_ROOT;

	memset(rules, 0, sizeof(*rules));
	table_init(&rules->aliases, TABLE_BY_ALIAS);
	table_init(&rules->classes, TABLE_BY_DRIVER);
	rules->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rules->root < 0) {
		complain("%s: %s", root, strerror(errno));
		return false;
	}
	return read_table(&rules->aliases, options->aliases, ALIASES_FILE, messages) &&
	       read_table(&rules->classes, options->classes, CLASSES_FILE, messages);
}

void rules_close(struct rules *rules)
{
	table_free(&rules->aliases);
	table_free(&rules->classes);
	claims_free(&rules->claims);
	if (rules->root >= 0)
		close(rules->root);
}

static void unread(struct conf_files *files, const char *name, const char *why)
{
	files->unread++;
	complain("%s: %s", name, why);
}

static void read_file(struct conf_files *files, const char *name, struct messages *messages)
{
	FILE *in = fopen(name, "re");
	struct driver_conf **v = reallocarray(files->v, files->n + 1, sizeof(*v));

	if (v)
		files->v = v;
	if (!in || !v) {
		unread(files, name, strerror(errno));
	} else {
		v[files->n] = driver_conf_read(in, name, &messages->log);
		if (v[files->n])
			files->n++;
		else
			unread(files, name, strerror(ENOMEM));
	}
	if (in)
		fclose(in);
}

static void read_directory(struct conf_files *files, const char *name, struct messages *messages)
{
	char pattern[4096];
	glob_t found;
	size_t i;

	if ((size_t)snprintf(pattern, sizeof(pattern), "%s/*.conf", name) >= sizeof(pattern)) {
		unread(files, name, strerror(ENAMETOOLONG));
		return;
	}
	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++)
			read_file(files, found.gl_pathv[i], messages);
		globfree(&found);
	}
}

void conf_files_read(struct conf_files *files, char **names, int n, struct messages *messages)
{
	struct stat st;
	int i;

	memset(files, 0, sizeof(*files));
	for (i = 0; i < n; i++) {
		if (!stat(names[i], &st) && S_ISDIR(st.st_mode))
			read_directory(files, names[i], messages);
		else
			read_file(files, names[i], messages);
	}
}

bool conf_files_claim(const struct conf_files *files, struct claims *claims,
		      struct messages *messages)
{
	size_t i;

	for (i = 0; i < files->n; i++) {
		sgen_check(files->v[i], &messages->log);
		if (!claims_add(claims, files->v[i], &messages->log))
			return false;
	}
	return true;
}

void conf_files_free(struct conf_files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		driver_conf_free(files->v[i]);
	free(files->v);
}
