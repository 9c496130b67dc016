/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses at which an iSCSI target listens. */
#ifndef _STMFD_PORTAL_H
#define _STMFD_PORTAL_H

/* ADDR[:PORT], IPv6 in brackets, to LIO's spelling with the port; NULL: not one */
char *portal_normal(const char *text);

#endif /* _STMFD_PORTAL_H */
