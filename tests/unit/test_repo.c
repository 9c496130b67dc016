// SPDX-License-Identifier: GPL-2.0
/*
 * The repository: what is saved is loaded; a crash at any moment leaves the old
 * or the new configuration; what is damaged or newer is refused and left as it
 * is. The seed is printed, and may be given as the first argument.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "repo.h"
#include "rows.h"

static char dir[] = "/tmp/test_repo.XXXXXX";
static char *path;

static unsigned int pick(unsigned int below)
{
	return (unsigned int)random() % below;
}

/* ---- models ---- */

static const char *const odd[] = { "plain", "with blank", "per%cent/slash", "\xc3\xa4 UTF-8",
				   "not \xff UTF-8", "'; DROP TABLE lu; --", "new\nline" };

static void make_group(struct model *model, enum group_kind kind, int i)
{
	char *name = xasprintf("%s %d", odd[pick(ARRAY_SIZE(odd))], i);
	struct group *group = model_group_add(model, kind, name);

	for (unsigned int n = pick(4); n > 0; n--)
		*vec_push(&group->member) = xasprintf("iqn.2026-01.test:%d-%d-%u", kind, i, n);
	free(name);
}

static struct lu_conf *make_conf(int i)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));

	conf->path = xasprintf("/srv/%s/%d", odd[pick(ARRAY_SIZE(odd))], i);
	conf->meta = pick(2) ? xstrdup("/srv/meta") : NULL;
	conf->alias = pick(2) ? xstrdup(odd[pick(ARRAY_SIZE(odd))]) : NULL;
	conf->mgmt_url = pick(2) ? xstrdup("http://host/") : NULL;
	conf->vid = pick(2) ? xstrdup("VENDOR") : NULL;
	conf->pid = pick(2) ? xstrdup("PRODUCT") : NULL;
	conf->serial = pick(2) ? xstrdup("S 1") : NULL;
	conf->offset = pick(2) * 65536;
	conf->size = pick(2) ? INT64_MAX - 65536 : pick(1000) * 512;
	conf->blk = 512 << pick(7);
	conf->wp = pick(2);
	conf->wcd_given = pick(2);
	conf->wcd = conf->wcd_given && pick(2);
	conf->buffered = pick(2);
	conf->copy = pick(2);
	conf->device = pick(2) ? xstrdup("ACME Tape -") : NULL;
	return conf;
}

static void make_view(struct model *model, struct lu *lu)
{
	struct view *view = lu_view_add(lu, pick(2) ? pick(100) : UINT32_MAX - 1 - pick(100));

	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		size_t n = model->group[kind].n;
		struct group *group = n ? &model->group[kind].v[pick(n)] : NULL;

		free(view->group[kind]);
		view->group[kind] = group && pick(2) ? xstrdup(group->name) : NULL;
	}
	view->lun = pick(STMF_LUN_MAX + 1);
}

static void make_chap(struct iscsi_chap *chap)
{
	chap->user = pick(2) ? xstrdup(odd[pick(ARRAY_SIZE(odd))]) : NULL;
	chap->secret = pick(2) ? xstrdup("c2VjcmV0LW9mLWhvc3Q=") : NULL;
}

static void make_tpgs(struct iscsi_conf *conf, unsigned int objects)
{
	for (unsigned int i = pick(objects); i > 0; i--) {
		char *name = xasprintf("%s%u", odd[i % ARRAY_SIZE(odd)], i);
		struct iscsi_tpg *tpg = iscsi_tpg_add(conf, name);

		for (unsigned int n = pick(4); n > 0; n--)
			*vec_push(&tpg->portal) = xasprintf("192.0.2.%u:%u", i, n);
		free(name);
	}
}

