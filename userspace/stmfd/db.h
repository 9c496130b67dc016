/* SPDX-License-Identifier: GPL-2.0 */
/* SQLite as the repository uses it: one database file, statements with texts, faults that name it. */
#ifndef _STMFD_DB_H
#define _STMFD_DB_H

#include <sqlite3.h>

#include "util.h"

struct db {
	char *path;
	sqlite3 *sqlite;	/* NULL: not open */
};

/* flags: SQLITE_OPEN_... */
int db_open(struct db *db, const char *path, int flags, struct fault *fault);
void db_close(struct db *db);

/* The fault says what did not work, and SQLite's reason. */
int db_failed(const struct db *db, struct fault *fault, const char *what);
int db_run(struct db *db, struct fault *fault, const char *sql);
/* One statement with texts; NULL is NULL. */
int db_bind_run(struct db *db, struct fault *fault, const char *sql, char *const *value, int n);

/* The first column of the first row as text; NULL: there is none, or an error. */
char *db_value(const struct db *db, const char *sql);
long db_number(const struct db *db, const char *sql);	/* -1 likewise */

/* Flushes a file or directory to its disk: 0, or -1 and errno. */
int sync_path(const char *path);

#endif /* _STMFD_DB_H */
