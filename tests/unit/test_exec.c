// SPDX-License-Identifier: GPL-2.0
/*
 * Plans are carried out in a directory tree: order, failures, and operations
 * that hang (writing to a FIFO that nobody reads).
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exec.h"
#include "scan.h"

static char root[] = "/tmp/test_exec.XXXXXX";
static struct pool *pool;
static int ticks, pauses;

static void tick(size_t done, size_t all)
{
	ticks++;
}

static void between(void *arg)
{
	pauses++;
}

static void add(struct plan *plan, enum phase phase, enum op_kind kind, const char *path,
		const char *value)
{
	*vec_push(plan) = (struct op){ phase, kind, xstrdup(path), xstrdup(value) };
}

static char *in_root(const char *path)
{
	return xasprintf("%s/%s", root, path);
}

static bool there(const char *path)
{
	char *whole = in_root(path);
	struct stat st;
	bool is = !lstat(whole, &st);

	free(whole);
	return is;
}

static void make(const char *path)
{
	char *whole = in_root(path);

	assert_int_equal(mkdir(whole, 0755), 0);
	free(whole);
}

static void make_fifo(const char *path)
{
	char *whole = in_root(path);

	assert_int_equal(mkfifo(whole, 0600), 0);
	free(whole);
}

static char *contents(const char *path)
{
	char *whole = in_root(path), text[100] = "";
	int fd = open(whole, O_RDONLY);

	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	free(whole);
	return xstrdup(text);
}

static int clear(void **state)
{
	char *command = xasprintf("rm -rf %s/*", root);
	int rc = system(command);

	free(command);
	return rc;
}

static bool came_back(int timeout)
{
	struct pollfd fd = { .fd = pool_fd(pool), .events = POLLIN };
	eventfd_t n;

	return poll(&fd, 1, timeout) == 1 && !eventfd_read(fd.fd, &n);
}

/* Many directories in parallel, each phase in the one before it. */
static void test_phases(void **state)
{
	struct failures failures = { 0 };
	struct plan plan = { 0 };
	char path[100];

	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d", i);
		add(&plan, PHASE_TARGET_MKDIR, OP_MKDIR, path, NULL);
	}
	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d/t", i);
		add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, path, NULL);
	}
	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d/t/lu", i);
		add(&plan, PHASE_LUN_LINK, OP_SYMLINK, path, "iscsi0");
	}
	assert_true(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_int_equal(failures.n, 0);
	assert_int_equal(plan.n, 0);
	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d/t/lu", i);
		assert_true(there(path));
	}
	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d/t/lu", i);
		add(&plan, PHASE_LUN_UNLINK, OP_UNLINK, path, NULL);
	}
	for (int i = 0; i < 200; i++) {
		snprintf(path, sizeof(path), "iscsi%d/t", i);
		add(&plan, PHASE_TPG_RMDIR, OP_RMDIR, path, NULL);
	}
	assert_true(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_false(there("iscsi7/t"));
}

/* What is so already is done; operations on one path keep their order. */
static void test_same_path(void **state)
{
	struct failures failures = { 0 };
	struct plan plan = { 0 };
	char *text, value[20];

	make("core");
	text = in_root("core/control");
	close(open(text, O_CREAT | O_WRONLY, 0600));
	free(text);
	add(&plan, PHASE_STORE_MKDIR, OP_MKDIR, "core", NULL);
	for (int i = 0; i < 100; i++) {
		snprintf(value, sizeof(value), "value %03d", i);
		add(&plan, PHASE_STORE_CONTROL, OP_WRITE, "core/control", value);
	}
	add(&plan, PHASE_STORE_ENABLE, OP_UNLINK, "core/none", NULL);
	add(&plan, PHASE_TARGET_MKDIR, OP_RMDIR, "none", NULL);
	assert_true(exec_run(pool, root, &plan, &failures, between, NULL));
	text = contents("core/control");
	assert_string_equal(text, "value 099");
	free(text);
}

static void test_failures(void **state)
{
	struct failures failures = { 0 };
	struct plan plan = { 0 };

	make("iscsi");
	make("iscsi/a");
	add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, "iscsi/none/tpgt_1", NULL);
	add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, "iscsi/a/tpgt_1", NULL);
	add(&plan, PHASE_TPG_SET, OP_WRITE, "iscsi/a/tpgt_1/attrib/none", "1");
	add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, "iscsi/none/tpgt_1/lun", NULL);
	add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, "iscsi/a/tpgt_1/lun", NULL);	/* depends on the attribute */
	add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, "iscsi/b", NULL);
	add(&plan, PHASE_LUN_LINK, OP_SYMLINK, "iscsi/b/lu", "iscsi/none/tpgt_1/lun");
	add(&plan, PHASE_LUN_LINK, OP_SYMLINK, "iscsi/b/ok", "iscsi/a");
	assert_false(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_int_equal(failures.n, 2);
	assert_int_equal(failures.v[0].err, ENOENT);
	assert_string_equal(failures.v[0].text, "mkdir iscsi/none/tpgt_1");
	assert_string_equal(failures.v[1].text, "write iscsi/a/tpgt_1/attrib/none = 1");
	assert_string_equal(failures.v[1].subject, "iscsi/a/tpgt_1");
	assert_true(there("iscsi/a/tpgt_1"));
	assert_false(there("iscsi/a/tpgt_1/lun"));
	assert_false(there("iscsi/b/lu"));
	assert_true(there("iscsi/b/ok"));
	failures_free(&failures);
}

