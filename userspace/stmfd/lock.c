// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "lock.h"
#include "util.h"

/*
 * Of a daemon that was ended while one of its threads waits in the kernel that
 * thread stays, and the lock with it. It will do nothing more.
 */
static bool holder_is_dead(int fd)
{
	char text[64] = "", *name, *stat, *state;
	bool dead = false;
	FILE *file;

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		return false;
	name = xasprintf("/proc/%d/stat", atoi(text));
	file = fopen(name, "r");
	stat = xcalloc(1, 4096);
	if (file && fgets(stat, 4096, file)) {
		state = strrchr(stat, ')');
		dead = state && !strncmp(state, ") Z", 3);
	}
	if (file)
		fclose(file);
	free(stat);
	free(name);
	return dead;
}

int lock_file(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || !flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	if (holder_is_dead(fd) && !unlink(name)) {
		close(fd);
		return lock_file(name);
	}
	close(fd);
	errno = EWOULDBLOCK;
	return -1;
}
