/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Takes the place of libstmf's nl.c: answers queries from tables that the test
 * sets, with real netlink attributes in the order that the kernel has.
 */
#ifndef _FAKE_KERNEL_H
#define _FAKE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "stmf.h"
#include "stmf_linux.h"

struct fake_lu {
	const char *guid;		/* the end of a table: NULL, likewise below */
	uint8_t state;
	const char *provider, *alias, *file, *meta, *url, *serial;
	char vid[9], pid[17];		/* 8 and 16 bytes count */
	uint64_t size;
	uint32_t block_size;
	bool wp, wcd;
	uint8_t access;
};

struct fake_target {
	const char *name;
	uint8_t state;
	const char *provider, *alias;
	int protocol;			/* -1: none */
};

struct fake_group {
	uint8_t kind;
	const char *name;
	const char *member[4];		/* up to a NULL */
};

struct fake_view {
	const char *guid;
	uint32_t index;
	uint16_t lun;
	const char *host_group, *target_group;
};

struct fake_session {
	const char *target, *initiator, *alias;
	int64_t since;
	const char *host_group;
};

struct fake_refusal {
	const char *target, *initiator, *address, *host_group;
	uint8_t kind;
	uint64_t count;
	int64_t last;
	const char *guid;		/* NULL: none */
	uint16_t lun;
};

/* An answer to EXPLAIN_GET; the first is of the ports */
struct fake_explanation {
	const char *guid;		/* of the first: NULL */
	uint8_t reason;
	const char *host_group, *target_group;
	uint8_t node_acl;
	uint32_t sessions;
	int view;			/* -1: none */
	uint16_t lun;
	int mapping;			/* -1: not told */
	int64_t mapped_lun;		/* -1: not mapped */
};

struct fake_stat {
	const char *guid;		/* NULL: a nexus */
	const char *initiator, *target;
	uint64_t reads, writes, read_bytes, write_bytes, read_ns, write_ns, max_ns, errors, refused;
};

struct fake_kernel {
	int fail;			/* code of every query, or 0 */
	uint8_t fail_cmd;		/* of this command only, or 0 */
	uint8_t state, config_state, default_lu, default_target;
	const struct fake_lu *lus;
	const struct fake_target *targets;
	const struct fake_group *groups;
	const struct fake_view *views;
	const struct fake_session *sessions;
	const struct fake_refusal *refusals;	/* up to a target NULL */
	const struct fake_explanation *explanations;
	int nexplanations;
	const struct fake_stat *stats;
	int nstats;
	const stmfEvent *events;		/* what monitor gets; then the module is gone */
	int nevents;
	const uint8_t *states;		/* what a switched object goes through, one a look, to UINT8_MAX */
	const uint8_t *service_states;	/* likewise */
	bool moving;			/* generations differ: groups from members */
	int queries;
};

extern struct fake_kernel fake_kernel;

#endif /* _FAKE_KERNEL_H */
