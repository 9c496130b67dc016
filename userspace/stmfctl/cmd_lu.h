/* SPDX-License-Identifier: GPL-2.0 */
/* Making, importing and changing LUs as the command line says, for stmfadm and sbdadm. */
#ifndef _CMD_LU_H
#define _CMD_LU_H

#include "cmdparse.h"
#include "report.h"

extern const struct error_texts create_lu_errors, import_lu_errors;

/*
 * An LU from the operand and the options -s and -p. Returns a libstmf code, or
 * -1 when it has complained that what was given is no good.
 */
int create_lu(const struct cmd_line *line, stmfGuid *lu);

/* The LU is named by lu, or by file if lu is NULL. Complains; returns the exit status. */
int modify_lu(stmfGuid *lu, const char *file, const struct cmd_line *line);

#endif /* _CMD_LU_H */
