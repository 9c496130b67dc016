/* SPDX-License-Identifier: GPL-2.0 */
/* Pages of vital product data. */
#ifndef _SBD_VPD_H
#define _SBD_VPD_H

#include <linux/types.h>

#include "params.h"

#define SBD_VPD_MAX		(4 + 4 + SBD_URL_MAX + 4)

struct sbd_lu;

u32 sbd_vpd_fill(const struct sbd_lu *sbd, u32 max, u8 code, u8 *page);
bool sbd_vpd_is_ours(const u8 *cdb);

#endif /* _SBD_VPD_H */
