// SPDX-License-Identifier: GPL-2.0
/*
 * The repository over time: older versions become the present one, snapshots
 * are taken and rotate, provider data keep their tokens, method none writes nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <dirent.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libstmf.h>

#include "repo.h"
#include "rows.h"
#include "schema.h"
#include "snapshot.h"

#define GUID "600144F0000000000000000000000001"

static char dir[] = "/tmp/test_repo_history.XXXXXX";
static char *path;

static int remove_all(void **state)
{
	char *command = xasprintf("rm -rf %s/*", dir);
	int rc = system(command);

	free(command);
	return rc;
}

static struct repo *must_open(void)
{
	struct fault fault = { 0 };
	bool fresh;
	struct repo *repo = repo_open(path, &fresh, &fault);

	if (!repo)
		fail_msg("%s", fault.text);
	return repo;
}

static struct repo *open_loaded(struct model *model)
{
	struct repo *repo = must_open();

	assert_int_equal(repo_load(repo, model, NULL), 0);
	return repo;
}

static void must_save(struct repo *repo, const struct model *model)
{
	struct fault fault = { 0 };

	if (repo_save(repo, model, &fault))
		fail_msg("%s", fault.text);
}

static char *ask(const char *sql)
{
	struct db db;
	char *value;

	assert_int_equal(db_open(&db, path, SQLITE_OPEN_READONLY, NULL), 0);
	value = db_value(&db, sql);
	db_close(&db);
	return value;
}

static char *schema_of(void)
{
	return ask("SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master ORDER BY name)");
}

static size_t count_snapshots(void)
{
	char *name = xasprintf("%s/snapshots", dir);
	DIR *stream = opendir(name);
	struct dirent *entry;
	size_t n = 0;

	while (stream && (entry = readdir(stream)))
		n += entry->d_name[0] != '.';
	if (stream)
		closedir(stream);
	free(name);
	return n;
}

/* ---- versions ---- */

/* As that version wrote it. */
static void make_old(int version)
{
	struct fault fault = { 0 };
	struct db db;

	assert_int_equal(db_open(&db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), 0);
	if (schema_migrate(&db, 0, version, &fault) ||
	    db_run(&db, &fault, "PRAGMA journal_mode = WAL;"
		   "INSERT INTO host_group VALUES ('alpha', 0);"
		   "INSERT INTO host_member VALUES ('iqn.2026-01.test:a', 'alpha', 0);"
		   "INSERT INTO lu (guid, path, data_offset, size, blk, wp) VALUES"
		   " ('" GUID "', '/srv/a', 65536, 1048576, 512, 0);"
		   "INSERT INTO view_entry (guid, idx, host_group, lun) VALUES"
		   " ('" GUID "', 3, 'alpha', 7);"
		   "INSERT INTO owned VALUES ('iscsi/iqn.2026-01.test:t')"))
		fail_msg("%s", fault.text);
	db_close(&db);
}

static void check_old(const struct model *model)
{
	const struct lu *lu = model_lu(model, GUID);

	assert_int_equal(model->group[HOST_GROUP].n, 1);
	assert_string_equal(model->group[HOST_GROUP].v[0].member.v[0], "iqn.2026-01.test:a");
	assert_non_null(lu);
	assert_string_equal(lu->conf->path, "/srv/a");
	assert_int_equal(lu->view.v[0].index, 3);
	assert_int_equal(lu->view.v[0].lun, 7);
	assert_false(model->keep_nothing);
}

static void test_old_versions(void **state)
{
	char *newest, *got, *version;
	struct model model;
	struct repo *repo;

	repo_close(must_open());
	newest = schema_of();
	assert_int_equal(count_snapshots(), 0);
	for (int old = 1; old < schema_version; old++) {
		remove_all(NULL);
		make_old(old);
		repo = open_loaded(&model);
		check_old(&model);
		assert_true(names_has(repo_owned(repo), "iscsi/iqn.2026-01.test:t"));
		model.default_lu = STMF_STATE_OFFLINE;
		must_save(repo, &model);
		model_free(&model);
		repo_close(repo);
		got = schema_of();
		assert_string_equal(got, newest);
		free(got);
		assert_int_equal(count_snapshots(), 1);
		got = snapshot_newest(path);
		assert_non_null(strstr(got, "-version-"));
		free(got);
	}
	version = ask("PRAGMA user_version");
	assert_int_equal(atoi(version), schema_version);
	free(version);
	free(newest);
}

