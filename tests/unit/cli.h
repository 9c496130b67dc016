/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands under test: main() runs in a child of the test with the
 * arguments given, over a faked kernel and a faked daemon; what it wrote and
 * how it ended are compared byte for byte.
 */
#ifndef _CLI_H
#define _CLI_H

#include <stddef.h>

struct outcome {
	int status;
	char out[65536];
	char err[65536];
};

/* args: argv[0] and so on, up to a NULL. */
void cli_run(struct outcome *outcome, const char *const *args);

/* Fails the test unless the command ends like that; a NULL text isn't looked at. */
void cli_expect(const char *file, int line, int status, const char *out, const char *err, const char *const *args);

#define expect(status, out, err, ...) \
	cli_expect(__FILE__, __LINE__, status, out, err, (const char *const[]){ __VA_ARGS__, NULL })

#endif /* _CLI_H */
