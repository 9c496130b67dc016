// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "db.h"

#define BUSY_TIMEOUT 5000		/* ms: somebody looks at it with sqlite3 */

/* What keeps SQLite from writing is no matter of what was to be written. */
static const char *remedy(struct sqlite3 *sqlite)
{
	switch (sqlite3_extended_errcode(sqlite)) {
	case SQLITE_IOERR_WRITE:
	case SQLITE_IOERR_FSYNC:
	case SQLITE_IOERR_DIR_FSYNC:
	case SQLITE_IOERR_TRUNCATE:
	case SQLITE_IOERR_SHMSIZE:
		return "make its file system writable";
	}
	switch (sqlite3_errcode(sqlite) & 0xff) {
	case SQLITE_FULL:
		return "make space on its file system";
	case SQLITE_READONLY:		/* which a damaged one is, too, when it is only looked at */
		return sqlite3_db_readonly(sqlite, "main") ? NULL : "make its file system writable";
	}
	return NULL;
}

int db_failed(const struct db *db, struct fault *fault, const char *what)
{
	const char *todo = remedy(db->sqlite);
	int status = sqlite3_errcode(db->sqlite) == SQLITE_NOMEM ? STMF_ERROR_NOMEM :
								   STMF_STATUS_ERROR;

	if (todo)
		return failed(fault, STMF_ERROR_REPOSITORY, "the repository %s can't be written (%s): %s",
			      db->path, sqlite3_errmsg(db->sqlite), todo);
	return failed(fault, status, "the repository %s: %s: %s", db->path, what,
		      sqlite3_errmsg(db->sqlite));
}

int db_open(struct db *db, const char *path, int flags, struct fault *fault)
{
	db->path = xstrdup(path);
	if (sqlite3_open_v2(path, &db->sqlite, flags, NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(db->sqlite, BUSY_TIMEOUT);
		return 0;
	}
	db_failed(db, fault, "can't be opened");
	db_close(db);
	return -1;
}

void db_close(struct db *db)
{
	sqlite3_close(db->sqlite);
	free(db->path);
	memset(db, 0, sizeof(*db));
}

int db_run(struct db *db, struct fault *fault, const char *sql)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_failed(db, fault, sql);
	return 0;
}

int db_bind_run(struct db *db, struct fault *fault, const char *sql, char *const *value, int n)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);

	for (int i = 0; i < n && rc == SQLITE_OK; i++)
		if (value[i])
			rc = sqlite3_bind_text(stmt, i + 1, value[i], -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_failed(db, fault, sql);
}

char *db_value(const struct db *db, const char *sql)
{
	sqlite3_stmt *stmt;
	char *text = NULL;

	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		text = xstrdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return text;
}

long db_number(const struct db *db, const char *sql)
{
	char *text = db_value(db, sql);
	long n = text ? strtol(text, NULL, 10) : -1;

	free(text);
	return n;
}

int sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}
