// SPDX-License-Identifier: GPL-2.0
/*
 * The states of the service, of logical units and of targets: Offline, Online,
 * and Offlining while commands that were let in are still on their way. There is
 * nothing to wait for on the way up, so nobody is ever Onlining.
 *
 * Pure: what starting and stopping means is in struct stmf_run_ops. The caller
 * serialises, and calls stmf_service_settle() when something may have ended.
 */
#include <linux/errno.h>

#include "state.h"

/**
 * stmf_state_request - what becomes of a request in a state?
 * @now: the state
 * @online: to go online, or offline
 *
 * Return: 1 if there is something to be done, 0 if it is so or is on its way
 * there, -EBUSY if it is on its way to the opposite, -ENODEV if it is not
 * registered.
 */
int stmf_state_request(enum stmf_state now, bool online)
{
	switch (now) {
	case STMF_STATE_OFFLINE:
		return online;
	case STMF_STATE_ONLINE:
		return !online;
	case STMF_STATE_OFFLINING:
		return online ? -EBUSY : 0;
	case STMF_STATE_ONLINING:
		return online ? 0 : -EBUSY;
	case STMF_STATE_UNREGISTERED:
		break;
	}
	return -ENODEV;
}

static void set_state(struct stmf_run *run, enum stmf_state state,
		      struct list_head *list)
{
	run->state = state;
	list_move_tail(&run->node, list);
	run->ops->changed(run, STMF_EVENT_STATE);
}

static void start(struct stmf_service *service, struct stmf_run *run)
{
	run->ops->start(run);
	set_state(run, STMF_STATE_ONLINE, &service->runs);
}

static void stop(struct stmf_service *service, struct stmf_run *run)
{
	run->ops->stop(run);
	if (run->ops->stopped(run))
		set_state(run, STMF_STATE_OFFLINE, &service->runs);
	else
		set_state(run, STMF_STATE_OFFLINING, &service->stopping);
}

/**
 * stmf_run_init - make an object that is not registered
 * @run: the object's state
 * @ops: of its kind
 */
void stmf_run_init(struct stmf_run *run, const struct stmf_run_ops *ops)
{
	run->ops = ops;
	INIT_LIST_HEAD(&run->node);
	run->state = STMF_STATE_UNREGISTERED;
	run->wanted = false;
	run->asked = false;
}

/**
 * stmf_run_register - an object has a provider from now on
 * @service: the service
 * @run: the object's state
 * @online: by default it is to be online; what was asked for counts more
 *
 * Tells of nothing: the caller does.
 */
void stmf_run_register(struct stmf_service *service, struct stmf_run *run,
		       bool online)
{
	if (!run->asked)
		run->wanted = online;
	run->state = STMF_STATE_OFFLINE;
	list_add_tail(&run->node, &service->runs);
	if (!run->wanted || service->state != STMF_STATE_ONLINE)
		return;
	run->ops->start(run);
	run->state = STMF_STATE_ONLINE;
}

/**
 * stmf_run_unregister - an object has no provider any more
 * @run: its state; Offline, or nothing can be on its way
 *
 * What was asked for is remembered. Tells of nothing: the caller does.
 */
void stmf_run_unregister(struct stmf_run *run)
{
	list_del_init(&run->node);
	run->state = STMF_STATE_UNREGISTERED;
}

/**
 * stmf_run_set_online - bring an object online or take it offline
 * @service: the service
 * @run: the object's state
 * @online: which
 *
 * While the object is not registered or the service is not online, this decides
 * what becomes of it later.
 *
 * Return: 0, or -EBUSY if it is on its way to the opposite.
 */
int stmf_run_set_online(struct stmf_service *service, struct stmf_run *run,
			bool online)
{
	bool news = !run->asked || run->wanted != online;
	int ret = 0;

	if (run->state != STMF_STATE_UNREGISTERED &&
	    service->state == STMF_STATE_ONLINE)
		ret = stmf_state_request(run->state, online);
	if (ret < 0)
		return ret;
	run->wanted = online;
	run->asked = true;
	if (ret && online)
		start(service, run);
	else if (ret)
		stop(service, run);
	else if (news)
		run->ops->changed(run, STMF_EVENT_CHANGED);
	return 0;
}

/**
 * stmf_run_stop - take an object offline if it is online
 * @service: the service
 * @run: the object's state; what was asked for stays remembered
 */
void stmf_run_stop(struct stmf_service *service, struct stmf_run *run)
{
	if (run->state == STMF_STATE_ONLINE)
		stop(service, run);
}

/**
 * stmf_service_init - make a service that is offline and has nothing
 * @service: the service
 */
void stmf_service_init(struct stmf_service *service)
{
	service->state = STMF_STATE_OFFLINE;
	INIT_LIST_HEAD(&service->runs);
	INIT_LIST_HEAD(&service->stopping);
}

/**
 * stmf_service_start - bring the service online
 * @service: the service
 *
 * What was online before it went offline, or is to be since, comes back.
 *
 * Return: 1, 0 if it was online, or -EBUSY if it is Offlining.
 */
int stmf_service_start(struct stmf_service *service)
{
	int ret = stmf_state_request(service->state, true);
	struct stmf_run *run, *next;
	LIST_HEAD(all);

	if (ret <= 0)
		return ret;
	service->state = STMF_STATE_ONLINE;
	list_splice_init(&service->runs, &all);
	list_for_each_entry_safe(run, next, &all, node) {
		if (run->wanted)
			start(service, run);
		else
			list_move_tail(&run->node, &service->runs);
	}
	return ret;
}

/**
 * stmf_service_stop - take the service offline, and all that is online with it
 * @service: the service; Offlining until stmf_service_settle() finds all ended
 *
 * Return: 1, or 0 if it was offline or is Offlining.
 */
int stmf_service_stop(struct stmf_service *service)
{
	int ret = stmf_state_request(service->state, false);
	struct stmf_run *run, *next;
	LIST_HEAD(all);

	if (ret <= 0)
		return ret;
	service->state = STMF_STATE_OFFLINING;
	list_splice_init(&service->runs, &all);
	list_for_each_entry_safe(run, next, &all, node) {
		if (run->state == STMF_STATE_ONLINE)
			stop(service, run);
		else
			list_move_tail(&run->node, &service->runs);
	}
	if (list_empty(&service->stopping))
		service->state = STMF_STATE_OFFLINE;
	return ret;
}

/**
 * stmf_service_settle - move on what was Offlining and has ended
 * @service: the service
 *
 * Return: true if the service itself went offline by that.
 */
bool stmf_service_settle(struct stmf_service *service)
{
	struct stmf_run *run, *next;

	list_for_each_entry_safe(run, next, &service->stopping, node)
		if (run->ops->stopped(run))
			set_state(run, STMF_STATE_OFFLINE, &service->runs);
	if (service->state != STMF_STATE_OFFLINING ||
	    !list_empty(&service->stopping))
		return false;
	service->state = STMF_STATE_OFFLINE;
	return true;
}
