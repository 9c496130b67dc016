/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of the control socket: name to function. */
#ifndef _STMFD_OPS_H
#define _STMFD_OPS_H

#include <json-c/json.h>

#include "stmfd.h"

/* The reply to a request; never NULL. */
struct json_object *ops_run(struct stmfd *d, struct json_object *request);

#endif /* _STMFD_OPS_H */
