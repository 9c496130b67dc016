/* SPDX-License-Identifier: GPL-2.0 */
/* One daemon at a time: a locked file with its process id. */
#ifndef _STMFD_LOCK_H
#define _STMFD_LOCK_H

/* The descriptor of the file, locked, or -1 and errno: EWOULDBLOCK, somebody has it. */
int lock_file(const char *name);

#endif /* _STMFD_LOCK_H */
