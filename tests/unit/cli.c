// SPDX-License-Identifier: GPL-2.0
/* Running the commands in a child process. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli.h"

#define main cli_main
int cli_main(int argc, char **argv);
#include "main.c"
#undef main

static void child(const char *const *args, int out, int err)
{
	char *argv[64];
	int argc = 0;

	while (args[argc])
		argc++;
	assert_true(argc < 64);
	for (int i = 0; i <= argc; i++)
		argv[i] = (char *)args[i];
	dup2(out, 1);
	dup2(err, 2);
	exit(cli_main(argc, argv));
}

/* Both pipes together, so that the child can't get stuck on one. */
static void collect(struct outcome *outcome, int out, int err)
{
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
	char *text[2] = { outcome->out, outcome->err };
	size_t room[2] = { sizeof(outcome->out) - 1, sizeof(outcome->err) - 1 };
	int open = 2;

	while (open) {
		assert_true(poll(fds, 2, 30000) > 0);
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (!fds[i].revents)
				continue;
			assert_true(room[i] > 0);
			n = read(fds[i].fd, text[i], room[i]);
			if (n <= 0) {
				fds[i].fd = -1;
				open--;
				continue;
			}
			text[i] += n;
			room[i] -= n;
		}
	}
	*text[0] = *text[1] = '\0';
}

void cli_run(struct outcome *outcome, const char *const *args)
{
	int out[2], err[2], status;
	pid_t pid;

	assert_int_equal(pipe(out), 0);
	assert_int_equal(pipe(err), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		close(out[0]);
		close(err[0]);
		child(args, out[1], err[1]);
	}
	close(out[1]);
	close(err[1]);
	collect(outcome, out[0], err[0]);
	close(out[0]);
	close(err[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	outcome->status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void compare(const char *what, const char *got, const char *wanted, int *wrong)
{
	if (!wanted || !strcmp(got, wanted))
		return;
	print_message("# %s:\n[%s]\n# instead of:\n[%s]\n", what, got, wanted);
	*wrong = 1;
}

void cli_expect(const char *file, int line, int status, const char *out, const char *err, const char *const *args)
{
	static struct outcome outcome;
	int wrong;

	cli_run(&outcome, args);
	wrong = outcome.status != status;
	if (wrong)
		print_message("# status %d instead of %d\n", outcome.status, status);
	compare("stdout", outcome.out, out, &wrong);
	compare("stderr", outcome.err, err, &wrong);
	if (!wrong)
		return;
	for (int i = 0; args[i]; i++)
		print_message("%s%s", i ? " " : "# ", args[i]);
	print_message("\n");
	_fail(file, line);
}
