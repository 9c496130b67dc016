/* SPDX-License-Identifier: GPL-2.0 */
/* Creating an LU as the command line says, for stmfadm and sbdadm. */
#ifndef _CMD_LU_H
#define _CMD_LU_H

#include "cmdparse.h"
#include "report.h"

int create_lu(const struct cmd_line *line, stmfGuid *lu, const struct error_texts *errors);

#endif /* _CMD_LU_H */
