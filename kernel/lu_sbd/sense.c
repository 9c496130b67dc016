// SPDX-License-Identifier: GPL-2.0
/*
 * Maps an errno of the store to SCSI status and sense data. Pure. Tested by
 * sbd_test.c.
 */
#include <linux/errno.h>
#include <scsi/scsi_proto.h>

#include "sense.h"

static const struct sbd_outcome sbd_busy = { SAM_STAT_BUSY };
static const struct sbd_outcome sbd_failed = { SAM_STAT_CHECK_CONDITION };

/* SPACE ALLOCATION FAILED WRITE PROTECT */
static const struct sbd_outcome sbd_no_space = {
	SAM_STAT_CHECK_CONDITION, DATA_PROTECT, 0x27, 0x07
};

static const struct sbd_outcome sbd_write_protected = {
	SAM_STAT_CHECK_CONDITION, DATA_PROTECT, 0x27, 0x00
};

static const struct sbd_outcome sbd_write_error = {
	SAM_STAT_CHECK_CONDITION, MEDIUM_ERROR, 0x0c, 0x00
};

/* LOGICAL UNIT NOT READY, MANUAL INTERVENTION REQUIRED: the store is gone */
static const struct sbd_outcome sbd_not_ready = {
	SAM_STAT_CHECK_CONDITION, NOT_READY, 0x04, 0x03
};

/* INVALID FIELD IN CDB: a file system that can't do what was promised */
static const struct sbd_outcome sbd_invalid = {
	SAM_STAT_CHECK_CONDITION, ILLEGAL_REQUEST, 0x24, 0x00
};

/* UNRECOVERED READ ERROR */
static const struct sbd_outcome sbd_read_error = {
	SAM_STAT_CHECK_CONDITION, MEDIUM_ERROR, 0x11, 0x00
};

/*
 * Cut off when the logical unit went offline: a part may be done, so this is not
 * the ILLEGAL REQUEST of a command that was refused. LOGICAL UNIT NOT SUPPORTED
 */
static const struct sbd_outcome sbd_stopped = {
	SAM_STAT_CHECK_CONDITION, ABORTED_COMMAND, 0x25, 0x00
};

/**
 * sbd_outcome_of - how a command ends whose transfer ended with an errno
 * @err: 0 or a negative errno
 * @write: the direction
 */
struct sbd_outcome sbd_outcome_of(int err, bool write)
{
	switch (err) {
	case 0:
		return SBD_GOOD;
	case -ENOMEM:
	case -EAGAIN:
	case -EBUSY:
	case -EINTR:
	case -ERESTARTSYS:
		return sbd_busy;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
		return sbd_no_space;
	case -EROFS:
		return sbd_write_protected;
	case -ENODEV:
	case -ENXIO:
	case -ESHUTDOWN:
	case -ESTALE:
		return sbd_not_ready;
	case -ECANCELED:
		return sbd_stopped;
	case -EOPNOTSUPP:
		return sbd_invalid;
	case -EIO:
	case -ENODATA:
	case -EILSEQ:
	case -EREMOTEIO:
		return write ? sbd_write_error : sbd_read_error;
	default:
		return sbd_failed;
	}
}
