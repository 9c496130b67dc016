/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LIO's tree as we know it: read once, then kept by what our plans make of
 * it, and read again when one of them failed or others were at it.
 */
#ifndef _STMFD_TREE_H
#define _STMFD_TREE_H

#include "exec.h"
#include "lio.h"
#include "strangers.h"
#include "watch.h"

/* A TPG where strangers may log in or have done so */
struct open_tpg {
	char *path;
	bool login_only;
};

struct tree {
	const char *root;
	struct pool *pool;
	struct watch *watch;
	struct lio lio;
	struct names owned;	/* our targets, as far as they can be read */
	VEC(struct open_tpg) open;
	struct names seen;	/* strangers who may stay such: "<TPG> <initiator>", by tree_read() */
	struct strangers strangers;
	bool known;		/* lio is what is there */
	bool planned;		/* or what should be there: some of it may have failed */
	bool drifted;		/* others were at it, tree_forget() has to follow */
};

void tree_init(struct tree *tree, const char *root, struct pool *pool);
/* Is it known as it is, and whole? */
bool tree_is_known(const struct tree *tree, const struct names *owned);
/* Everything that is ours; false: not even the backstores can be read. */
bool tree_read(struct tree *tree, const struct names *owned);
/* Takes the plan over. */
void tree_change(struct tree *tree, struct plan *plan, struct failures *failures);
void tree_forget(struct tree *tree);
/* Finds out if others were at it. */
void tree_events(struct tree *tree);
/* Is there a session whose node ACL LIO has made, that was not planned for and should be? */
bool tree_strangers(struct tree *tree);

#endif /* _STMFD_TREE_H */