/* A hanging operation holds up its target, not others, until it has come back. */
static void test_hang(void **state)
{
	struct failures failures = { 0 };
	struct names owned = { 0 };
	struct plan plan = { 0 };
	struct lio lio;
	char *text;

	make("iscsi");
	make("iscsi/a");
	make("iscsi/b");
	make("core");
	make("core/sbd_0");
	make_fifo("iscsi/a/enable");
	ticks = 0;
	add(&plan, PHASE_DISABLE, OP_WRITE, "iscsi/a/enable", "0");
	add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, "iscsi/a/tpgt_1", NULL);
	add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, "iscsi/b/tpgt_1", NULL);
	assert_false(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_int_equal(failures.n, 0);
	assert_true(ticks > 0);
	assert_int_equal(pool_stuck(pool), 1);
	assert_false(there("iscsi/a/tpgt_1"));
	assert_true(there("iscsi/b/tpgt_1"));

	names_add(&owned, "iscsi/a");
	names_add(&owned, "iscsi/b");
	assert_true(scan_lio(pool, root, &owned, &lio));
	assert_int_equal(owned.n, 1);
	assert_int_equal(lio.target.n, 1);
	assert_string_equal(lio.target.v[0].wwn, "b");
	lio_free(&lio);
	names_free(&owned);

	assert_false(came_back(0));
	text = contents("iscsi/a/enable");
	assert_string_equal(text, "0");
	free(text);
	assert_true(came_back(5000));
	assert_int_equal(pool_stuck(pool), 0);
	add(&plan, PHASE_TPG_MKDIR, OP_MKDIR, "iscsi/a/tpgt_1", NULL);
	assert_true(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_true(there("iscsi/a/tpgt_1"));
}

/* More than there are threads: they are replaced, and others are served. */
static void many_hang(enum phase phase)
{
	struct failures failures = { 0 };
	struct plan plan = { 0 };
	char path[100], *text;

	make("iscsi");
	for (int i = 0; i < 40; i++) {
		snprintf(path, sizeof(path), "iscsi/%d", i);
		make(path);
		snprintf(path, sizeof(path), "iscsi/%d/enable", i);
		make_fifo(path);
		add(&plan, phase, OP_WRITE, path, "0");
	}
	add(&plan, phase, OP_MKDIR, "iscsi/last", NULL);
	assert_false(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_int_equal(pool_stuck(pool), 40);
	assert_true(there("iscsi/last"));
	for (int i = 0; i < 40; i++) {
		snprintf(path, sizeof(path), "iscsi/%d/enable", i);
		text = contents(path);
		assert_string_equal(text, "0");
		free(text);
	}
	while (pool_stuck(pool))
		assert_true(came_back(5000));
}

static void test_many_hang(void **state)
{
	many_hang(PHASE_DISABLE);
}

/* Where one thread is enough for what does not hang */
static void test_many_hang_narrow(void **state)
{
	many_hang(PHASE_STORE_CONTROL);
}

/* A large plan stops now and then, so that somebody can look at what comes of it. */
static void test_pauses(void **state)
{
	struct failures failures = { 0 };
	struct plan plan = { 0 };
	char path[100];

	for (int i = 0; i < 10000; i++) {
		snprintf(path, sizeof(path), "iscsi%d", i);
		add(&plan, PHASE_MAP_MKDIR, OP_MKDIR, path, NULL);
	}
	pauses = 0;
	assert_true(exec_run(pool, root, &plan, &failures, between, NULL));
	assert_true(pauses > 2);
	assert_true(there("iscsi9999"));
}

struct counted {
	struct job job;
	atomic_int *at_once, *most;
};

static void count(struct job *job)
{
	struct counted *own = (struct counted *)job;
	int now = ++*own->at_once;

	if (now > *own->most)
		*own->most = now;
	sched_yield();
	--*own->at_once;
}

static char *counted_text(struct job *job)
{
	return xstrdup("count");
}

static void keep(struct batch *batch)
{
}

/* No more jobs at once than asked for, unless one of them takes a second. */
static void test_width(void **state)
{
	atomic_int at_once = 0, most = 0;
	struct counted counted[1000];
	struct job *job[1000];
	struct batch batch = { .job = job, .n = 1000, .work = count, .text = counted_text,
			       .release = keep };

	for (int i = 0; i < 1000; i++) {
		counted[i] = (struct counted){ { .batch = &batch, .scope = "iscsi" }, &at_once, &most };
		job[i] = &counted[i].job;
	}
	ticks = 0;
	pool_hold(pool, &batch);
	pool_run(pool, &batch, 0, 1000, POOL_WIDE);
	most = 0;
	for (int i = 0; i < 1000; i++)
		counted[i].job.state = JOB_WAITS;
	pool_run(pool, &batch, 0, 1000, 1);
	pool_drop(pool, &batch);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(counted[i].job.state, JOB_DONE);
	assert_true(most == 1 || ticks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_phases, clear),
		cmocka_unit_test_teardown(test_same_path, clear),
		cmocka_unit_test_teardown(test_failures, clear),
		cmocka_unit_test_teardown(test_hang, clear),
		cmocka_unit_test_teardown(test_many_hang, clear),
		cmocka_unit_test_teardown(test_many_hang_narrow, clear),
		cmocka_unit_test_teardown(test_pauses, clear),
		cmocka_unit_test_teardown(test_width, clear),
	};
	int failures;

	assert_non_null(mkdtemp(root));
	pool = pool_new(tick);
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(root);
	return failures;
}
