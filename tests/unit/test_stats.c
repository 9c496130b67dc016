// SPDX-License-Identifier: GPL-2.0
/* Questions about files, some of whose file systems do not answer. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

static int slow_stat(const char *path, struct stat *st);

#define stat(path, st) slow_stat(path, st)
#include "stats.c"
#undef stat

#define FILES 1000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t open_again = PTHREAD_COND_INITIALIZER;
static bool hangs, was_asked;
static struct pool *pool;

static int slow_stat(const char *path, struct stat *st)
{
	if (path_under(path, "/hung")) {
		pthread_mutex_lock(&lock);
		was_asked = true;
		while (hangs)
			pthread_cond_wait(&open_again, &lock);
		pthread_mutex_unlock(&lock);
	}
	if (strstr(path, "missing")) {
		errno = ENOENT;
		return -1;
	}
	memset(st, 0, sizeof(*st));
	st->st_ino = strlen(path);
	return 0;
}

static void tick(size_t done, size_t all)
{
}

static void ask(const char *const *paths, const int *errs, size_t n)
{
	struct stat_answer *answers = xcalloc(n, sizeof(*answers));

	for (size_t i = 0; i < n; i++)
		answers[i].path = paths[i];
	stats_ask(pool, answers, n);
	for (size_t i = 0; i < n; i++) {
		if (answers[i].err != errs[i])
			print_error("%s: %d, not %d\n", paths[i], answers[i].err, errs[i]);
		assert_int_equal(answers[i].err, errs[i]);
		if (!answers[i].err)
			assert_int_equal(answers[i].st.st_ino, strlen(paths[i]));
	}
	free(answers);
}

static void wait_back(void)
{
	struct pollfd back = { .fd = pool_fd(pool), .events = POLLIN };
	eventfd_t n;

	assert_int_equal(poll(&back, 1, 60000), 1);
	assert_false(eventfd_read(pool_fd(pool), &n));
	assert_int_equal(pool_stuck(pool), 0);
}

/* In the order of the questions, whatever directories they are in */
static void test_answers(void **state)
{
	static const char *const paths[] = { "/b/long", "/a/x", "/b/missing", "/a/b/c", "/b/l", "/x" };
	static const int errs[] = { 0, 0, ENOENT, 0, 0, 0 };

	ask(paths, errs, 6);
	ask(paths, errs, 0);
}

static void test_hangs(void **state)
{
	static const char *const paths[] = { "/b/1", "/hung/2", "/hung/1", "/b/missing", "/hungry/1" };
	static const int errs[] = { 0, ETIMEDOUT, ETIMEDOUT, ENOENT, 0 };
	static const int after[] = { 0, 0, 0, ENOENT, 0 };

	hangs = true;
	ask(paths, errs, 5);
	assert_true(was_asked);
	assert_int_equal(pool_stuck(pool), 1);

	was_asked = false;
	ask(paths, errs, 5);	/* nobody is sent there as long as somebody is there */
	assert_false(was_asked);
	assert_int_equal(pool_stuck(pool), 1);

	pthread_mutex_lock(&lock);
	hangs = false;
	pthread_cond_broadcast(&open_again);
	pthread_mutex_unlock(&lock);
	wait_back();
	ask(paths, after, 5);
}

static void test_many(void **state)
{
	struct stat_answer *answers = xcalloc(FILES, sizeof(*answers));
	char *paths[FILES];

	for (size_t i = 0; i < FILES; i++) {
		paths[i] = xasprintf("/dir%zu/%s%0*zu", i % 7, i % 5 ? "" : "missing", (int)(i % 50 + 1), i);
		answers[i].path = paths[i];
	}
	stats_ask(pool, answers, FILES);
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(answers[i].err, i % 5 ? 0 : ENOENT);
		if (i % 5)
			assert_int_equal(answers[i].st.st_ino, strlen(paths[i]));
		free(paths[i]);
	}
	free(answers);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_hangs),
		cmocka_unit_test(test_many),
	};

	pool = pool_new(tick);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
