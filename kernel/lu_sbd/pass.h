/* SPDX-License-Identifier: GPL-2.0 */
/* SCSI devices of this host as logical units. */
#ifndef _SBD_PASS_H
#define _SBD_PASS_H

#include <target/target_core_base.h>

struct sbd_lu;
struct stmf_lu_info;

int sbd_pass_open(struct sbd_lu *sbd);
void sbd_pass_close(struct sbd_lu *sbd);
void sbd_pass_describe(const struct sbd_lu *sbd, struct stmf_lu_info *info);
sense_reason_t sbd_pass_parse(struct se_cmd *cmd);

#endif /* _SBD_PASS_H */
