// SPDX-License-Identifier: GPL-2.0
/*
 * A daemon that answers what it is told. The test and it share memory; it
 * writes there before it answers, and the test only looks between commands,
 * so no lock is needed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_daemon.h"

#define MAX_REPLIES	16

static struct {
	char reply[MAX_REPLIES][4096];
	int count, next;
	char requests[65536];
} *shared;

static pid_t pid;
static char directory[64], path[80];

void daemon_replies(const char *const *texts)
{
	shared->next = 0;
	shared->requests[0] = '\0';
	for (shared->count = 0; *texts && shared->count < MAX_REPLIES; texts++)
		strcpy(shared->reply[shared->count++], *texts);
}

const char *daemon_requests(void)
{
	return shared->requests;
}

static const char *take_reply(const char *request)
{
	const char *reply = shared->count ? shared->reply[shared->next] : "";

	if (strlen(shared->requests) + strlen(request) < sizeof(shared->requests))
		strcat(shared->requests, request);
	if (shared->next + 1 < shared->count)
		shared->next++;
	return reply;
}

static void serve(int fd)
{
	FILE *stream = fdopen(fd, "r+");
	const char *reply;
	char *line = NULL;
	size_t size = 0;

	if (stream && getline(&line, &size, stream) > 0) {
		reply = take_reply(line);
		send(fd, reply, strlen(reply), MSG_NOSIGNAL);
	}
	free(line);
	fclose(stream);
}

static void run(int listener)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0)
			serve(fd);
	}
}

int daemon_start(void **state)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(directory, "/tmp/stmf-test.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/sock", directory);
	strcpy(addr.sun_path, path);
	if (bind(listener, (struct sockaddr *)&addr, sizeof(addr)) || listen(listener, 8))
		return -1;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	setenv("STMFD_SOCKET", path, 1);
	fflush(NULL);
	pid = fork();
	if (!pid)
		run(listener);
	close(listener);
	return pid < 0 ? -1 : 0;
}

int daemon_stop(void **state)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(path);
	rmdir(directory);
	munmap(shared, sizeof(*shared));
	return 0;
}
