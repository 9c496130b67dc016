/* SPDX-License-Identifier: GPL-2.0 */
/* The page cache of a file: what is in it, and what that says of a transfer. */
#ifndef _SBD_BACKING_CACHE_H
#define _SBD_BACKING_CACHE_H

#include <linux/types.h>

struct file;
struct sbd_io;

bool sbd_file_in_memory(const struct file *file);

bool sbd_cache_readable(const struct file *file);
bool sbd_cache_read(struct file *file, const struct sbd_io *io);

bool sbd_cache_writable(const struct file *file);
bool sbd_cache_takes(struct file *file, const struct sbd_io *io);

#endif /* _SBD_BACKING_CACHE_H */
