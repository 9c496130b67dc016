/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A configuration as a JSON document: the rows of the repository's tables, with
 * the version of the schema that they are of, and provider data.
 *
 *	{"format": "comstar-linux", "version": 2,
 *	 "tables": {"host_group": [{"name": "a", "place": 0}, ...], ...},
 *	 "provider_data": [{"name": "x", "type": 2, "token": 1, "data": "0101..."}]}
 */
#ifndef _STMFD_DOCUMENT_H
#define _STMFD_DOCUMENT_H

#include <json-c/json.h>

#include "model.h"
#include "provider.h"

/* NULL, and a fault that names what can't be spelled in JSON. secrets: those of iSCSI, too */
struct json_object *document_make(const struct model *model, const struct providers *providers,
				  bool secrets, struct fault *fault);

/*
 * What a document says, checked against the tables of its version: types,
 * unknown names, things that are there twice, references to nothing.
 * found: the settings that are in it
 */
int document_read(struct json_object *document, struct model *model, struct providers *providers,
		  struct names *found, struct fault *fault);

#endif /* _STMFD_DOCUMENT_H */
