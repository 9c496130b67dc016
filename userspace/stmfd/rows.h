/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration as rows of the repository's tables. All values are texts;
 * NULL is NULL.
 */
#ifndef _STMFD_ROWS_H
#define _STMFD_ROWS_H

#include "model.h"

#define COLUMNS 17	/* at most */
#define KEYS 2

struct row {
	int table;
	char *value[COLUMNS];
};

struct rows {
	struct row **v;
	size_t n;
};

struct table {
	const char *name;
	const char *order;		/* in which rows are loaded */
	int keys;			/* the first columns are the key */
	const char *column[COLUMNS + 1];
	void (*save)(const struct model *model, int table, struct rows *rows);
	void (*load)(struct model *model, char *const *value);
};

extern const struct table tables[];
#define TABLES 18
#define TABLE_OWN 10			/* from there on: what stmf.ko does not know */

/* iscsi_rows.c; a table's functions are for its entry in tables[] */
#define ISCSI_TABLE(table)							\
	void iscsi_save_##table(const struct model *model, int table, struct rows *rows); \
	void iscsi_load_##table(struct model *model, char *const *value)
ISCSI_TABLE(defaults);
ISCSI_TABLE(isns);
ISCSI_TABLE(tpgs);
ISCSI_TABLE(portals);
ISCSI_TABLE(targets);
ISCSI_TABLE(tpgts);
ISCSI_TABLE(initiators);

char **rows_new(struct rows *rows, int table);	/* values of a new row */
char *rows_number(uint64_t n);

/* All of them, sorted by table and key. */
void rows_make(const struct model *model, struct rows *rows);
/* Those of one logical unit's tables only, lu being NULL if it is gone */
void rows_make_lu(const struct lu *lu, struct rows *rows);
/* Those that are of this logical unit's tables, among all; they stay where they are. */
void rows_of_lu(const struct rows *all, const char *guid, struct rows *rows);
/* Some of all give way to others; both lists are empty then. */
void rows_replace(struct rows *all, struct rows *old, struct rows *new);
int row_order(const struct row *a, const struct row *b);
bool row_is_setting(const struct row *row, const char *name);
bool row_same(const struct row *a, const struct row *b);
void rows_cut(struct rows *rows, size_t n);	/* keeps the first n */
void rows_free(struct rows *rows);

#endif /* _STMFD_ROWS_H */
