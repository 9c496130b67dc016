/* SPDX-License-Identifier: GPL-2.0 */
/* Configuration documents: compared, and their paths mapped. */
#ifndef _DOC_H
#define _DOC_H

#include <json-c/json.h>
#include <stdbool.h>

/* What one has and the other hasn't, for free(); NULL: they say the same, in whatever order. */
char *doc_difference(struct json_object *a, struct json_object *b);

/*
 * Rules "FROM -> TO", one a line, # begins a comment: a path that is FROM, or
 * begins with FROM when that ends in /, gets TO in its place; the longest FROM
 * counts. Those of volumes' names on illumos are built in. rules: text of a
 * file, or NULL. False: line number and reason are in err.
 */
bool doc_map(struct json_object *doc, const char *rules, char *err, size_t size);

#endif /* _DOC_H */
