// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <nvlist.h>
#include <stmf_linux.h>

#include "provider.h"

/* What nobody could read again is not taken. */
int provider_parse(const char *name, const char *text, void **data, size_t *n, struct fault *fault)
{
	struct stmf_nvlist *list = NULL;
	char err[STMF_NV_ERRLEN];

	if (stmf_hex_decode(text, data, n))
		return failed(fault, STMF_ERROR_INVALID_ARG,
			      "data of provider %s: must be hexadecimal digits", name);
	if (!stmf_nv_unpack(*data, *n, &list, err)) {
		stmf_nv_free(list);
		return 0;
	}
	free(*data);
	return failed(fault, STMF_ERROR_INVALID_ARG, "data of provider %s: %s", name, err);
}

static void clear(struct provider_data *data)
{
	free(data->name);
	free(data->data);
}

static void *copy(const void *data, size_t n)
{
	void *bytes;

	if (!data)
		return NULL;
	bytes = xcalloc(1, n);
	return n ? memcpy(bytes, data, n) : bytes;
}

static bool is(const struct provider_data *data, int type, const char *name)
{
	return data->type == type && !strcmp(data->name, name);
}

const struct provider_data *provider_find(const struct providers *providers, int type,
					  const char *name)
{
	vec_each(data, &providers->stored)
		if (is(data, type, name))
			return data;
	return NULL;
}

void provider_stage(struct providers *providers, int type, const char *name, uint64_t token,
		    const void *data, size_t n)
{
	*vec_push(&providers->staged) = (struct provider_data){
		.type = type, .name = xstrdup(name), .token = token,
		.data = copy(data, n), .n = n,
	};
}

void providers_restage(struct providers *providers)
{
	size_t staged = providers->staged.n;

	vec_each(data, &providers->stored) {
		bool there = false;

		for (size_t i = 0; i < staged; i++)
			there = there || is(&providers->staged.v[i], data->type, data->name);
		if (!there)
			provider_stage(providers, data->type, data->name, data->token, data->data,
				       data->n);
	}
}

void providers_drop_staged(struct providers *providers)
{
	vec_each(data, &providers->staged)
		clear(data);
	vec_free(&providers->staged);
}

int providers_load(struct db *db, struct providers *providers, struct fault *fault)
{
	static const char sql[] = "SELECT type, name, token, data FROM provider_data"
				  " ORDER BY type, name";
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const void *blob = sqlite3_column_blob(stmt, 3);

		*vec_push(&providers->stored) = (struct provider_data){
			.type = sqlite3_column_int(stmt, 0),
			.name = xstrdup((const char *)sqlite3_column_text(stmt, 1)),
			.token = sqlite3_column_int64(stmt, 2),
			.data = copy(blob ? blob : "", sqlite3_column_bytes(stmt, 3)),
			.n = sqlite3_column_bytes(stmt, 3),
		};
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_failed(db, fault, sql);
}

static int write_one(struct db *db, const struct provider_data *data, struct fault *fault)
{
	const char *sql = data->data ?
		"INSERT INTO provider_data (type, name, token, data) VALUES (?1, ?2, ?3, ?4)"
		" ON CONFLICT (type, name) DO UPDATE SET token = ?3, data = ?4" :
		"DELETE FROM provider_data WHERE type = ?1 AND name = ?2";
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int(stmt, 1, data->type);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 2, data->name, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK && data->data)
		rc = sqlite3_bind_int64(stmt, 3, data->token);
	if (rc == SQLITE_OK && data->data)
		rc = sqlite3_bind_blob(stmt, 4, data->data, data->n, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_failed(db, fault, sql);
}

int providers_write(struct db *db, const struct providers *providers, struct fault *fault)
{
	vec_each(data, &providers->staged)
		if (write_one(db, data, fault))
			return -1;
	return 0;
}

/* In the order of the table, as they come after a restart. */
static void store(struct providers *providers, const struct provider_data *data)
{
	size_t at = 0;

	while (at < providers->stored.n) {
		const struct provider_data *old = &providers->stored.v[at];

		if (old->type > data->type ||
		    (old->type == data->type && strcmp(old->name, data->name) > 0))
			break;
		at++;
	}
	(void)vec_push(&providers->stored);
	memmove(&providers->stored.v[at + 1], &providers->stored.v[at],
		(providers->stored.n - 1 - at) * sizeof(*data));
	providers->stored.v[at] = *data;
}

void providers_settle(struct providers *providers)
{
	vec_each(data, &providers->staged) {
		struct provider_data *old = (void *)provider_find(providers, data->type,
								  data->name);

		if (old) {
			clear(old);
			vec_remove(&providers->stored, old - providers->stored.v);
		}
		if (data->data)
			store(providers, data);
		else
			clear(data);
	}
	vec_free(&providers->staged);
}

void providers_free(struct providers *providers)
{
	providers_drop_staged(providers);
	vec_each(data, &providers->stored)
		clear(data);
	vec_free(&providers->stored);
}
