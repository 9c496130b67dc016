// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "repo.h"
#include "rows.h"
#include "schema.h"
#include "snapshot.h"

#define APPLICATION_ID 0x53544d46	/* STMF */

struct repo {
	struct db db;
	struct rows saved;
	struct names owned;
	struct providers providers;
	bool keeps_nothing;	/* persistence method none, as saved */
};

/* What to do about a repository that can't be used. */
static int unusable(struct fault *fault, int status, const char *path, const char *what)
{
	char *newest = snapshot_newest(path);

	failed(fault, status, "the repository %s %s; it is left as it is, and the service stays"
	       " offline. Put a copy in its place (%s), or begin anew with: stmfctl service clear",
	       path, what, newest ? newest : "there is no snapshot of it");
	free(newest);
	return -1;
}

static int check_version(struct db *db, long *version, struct fault *fault)
{
	char what[80];

	*version = db_number(db, "PRAGMA user_version");
	if (db_number(db, "PRAGMA application_id") != APPLICATION_ID || *version < 1)
		return unusable(fault, STMF_STATUS_ERROR, db->path, "is damaged, or is none");
	if (*version <= schema_version)
		return 0;
	snprintf(what, sizeof(what), "is of version %ld, of which this stmfd knows %d at most",
		 *version, schema_version);
	return unusable(fault, STMF_ERROR_SERVICE_DATA_VERSION, db->path, what);
}

static int not_writable(const char *path, const char *why, struct fault *fault)
{
	return failed(fault, STMF_ERROR_REPOSITORY, "the repository %s can't be written (%s): make it"
		      " writable, then restart stmfd", path, why);
}

/* Looks without the right to write, so that nothing is made worse. */
static int check(const char *path, long *version, struct fault *fault)
{
	char *verdict, *what, *orphan = NULL;
	struct db db;
	int rc;

	/* SQLite can't even read its log where it can't write */
	if (access(path, W_OK))
		return not_writable(path, strerror(errno), fault);
	if (db_open(&db, path, SQLITE_OPEN_READONLY, fault))
		return -1;
	rc = check_version(&db, version, fault);
	verdict = rc ? NULL : db_value(&db, "PRAGMA integrity_check");
	if (!rc && !same_text(verdict, "ok")) {
		for (char *line = verdict; line && (line = strchr(line, '\n'));)
			*line = ' ';
		what = xasprintf("is damaged (%.120s)", verdict ? verdict : sqlite3_errmsg(db.sqlite));
		rc = unusable(fault, STMF_STATUS_ERROR, path, what);
		free(what);
	}
	if (!rc && (orphan = db_value(&db, "PRAGMA foreign_key_check")))
		rc = unusable(fault, STMF_STATUS_ERROR, path, "is damaged (a row refers to none)");
	free(orphan);
	free(verdict);
	db_close(&db);
	return rc;
}

/* Made under another name: a repository is whole, or there is none. */
static int create(const char *path, struct fault *fault)
{
	char *new = xasprintf("%s.new", path), *copy = xstrdup(path), *dir = dirname(copy);
	struct db db;
	int rc = -1;

	if (mkdir(dir, 0700) && errno != EEXIST)
		failed(fault, STMF_STATUS_ERROR, "%s: %s", dir, strerror(errno));
	unlink(new);
	if (!db_open(&db, new, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, fault)) {
		rc = schema_migrate(&db, 0, schema_version, fault);
		db_close(&db);
	}
	if (!rc && (sync_path(new) || rename(new, path) || sync_path(dir)))
		rc = failed(fault, STMF_STATUS_ERROR, "%s: %s", new, strerror(errno));
	free(copy);
	free(new);
	return rc;
}

static int check_writable(struct repo *repo, struct fault *fault)
{
	if (!sqlite3_db_readonly(repo->db.sqlite, "main"))
		return 0;
	return not_writable(repo->db.path, "SQLite has it read-only", fault);
}

/* Of an older version a copy is kept. */
static int upgrade(struct repo *repo, long version, struct fault *fault)
{
	char why[32];

	if (version == schema_version)
		return 0;
	snprintf(why, sizeof(why), "version-%ld", version);
	say(LOG_NOTICE, "the repository %s is of version %ld and becomes version %d",
	    repo->db.path, version, schema_version);
	return snapshot_take(&repo->db, why, fault) ||
	       schema_migrate(&repo->db, version, schema_version, fault) ? -1 : 0;
}

