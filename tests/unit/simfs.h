/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A simulated configfs of LIO: the rules that the kernel applies to each
 * operation, and what initiators get to see of it. Holds the targets of all
 * fabrics and the backstores of sbd_0.
 */
#ifndef _SIMFS_H
#define _SIMFS_H

#include "lio.h"
#include "plan.h"

struct simfs;

struct simfs *simfs_new(void);
void simfs_free(struct simfs *fs);

#define SIMFS_HANG 1000		/* instead of an errno: the kernel would wait for ever */

int simfs_apply(struct simfs *fs, const struct op *op);	/* 0 or an errno */
struct lio_reader simfs_reader(struct simfs *fs);

/* Which TPG of a target logins and what is seen are about, modulo their number; at first 0. */
void simfs_choose_way(struct simfs *fs, unsigned int way);
/* A login, on a fabric with node ACLs; false: refused. */
bool simfs_login(struct simfs *fs, const char *fabric, const char *wwn, const char *initiator);
/* An iSCSI logout; the node ACL stays, as LIO's cache has it. */
void simfs_logout(struct simfs *fs, const char *wwn, const char *initiator);

/* What a login gives, sorted: "LUN GUID"; no login: nothing. */
void simfs_seen(struct simfs *fs, const char *fabric, const char *wwn, const char *initiator,
		struct names *seen);
/* The path that an enabled backstore was made with, or NULL. */
const char *simfs_store_path(struct simfs *fs, const char *guid);
/* A random operation that LIO allows, such as others may do. */
void simfs_vandal(struct simfs *fs, unsigned int (*random)(unsigned int below));

#endif /* _SIMFS_H */
