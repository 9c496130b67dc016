// SPDX-License-Identifier: GPL-2.0
/*
 * What is taken back of a command that was cut off: the object is as it was before,
 * but for what somebody else has taken away since.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "journal.h"

#define A "600144F0000000000000000000000001"
#define B "600144F0000000000000000000000002"
#define T "iqn.2026-11.org.example:t"

static struct model now, stored, want;
static struct names lus;
static char path[] = "/tmp/test_journal.XXXXXX";
static struct stmfd stmfd = { .journal = path };

static int empty(void **state)
{
	(void)state;
	unlink(path);
	model_free(&now);
	model_free(&stored);
	model_free(&want);
	names_free(&lus);
	memset(&now, 0, sizeof(now));
	memset(&stored, 0, sizeof(stored));
	memset(&want, 0, sizeof(want));
	return 0;
}

static void add_view(struct model *model, const char *guid, uint32_t index)
{
	lu_view_add(model_lu_add(model, guid), index)->lun = index;
}

static void add_member(struct model *model, const char *name, const char *member)
{
	struct group *group = model_group(model, HOST_GROUP, name);

	if (!group)
		group = model_group_add(model, HOST_GROUP, name);
	if (member)
		*vec_push(&group->member) = xstrdup(member);
}

static void add_target(struct model *model, const char *name, const char *alias)
{
	*vec_push(&model->target) = (struct target){ .name = xstrdup(name), .alias = xstrdup(alias) };
}

/* A daemon that was killed after it had noted that. */
static void cut_off(const char *kind, const char *name, bool removes)
{
	journal_note(&stmfd, kind, name, removes);
	assert_true(journal_read(&stmfd, &now, &stored, &want, &lus));
}

/* views GUID: their indexes */
static const char *views(const char *guid)
{
	const struct lu *lu = model_lu(&want, guid);
	static char text[64];

	snprintf(text, sizeof(text), lu ? "" : "none");
	if (lu)
		vec_each(view, &lu->view)
			sprintf(text + strlen(text), "%u ", view->index);
	return text;
}

static const char *members(const char *name)
{
	const struct group *group = model_group(&want, HOST_GROUP, name);
	static char text[64];

	snprintf(text, sizeof(text), group ? "" : "none");
	if (group)
		vec_each(member, &group->member)
			sprintf(text + strlen(text), "%s ", *member);
	return text;
}

static void nothing(void **state)
{
	(void)state;
	assert_false(journal_read(&stmfd, &now, &stored, &want, &lus));
	journal_end(&stmfd);
}

/* Of add-view: 2 is its own, 0 is gone by rmdir. */
static void views_added(void **state)
{
	(void)state;
	add_view(&stored, A, 0);
	add_view(&stored, A, 1);
	add_view(&now, A, 1);
	add_view(&now, A, 2);
	add_view(&now, B, 3);
	model_lu(&now, A)->state = STMF_STATE_ONLINE;
	cut_off("lu", A, false);
	assert_string_equal(views(A), "1 ");
	assert_string_equal(views(B), "3 ");
	assert_int_equal(model_lu(&want, A)->state, STMF_STATE_ONLINE);
	assert_true(names_has(&lus, A));
	assert_false(names_has(&lus, B));
}

/* Of delete-lu, which has removed 0 and would have removed 1 */
static void views_removed(void **state)
{
	(void)state;
	add_view(&stored, A, 0);
	add_view(&stored, A, 1);
	add_view(&now, A, 1);
	cut_off("lu", A, true);
	assert_string_equal(views(A), "0 1 ");
}

/* One that is gone comes back, its views only if the command could have removed them. */
static void lu_gone(void **state)
{
	(void)state;
	add_view(&stored, A, 0);
	add_view(&stored, B, 0);
	cut_off("lu", A, false);
	assert_string_equal(views(A), "");
	assert_string_equal(views(B), "none");
	model_free(&want);
	cut_off("lu", B, true);
	assert_string_equal(views(B), "0 ");
}

static void lu_made(void **state)
{
	(void)state;
	add_view(&now, A, 0);
	cut_off("lu", A, false);
	assert_string_equal(views(A), "none");
}

static void members_added(void **state)
{
	(void)state;
	add_member(&stored, "g", "iqn.a");
	add_member(&stored, "g", "iqn.b");
	add_member(&stored, "gone", "iqn.c");
	add_member(&now, "g", "iqn.b");
	add_member(&now, "g", "iqn.d");
	add_member(&now, "new", NULL);
	journal_note(&stmfd, "host", "gone", false);
	journal_note(&stmfd, "host", "new", false);
	cut_off("host", "g", false);
	assert_string_equal(members("g"), "iqn.b ");
	assert_string_equal(members("gone"), "none");
	assert_string_equal(members("new"), "none");
}

static void members_removed(void **state)
{
	(void)state;
	add_member(&stored, "a b\n", "iqn.a");
	add_member(&stored, "a b\n", "iqn.b");
	add_member(&now, "a b\n", "iqn.b");
	cut_off("host", "a b\n", true);
	assert_string_equal(members("a b\n"), "iqn.a iqn.b ");
}

static void targets(void **state)
{
	(void)state;
	add_target(&stored, T "1", "was");
	add_target(&now, T "1", "is");
	add_target(&now, T "2", "new");
	journal_note(&stmfd, "port", T "2", false);
	cut_off("port", T "1", false);
	assert_int_equal(want.target.n, 1);
	assert_string_equal(model_target(&want, T "1")->alias, "was");
}

static void everything(void **state)
{
	(void)state;
	add_view(&stored, A, 0);
	add_view(&now, B, 0);
	cut_off(JOURNAL_ALL, JOURNAL_ALL, true);
	assert_string_equal(views(A), "0 ");
	assert_string_equal(views(B), "none");
	assert_true(names_has(&lus, A));
}

/* The daemon before this one knew no "+"; a line may be cut off as well. */
static void other_lines(void **state)
{
	FILE *file = fopen(path, "w");

	(void)state;
	add_view(&stored, A, 0);
	add_view(&stored, B, 0);
	fprintf(file, "\n+\n+lu\nlu %%4\nsomething else\nlu %s\n+lu ", A);
	fclose(file);
	assert_true(journal_read(&stmfd, &now, &stored, &want, &lus));
	assert_string_equal(views(A), "0 ");
	assert_string_equal(views(B), "none");
	journal_end(&stmfd);
	assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing, empty, empty),
		cmocka_unit_test_setup_teardown(views_added, empty, empty),
		cmocka_unit_test_setup_teardown(views_removed, empty, empty),
		cmocka_unit_test_setup_teardown(lu_gone, empty, empty),
		cmocka_unit_test_setup_teardown(lu_made, empty, empty),
		cmocka_unit_test_setup_teardown(members_added, empty, empty),
		cmocka_unit_test_setup_teardown(members_removed, empty, empty),
		cmocka_unit_test_setup_teardown(targets, empty, empty),
		cmocka_unit_test_setup_teardown(everything, empty, empty),
		cmocka_unit_test_setup_teardown(other_lines, empty, empty),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
