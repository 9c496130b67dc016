// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <stmf_linux.h>

#include "document.h"
#include "repo.h"
#include "rows.h"
#include "schema.h"

#define FORMAT "comstar-linux"
#define COLUMNS_MAX 32		/* of a table in a document */
#define NAME_MAX_BYTES 254

/* ---- tables as SQLite knows them ---- */

struct column {
	bool known, number, needed;
};

static struct column column_of(const struct db *db, const char *table, const char *name)
{
	const char *type = "";
	int notnull = 0;

	if (sqlite3_table_column_metadata(db->sqlite, NULL, table, name, &type, NULL, &notnull,
					  NULL, NULL) != SQLITE_OK)
		return (struct column){ 0 };
	return (struct column){ true, !strcmp(type, "INTEGER"), notnull };
}

/* Ours to keep, but not configuration. */
static bool is_internal(const char *table)
{
	return !strcmp(table, "owned") || !strcmp(table, "provider_data") ||
	       !strncmp(table, "sqlite_", 7);
}

static int memory_open(struct db *db, int version, struct fault *fault)
{
	if (db_open(db, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, fault))
		return -1;
	if (!schema_migrate(db, 0, version, fault))
		return 0;
	db_close(db);
	return -1;
}

/* ---- making ---- */

static bool is_utf8(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	while (*p) {
		int more = *p < 0x80 ? 0 : *p >= 0xc2 && *p < 0xe0 ? 1 : *p >= 0xe0 && *p < 0xf0 ? 2 :
			   *p >= 0xf0 && *p < 0xf5 ? 3 : -1;
		unsigned int low = *p == 0xe0 ? 0xa0 : *p == 0xf0 ? 0x90 : 0x80;
		unsigned int high = *p == 0xed ? 0x9f : *p == 0xf4 ? 0x8f : 0xbf;

		if (more < 0)
			return false;
		for (p++; more; more--, p++, low = 0x80, high = 0xbf)
			if (*p < low || *p > high)
				return false;
	}
	return true;
}

static int add_row(struct json_object *array, const struct db *db, const struct row *row,
		   struct fault *fault)
{
	const struct table *table = &tables[row->table];
	struct json_object *object = json_object_new_object();

	json_object_array_add(array, object);
	for (int i = 0; i < COLUMNS && table->column[i]; i++) {
		const char *text = row->value[i];
		struct json_object *value = NULL;

		if (text && !is_utf8(text))
			return failed(fault, STMF_ERROR_INVALID_ARG,
				      "%s \"%s\": is not UTF-8 and can't be exported; rename it",
				      table->name, row->value[0]);
		if (text && column_of(db, table->name, table->column[i]).number)
			value = json_object_new_int64(strtoll(text, NULL, 10));
		else if (text)
			value = json_object_new_string(text);
		json_object_object_add(object, table->column[i], value);
	}
	return 0;
}

static void clear(char **text)
{
	free(*text);
	*text = NULL;
}

/* For a file that others may see */
static void drop_secrets(struct model *model)
{
	clear(&model->iscsi.defaults.radius_secret);
	vec_each(target, &model->iscsi.target)
		clear(&target->chap.secret);
	vec_each(initiator, &model->iscsi.initiator)
		clear(&initiator->chap.secret);
}

static int add_tables(struct json_object *document, const struct db *db, const struct model *model,
		      struct fault *fault)
{
	struct json_object *object = json_object_new_object(), *array[TABLES];
	struct rows rows;
	int rc = 0;

	for (int i = 0; i < TABLES; i++) {
		array[i] = json_object_new_array();
		json_object_object_add(object, tables[i].name, array[i]);
	}
	json_object_object_add(document, "tables", object);
	rows_make(model, &rows);
	vec_each(row, &rows)
		rc = rc ? rc : add_row(array[(*row)->table], db, *row, fault);
	rows_free(&rows);
	return rc;
}

static void add_providers(struct json_object *document, const struct providers *providers)
{
	struct json_object *array = json_object_new_array();

	json_object_object_add(document, "provider_data", array);
	vec_each(data, &providers->stored) {
		struct json_object *object = json_object_new_object();
		char *text = stmf_hex_encode(data->data, data->n);

		if (!text)
			abort();
		json_object_object_add(object, "name", json_object_new_string(data->name));
		json_object_object_add(object, "type", json_object_new_int(data->type));
		json_object_object_add(object, "token", json_object_new_int64(data->token));
		json_object_object_add(object, "data", json_object_new_string(text));
		json_object_array_add(array, object);
		free(text);
	}
}

struct json_object *document_make(const struct model *model, const struct providers *providers,
				  bool secrets, struct fault *fault)
{
	struct json_object *document = json_object_new_object();
	struct model shown = *model;
	struct db db;
	int rc;

	json_object_object_add(document, "format", json_object_new_string(FORMAT));
	json_object_object_add(document, "version", json_object_new_int(schema_version));
	if (memory_open(&db, schema_version, fault)) {
		json_object_put(document);
		return NULL;
	}
	iscsi_conf_copy(&shown.iscsi, &model->iscsi);
	if (!secrets)
		drop_secrets(&shown);
	rc = add_tables(document, &db, &shown, fault);
	iscsi_conf_free(&shown.iscsi);
	add_providers(document, providers);
	db_close(&db);
	if (!rc)
		return document;
	json_object_put(document);
	return NULL;
}

