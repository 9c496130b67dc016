/* SPDX-License-Identifier: GPL-2.0 */
/* COMSTAR's provider data of iscsit as rows of a document's tables. */
#ifndef _SMF_ISCSIT_H
#define _SMF_ISCSIT_H

#include <json-c/json.h>
#include <stdbool.h>

#include <stmf_nvpair.h>

#define SMF_ISCSIT "iscsit"
#define SMF_ISCSIT_VERSION 3	/* of the first document that has such tables */

/* Adds the rows to tables; NULL, or what is wrong. */
const char *smf_iscsit_read(nvlist_t *list, struct json_object *tables);

#endif /* _SMF_ISCSIT_H */
