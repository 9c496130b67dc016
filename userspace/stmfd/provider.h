/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Provider data: one packed list for each provider, which nobody here reads,
 * with a counter of its writes (the token). What is staged is written with the
 * next save of the repository, in its transaction.
 */
#ifndef _STMFD_PROVIDER_H
#define _STMFD_PROVIDER_H

#include "db.h"

#define PROVIDER_DATA_MAX (8 << 20)	/* bytes; as hexadecimal digits they must fit in a request */

struct provider_data {
	int type;		/* STMF_LU_PROVIDER_TYPE or STMF_PORT_PROVIDER_TYPE */
	char *name;
	uint64_t token;
	void *data;		/* NULL: to be deleted */
	size_t n;
};

struct providers {
	VEC(struct provider_data) stored, staged;
};

/* Hexadecimal digits of a packed list to its bytes, for free() */
int provider_parse(const char *name, const char *text, void **data, size_t *n,
		   struct fault *fault);

const struct provider_data *provider_find(const struct providers *providers, int type,
					  const char *name);
/* data NULL: delete it. One change for each provider at a time. */
void provider_stage(struct providers *providers, int type, const char *name, uint64_t token,
		    const void *data, size_t n);
/* All that is stored, but for what is staged anyway: it may never have been written. */
void providers_restage(struct providers *providers);
void providers_drop_staged(struct providers *providers);

int providers_load(struct db *db, struct providers *providers, struct fault *fault);
/* What is staged, within a transaction. */
int providers_write(struct db *db, const struct providers *providers, struct fault *fault);
/* The transaction was carried out: what was staged is stored. */
void providers_settle(struct providers *providers);
void providers_free(struct providers *providers);

#endif /* _STMFD_PROVIDER_H */