/* ---- reading ---- */

static int bad(struct fault *fault, const char *where, const char *what)
{
	return failed(fault, STMF_ERROR_INVALID_ARG, "%s: %s", where, what);
}

/* A row's name in messages: its first text. */
static char *row_name(const char *table, struct json_object *row)
{
	const char *text = "";

	json_object_object_foreach(row, key, value) {
		(void)key;
		if (json_object_is_type(value, json_type_string)) {
			text = json_object_get_string(value);
			break;
		}
	}
	return xasprintf("%s \"%s\"", table, text);
}

static int bind_value(sqlite3_stmt *stmt, int at, const struct column *column,
		      struct json_object *value, const char *where, struct fault *fault)
{
	const char *text;

	if (!value)
		return column->needed ? bad(fault, where, "a value is missing") : 0;
	if (column->number) {
		if (!json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 0)
			return bad(fault, where, "a number is needed");
		sqlite3_bind_int64(stmt, at, json_object_get_int64(value));
		return 0;
	}
	text = json_object_get_string(value);
	if (!json_object_is_type(value, json_type_string) ||
	    strlen(text) != (size_t)json_object_get_string_len(value))
		return bad(fault, where, "a text without NULs is needed");
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
	return 0;
}

/* "INSERT INTO table (columns) VALUES (?...)", all of which the table has */
static int insert_text(const struct db *db, const char *table, struct json_object *row,
		       const char *where, char **sql, struct fault *fault)
{
	char *names = xstrdup(""), *marks = xstrdup("");
	int n = 0, rc = 0;

	json_object_object_foreach(row, key, value) {
		char *more_names = xasprintf("%s%s%s", names, n ? ", " : "", key);
		char *more_marks = xasprintf("%s%s", marks, n ? ", ?" : "?");

		(void)value;
		free(names);
		free(marks);
		names = more_names;
		marks = more_marks;
		if (++n > COLUMNS_MAX || !column_of(db, table, key).known)
			rc = failed(fault, STMF_ERROR_INVALID_ARG, "%s: %s: is not known here", where,
				    key);
	}
	if (!rc && !n)
		rc = bad(fault, where, "is empty");
	*sql = xasprintf("INSERT INTO %s (%s) VALUES (%s)", table, names, marks);
	free(names);
	free(marks);
	return rc;
}

static int insert_row(const struct db *db, const char *table, struct json_object *row,
		      struct fault *fault)
{
	sqlite3_stmt *stmt = NULL;
	char *where, *sql;
	int n = 0, rc;

	if (!json_object_is_type(row, json_type_object))
		return bad(fault, table, "a row must be an object");
	where = row_name(table, row);
	rc = insert_text(db, table, row, where, &sql, fault);
	if (!rc && sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
		rc = bad(fault, where, sqlite3_errmsg(db->sqlite));
	if (!rc) {
		json_object_object_foreach(row, key, value) {
			const struct column column = column_of(db, table, key);

			rc = rc ? rc : bind_value(stmt, ++n, &column, value, where, fault);
		}
	}
	if (!rc && sqlite3_step(stmt) != SQLITE_DONE)
		rc = bad(fault, where, sqlite3_errmsg(db->sqlite));
	sqlite3_finalize(stmt);
	free(sql);
	free(where);
	return rc;
}

static int insert_tables(const struct db *db, struct json_object *object, struct fault *fault)
{
	json_object_object_foreach(object, table, array) {
		if (is_internal(table) ||
		    sqlite3_table_column_metadata(db->sqlite, NULL, table, NULL, NULL, NULL, NULL,
						  NULL, NULL) != SQLITE_OK)
			return bad(fault, table, "there is no such table");
		if (!json_object_is_type(array, json_type_array))
			return bad(fault, table, "must be a list");
		for (size_t i = 0; i < json_object_array_length(array); i++)
			if (insert_row(db, table, json_object_array_get_idx(array, i), fault))
				return -1;
	}
	return 0;
}

#define NOT_A_GUID "length(guid) != 32 OR guid GLOB '*[^0-9A-F]*'"

/* Each gives what is wrong. What a model has no room for must not get there. */
static const char *const rules[] = {
	"SELECT \"table\" || ': names a ' || parent || ' that is not there'"
	" FROM pragma_foreign_key_check",
	"SELECT 'lu ' || guid || ': not a GUID' FROM lu WHERE " NOT_A_GUID,
	"SELECT 'lu ' || guid || ': a number is out of range' FROM lu"
	" WHERE blk > 32768 OR wp > 1 OR wcd > 1"
	" OR buffered > 1 OR third_party_copy > 1",
	"SELECT 'view_entry ' || guid || ': not a GUID' FROM view_entry WHERE " NOT_A_GUID,
	"SELECT 'view_entry ' || guid || ': a number is out of range' FROM view_entry"
	" WHERE idx > 4294967294 OR lun > 16383",
	"SELECT 'access_state ' || guid || ': not a GUID' FROM access_state WHERE " NOT_A_GUID,
	"SELECT 'access_state ' || guid || ': there is no state ' || state FROM access_state"
	" WHERE state NOT IN ('active/optimized', 'active/non-optimized', 'standby', 'unavailable',"
	" 'transitioning')",
	"SELECT 'access_state ' || guid || ': a number is out of range' FROM access_state"
	" WHERE preferred > 1 OR id > 65535",
	"SELECT 'iscsi_target_tpg ' || target || ': a tag is out of range' FROM iscsi_target_tpg"
	" WHERE tag < 1 OR tag > 65535",
};

static int check_rules(const struct db *db, struct fault *fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		char *what = db_value(db, rules[i]);

		if (what) {
			failed(fault, STMF_ERROR_INVALID_ARG, "%s", what);
			free(what);
			return -1;
		}
	}
	return 0;
}

