/* SPDX-License-Identifier: GPL-2.0 */
/* GUIDs of logical units: which there can be, and new ones. */
#ifndef _STMFD_GUID_H
#define _STMFD_GUID_H

#include "model.h"

/* Can be a logical unit's: NAA type 6, and not nothing but that. */
bool guid_valid(const char *guid);

/*
 * As COMSTAR does: 6, company id (24 bits), 0, then host id (or this host's
 * MAC address if host_id is 0), time, counter.
 */
void guid_make(uint32_t company, uint32_t host_id, char guid[GUID_DIGITS + 1]);
#define GUID_COMPANY 0x00144f

#endif /* _STMFD_GUID_H */
