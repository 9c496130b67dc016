/* SPDX-License-Identifier: GPL-2.0 */
/* Mode pages. */
#ifndef _SBD_MODE_H
#define _SBD_MODE_H

#include <linux/types.h>
#include <target/target_core_base.h>

#define SBD_MODE_BUFFER		192

struct sbd_lu;

int sbd_mode_sense(const struct sbd_lu *sbd, const u8 *cdb, bool read_only,
		   u8 *buf);
sense_reason_t sbd_mode_select(const struct sbd_lu *sbd, bool ten,
			       const u8 *list, u32 len, bool *wce);

#endif /* _SBD_MODE_H */
