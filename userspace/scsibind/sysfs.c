// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

ssize_t sysfs_read(int dir, const char *path, void *data, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, data, size);
	if (n < 0)
		n = -errno;
	close(fd);
	return n;
}

bool sysfs_text(int dir, const char *path, char *text, size_t size)
{
	ssize_t n = sysfs_read(dir, path, text, size - 1);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return n >= 0;
}

bool sysfs_link(int dir, const char *path, char *target, size_t size)
{
	ssize_t n = readlinkat(dir, path, target, size);

	if (n >= (ssize_t)size)
		n = -1;
	target[n > 0 ? n : 0] = '\0';
	return n > 0;
}

bool sysfs_link_name(int dir, const char *path, char *name, size_t size)
{
	char target[PATH_MAX], *last;

	*name = '\0';
	if (!sysfs_link(dir, path, target, sizeof(target)))
		return false;
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	return (size_t)snprintf(name, size, "%s", last) < size;
}

int sysfs_write(int dir, const char *path, const char *text)
{
	int fd = openat(dir, path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

bool sysfs_exists(int dir, const char *path)
{
	return !faccessat(dir, path, F_OK, 0);
}

int sysfs_each(int dir, const char *path, sysfs_each_fn fn, void *arg)
{
	int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), stop = 0;
	struct dirent *d;
	DIR *stream;

	stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while (!stop && (d = readdir(stream))) {
		if (*d->d_name != '.')
			stop = fn(arg, dirfd(stream), d->d_name);
	}
	closedir(stream);
	return stop;
}
