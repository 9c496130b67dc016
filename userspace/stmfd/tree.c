// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "apply.h"
#include "fabric.h"
#include "scan.h"
#include "tree.h"

void tree_init(struct tree *tree, const char *root, struct pool *pool)
{
	tree->root = root;
	tree->pool = pool;
	tree->watch = watch_new(root);
}

void tree_forget(struct tree *tree)
{
	tree->known = tree->planned = tree->drifted = false;
	lio_free(&tree->lio);
	names_free(&tree->owned);
}

static struct lio_reader reader(const struct tree *tree)
{
	struct lio_reader reader = lio_files;

	reader.ctx = (void *)tree->root;
	return reader;
}

/* Who is logged in, and is to be planned for; looking: or not yet */
static void read_sessions(struct tree *tree, const struct open_tpg *tpg, struct names *dynamic,
			  struct names *looking)
{
	struct lio_reader r = reader(tree);
	struct names all = { 0 };

	lio_scan_dynamic(&r, tpg->path, &all);
	vec_each(initiator, &all)
		if (!tpg->login_only &&
		    strangers_looking(&tree->strangers, tpg->path, *initiator))
			names_add(looking, *initiator);
		else
			names_add(dynamic, *initiator);
	names_free(&all);
}

static void see_strangers(struct names *seen, const char *path, const struct names *dynamic)
{
	vec_each(initiator, dynamic) {
		char *text = xasprintf("%s %s", path, *initiator);

		names_add(seen, text);
		free(text);
	}
}

static void close_all(struct tree *tree)
{
	vec_each(tpg, &tree->open)
		free(tpg->path);
	vec_free(&tree->open);
}

/* Sessions come and go without a trace in the tree. */
static void read_dynamic(struct tree *tree, bool plan_follows)
{
	close_all(tree);
	if (plan_follows)
		names_free(&tree->seen);
	strangers_look(&tree->strangers, monotonic_seconds());
	vec_each(target, &tree->lio.target) {
		vec_each(tpg, &target->tpg) {
			struct open_tpg *open;

			names_free(&tpg->dynamic);
			names_free(&tpg->looking);
			if (!tpg->demo_seen && !target->fabric->login_only)
				continue;
			open = vec_push(&tree->open);
			open->path = xasprintf("%s/%s/%s", target->fabric->dir, target->wwn,
					       tpg->dir);
			open->login_only = target->fabric->login_only;
			read_sessions(tree, open, &tpg->dynamic, &tpg->looking);
			if (plan_follows && open->login_only)
				see_strangers(&tree->seen, open->path, &tpg->dynamic);
		}
	}
	strangers_looked(&tree->strangers);
}

static bool same_names(const struct names *a, const struct names *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return true;
}

bool tree_is_known(const struct tree *tree, const struct names *owned)
{
	return tree->known && same_names(&tree->owned, owned);
}

static void take_events(void *arg)
{
	struct tree *tree = arg;

	watch_events(tree->watch, &tree->lio, &tree->owned, true);
}

static void drop_events(struct tree *tree)
{
	take_events(tree);
	watch_news(tree->watch, &tree->lio);
}

bool tree_read(struct tree *tree, const struct names *owned)
{
	bool stores = true;

	if (tree_is_known(tree, owned)) {
		read_dynamic(tree, true);
		return true;
	}
	tree_forget(tree);
	drop_events(tree);	/* what it was about is read anew */
	names_copy(&tree->owned, owned);
	stores = scan_lio(tree->pool, tree->root, &tree->owned, &tree->lio);
	read_dynamic(tree, true);
	tree->known = stores && tree->owned.n == owned->n;
	tree->planned = true;
	watch_all(tree->watch, &tree->lio);
	return stores;
}

static void see_news(struct tree *tree)
{
	tree->drifted |= watch_news(tree->watch, &tree->lio) && tree->planned;
}

void tree_events(struct tree *tree)
{
	watch_events(tree->watch, &tree->lio, &tree->owned, false);
	see_news(tree);
}

void tree_change(struct tree *tree, struct plan *plan, struct failures *failures)
{
	tree_events(tree);
	if (!plan->n) {
		plan_free(plan);
		return;
	}
	watch_plan(tree->watch, plan);
	lio_apply(&tree->lio, plan);
	if (exec_run(tree->pool, tree->root, plan, failures, take_events, tree)) {
		watch_carried_out(tree->watch);
		take_events(tree);
		see_news(tree);
	} else {		/* between removing and making again, as if others were at it */
		drop_events(tree);
		tree->known = false;
	}
	read_dynamic(tree, false);
}

bool tree_strangers(struct tree *tree)
{
	bool found = false;

	strangers_look(&tree->strangers, monotonic_seconds());
	vec_each(tpg, &tree->open) {
		struct names dynamic = { 0 }, looking = { 0 };

		read_sessions(tree, tpg, &dynamic, &looking);
		vec_each(initiator, &dynamic) {
			char *text = xasprintf("%s %s", tpg->path, *initiator);

			found |= name_dir_ok(*initiator) && !names_has(&tree->seen, text);
			free(text);
		}
		names_free(&dynamic);
		names_free(&looking);
	}
	strangers_looked(&tree->strangers);
	return found;
}
