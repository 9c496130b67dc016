/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sgen.conf: sgen takes of what it claims only devices that its lists name.
 * Without lists it takes all.
 */
#ifndef _SCSIBIND_SGEN_H
#define _SCSIBIND_SGEN_H

#include "claim.h"

bool sgen_takes(const struct claim *claim, const void *inquiry, size_t len);
void sgen_check(const struct driver_conf *conf, struct conf_log *log);

#endif /* _SCSIBIND_SGEN_H */
