// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "loop.h"
#include "util.h"

#define EVENTS 16

static void control(struct loop *loop, int op, struct source *source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	if (epoll_ctl(loop->fd, op, source->fd, &event)) {
		say(LOG_CRIT, "epoll: %s", strerror(errno));
		abort();
	}
}

void loop_init(struct loop *loop)
{
	loop->fd = epoll_create1(EPOLL_CLOEXEC);
}

void loop_add(struct loop *loop, struct source *source, uint32_t events)
{
	control(loop, EPOLL_CTL_ADD, source, events);
}

void loop_change(struct loop *loop, struct source *source, uint32_t events)
{
	control(loop, EPOLL_CTL_MOD, source, events);
}

void loop_del(struct loop *loop, struct source *source)
{
	control(loop, EPOLL_CTL_DEL, source, 0);
}

void loop_turn(struct loop *loop, int timeout)
{
	struct epoll_event event[EVENTS];
	int n = epoll_wait(loop->fd, event, EVENTS, timeout);

	for (int i = 0; i < n; i++) {
		struct source *source = event[i].data.ptr;

		source->ready(source, event[i].events);
	}
}