/* An upgrade that can't be carried out leaves the old version as it was. */
static void test_upgrade_fails(void **state)
{
	struct fault fault = { 0 };
	char *snapshots = xasprintf("%s/snapshots", dir), *version;
	bool fresh;

	make_old(1);
	fclose(fopen(snapshots, "w"));	/* no copy can be kept */
	assert_null(repo_open(path, &fresh, &fault));
	assert_non_null(strstr(fault.text, snapshots));
	version = ask("PRAGMA user_version");
	assert_string_equal(version, "1");
	free(version);
	unlink(snapshots);
	repo_close(must_open());
	free(snapshots);
}

/* ---- snapshots ---- */

static void test_snapshots(void **state)
{
	struct fault fault = { 0 };
	struct model model, loaded;
	char *name, *first, *new;
	struct repo *repo = open_loaded(&model);

	assert_int_equal(repo_snapshot(repo, "start", &fault), 0);
	assert_int_equal(repo_snapshot(repo, "again", &fault), 0);
	assert_int_equal(count_snapshots(), 1);
	first = snapshot_newest(path);
	for (int i = 0; i < SNAPSHOTS_KEPT + 3; i++) {
		name = xasprintf("group %d", i);
		model_group_add(&model, HOST_GROUP, name);
		free(name);
		must_save(repo, &model);
		assert_int_equal(repo_snapshot(repo, "change", &fault), 0);
	}
	assert_int_equal(count_snapshots(), SNAPSHOTS_KEPT);
	assert_int_not_equal(access(first, F_OK), 0);
	free(first);

	/* The remedy that an error tells: put the newest one in the place of the damaged one. */
	repo_close(repo);
	assert_int_equal(truncate(path, 100), 0);
	fault.status = 0;
	assert_null(repo_open(path, &(bool){ false }, &fault));
	new = snapshot_newest(path);
	assert_non_null(strstr(fault.text, new));
	name = xasprintf("%s-wal", path);
	unlink(name);
	free(name);
	assert_int_equal(rename(new, path), 0);
	free(new);
	repo = open_loaded(&loaded);
	assert_int_equal(loaded.group[HOST_GROUP].n, SNAPSHOTS_KEPT + 3);
	repo_close(repo);
	model_free(&loaded);
	model_free(&model);
}

/* ---- provider data ---- */

static void check_data(struct repo *repo, int type, const char *name, uint64_t token,
		       const void *bytes, size_t n)
{
	const struct provider_data *data = provider_find(repo_providers(repo), type, name);

	assert_non_null(data);
	assert_int_equal(data->token, token);
	assert_int_equal(data->n, n);
	assert_memory_equal(data->data, bytes, n);
}

