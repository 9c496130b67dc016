/* SPDX-License-Identifier: GPL-2.0 */
/* One epoll loop: what happens on a descriptor calls a function. */
#ifndef _STMFD_LOOP_H
#define _STMFD_LOOP_H

#include <stdint.h>
#include <sys/epoll.h>

/* The function may free its own source, after loop_del(), but no other one. */
struct source {
	int fd;
	void (*ready)(struct source *source, uint32_t events);
	void *arg;
};

struct loop {
	int fd;
};

void loop_init(struct loop *loop);
void loop_add(struct loop *loop, struct source *source, uint32_t events);
void loop_change(struct loop *loop, struct source *source, uint32_t events);
void loop_del(struct loop *loop, struct source *source);
/* Waits for at most timeout ms (-1: for ever) and calls what is ready. */
void loop_turn(struct loop *loop, int timeout);

#endif /* _STMFD_LOOP_H */
