/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_LIO_H
#define _STMF_LIO_H

#include <target/target_core_base.h>

#include "stmf.h"

typedef int (*stmf_tpg_fn)(struct se_portal_group *tpg, void *arg);

int stmf_lio_each_tpg(stmf_tpg_fn visit, void *arg);
const struct stmf_port_provider *stmf_lio_port(struct se_portal_group *tpg,
					       char *target);
int stmf_lio_init(void);
void stmf_lio_exit(void);

#endif /* _STMF_LIO_H */
