/* SPDX-License-Identifier: GPL-2.0 */
/* Refused initiators, as list-initiator and monitor show them. */
#ifndef _INITIATOR_H
#define _INITIATOR_H

#include "stmf_linux.h"

struct json_object;

const char *refused_text(int kind);
void json_refusal(struct json_object *object, const stmfRefusal *refusal);

#endif /* _INITIATOR_H */
