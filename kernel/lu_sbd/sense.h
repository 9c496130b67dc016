/* SPDX-License-Identifier: GPL-2.0 */
/* How an error of the store is told to an initiator. */
#ifndef _SBD_SENSE_H
#define _SBD_SENSE_H

#include <linux/types.h>
#include <scsi/scsi_proto.h>

/**
 * struct sbd_outcome - how a command ends
 * @status: SAM status
 * @key: sense key, with CHECK CONDITION; 0 = leave the sense data to LIO, which
 *	says LOGICAL UNIT COMMUNICATION FAILURE
 * @asc: additional sense code
 * @ascq: its qualifier
 * @has_info: there is an INFORMATION field
 * @info: it
 */
struct sbd_outcome {
	u8 status;
	u8 key;
	u8 asc;
	u8 ascq;
	bool has_info;
	u64 info;
};

#define SBD_GOOD	((struct sbd_outcome) { 0 })
#define SBD_CHECK(k, a, q) \
	((struct sbd_outcome) { SAM_STAT_CHECK_CONDITION, (k), (a), (q) })

struct sbd_outcome sbd_outcome_of(int err, bool write);

#endif /* _SBD_SENSE_H */