static void make_iscsi(struct model *model, unsigned int objects)
{
	struct iscsi_conf *conf = &model->iscsi;

	make_tpgs(conf, objects);
	vec_each(target, &model->target) {
		struct iscsi_target *own = pick(2) ? iscsi_target_add(conf, target->name) : NULL;

		if (!own)
			continue;
		own->auth = pick(ISCSI_AUTH_RADIUS + 1);
		own->old_name = pick(8) ? NULL : xstrdup("iqn.2026-01.test:old");
		make_chap(&own->chap);
		if (conf->tpg.n && pick(2))
			iscsi_target_set_tpgs(own, (const char *[]){ conf->tpg.v->name }, 1);
	}
	for (unsigned int i = pick(objects); i > 0; i--) {
		char *name = xasprintf("iqn.2026-01.Test:%u", i);

		make_chap(&iscsi_initiator_add(conf, name)->chap);
		free(name);
	}
	conf->defaults.auth = pick(ISCSI_AUTH_RADIUS + 1);
	conf->defaults.alias = pick(2) ? xstrdup("all") : NULL;
	conf->defaults.radius_server = pick(2) ? xstrdup("192.0.2.1:1812") : NULL;
	conf->defaults.radius_secret = pick(2) ? xstrdup("c2VjcmV0LW9mLWhvc3Q=") : NULL;
	conf->defaults.isns = pick(2);
	if (pick(2))
		*vec_push(&conf->defaults.isns_server) = xstrdup("192.0.2.1:3205");
}

static void make_access(struct model *model)
{
	size_t n = model->group[TARGET_GROUP].n;

	vec_each(lu, &model->lu)
		for (unsigned int i = pick(3); i > 0; i--)
			access_set(&model->access, lu->guid, n && pick(3) ?
				   model->group[TARGET_GROUP].v[pick(n)].name : NULL, pick(4),
				   pick(2), pick(9));
}

static void make_model(struct model *model, unsigned int objects)
{
	memset(model, 0, sizeof(*model));
	model->service = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	model->default_lu = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	model->default_target = pick(2) ? STMF_STATE_ONLINE : STMF_STATE_OFFLINE;
	for (unsigned int i = pick(objects); i > 0; i--) {
		make_group(model, HOST_GROUP, i);
		make_group(model, TARGET_GROUP, i);
	}
	for (unsigned int i = pick(objects); i > 0; i--) {
		char guid[GUID_DIGITS + 1];
		struct lu *lu;

		snprintf(guid, sizeof(guid), "600144F0%024u", pick(3 * objects));
		lu = model_lu_add(model, guid);
		lu_conf_free(lu->conf);
		lu->conf = pick(4) ? make_conf(i) : NULL;
		lu->asked = pick(3);
		for (unsigned int n = pick(3); n > 0; n--)
			make_view(model, lu);
	}
	for (unsigned int i = pick(objects); i > 0; i--) {
		struct target *target = vec_push(&model->target);

		target->name = xasprintf("iqn.2026-01.test:t%u", i);
		target->provider = pick(8) ? xstrdup("iscsit") : NULL;
		target->asked = pick(3);
		target->alias = pick(2) ? xstrdup(odd[pick(ARRAY_SIZE(odd))]) : NULL;
		target->params = pick(2) ? xstrdup("portal=0.0.0.0:3260\nportal=[::1]:1") : NULL;
	}
	make_access(model);
	make_iscsi(model, objects);
}

/* Indexes that came twice: the first stays, so that saving keeps the rules. */
static void drop_doubles(struct model *model)
{
	vec_each(lu, &model->lu) {
		for (size_t i = 1; i < lu->view.n; i++) {
			struct view *view = &lu->view.v[i];

			if (view->index != view[-1].index)
				continue;
			free(view->group[0]);
			free(view->group[1]);
			vec_remove(&lu->view, i);
			i--;
		}
	}
}

static void new_model(struct model *model, unsigned int objects)
{
	make_model(model, objects);
	drop_doubles(model);
}

/* All that the repository keeps, the order of things included. */
static bool same(const struct model *a, const struct model *b)
{
	struct rows x, y;
	bool is;

	rows_make(a, &x);
	rows_make(b, &y);
	is = x.n == y.n;
	for (size_t i = 0; is && i < x.n; i++)
		is = x.v[i]->table == y.v[i]->table && row_same(x.v[i], y.v[i]);
	rows_free(&x);
	rows_free(&y);
	return is;
}

/* ---- files ---- */

static void remove_all(void)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".new", ".new-journal" };

	for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
		char *name = xasprintf("%s%s", path, tails[i]);

		unlink(name);
		free(name);
	}
}

