/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_STATE_H
#define _STMF_STATE_H

#include <linux/list.h>
#include <linux/types.h>

#include "uapi/stmf.h"

struct stmf_run;

/**
 * struct stmf_run_ops - what the states mean for one kind of object
 * @start: let commands pass; can't fail
 * @stop: let no new command pass
 * @stopped: after @stop: is none on its way any more?
 * @changed: tell of the event (its state, or what was asked for, has changed)
 */
struct stmf_run_ops {
	void (*start)(struct stmf_run *run);
	void (*stop)(struct stmf_run *run);
	bool (*stopped)(struct stmf_run *run);
	void (*changed)(struct stmf_run *run, enum stmf_event event);
};

/**
 * struct stmf_run - the state of a logical unit or target
 * @ops: of its kind
 * @node: in one of the service's lists while registered
 * @state: STMF_STATE_UNREGISTERED while it is in none of them
 * @wanted: online, or will be as soon as the service is
 * @asked: @wanted is what somebody asked for, not the default
 */
struct stmf_run {
	const struct stmf_run_ops *ops;
	struct list_head node;
	enum stmf_state state;
	bool wanted;
	bool asked;
};

/**
 * struct stmf_service - the target service
 * @state: of the service
 * @runs: what is registered and not Offlining
 * @stopping: what is Offlining
 */
struct stmf_service {
	enum stmf_state state;
	struct list_head runs;
	struct list_head stopping;
};

int stmf_state_request(enum stmf_state now, bool online);

void stmf_run_init(struct stmf_run *run, const struct stmf_run_ops *ops);
void stmf_run_register(struct stmf_service *service, struct stmf_run *run,
		       bool online);
void stmf_run_unregister(struct stmf_run *run);
int stmf_run_set_online(struct stmf_service *service, struct stmf_run *run,
			bool online);
void stmf_run_stop(struct stmf_service *service, struct stmf_run *run);

void stmf_service_init(struct stmf_service *service);
int stmf_service_start(struct stmf_service *service);
int stmf_service_stop(struct stmf_service *service);
bool stmf_service_settle(struct stmf_service *service);

#endif /* _STMF_STATE_H */
