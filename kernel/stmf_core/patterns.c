// SPDX-License-Identifier: GPL-2.0
/*
 * Members of host groups that stand for all initiators whose names begin in one
 * way. The longest prefix of a name wins. The prefixes of all lengths are in one
 * set, and only lengths that are in use are tried: usually one or two.
 *
 * Writers are serialised by the caller; readers are in an RCU read section, and
 * use what they found only if the policy has not changed meanwhile.
 */
#include <linux/bitmap.h>
#include <linux/minmax.h>

#include "policy.h"

/**
 * stmf_patterns_init - make an empty set
 * @patterns: zeroed
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stmf_patterns_init(struct stmf_patterns *patterns)
{
	return stmf_names_init(&patterns->names);
}

/**
 * stmf_patterns_destroy - free an empty set
 * @patterns: the set; nobody reads it any more
 *
 * Context: may sleep.
 */
void stmf_patterns_destroy(struct stmf_patterns *patterns)
{
	stmf_names_destroy(&patterns->names);
}

/**
 * stmf_patterns_add - add a prefix
 * @patterns: the set
 * @name: of the length of the prefix
 *
 * Context: may sleep.
 * Return: 0, -EEXIST or -ENOMEM.
 */
int stmf_patterns_add(struct stmf_patterns *patterns, struct stmf_name *name)
{
	int err = stmf_names_add(&patterns->names, name);

	if (!err && !patterns->count[name->len]++)
		set_bit(name->len, patterns->lengths);
	return err;
}

/**
 * stmf_patterns_remove - remove a prefix
 * @patterns: the set
 * @name: a prefix in it; readers may see it for a grace period
 *
 * Context: any.
 */
void stmf_patterns_remove(struct stmf_patterns *patterns,
			  struct stmf_name *name)
{
	if (!--patterns->count[name->len])
		clear_bit(name->len, patterns->lengths);
	stmf_names_remove(&patterns->names, name);
}

/**
 * stmf_patterns_find - find the longest prefix of a name
 * @patterns: the set
 * @text: the name, need not be terminated
 * @len: its length
 *
 * Context: RCU read section, or with the writers locked out.
 * Return: the prefix or NULL.
 */
struct stmf_name *stmf_patterns_find(struct stmf_patterns *patterns,
				     const char *text, size_t len)
{
	size_t below = min_t(size_t, len, STMF_ISCSI_NAME_MAX) + 1;
	struct stmf_name *name;

	for (;;) {
		size_t prefix = find_last_bit(patterns->lengths, below);

		if (prefix >= below)
			return NULL;
		name = stmf_names_find(&patterns->names, text, prefix);
		if (name)
			return name;
		below = prefix;
	}
}