static char *read_file(const char *name, size_t *n)
{
	FILE *file = fopen(name, "r");
	char *data = NULL;

	*n = 0;
	if (!file)
		return NULL;
	data = xcalloc(1, 4 << 20);
	*n = fread(data, 1, 4 << 20, file);
	fclose(file);
	return data;
}

static void write_file(const char *name, const char *data, size_t n)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, n, file), n);
	fclose(file);
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

static void load(struct model *model)
{
	struct repo *repo = must_open();

	assert_int_equal(repo_load(repo, model, NULL), 0);
	repo_close(repo);
}

static void save_new(const struct model *model)
{
	struct repo *repo = must_open();
	struct model old;

	assert_int_equal(repo_load(repo, &old, NULL), 0);
	assert_int_equal(repo_save(repo, model, NULL), 0);
	repo_close(repo);
	model_free(&old);
}

static void expect_refused(int status)
{
	struct fault fault = { 0 };
	size_t before_n, after_n;
	char *before = read_file(path, &before_n), *after;
	bool fresh;

	assert_null(repo_open(path, &fresh, &fault));
	assert_false(fresh);
	assert_int_equal(fault.status, status);
	assert_non_null(strstr(fault.text, path));
	after = read_file(path, &after_n);
	assert_int_equal(before_n, after_n);
	if (before_n)
		assert_memory_equal(before, after, before_n);
	free(before);
	free(after);
}

/* ---- tests ---- */

static void test_new(void **state)
{
	struct model model;
	struct repo *repo;
	struct stat st;
	bool fresh;

	remove_all();
	repo = repo_open(path, &fresh, NULL);
	assert_non_null(repo);
	assert_true(fresh);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(repo_load(repo, &model, NULL), 0);
	assert_int_equal(model.service, STMF_STATE_ONLINE);
	assert_int_equal(model.default_lu, STMF_STATE_ONLINE);
	assert_int_equal(model.lu.n + model.target.n + model.group[0].n + model.group[1].n, 0);
	assert_int_equal(repo_own(repo, "iscsi/iqn.b", NULL), 0);
	assert_int_equal(repo_own(repo, "iscsi/iqn.a", NULL), 0);
	assert_int_equal(repo_own(repo, "iscsi/iqn.a", NULL), 0);
	assert_int_equal(repo_disown(repo, "iscsi/iqn.b", NULL), 0);
	repo_close(repo);
	model_free(&model);
	repo = repo_open(path, &fresh, NULL);
	assert_false(fresh);
	assert_int_equal(repo_owned(repo)->n, 1);
	assert_true(names_has(repo_owned(repo), "iscsi/iqn.a"));
	repo_close(repo);
}

/* Model after model into one repository, sometimes closed and opened in between. */
static void test_round_trip(void **state)
{
	struct model model, loaded;
	struct repo *repo;

	remove_all();
	repo = must_open();
	assert_int_equal(repo_load(repo, &loaded, NULL), 0);
	model_free(&loaded);
	for (int i = 0; i < 200; i++) {
		struct fault fault = { 0 };

		new_model(&model, 1 + pick(20));
		if (repo_save(repo, &model, &fault))
			fail_msg("%s", fault.text);
		if (pick(2)) {
			repo_close(repo);
			repo = must_open();
		}
		assert_int_equal(repo_load(repo, &loaded, NULL), 0);
		assert_true(same(&model, &loaded));
		model_free(&loaded);
		model_free(&model);
	}
	repo_close(repo);
}

/* One logical unit made, unmade or changed */
static void change_lu(struct model *model, struct names *guids)
{
	char guid[GUID_DIGITS + 1];
	struct lu *lu;

	snprintf(guid, sizeof(guid), "600144F0%024u", pick(30));
	names_add(guids, guid);
	if (!pick(4)) {
		model_lu_del(model, guid);
		return;
	}
	lu = model_lu_add(model, guid);
	lu_conf_free(lu->conf);
	lu->conf = pick(4) ? make_conf(1) : NULL;
	lu->asked = pick(3);
	for (unsigned int n = pick(3); n > 0; n--)
		make_view(model, lu);
	drop_doubles(model);
}

