/* SPDX-License-Identifier: GPL-2.0 */
/* Keeps writes away from ranges that are being read and changed in one step. */
#ifndef _SBD_GUARD_H
#define _SBD_GUARD_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/types.h>
#include <linux/wait.h>

#define SBD_STRIPES		64
#define SBD_STRIPE_SHIFT	20

/**
 * struct sbd_guard - who is in which part of a logical unit
 * @stripes: the medium is divided into pieces of 1 MiB, and these are shared out
 *	to the stripes in turn. Each counts the writes in it; the sign bit says
 *	that somebody has, or waits for, all of it
 * @wait: for a stripe to become free
 */
struct sbd_guard {
	struct {
		atomic_t users;
	} ____cacheline_aligned_in_smp stripes[SBD_STRIPES];
	wait_queue_head_t wait;
};

void sbd_guard_init(struct sbd_guard *guard);
bool sbd_guard_enter(struct sbd_guard *guard, u64 pos, u64 len);
int sbd_guard_enter_wait(struct sbd_guard *guard, u64 pos, u64 len,
			 bool (*stop)(void *who), void *who);
void sbd_guard_leave(struct sbd_guard *guard, u64 pos, u64 len);
int sbd_guard_lock(struct sbd_guard *guard, u64 pos, u64 len,
		   bool (*stop)(void *who), void *who);
void sbd_guard_unlock(struct sbd_guard *guard, u64 pos, u64 len);

#endif /* _SBD_GUARD_H */