static void read_settings(struct json_object *object, struct names *found)
{
	struct json_object *array, *name;

	if (!json_object_object_get_ex(object, "setting", &array))
		return;
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (json_object_object_get_ex(json_object_array_get_idx(array, i), "name", &name))
			names_add(found, json_object_get_string(name));
}

static int read_tables(struct json_object *object, int version, struct model *model,
		       struct names *found, struct fault *fault)
{
	struct db db;
	int rc;

	if (memory_open(&db, version, fault))
		return -1;
	/* the settings of a new repository are not those of the document */
	rc = db_run(&db, fault, "DELETE FROM setting");
	if (!rc)
		rc = insert_tables(&db, object, fault);
	if (!rc)
		rc = schema_migrate(&db, version, schema_version, fault);
	if (!rc)
		rc = check_rules(&db, fault);
	if (!rc)
		rc = repo_load_tables(&db, model, fault);
	if (!rc)
		read_settings(object, found);
	db_close(&db);
	return rc;
}

static bool get_number(struct json_object *object, const char *key, int64_t max, int64_t *number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return false;
	*number = json_object_get_int64(value);
	return *number >= 0 && *number <= max;
}

static const char *get_text(struct json_object *object, const char *key, size_t max)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string) ||
	    (size_t)json_object_get_string_len(value) > max)
		return NULL;
	return json_object_get_string(value);
}

static int read_provider(struct json_object *object, struct providers *providers,
			 struct fault *fault)
{
	const char *name = get_text(object, "name", NAME_MAX_BYTES), *text;
	int64_t type, token;
	void *data;
	size_t n;

	text = get_text(object, "data", 2 * PROVIDER_DATA_MAX);
	if (!name || !*name || !text || !get_number(object, "type", STMF_PORT_PROVIDER_TYPE, &type) ||
	    type < STMF_LU_PROVIDER_TYPE || !get_number(object, "token", INT64_MAX, &token))
		return failed(fault, STMF_ERROR_INVALID_ARG,
			      "provider data \"%s\": need name, type, token and data (at most %d bytes)",
			      name ? name : "", PROVIDER_DATA_MAX);
	if (provider_parse(name, text, &data, &n, fault))
		return -1;
	vec_each(staged, &providers->staged)
		if (staged->type == type && !strcmp(staged->name, name)) {
			free(data);
			return failed(fault, STMF_ERROR_INVALID_ARG,
				      "provider data \"%s\": are there twice", name);
		}
	provider_stage(providers, type, name, token, data, n);
	free(data);
	return 0;
}

static int read_providers(struct json_object *document, struct providers *providers,
			  struct fault *fault)
{
	struct json_object *array;

	if (!json_object_object_get_ex(document, "provider_data", &array))
		return 0;
	if (!json_object_is_type(array, json_type_array))
		return bad(fault, "provider_data", "must be a list");
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (read_provider(json_object_array_get_idx(array, i), providers, fault))
			return -1;
	return 0;
}

int document_read(struct json_object *document, struct model *model, struct providers *providers,
		  struct names *found, struct fault *fault)
{
	const char *format = get_text(document, "format", NAME_MAX_BYTES);
	struct json_object *object;
	int64_t version;

	memset(model, 0, sizeof(*model));
	if (!same_text(format, FORMAT) || !get_number(document, "version", INT32_MAX, &version) ||
	    version < 1)
		return bad(fault, "the document", "is no configuration of COMSTAR for Linux");
	if (version > schema_version)
		return failed(fault, STMF_ERROR_SERVICE_DATA_VERSION,
			      "the document: is of version %" PRId64 ", of which this stmfd knows %d at most",
			      version, schema_version);
	if (!json_object_object_get_ex(document, "tables", &object) ||
	    !json_object_is_type(object, json_type_object))
		return bad(fault, "the document", "has no tables");
	if (read_tables(object, version, model, found, fault) ||
	    read_providers(document, providers, fault)) {
		model_free(model);
		return -1;
	}
	return 0;
}
