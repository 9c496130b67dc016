/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who was refused at login: LIO's iSCSI target keeps the number and the last
 * address, but writes the names to the kernel log only.
 */
#ifndef _KLOG_H
#define _KLOG_H

#include "stmf_linux.h"

/*
 * Adds to the list, whose elements are from malloc(), one for each name in the
 * text of the kernel log. booted: when its clock began, seconds since the epoch.
 */
void klog_parse(const char *text, time_t booted, stmfRefusal **list, size_t *cnt);

/* The same from the kernel's own log; adds nothing if that can't be read. */
void klog_read(stmfRefusal **list, size_t *cnt);

#endif /* _KLOG_H */
