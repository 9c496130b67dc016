// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Why the last call of a thread failed. The text is the thread's own, so no
 * lock is needed.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

static __thread char last_error[1024];

const char *stmfLastErrorText(void)
{
	return last_error;
}

void stmf_clear_error(void)
{
	last_error[0] = '\0';
}

int stmf_fail(int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(last_error, sizeof(last_error), fmt, args);
	va_end(args);
	return code;
}

int stmf_fail_arg(const char *what)
{
	return stmf_fail(STMF_ERROR_INVALID_ARG, "%s", what);
}

/* text: the kernel's words, or empty. */
int stmf_fail_errno(int err, const char *text)
{
	int code;

	switch (err) {
	case EPERM:
	case EACCES:
		return stmf_fail(STMF_ERROR_PERM,
				 "reading the configuration takes the capability CAP_NET_ADMIN");
	case ENOENT:
		code = STMF_ERROR_NOT_FOUND;
		break;
	case EBUSY:
	case EAGAIN:
		code = STMF_ERROR_BUSY;
		break;
	case ENOMEM:
	case ENOBUFS:
		code = STMF_ERROR_NOMEM;
		break;
	default:
		code = STMF_STATUS_ERROR;
	}
	return stmf_fail(code, "%s", *text ? text : strerror(err));
}
