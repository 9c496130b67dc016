// SPDX-License-Identifier: GPL-2.0
/* What others do in our part of LIO's tree is noticed, what we do is not taken for it; in a directory tree. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <poll.h>

#include "tree.h"
#include "watch.c"

#define A	"600144F0000000000000000000000ABC"
#define OURS	"iscsi/iqn.t:ours"
#define TPG	OURS "/tpgt_1"
#define ACL	TPG "/acls/iqn.t:host"

static char root[] = "/tmp/test_watch.XXXXXX";
static struct pool *pool;
static struct tree tree;
static struct names owned;

static void sh(const char *command)
{
	char *text = xasprintf("cd %s && %s", root, command);

	if (system(text))
		fail_msg("%s", text);
	free(text);
}

static void add(struct plan *plan, enum phase phase, enum op_kind kind, const char *path,
		const char *value)
{
	*vec_push(plan) = (struct op){ phase, kind, xstrdup(path), xstrdup(value) };
}

static void carry_out(struct plan *plan)
{
	struct failures failures = { 0 };

	tree_change(&tree, plan, &failures);
	assert_int_equal(failures.n, 0);
}

static void read_tree(void)
{
	struct plan nothing = { 0 };

	tree_forget(&tree);
	assert_true(tree_read(&tree, &owned));
	carry_out(&nothing);
	assert_false(tree.drifted);
}

/* As the daemon does it: when there are events */
static bool noticed(void)
{
	struct pollfd fd = { .fd = watch_fd(tree.watch), .events = POLLIN };
	bool drifted;

	if (poll(&fd, 1, 0) == 1)
		tree_events(&tree);
	assert_int_equal(poll(&fd, 1, 0), 0);
	drifted = tree.drifted;
	tree.drifted = false;
	return drifted;
}

/* The groups that LIO makes by itself, and a device of others */
static void make_groups(void)
{
	sh("rm -rf * && mkdir -p core/sbd_0/" A "/alua/default_tg_pt_gp core/rd_mcp_0/other "
	   TPG "/lun " TPG "/np " TPG "/acls " TPG "/attrib iscsi/iqn.t:other/tpgt_1/lun &&"
	   "touch core/sbd_0/" A "/enable " TPG "/enable " TPG "/attrib/authentication iscsi/cpus "
	   "iscsi/iqn.t:other/tpgt_1/enable");
}

static void make_objects(void)
{
	struct plan plan = { 0 };

	add(&plan, PHASE_ALUA_MKDIR, OP_MKDIR, "core/sbd_0/" A "/alua/g", NULL);
	add(&plan, PHASE_TPG_SET, OP_MKDIR, TPG "/np/[::1]:3260", NULL);
	add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, TPG "/lun/lun_1", NULL);
	add(&plan, PHASE_LUN_LINK, OP_SYMLINK, TPG "/lun/lun_1/lu", "core/sbd_0/" A);
	add(&plan, PHASE_ACL_MKDIR, OP_MKDIR, ACL, NULL);
	add(&plan, PHASE_MAP_MKDIR, OP_MKDIR, ACL "/lun_3", NULL);
	add(&plan, PHASE_MAP_LINK, OP_SYMLINK, ACL "/lun_3/lu", TPG "/lun/lun_1");
	add(&plan, PHASE_ENABLE, OP_WRITE, TPG "/enable", "1");
	carry_out(&plan);
}

static const struct deed {
	const char *what;
	bool counts;
} deeds[] = {
	{ "rm " ACL "/lun_3/lu", true },
	{ "rm " TPG "/lun/lun_1/lu", true },
	{ "ln -sfn $PWD/core/rd_mcp_0/other " TPG "/lun/lun_1/lu", true },
	{ "ln -s $PWD/core/rd_mcp_0/other " TPG "/lun/lun_1/more", true },
	{ "rm -r " ACL "/lun_3", true },
	{ "rm -r " ACL, true },
	{ "rm -r " TPG "/lun/lun_1", true },
	{ "rm -r " TPG "/lun/lun_1 && mkdir " TPG "/lun/lun_1", true },
	{ "mkdir " TPG "/lun/lun_2", true },
	{ "mkdir " ACL "/lun_4", true },
	{ "mkdir " TPG "/acls/iqn.t:another", true },
	{ "rmdir " TPG "/np/*", true },
	{ "mkdir " TPG "/np/0.0.0.0:3260", true },
	{ "rm -r " TPG, true },
	{ "mkdir " OURS "/tpgt_2", true },
	{ "rm -r " OURS, true },
	{ "rmdir core/sbd_0/" A "/alua/g", true },
	{ "mkdir core/sbd_0/" A "/alua/h", true },
	{ "rm -r core/sbd_0/" A, true },
	{ "mkdir core/sbd_0/B", true },
	{ "mkdir iscsi/iqn.t:other/tpgt_1/lun/lun_0 && rm -r iscsi/iqn.t:other", false },
	{ "mkdir iscsi/iqn.t:new core/rd_mcp_1", false },
	{ "echo 0 >" TPG "/enable", true },
	{ "echo 0 >" TPG "/attrib/authentication", true },
	{ "echo 0 >core/sbd_0/" A "/enable", true },
	{ "grep -q . " TPG "/enable", false },
	{ "echo 0 >iscsi/cpus && echo 0 >iscsi/iqn.t:other/tpgt_1/enable", false },
	{ "true", false },
};