static int load_names(struct repo *repo, struct fault *fault)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(repo->db.sqlite, "SELECT name FROM owned", -1, &stmt, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		names_add(&repo->owned, (const char *)sqlite3_column_text(stmt, 0));
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_failed(&repo->db, fault, "owned");
}

struct repo *repo_open(const char *path, bool *fresh, struct fault *fault)
{
	struct repo *repo = xcalloc(1, sizeof(*repo));
	mode_t mask = umask(077);
	long version = 0;

	*fresh = access(path, F_OK) && errno == ENOENT;
	if ((*fresh && create(path, fault)) || check(path, &version, fault) ||
	    db_open(&repo->db, path, SQLITE_OPEN_READWRITE, fault) ||
	    db_run(&repo->db, fault, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		   "PRAGMA foreign_keys = ON") ||
	    check_writable(repo, fault) || upgrade(repo, version, fault) || load_names(repo, fault) ||
	    providers_load(&repo->db, &repo->providers, fault)) {
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
	db_close(&repo->db);
	rows_free(&repo->saved);
	names_free(&repo->owned);
	providers_free(&repo->providers);
	free(repo);
}

static int load_table(const struct db *db, const struct table *table, struct model *model,
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
	rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);
	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			value[i] = (char *)sqlite3_column_text(stmt, i);
		table->load(model, value);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_failed(db, fault, sql);
}

int repo_load_tables(const struct db *db, struct model *model, struct fault *fault)
{
	memset(model, 0, sizeof(*model));
	for (int i = 0; i < TABLES; i++)
		if (load_table(db, &tables[i], model, fault)) {
			model_free(model);
			return -1;
		}
	return 0;
}

int repo_load(struct repo *repo, struct model *model, struct fault *fault)
{
	if (repo_load_tables(&repo->db, model, fault))
		return -1;
	rows_free(&repo->saved);
	rows_make(model, &repo->saved);
	repo->keeps_nothing = model->keep_nothing;
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
	return db_bind_run(&repo->db, fault, sql, row->value, table->keys);
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
	return db_bind_run(&repo->db, fault, sql, row->value, n);
}

/* Both lists are sorted. */
static int write_difference(struct repo *repo, const struct rows *old, const struct rows *new,
			    bool *any, struct fault *fault)
{
	size_t i = 0, j = 0;
	int rc = 0;

	while (!rc && (i < old->n || j < new->n)) {
		int order = i == old->n ? 1 : j == new->n ? -1 :
			    row_order(old->v[i], new->v[j]);

		if (order || !row_same(old->v[i], new->v[j])) {
			if (!*any)
				rc = db_run(&repo->db, fault, "BEGIN IMMEDIATE;"
					    "PRAGMA defer_foreign_keys = ON");
			*any = true;
			if (!rc)
				rc = order < 0 ? delete_row(repo, old->v[i], fault) :
						 write_row(repo, new->v[j], fault);
		}
		i += order <= 0;
		j += order >= 0;
	}
	return rc;
}

