// SPDX-License-Identifier: GPL-2.0
/*
 * For LD_PRELOAD: lets a program fail or die at the N-th step that changes
 * something. The file named by FAULTPOINT has "kill N ID" or "fail N ID" (the
 * step returns ENOSPC); a new ID begins to count anew. The file is removed when
 * the step is reached.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int steps, last_id;

/* True: the step is to fail. */
static bool step(void)
{
	const char *path = getenv("FAULTPOINT");
	FILE *file = path ? fopen(path, "re") : NULL;
	char what[8];
	bool hit = false;
	int at, id;

	if (!file)
		return false;
	pthread_mutex_lock(&lock);
	if (fscanf(file, "%7s %d %d", what, &at, &id) == 3) {
		if (id != last_id)
			steps = 0;
		last_id = id;
		hit = ++steps == at;
	}
	pthread_mutex_unlock(&lock);
	fclose(file);
	if (!hit)
		return false;
	remove(path);
	if (!strcmp(what, "kill"))
		kill(getpid(), SIGKILL);
	errno = ENOSPC;
	return true;
}

#define STEP(type, name, params, ...)					\
	type name params						\
	{								\
		static type (*real)params;				\
									\
		if (step())						\
			return -1;					\
		if (!real)						\
			real = (type (*)params)dlsym(RTLD_NEXT, #name);	\
		return real(__VA_ARGS__);				\
	}

STEP(ssize_t, pwrite, (int fd, const void *buf, size_t n, off_t at), fd, buf, n, at)
STEP(ssize_t, pwrite64, (int fd, const void *buf, size_t n, off64_t at), fd, buf, n, at)
STEP(int, fsync, (int fd), fd)
STEP(int, fdatasync, (int fd), fd)
STEP(int, ftruncate, (int fd, off_t size), fd, size)
STEP(int, ftruncate64, (int fd, off64_t size), fd, size)
STEP(int, truncate, (const char *path, off_t size), path, size)
STEP(int, mkdir, (const char *path, mode_t mode), path, mode)
STEP(int, rmdir, (const char *path), path)
STEP(int, unlink, (const char *path), path)

/* Not the log, whose lines may come or not. */
ssize_t write(int fd, const void *buf, size_t n)
{
	static ssize_t (*real)(int fd, const void *buf, size_t n);

	if (fd > 2 && step())
		return -1;
	if (!real)
		real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
	return real(fd, buf, n);
}
