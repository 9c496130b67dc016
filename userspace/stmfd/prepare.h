/* SPDX-License-Identifier: GPL-2.0 */
/* What must be there before LIO can be written: modules, directories. */
#ifndef _STMFD_PREPARE_H
#define _STMFD_PREPARE_H

#include "model.h"

/* 0, or the exit status of modprobe */
int load_module(const char *name);

/* What the model needs; what can't be had is logged, and fails where it is used. */
void prepare_lio(const char *root, const struct model *model);

#endif /* _STMFD_PREPARE_H */
