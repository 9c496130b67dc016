// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libstmf.h>

#include "repo.h"
#include "rows.h"

#define APPLICATION_ID 0x53544d46	/* STMF */
#define VERSION 1
#define BUSY_TIMEOUT 5000		/* ms: somebody looks at it with sqlite3 */

struct repo {
	char *path;
	sqlite3 *db;
	struct rows saved;
	struct names owned;
};

static int sql_failed(struct repo *repo, struct fault *fault, const char *what)
{
	return failed(fault, STMF_STATUS_ERROR, "the repository %s: %s: %s", repo->path, what,
		    sqlite3_errmsg(repo->db));
}

static int sql_run(struct repo *repo, struct fault *fault, const char *sql)
{
	if (sqlite3_exec(repo->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sql_failed(repo, fault, sql);
	return 0;
}

/* One statement with texts; NULL is NULL. */
static int sql_bind_run(struct repo *repo, struct fault *fault, const char *sql,
			char *const *value, int n)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(repo->db, sql, -1, &stmt, NULL);

	for (int i = 0; i < n && rc == SQLITE_OK; i++)
		if (value[i])
			rc = sqlite3_bind_text(stmt, i + 1, value[i], -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : sql_failed(repo, fault, sql);
}

/* The first column of the first row as text; NULL: there is none, or an error. */
static char *sql_value(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	char *text = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		text = xstrdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return text;
}

static long sql_number(sqlite3 *db, const char *sql)
{
	char *text = sql_value(db, sql);
	long n = text ? strtol(text, NULL, 10) : -1;

	free(text);
	return n;
}

static int db_open(struct repo *repo, const char *path, int flags, struct fault *fault)
{
	int rc = sqlite3_open_v2(path, &repo->db, flags, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(repo->db, BUSY_TIMEOUT);
		return 0;
	}
	sql_failed(repo, fault, "can't be opened");
	sqlite3_close(repo->db);
	repo->db = NULL;
	return -1;
}

/* Looks without the right to write, so that nothing is made worse. */
static int check(struct repo *repo, struct fault *fault)
{
	char *verdict = NULL;
	long version;
	int rc = -1;

	if (db_open(repo, repo->path, SQLITE_OPEN_READONLY, fault))
		return -1;
	version = sql_number(repo->db, "PRAGMA user_version");
	if (sql_number(repo->db, "PRAGMA application_id") != APPLICATION_ID || version < 1)
		failed(fault, STMF_STATUS_ERROR, "the repository %s is damaged, or is none",
		       repo->path);
	else if (version > VERSION)
		failed(fault, STMF_ERROR_SERVICE_DATA_VERSION,
		     "the repository %s is of version %ld; this stmfd knows %d", repo->path,
		     version, VERSION);
	else if (!(verdict = sql_value(repo->db, "PRAGMA integrity_check")) ||
		 strcmp(verdict, "ok"))
		failed(fault, STMF_STATUS_ERROR, "the repository %s is damaged: %s", repo->path,
		     verdict ? verdict : sqlite3_errmsg(repo->db));
	else
		rc = 0;
	free(verdict);
	sqlite3_close(repo->db);
	repo->db = NULL;
	return rc;
}

static int create_tables(struct repo *repo, struct fault *fault)
{
	char sql[1024];

	if (sql_run(repo, fault, "BEGIN"))
		return -1;
	for (int i = 0; i < TABLES; i++) {
		snprintf(sql, sizeof(sql), "CREATE TABLE %s (%s) WITHOUT ROWID", tables[i].name,
			 tables[i].definition);
		if (sql_run(repo, fault, sql))
			return -1;
	}
	snprintf(sql, sizeof(sql),
		 "CREATE TABLE owned (name TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;"
		 "INSERT INTO setting VALUES ('service', 'online'),"
		 " ('default_lu_state', 'online'), ('default_target_state', 'online');"
		 "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
		 APPLICATION_ID, VERSION);
	return sql_run(repo, fault, sql);
}

static int sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

/* Made under another name: a repository is whole, or there is none. */
static int create(struct repo *repo, struct fault *fault)
{
	char *new = xasprintf("%s.new", repo->path), *path = xstrdup(repo->path);
	char *dir = dirname(path);
	mode_t mask = umask(077);
	int rc = -1;

	if (mkdir(dir, 0700) && errno != EEXIST)
		failed(fault, STMF_STATUS_ERROR, "%s: %s", dir, strerror(errno));
	unlink(new);
	if (!db_open(repo, new, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, fault)) {
		rc = create_tables(repo, fault);
		sqlite3_close(repo->db);
		repo->db = NULL;
	}
	if (!rc && (sync_path(new) || rename(new, repo->path) || sync_path(dir)))
		rc = failed(fault, STMF_STATUS_ERROR, "%s: %s", new, strerror(errno));
	umask(mask);
	free(path);
	free(new);
	return rc;
}

static int check_writable(struct repo *repo, struct fault *fault)
{
	if (!sqlite3_db_readonly(repo->db, "main"))
		return 0;
	return failed(fault, STMF_STATUS_ERROR, "the repository %s can't be written", repo->path);
}

static int load_names(struct repo *repo, struct fault *fault)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(repo->db, "SELECT name FROM owned", -1, &stmt, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		names_add(&repo->owned, (const char *)sqlite3_column_text(stmt, 0));
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : sql_failed(repo, fault, "owned");
}

struct repo *repo_open(const char *path, bool *fresh, struct fault *fault)
{
	struct repo *repo = xcalloc(1, sizeof(*repo));
	mode_t mask = umask(077);

	repo->path = xstrdup(path);
	*fresh = access(path, F_OK) && errno == ENOENT;
	if ((*fresh && create(repo, fault)) || check(repo, fault) ||
	    db_open(repo, path, SQLITE_OPEN_READWRITE, fault) ||
	    sql_run(repo, fault, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		    "PRAGMA foreign_keys = ON") ||
	    load_names(repo, fault) || check_writable(repo, fault)) {
		repo_close(repo);
		repo = NULL;
	}
	umask(mask);
	return repo;
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	sqlite3_close(repo->db);
	rows_free(&repo->saved);
	names_free(&repo->owned);
	free(repo->path);
	free(repo);
}

static int load_table(struct repo *repo, const struct table *table, struct model *model,
		      struct fault *fault)
{
	char sql[512] = "SELECT ", *value[COLUMNS];
	sqlite3_stmt *stmt;
	int rc, columns = 0;

	for (; columns < COLUMNS && table->column[columns]; columns++)
		snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%s%s", columns ? ", " : "",
			 table->column[columns]);
	snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), " FROM %s ORDER BY %s",
		 table->name, table->order);
	rc = sqlite3_prepare_v2(repo->db, sql, -1, &stmt, NULL);
	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			value[i] = (char *)sqlite3_column_text(stmt, i);
		table->load(model, value);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : sql_failed(repo, fault, sql);
}