static void test_provider_data(void **state)
{
	size_t large = 300000;
	char *bytes = xcalloc(1, large);
	struct model model;
	struct repo *repo = open_loaded(&model);
	struct providers *providers = repo_providers(repo);

	for (size_t i = 0; i < large; i++)
		bytes[i] = i * 7;
	provider_stage(providers, STMF_PORT_PROVIDER_TYPE, "iscsit", 1, bytes, large);
	provider_stage(providers, STMF_LU_PROVIDER_TYPE, "iscsit", 9, "", 0);
	provider_stage(providers, STMF_LU_PROVIDER_TYPE, "a", 1, "x", 1);
	assert_null(provider_find(providers, STMF_PORT_PROVIDER_TYPE, "iscsit"));
	must_save(repo, &model);
	assert_int_equal(providers->staged.n, 0);
	check_data(repo, STMF_PORT_PROVIDER_TYPE, "iscsit", 1, bytes, large);
	repo_close(repo);
	model_free(&model);

	repo = open_loaded(&model);
	providers = repo_providers(repo);
	assert_int_equal(providers->stored.n, 3);
	check_data(repo, STMF_PORT_PROVIDER_TYPE, "iscsit", 1, bytes, large);
	check_data(repo, STMF_LU_PROVIDER_TYPE, "iscsit", 9, "", 0);
	provider_stage(providers, STMF_PORT_PROVIDER_TYPE, "iscsit", 2, "y", 1);
	provider_stage(providers, STMF_LU_PROVIDER_TYPE, "a", 0, NULL, 0);
	providers_drop_staged(providers);
	must_save(repo, &model);
	check_data(repo, STMF_PORT_PROVIDER_TYPE, "iscsit", 1, bytes, large);
	provider_stage(providers, STMF_PORT_PROVIDER_TYPE, "iscsit", 2, "y", 1);
	provider_stage(providers, STMF_LU_PROVIDER_TYPE, "a", 0, NULL, 0);
	must_save(repo, &model);
	repo_close(repo);
	model_free(&model);

	repo = open_loaded(&model);
	check_data(repo, STMF_PORT_PROVIDER_TYPE, "iscsit", 2, "y", 1);
	assert_null(provider_find(repo_providers(repo), STMF_LU_PROVIDER_TYPE, "a"));
	repo_close(repo);
	model_free(&model);
	free(bytes);
}

/* Model and provider data are one transaction: both, or neither. */
static void test_one_transaction(void **state)
{
	struct rlimit unlimited, limit = { 64 * 1024, RLIM_INFINITY };
	size_t large = 1 << 20;
	char *bytes = xcalloc(1, large);
	struct model model;
	struct repo *repo = open_loaded(&model);

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &unlimited);
	limit.rlim_max = unlimited.rlim_max;
	model_group_add(&model, HOST_GROUP, "g");
	provider_stage(repo_providers(repo), STMF_PORT_PROVIDER_TYPE, "p", 1, bytes, large);
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(repo_save(repo, &model, NULL), -1);
	setrlimit(RLIMIT_FSIZE, &unlimited);
	repo_close(repo);
	model_free(&model);

	repo = open_loaded(&model);
	assert_int_equal(model.group[HOST_GROUP].n, 0);
	assert_int_equal(repo_providers(repo)->stored.n, 0);
	repo_close(repo);
	model_free(&model);
	free(bytes);
}

/* ---- persistence method none ---- */

static void test_none(void **state)
{
	struct model model, loaded;
	struct repo *repo = open_loaded(&model);

	model_group_add(&model, HOST_GROUP, "before");
	must_save(repo, &model);
	model.keep_nothing = true;
	model_group_add(&model, HOST_GROUP, "lost");
	must_save(repo, &model);
	provider_stage(repo_providers(repo), STMF_PORT_PROVIDER_TYPE, "p", 1, "x", 1);
	must_save(repo, &model);
	check_data(repo, STMF_PORT_PROVIDER_TYPE, "p", 1, "x", 1);
	repo_close(repo);

	repo = open_loaded(&loaded);
	assert_true(loaded.keep_nothing);
	assert_int_equal(loaded.group[HOST_GROUP].n, 1);
	assert_int_equal(repo_providers(repo)->stored.n, 0);
	model_free(&loaded);
	model.keep_nothing = false;
	must_save(repo, &model);
	repo_close(repo);
	repo = open_loaded(&loaded);
	assert_false(loaded.keep_nothing);
	assert_int_equal(loaded.group[HOST_GROUP].n, 2);
	repo_close(repo);
	model_free(&loaded);
	model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_old_versions, remove_all),
		cmocka_unit_test_setup(test_upgrade_fails, remove_all),
		cmocka_unit_test_setup(test_snapshots, remove_all),
		cmocka_unit_test_setup(test_provider_data, remove_all),
		cmocka_unit_test_setup(test_one_transaction, remove_all),
		cmocka_unit_test_setup(test_none, remove_all),
	};
	int failures;

	assert_non_null(mkdtemp(dir));
	path = xasprintf("%s/repository.db", dir);
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	remove_all(NULL);
	rmdir(dir);
	free(path);
	return failures;
}
