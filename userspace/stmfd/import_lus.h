/* SPDX-License-Identifier: GPL-2.0 */
/* Logical units of an imported configuration, compared with what their files say. */
#ifndef _STMFD_IMPORT_LUS_H
#define _STMFD_IMPORT_LUS_H

#include <json-c/json.h>

#include "merge.h"
#include "pool.h"

/*
 * list: [{"guid", "file"}] (or NULL), of whose logical units only the metadata
 * in the file tell; they come into the model. Those that can't be taken are
 * problems. Returns -1 and a fault if the list is none.
 */
int import_lus_take(struct pool *pool, struct json_object *list, const struct model *old,
		    struct model *given, struct problems *problems, struct fault *fault);

/* Files of what is in the model: of no other logical unit, by their metadata and in the model. */
void import_lus_check(struct pool *pool, const struct model *old, const struct model *given,
		      struct problems *problems);

#endif /* _STMFD_IMPORT_LUS_H */
