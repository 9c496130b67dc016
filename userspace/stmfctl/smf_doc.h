/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Configuration documents (of the daemon's "export" and "import") as the SMF
 * properties that COMSTAR keeps the same things in, and back.
 *
 * What COMSTAR has no property for (properties of logical units, which it has
 * in their metadata; targets) travels as provider data of a provider "linux",
 * which illumos keeps and gives out again without looking at it.
 */
#ifndef _SMF_DOC_H
#define _SMF_DOC_H

#include <json-c/json.h>

#include "smf_xml.h"

#define SMF_STMF "system/stmf"

/* derived: provider data that follow from the rest, or NULL */
void smf_from_doc(struct json_object *doc, struct json_object *derived, struct smf_service *service);

/*
 * NULL: err tells. Logical units that only their file tells of are in "import",
 * [{"guid", "file"}]. notes: what is left out, one line each
 */
struct json_object *smf_to_doc(const struct smf_service *service, struct json_object *notes,
			       char err[SMF_ERRLEN]);

#endif /* _SMF_DOC_H */