/* Saves of few logical units and of all, in any order */
static void test_lus_alone(void **state)
{
	struct model model, loaded;
	struct repo *repo;

	remove_all();
	repo = must_open();
	assert_int_equal(repo_load(repo, &loaded, NULL), 0);
	model_free(&loaded);
	new_model(&model, 20);
	assert_int_equal(repo_save(repo, &model, NULL), 0);
	for (int i = 0; i < 400; i++) {
		struct names guids = { 0 };
		struct fault fault = { 0 };

		for (unsigned int n = pick(4); n > 0; n--)
			change_lu(&model, &guids);
		if (pick(4) ? repo_save_lus(repo, &model, &guids, &fault) :
			      repo_save(repo, &model, &fault))
			fail_msg("%s", fault.text);
		names_free(&guids);
		load(&loaded);
		assert_true(same(&model, &loaded));
		model_free(&loaded);
	}
	model_free(&model);
	repo_close(repo);
}

/* A save that fails half-way changes nothing, and the next one works. */
static void test_full_disk(void **state)
{
	struct rlimit unlimited, limit = { 64 * 1024, RLIM_INFINITY };
	struct model small, large, loaded;
	struct fault fault = { 0 };
	struct repo *repo;

	remove_all();
	new_model(&small, 5);
	do {
		new_model(&large, 2000);
	} while (large.lu.n < 1000 && (model_free(&large), true));
	repo = must_open();
	assert_int_equal(repo_load(repo, &loaded, NULL), 0);
	model_free(&loaded);
	assert_int_equal(repo_save(repo, &small, NULL), 0);

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &unlimited);
	limit.rlim_max = unlimited.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(repo_save(repo, &large, &fault), -1);
	assert_int_not_equal(fault.status, 0);
	setrlimit(RLIMIT_FSIZE, &unlimited);

	load(&loaded);
	assert_true(same(&small, &loaded));
	model_free(&loaded);
	assert_int_equal(repo_save(repo, &large, NULL), 0);
	repo_close(repo);
	load(&loaded);
	assert_true(same(&large, &loaded));
	model_free(&loaded);
	model_free(&small);
	model_free(&large);
}

static void save_for_ever(const struct model *a, const struct model *b)
{
	struct repo *repo = must_open();
	struct model loaded;

	repo_load(repo, &loaded, NULL);
	for (;;)
		if (repo_save(repo, a, NULL) || repo_save(repo, b, NULL))
			_exit(1);
}

static void copy(const char *from_tail, const char *to, const char *to_tail)
{
	char *from = xasprintf("%s%s", path, from_tail), *name = xasprintf("%s%s", to, to_tail);
	size_t n;
	char *data = read_file(from, &n);

	if (data)
		write_file(name, data, n);
	free(data);
	free(from);
	free(name);
}

/* What a power cut would leave: the files as they are at one moment in the middle of a save. */
static void test_copy_midway(void **state)
{
	char *original = path, *other = xasprintf("%s/copy.db", dir);
	struct model a, b, loaded;

	remove_all();
	new_model(&a, 40);
	new_model(&b, 40);
	save_new(&a);
	for (int i = 0; i < 60; i++) {
		pid_t pid = fork();

		if (!pid)
			save_for_ever(&a, &b);
		usleep(1000 + pick(30000));
		kill(pid, SIGSTOP);
		waitpid(pid, NULL, WUNTRACED);
		path = other;
		remove_all();
		path = original;
		copy("", other, "");
		copy("-wal", other, "-wal");
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		path = other;
		load(&loaded);
		path = original;
		assert_true(same(&a, &loaded) || same(&b, &loaded));
		model_free(&loaded);
	}
	path = other;
	remove_all();
	path = original;
	free(other);
	model_free(&a);
	model_free(&b);
}

static void test_killed(void **state)
{
	struct model a, b, loaded;

	remove_all();
	new_model(&a, 40);
	new_model(&b, 40);
	save_new(&a);
	for (int i = 0; i < 60; i++) {
		pid_t pid = fork();

		if (!pid)
			save_for_ever(&a, &b);
		usleep(1000 + pick(30000));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		load(&loaded);
		assert_true(same(&a, &loaded) || same(&b, &loaded));
		model_free(&loaded);
	}
	model_free(&a);
	model_free(&b);
}

