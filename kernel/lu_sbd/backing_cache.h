/* SPDX-License-Identifier: GPL-2.0 */
/* The page cache of a file, without its file system. */
#ifndef _SBD_BACKING_CACHE_H
#define _SBD_BACKING_CACHE_H

#include <linux/types.h>

struct file;
struct sbd_io;

bool sbd_cache_usable(const struct file *file, bool write);
bool sbd_cache_transfer(struct file *file, const struct sbd_io *io);

#endif /* _SBD_BACKING_CACHE_H */