static int finish(struct repo *repo, int rc, bool any, struct fault *fault)
{
	if (!rc && any)
		rc = db_run(&repo->db, fault, "COMMIT");
	if (rc)
		sqlite3_exec(repo->db.sqlite, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

/* All that has changed, or nothing; an empty change costs no transaction. */
static int write_all(struct repo *repo, const struct rows *new, struct fault *fault)
{
	bool any = repo->providers.staged.n;
	int rc = any ? db_run(&repo->db, fault, "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON") : 0;

	if (!rc)
		rc = write_difference(repo, &repo->saved, new, &any, fault);
	if (!rc)
		rc = providers_write(&repo->db, &repo->providers, fault);
	return finish(repo, rc, any, fault);
}

static size_t own_start(const struct rows *rows)
{
	size_t i = 0;

	while (i < rows->n && rows->v[i]->table < TABLE_OWN)
		i++;
	return i;
}

int repo_save_own(struct repo *repo, const struct model *conf, struct fault *fault)
{
	const struct model model = { .access = conf->access, .iscsi = conf->iscsi };
	struct rows made, all = { 0 }, *old = &repo->saved;
	size_t at = own_start(old), from;
	bool any = false;
	int rc;

	rows_make(&model, &made);
	from = own_start(&made);
	for (size_t i = 0; i < at; i++)
		*vec_push(&all) = old->v[i];
	for (size_t i = from; i < made.n; i++)
		*vec_push(&all) = made.v[i];
	rc = write_difference(repo, old, &all, &any, fault);
	rc = finish(repo, rc, any, fault);
	if (!rc) {
		rows_cut(old, at);
		for (size_t i = from; i < made.n; i++)
			*vec_push(old) = made.v[i];
		made.n = from;
	}
	vec_free(&all);
	rows_free(&made);
	return rc;
}

/* Persistence method none: that it is so, and what must not be forgotten, is all that is written. */
static int save_nothing(struct repo *repo, const struct model *conf, struct fault *fault)
{
	if (repo_save_own(repo, conf, fault))
		return -1;
	if (!repo->keeps_nothing &&
	    db_run(&repo->db, fault, "UPDATE setting SET value = 'none' WHERE name = 'persist_method'"))
		return -1;
	vec_each(row, &repo->saved)
		if (row_is_setting(*row, "persist_method")) {
			free((*row)->value[1]);
			(*row)->value[1] = xstrdup("none");
		}
	repo->keeps_nothing = true;
	providers_settle(&repo->providers);
	return 0;
}

int repo_save(struct repo *repo, const struct model *model, struct fault *fault)
{
	struct rows new;

	if (model->keep_nothing)
		return save_nothing(repo, model, fault);
	if (repo->keeps_nothing)
		providers_restage(&repo->providers);
	rows_make(model, &new);
	if (write_all(repo, &new, fault)) {
		rows_free(&new);
		return -1;
	}
	rows_free(&repo->saved);
	repo->saved = new;
	repo->keeps_nothing = false;
	providers_settle(&repo->providers);
	return 0;
}

/* On failure nothing is changed; else what is saved follows. */
static int save_lu(struct repo *repo, const struct model *model, const char *guid, bool *any,
		   struct rows *old, struct rows *new, struct fault *fault)
{
	rows_of_lu(&repo->saved, guid, old);
	rows_make_lu(model_lu(model, guid), new);
	return write_difference(repo, old, new, any, fault);
}

int repo_save_lus(struct repo *repo, const struct model *model, const struct names *guids,
		  struct fault *fault)
{
	struct rows *old = xcalloc(guids->n, sizeof(*old)), *new = xcalloc(guids->n, sizeof(*new));
	bool any = false;
	int rc = 0;

	if (model->keep_nothing || repo->keeps_nothing || repo->providers.staged.n) {
		free(old);
		free(new);
		return repo_save(repo, model, fault);
	}
	for (size_t i = 0; i < guids->n && !rc; i++)
		rc = save_lu(repo, model, guids->v[i], &any, &old[i], &new[i], fault);
	rc = finish(repo, rc, any, fault);
	for (size_t i = 0; i < guids->n; i++) {
		if (!rc)
			rows_replace(&repo->saved, &old[i], &new[i]);
		vec_free(&old[i]);
		rows_free(&new[i]);
	}
	free(old);
	free(new);
	return rc;
}

struct providers *repo_providers(struct repo *repo)
{
	return &repo->providers;
}

int repo_snapshot(struct repo *repo, const char *why, struct fault *fault)
{
	mode_t mask = umask(077);
	int rc = snapshot_take(&repo->db, why, fault);

	umask(mask);
	return rc;
}

const struct names *repo_owned(const struct repo *repo)
{
	return &repo->owned;
}

int repo_own(struct repo *repo, const char *name, struct fault *fault)
{
	char *value[] = { (char *)name };

	if (db_bind_run(&repo->db, fault, "INSERT OR IGNORE INTO owned VALUES (?)", value, 1))
		return -1;
	names_add(&repo->owned, name);
	return 0;
}

int repo_disown(struct repo *repo, const char *name, struct fault *fault)
{
	char *value[] = { (char *)name };

	if (db_bind_run(&repo->db, fault, "DELETE FROM owned WHERE name = ?", value, 1))
		return -1;
	names_del(&repo->owned, name);
	return 0;
}