static void test_damaged(void **state)
{
	struct model model, loaded;
	struct fault fault;
	size_t n;
	char *good;

	remove_all();
	new_model(&model, 30);
	save_new(&model);
	good = read_file(path, &n);
	write_file(path, "", 0);
	expect_refused(STMF_STATUS_ERROR);
	write_file(path, "this is no database, but it is a text of some length", 52);
	expect_refused(STMF_STATUS_ERROR);
	write_file(path, good, n / 2);
	expect_refused(STMF_STATUS_ERROR);
	good[18] ^= 0xff;		/* what it takes to write it */
	write_file(path, good, n);
	expect_refused(STMF_ERROR_REPOSITORY);
	good[18] ^= 0xff;
	for (int i = 0; i < 300; i++) {
		char *bad = xcalloc(1, n);
		struct repo *repo;
		bool fresh;

		memcpy(bad, good, n);
		for (unsigned int at = pick(n), len = 1 + pick(64); len && at < n; len--)
			bad[at++] = pick(256);
		remove_all();
		write_file(path, bad, n);
		fault.status = 0;
		repo = repo_open(path, &fresh, &fault);	/* a value may have been hit: that is not seen */
		if (repo && !repo_load(repo, &loaded, &fault))
			model_free(&loaded);
		repo_close(repo);
		assert_true(repo || fault.status == STMF_STATUS_ERROR ||
			    fault.status == STMF_ERROR_REPOSITORY ||
			    fault.status == STMF_ERROR_SERVICE_DATA_VERSION);
		free(bad);
	}
	remove_all();
	write_file(path, good, n);
	load(&loaded);
	assert_true(same(&model, &loaded));
	model_free(&loaded);
	model_free(&model);
	free(good);
}

static void sql(const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* The part of itadm alone: the rest stays as it was saved. */
static void test_iscsi_alone(void **state)
{
	for (int i = 0; i < 50; i++) {
		struct model model, other, loaded;
		struct repo *repo;

		remove_all();
		new_model(&model, 20);
		new_model(&other, 20);
		save_new(&model);
		repo = must_open();
		assert_int_equal(repo_load(repo, &loaded, NULL), 0);
		model_free(&loaded);
		assert_int_equal(repo_save_own(repo, &other, NULL), 0);
		iscsi_conf_free(&model.iscsi);
		iscsi_conf_copy(&model.iscsi, &other.iscsi);
		access_free(&model.access);
		access_copy(&model.access, &other.access);
		load(&loaded);
		assert_true(same(&model, &loaded));
		model_free(&loaded);
		assert_int_equal(repo_save(repo, &model, NULL), 0);
		repo_close(repo);
		load(&loaded);
		assert_true(same(&model, &loaded));
		model_free(&loaded);
		model_free(&model);
		model_free(&other);
	}
}

static void test_newer(void **state)
{
	remove_all();
	repo_close(must_open());
	sql("PRAGMA user_version = 1000; CREATE TABLE future (x)");
	expect_refused(STMF_ERROR_SERVICE_DATA_VERSION);
	remove_all();
	sql("CREATE TABLE somebody_elses (x)");
	expect_refused(STMF_STATUS_ERROR);
}

/* A maker that was killed has left its file: it is of no account. */
static void test_half_made(void **state)
{
	char *half = xasprintf("%s.new", path);

	remove_all();
	write_file(half, "half", 4);
	repo_close(must_open());
	assert_int_not_equal(access(half, F_OK), 0);
	free(half);
	remove_all();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_lus_alone),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_copy_midway),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_iscsi_alone),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_half_made),
	};
	unsigned int seed = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) :
				       (unsigned int)time(NULL);
	int failures;

	printf("# seed %u\n", seed);
	srandom(seed);
	assert_non_null(mkdtemp(dir));
	path = xasprintf("%s/repository.db", dir);
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	remove_all();
	rmdir(dir);
	free(path);
	return failures;
}