int repo_load(struct repo *repo, struct model *model, struct fault *fault)
{
	memset(model, 0, sizeof(*model));
	for (int i = 0; i < TABLES; i++)
		if (load_table(repo, &tables[i], model, fault))
			return -1;
	rows_free(&repo->saved);
	rows_make(model, &repo->saved);
	return 0;
}

static int delete_row(struct repo *repo, const struct row *row, struct fault *fault)
{
	const struct table *table = &tables[row->table];
	char sql[512];

	snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE %s = ?", table->name, table->column[0]);
	for (int i = 1; i < table->keys; i++)
		snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), " AND %s = ?",
			 table->column[i]);
	return sql_bind_run(repo, fault, sql, row->value, table->keys);
}

/* Not REPLACE: that would delete the row first, which others may refer to. */
static int write_row(struct repo *repo, const struct row *row, struct fault *fault)
{
	const struct table *table = &tables[row->table];
	char names[256] = "", marks[64] = "", sets[512] = "", keys[64] = "", sql[1024];
	int n = 0;

	for (; n < COLUMNS && table->column[n]; n++) {
		const char *name = table->column[n], *comma = n ? ", " : "";

		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", comma,
			 name);
		snprintf(marks + strlen(marks), sizeof(marks) - strlen(marks), "%s?", comma);
		if (n < table->keys)
			snprintf(keys + strlen(keys), sizeof(keys) - strlen(keys), "%s%s", comma,
				 name);
		else
			snprintf(sets + strlen(sets), sizeof(sets) - strlen(sets),
				 "%s%s = excluded.%s", n > table->keys ? ", " : "", name, name);
	}
	snprintf(sql, sizeof(sql), "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s",
		 table->name, names, marks, keys, sets);
	return sql_bind_run(repo, fault, sql, row->value, n);
}

/* Both lists are sorted. Returns how many rows differ, or -1. */
static int write_difference(struct repo *repo, const struct rows *old, const struct rows *new,
			    struct fault *fault)
{
	size_t i = 0, j = 0;
	int n = 0, rc = 0;

	while (!rc && (i < old->n || j < new->n)) {
		int order = i == old->n ? 1 : j == new->n ? -1 :
			    row_order(&old->v[i], &new->v[j]);

		if (!order && row_same(&old->v[i], &new->v[j])) {
			i++;
			j++;
			continue;
		}
		if (!n++)
			rc = sql_run(repo, fault, "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON");
		if (!rc)
			rc = order < 0 ? delete_row(repo, &old->v[i], fault) :
					 write_row(repo, &new->v[j], fault);
		i += order <= 0;
		j += order >= 0;
	}
	return rc ? rc : n;
}

int repo_save(struct repo *repo, const struct model *model, struct fault *fault)
{
	struct rows new;
	int n;

	rows_make(model, &new);
	n = write_difference(repo, &repo->saved, &new, fault);
	if (n > 0 && sql_run(repo, fault, "COMMIT"))
		n = -1;
	if (n < 0) {
		sqlite3_exec(repo->db, "ROLLBACK", NULL, NULL, NULL);
		rows_free(&new);
		return -1;
	}
	rows_free(&repo->saved);
	repo->saved = new;
	return 0;
}

const struct names *repo_owned(const struct repo *repo)
{
	return &repo->owned;
}

int repo_own(struct repo *repo, const char *name, struct fault *fault)
{
	char *value[] = { (char *)name };

	if (sql_bind_run(repo, fault, "INSERT OR IGNORE INTO owned VALUES (?)", value, 1))
		return -1;
	names_add(&repo->owned, name);
	return 0;
}

int repo_disown(struct repo *repo, const char *name, struct fault *fault)
{
	char *value[] = { (char *)name };

	if (sql_bind_run(repo, fault, "DELETE FROM owned WHERE name = ?", value, 1))
		return -1;
	names_del(&repo->owned, name);
	return 0;
}
