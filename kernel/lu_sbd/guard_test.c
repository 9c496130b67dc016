// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of guard.c: writes and those that lock a range. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sizes.h>

#include "guard.c"

#define STRIPE	BIT_ULL(SBD_STRIPE_SHIFT)
#define ROUND	(SBD_STRIPES * STRIPE)		/* then the stripes come again */

static struct sbd_guard guard;

static bool patient(void *who)
{
	return false;
}

/* Whether a write would be let in */
static bool may_enter(u64 pos, u64 len)
{
	if (!sbd_guard_enter(&guard, pos, len))
		return false;
	sbd_guard_leave(&guard, pos, len);
	return true;
}

static bool nobody_is_in(void)
{
	int i;

	for (i = 0; i < SBD_STRIPES; i++)
		if (atomic_read(&guard.stripes[i].users))
			return false;
	return true;
}

/* A range that is locked, and what a write to another one is told then */
static void guard_ranges_test(struct kunit *test)
{
	static const struct {
		u64 pos, len;		/* locked */
		u64 write_pos, write_len;
		bool may;
	} cases[] = {
		{ 0, 512, 0, 512, false },
		{ 0, 512, STRIPE - 1, 1, false },
		{ 0, 512, STRIPE, STRIPE, true },
		{ STRIPE, 1, 0, STRIPE, true },
		{ STRIPE, 1, 0, STRIPE + 1, false },
		{ STRIPE - 1, 2, 2 * STRIPE - 1, 1, false },
		{ STRIPE - 1, 2, 2 * STRIPE, 1, true },
		{ ROUND - 1, 2, 0, 1, false },
		{ ROUND - 1, 2, STRIPE, 1, true },
		{ 5 * ROUND, 512, 7, 1, false },
		{ 3, ROUND, 9 * STRIPE, 1, false },
		{ 3, 4 * ROUND, 63 * STRIPE, 1, false },
		{ S64_MAX - 512, 512, S64_MAX - 1, 1, false },
		{ 9 * STRIPE, 1, 0, 2 * ROUND, false },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		sbd_guard_init(&guard);
		KUNIT_ASSERT_EQ(test, 0,
				sbd_guard_lock(&guard, cases[i].pos,
					       cases[i].len, patient, NULL));
		KUNIT_EXPECT_EQ_MSG(test, cases[i].may,
				    may_enter(cases[i].write_pos,
					      cases[i].write_len),
				    "case %d", i);
		sbd_guard_unlock(&guard, cases[i].pos, cases[i].len);
		KUNIT_EXPECT_TRUE_MSG(test, nobody_is_in(), "case %d", i);
		KUNIT_EXPECT_TRUE_MSG(test, may_enter(cases[i].write_pos,
						      cases[i].write_len),
				      "case %d, unlocked", i);
	}
}

/* Writes don't keep each other out, wherever they are. */
static void guard_writes_test(struct kunit *test)
{
	int i;

	sbd_guard_init(&guard);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_TRUE(test, sbd_guard_enter(&guard, i * 4096,
							i * SZ_64K + 1));
	for (i = 0; i < 100; i++)
		sbd_guard_leave(&guard, i * 4096, i * SZ_64K + 1);
	KUNIT_EXPECT_TRUE(test, nobody_is_in());
}

struct locker {
	u64 pos, len;
	bool write;
	bool stop;
	int err;
	struct completion in;
};

static bool locker_stops(void *who)
{
	struct locker *l = who;

	return READ_ONCE(l->stop);
}

static int locker_run(void *arg)
{
	struct locker *l = arg;

	if (l->write)
		l->err = sbd_guard_enter_wait(&guard, l->pos, l->len,
					      locker_stops, l);
	else
		l->err = sbd_guard_lock(&guard, l->pos, l->len, locker_stops,
					l);
	complete(&l->in);
	return 0;
}

static void locker_start(struct kunit *test, struct locker *l)
{
	struct task_struct *task;

	init_completion(&l->in);
	task = kthread_run(locker_run, l, "sbd_guard_test");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	msleep(20);
}

static bool is_done(struct locker *l, int err)
{
	return wait_for_completion_timeout(&l->in, 60 * HZ) && l->err == err;
}

static bool is_in(struct locker *l)
{
	return is_done(l, 0);
}

/* Who locks waits for writes; who writes, then, for the lock. */
static void guard_waits_test(struct kunit *test)
{
	struct locker lock = { .pos = STRIPE, .len = 2 * STRIPE };
	struct locker write = { .pos = 2 * STRIPE, .len = 1, .write = true };

	sbd_guard_init(&guard);
	KUNIT_ASSERT_TRUE(test, sbd_guard_enter(&guard, 2 * STRIPE, 1));
	locker_start(test, &lock);
	KUNIT_EXPECT_FALSE(test, completion_done(&lock.in));
	KUNIT_EXPECT_FALSE_MSG(test, may_enter(2 * STRIPE, 1),
			       "a write comes before who waits");
	sbd_guard_leave(&guard, 2 * STRIPE, 1);
	KUNIT_ASSERT_TRUE(test, is_in(&lock));

	locker_start(test, &write);
	KUNIT_EXPECT_FALSE(test, completion_done(&write.in));
	sbd_guard_unlock(&guard, lock.pos, lock.len);
	KUNIT_ASSERT_TRUE(test, is_in(&write));
	sbd_guard_leave(&guard, write.pos, write.len);
	KUNIT_EXPECT_TRUE(test, nobody_is_in());
}

/* Who gives up leaves nothing behind, in whichever stripe he waits. */
static void guard_stops_test(struct kunit *test)
{
	struct locker late = { .pos = STRIPE, .len = 1, .write = true };
	struct locker behind = { .pos = 0, .len = 5 * STRIPE };
	struct locker lock = { .pos = 0, .len = 3 * STRIPE };
	struct locker write = { .pos = STRIPE, .len = 1, .write = true };

	sbd_guard_init(&guard);
	KUNIT_ASSERT_TRUE(test, sbd_guard_enter(&guard, 2 * STRIPE, 1));
	locker_start(test, &lock);	/* has 0 and 1, waits for the write */
	locker_start(test, &write);
	locker_start(test, &behind);	/* waits for 0 */
	WRITE_ONCE(write.stop, true);
	KUNIT_EXPECT_TRUE(test, is_done(&write, -ECANCELED));
	WRITE_ONCE(behind.stop, true);
	KUNIT_EXPECT_TRUE(test, is_done(&behind, -ECANCELED));
	KUNIT_EXPECT_FALSE(test, completion_done(&lock.in));

	locker_start(test, &late);
	WRITE_ONCE(lock.stop, true);
	KUNIT_EXPECT_TRUE(test, is_done(&lock, -ECANCELED));
	KUNIT_ASSERT_TRUE_MSG(test, is_in(&late), "nobody keeps it out any more");
	sbd_guard_leave(&guard, STRIPE, 1);
	KUNIT_EXPECT_TRUE(test, may_enter(2 * STRIPE, 1));
	sbd_guard_leave(&guard, 2 * STRIPE, 1);
	KUNIT_EXPECT_TRUE(test, nobody_is_in());
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(guard_ranges_test),
	KUNIT_CASE(guard_writes_test),
	KUNIT_CASE(guard_waits_test),
	KUNIT_CASE(guard_stops_test),
	{}
};

static struct kunit_suite guard_suite = {
	.name = "sbd_guard",
	.test_cases = guard_cases,
};

kunit_test_suite(guard_suite);
