// SPDX-License-Identifier: GPL-2.0
/*
 * COMPARE AND WRITE and ORWRITE must be atomic against other writes to their
 * blocks. Those cost a write one atomic operation when it begins and one when it
 * ends, as long as nobody has a stripe locked.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sched.h>

#include "guard.h"

#define SBD_LOCKED	INT_MIN

/**
 * sbd_guard_init - nobody is in
 * @guard: to initialise
 */
void sbd_guard_init(struct sbd_guard *guard)
{
	int i;

	for (i = 0; i < SBD_STRIPES; i++)
		atomic_set(&guard->stripes[i].users, 0);
	init_waitqueue_head(&guard->wait);
}

static u32 sbd_guard_first(u64 pos)
{
	return (pos >> SBD_STRIPE_SHIFT) % SBD_STRIPES;
}

/* How many stripes a range of at least one byte touches */
static u32 sbd_guard_count(u64 pos, u64 len)
{
	u64 pieces = ((pos + len - 1) >> SBD_STRIPE_SHIFT) -
		     (pos >> SBD_STRIPE_SHIFT) + 1;

	return min_t(u64, pieces, SBD_STRIPES);
}

static void sbd_guard_leave_some(struct sbd_guard *guard, u32 first, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		atomic_t *users;

		users = &guard->stripes[(first + i) % SBD_STRIPES].users;
		if (unlikely(atomic_dec_return(users) == SBD_LOCKED))
			wake_up_all(&guard->wait);
	}
}

/**
 * sbd_guard_enter - a write begins, if it may
 * @guard: of the logical unit
 * @pos: first byte
 * @len: at least one
 *
 * Context: any.
 * Return: false if a part of the range is locked.
 */
bool sbd_guard_enter(struct sbd_guard *guard, u64 pos, u64 len)
{
	u32 first = sbd_guard_first(pos);
	u32 count = sbd_guard_count(pos, len);
	u32 i;

	for (i = 0; i < count; i++) {
		atomic_t *users;

		users = &guard->stripes[(first + i) % SBD_STRIPES].users;
		if (unlikely(!atomic_inc_unless_negative(users))) {
			sbd_guard_leave_some(guard, first, i);
			return false;
		}
	}
	return true;
}

/*
 * Waits for a condition of the stripes. Who is in may never come out, so the one
 * who waits is asked once a second whether to give up. Value: 0 or -ECANCELED.
 */
#define sbd_guard_wait(guard, condition, stop, who)			\
({									\
	int __err = 0;							\
									\
	while (!__err && !wait_event_timeout((guard)->wait, condition, HZ)) \
		__err = stop(who) ? -ECANCELED : 0;			\
	__err;								\
})

/**
 * sbd_guard_enter_wait - a write begins, when it may
 * @guard: of the logical unit
 * @pos: first byte
 * @len: at least one
 * @stop: should the one who waits give up?
 * @who: for @stop
 *
 * Context: process; sleeps.
 * Return: 0; -ECANCELED: the write did not begin.
 */
int sbd_guard_enter_wait(struct sbd_guard *guard, u64 pos, u64 len,
			 bool (*stop)(void *who), void *who)
{
	return sbd_guard_wait(guard, sbd_guard_enter(guard, pos, len), stop,
			      who);
}

/**
 * sbd_guard_leave - a write has ended
 * @guard: of the logical unit
 * @pos: as it began
 * @len: likewise
 *
 * Context: any.
 */
void sbd_guard_leave(struct sbd_guard *guard, u64 pos, u64 len)
{
	sbd_guard_leave_some(guard, sbd_guard_first(pos),
			     sbd_guard_count(pos, len));
}

static bool sbd_guard_touches(u64 pos, u64 len, u32 stripe)
{
	u32 behind = (stripe + SBD_STRIPES - sbd_guard_first(pos)) %
		     SBD_STRIPES;

	return behind < sbd_guard_count(pos, len);
}

/* Who gives up wakes the others afterwards. */
static int sbd_guard_lock_stripe(struct sbd_guard *guard, u32 stripe,
				 bool (*stop)(void *who), void *who)
{
	atomic_t *users = &guard->stripes[stripe].users;
	int err;

	err = sbd_guard_wait(guard, atomic_fetch_or(SBD_LOCKED, users) >= 0,
			     stop, who);
	if (err)
		return err;
	err = sbd_guard_wait(guard, atomic_read(users) == SBD_LOCKED, stop,
			     who);
	if (err)
		atomic_andnot(SBD_LOCKED, users);
	return err;
}

/* Lets writes in again, in the part of a range that is in the stripes below @end. */
static void sbd_guard_unlock_below(struct sbd_guard *guard, u64 pos, u64 len,
				   u32 end)
{
	u32 i;

	for (i = 0; i < end; i++)
		if (sbd_guard_touches(pos, len, i))
			atomic_andnot(SBD_LOCKED, &guard->stripes[i].users);
	smp_mb__after_atomic();		/* before the look for waiters */
	wake_up_all(&guard->wait);
}

/**
 * sbd_guard_lock - wait for the writes in a range, and keep others out
 * @guard: of the logical unit
 * @pos: first byte
 * @len: at least one
 * @stop: should the one who waits give up?
 * @who: for @stop
 *
 * Always in the order of the stripes, so two of them don't wait for each other.
 *
 * Context: process; sleeps.
 * Return: 0; -ECANCELED: nothing is locked.
 */
int sbd_guard_lock(struct sbd_guard *guard, u64 pos, u64 len,
		   bool (*stop)(void *who), void *who)
{
	u32 i;

	for (i = 0; i < SBD_STRIPES; i++) {
		int err;

		if (!sbd_guard_touches(pos, len, i))
			continue;
		err = sbd_guard_lock_stripe(guard, i, stop, who);
		if (err) {
			sbd_guard_unlock_below(guard, pos, len, i);
			return err;
		}
	}
	return 0;
}

/**
 * sbd_guard_unlock - let writes in again
 * @guard: of the logical unit
 * @pos: as locked
 * @len: likewise
 */
void sbd_guard_unlock(struct sbd_guard *guard, u64 pos, u64 len)
{
	sbd_guard_unlock_below(guard, pos, len, SBD_STRIPES);
}
