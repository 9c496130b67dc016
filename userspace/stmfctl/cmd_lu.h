/* SPDX-License-Identifier: GPL-2.0 */
/* Creating an LU as the command line says, for stmfadm and sbdadm. */
#ifndef _CMD_LU_H
#define _CMD_LU_H

#include "cmdparse.h"
#include "report.h"

extern const struct error_texts create_lu_errors;

/*
 * An LU from the operand and the options -s and -p. Returns a libstmf code, or
 * -1 when it has complained that what was given is no good.
 */
int create_lu(const struct cmd_line *line, stmfGuid *lu);

#endif /* _CMD_LU_H */