/* What a plan has made is watched, and what was there when the tree was read. */
static void test_deeds(void **state)
{
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < ARRAY_SIZE(deeds); i++) {
			make_groups();
			read_tree();
			make_objects();
			if (again)
				read_tree();
			assert_false(noticed());
			sh(deeds[i].what);
			if (noticed() != deeds[i].counts)
				fail_msg("%s", deeds[i].what);
			assert_false(noticed());
		}
	}
}

/* LIO makes the group with a node ACL's secrets with the node ACL. */
static void test_secrets(void **state)
{
	make_groups();
	read_tree();
	make_objects();
	sh("mkdir " ACL "/auth && echo 1 >" ACL "/auth/password");
	read_tree();
	sh("echo 2 >" ACL "/auth/password");
	assert_true(noticed());
}

/* Others are at it while a plan is being carried out, before what it makes is watched. */
static void test_between(void **state)
{
	static const char *const gone[] = {
		OURS "/./tpgt_1/lun/lun_1/lu", OURS "/./tpgt_1/acls/iqn.t:host/lun_3/lu",
	};

	for (size_t i = 0; i < ARRAY_SIZE(gone); i++) {
		struct plan plan = { 0 };

		make_groups();
		read_tree();
		add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, TPG "/lun/lun_1", NULL);
		add(&plan, PHASE_LUN_LINK, OP_SYMLINK, TPG "/lun/lun_1/lu", "core/sbd_0/" A);
		add(&plan, PHASE_ACL_MKDIR, OP_MKDIR, ACL, NULL);
		add(&plan, PHASE_MAP_MKDIR, OP_MKDIR, ACL "/lun_3", NULL);
		add(&plan, PHASE_MAP_LINK, OP_SYMLINK, ACL "/lun_3/lu", TPG "/lun/lun_1");
		add(&plan, PHASE_ENABLE, OP_UNLINK, gone[i], NULL);
		carry_out(&plan);
		assert_true(tree.drifted);
		tree.drifted = false;
	}
}

/* What is made and removed again and again is watched each time, and leaves nothing behind. */
static void test_churn(void **state)
{
	make_groups();
	read_tree();
	make_objects();
	for (int i = 0; i < 100; i++) {
		struct plan plan = { 0 };

		add(&plan, PHASE_UNMAP, OP_UNLINK, ACL "/lun_3/lu", NULL);
		add(&plan, PHASE_UNMAP_RMDIR, OP_RMDIR, ACL "/lun_3", NULL);
		add(&plan, PHASE_LUN_UNLINK, OP_UNLINK, TPG "/lun/lun_1/lu", NULL);
		add(&plan, PHASE_LUN_RMDIR, OP_RMDIR, TPG "/lun/lun_1", NULL);
		add(&plan, PHASE_LUN_MKDIR, OP_MKDIR, TPG "/lun/lun_1", NULL);
		add(&plan, PHASE_LUN_LINK, OP_SYMLINK, TPG "/lun/lun_1/lu", "core/sbd_0/" A);
		add(&plan, PHASE_MAP_MKDIR, OP_MKDIR, ACL "/lun_3", NULL);
		add(&plan, PHASE_MAP_LINK, OP_SYMLINK, ACL "/lun_3/lu", TPG "/lun/lun_1");
		carry_out(&plan);
		assert_false(noticed());
		sh("rm " ACL "/lun_3/lu");
		assert_true(noticed());
		sh("ln -s $PWD/" TPG "/lun/lun_1 " ACL "/lun_3/lu");
		noticed();
	}
	assert_in_range(tree.watch->dirs.n, 1, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deeds),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_churn),
	};
	int rc;

	if (!mkdtemp(root))
		return 1;
	pool = pool_new(NULL);
	tree_init(&tree, root, pool);
	names_add(&owned, OURS);
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	sh("rm -rf $PWD");
	return rc;
}
