/* SPDX-License-Identifier: GPL-2.0 */
/* How an error of the store is told to an initiator. */
#ifndef _SBD_SENSE_H
#define _SBD_SENSE_H

#include <linux/types.h>

/**
 * struct sbd_outcome - how a command ends
 * @status: SAM status
 * @key: sense key, with CHECK CONDITION; 0 = leave the sense data to LIO, which
 *	says LOGICAL UNIT COMMUNICATION FAILURE
 * @asc: additional sense code
 * @ascq: its qualifier
 */
struct sbd_outcome {
	u8 status;
	u8 key;
	u8 asc;
	u8 ascq;
};

struct sbd_outcome sbd_outcome_of(int err, bool write);

#endif /* _SBD_SENSE_H */
