/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes and links in sysfs, below a directory that tests choose. */
#ifndef _SCSIBIND_SYSFS_H
#define _SCSIBIND_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SYSFS_ROOT "/sys"

/* Paths are relative to dir, an open directory. Failure is -errno. */
ssize_t sysfs_read(int dir, const char *path, void *data, size_t size);
bool sysfs_text(int dir, const char *path, char *text, size_t size);	/* without its newline */
bool sysfs_link(int dir, const char *path, char *target, size_t size);	/* as it is written */
bool sysfs_link_name(int dir, const char *path, char *name, size_t size);	/* its last part */
int sysfs_write(int dir, const char *path, const char *text);
bool sysfs_exists(int dir, const char *path);

/*
 * Calls back for each name in a directory but those that begin with a dot,
 * until the callback returns non-zero; that is the result. 0 without such a
 * directory.
 */
typedef int (*sysfs_each_fn)(void *arg, int dir, const char *name);
int sysfs_each(int dir, const char *path, sysfs_each_fn fn, void *arg);

#endif /* _SCSIBIND_SYSFS_H */
