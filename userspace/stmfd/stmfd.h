/* SPDX-License-Identifier: GPL-2.0 */
/* The daemon's state, and the one function that makes LIO follow the model. */
#ifndef _STMFD_H
#define _STMFD_H

#include "kernel.h"
#include "model.h"
#include "repo.h"
#include "tree.h"

struct stmfd {
	struct kernel kernel;
	struct repo *repo;		/* NULL: none that can be used */
	struct fault repo_fault;	/* why */
	const char *repository;		/* its path */
	const char *lio_root;
	char *journal;			/* see journal.h */
	struct tree tree;		/* LIO's */
	struct fc_ports *fc_ports;	/* the host's */
	struct isns *isns;

	bool present;			/* stmf.ko is there */
	bool loading;			/* the repository is being loaded into it */
	bool holding;			/* a change of many steps is under way: nothing is saved */
	bool adopt;			/* no repository yet: the kernel's targets are ours */
	bool dirty;			/* more has changed since the last sync than kernel.news says */
	struct model model;		/* as of the last sync */
	struct model conf;		/* how logical units are made and reached; what itadm configures */

	struct failures known;		/* of the last sync */
	struct names absent;		/* stores that are not there */
	struct names settled;		/* running logical units whose store has been looked at */
	bool unsettled;			/* a store is there that can't be used */
	struct names leaving;		/* logical units that a command takes away */
	struct names foreign;		/* targets of the model that others have in LIO */
	bool reserving;			/* LIO's files of reservations are followed */
	bool drift;			/* others have changed what is ours in LIO */
	bool trouble;			/* something failed: try again in retry_in seconds */
	unsigned int retry_in;
	unsigned int retry_pause;	/* how long that will be the next time */

	/* tells the client of the command that runs how far it is; or NULL */
	void (*progress)(void *arg, size_t done, size_t all);
	void *progress_arg;
};

static inline void stmfd_progress(const struct stmfd *d, size_t done, size_t all)
{
	if (d->progress)
		d->progress(d->progress_arg, done, all);
}

/* 0, or -1: repo_fault tells, and nothing is changed. A snapshot is kept if it has changed. */
int stmfd_open_repository(struct stmfd *d);
void stmfd_snapshot(struct stmfd *d, const char *why);
/* A repository that can't be used is put aside for a new one. */
int stmfd_new_repository(struct stmfd *d, struct fault *fault);

/* Finds stmf.ko; takes its model for the truth, or else loads the repository into it. */
int sync_establish(struct stmfd *d, struct fault *fault);

/*
 * Makes LIO and the repository say what the model says. Fails with what did
 * not fail already the last time.
 */
int sync_model(struct stmfd *d, struct fault *fault);

/*
 * The same if nothing has changed since the last time but what stmf.ko has told
 * of, and how the logical unit guid (or NULL) is made: where that is about few
 * logical units, the cost is theirs, not the model's.
 */
int sync_changes(struct stmfd *d, const char *guid, struct fault *fault);

/* The same for changes that nobody waits for; failures are logged. */
bool sync_is_due(const struct stmfd *d);
void sync_events(struct stmfd *d);

/* Is there anything to look at each second? */
bool sync_needs_tick(const struct stmfd *d);
void sync_tick(struct stmfd *d);

#endif /* _STMFD_H */
