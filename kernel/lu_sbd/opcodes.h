/* SPDX-License-Identifier: GPL-2.0 */
/* The commands that a logical unit knows. */
#ifndef _SBD_OPCODES_H
#define _SBD_OPCODES_H

#include <linux/types.h>

#define SBD_CDB_MAX	16

/* Who does a command; index of the table of handlers in cdb.c */
enum sbd_handler {
	SBD_BY_LIO,
	SBD_TEST_UNIT_READY,
	SBD_READ,
	SBD_WRITE,
	SBD_WRITE_VERIFY,
	SBD_VERIFY,
	SBD_COMPARE_AND_WRITE,
	SBD_ORWRITE,
	SBD_WRITE_SAME,
	SBD_UNMAP,
	SBD_SYNC_CACHE,
	SBD_PREFETCH,
	SBD_LBA_STATUS,
	SBD_INQUIRY,
	SBD_MODE_SENSE,
	SBD_MODE_SELECT,
	SBD_LOG_SENSE,
	SBD_REPORT_LUNS,
	SBD_REPORT_OPCODES,
	SBD_REPORT_TMFS,
	SBD_START_STOP,
	SBD_DIAGNOSTIC,
	SBD_DEFECTS,
	SBD_COPY,
	SBD_COPY_RESULTS,
	SBD_HANDLERS
};

/**
 * enum sbd_media - what a command does to the medium
 * @SBD_MEDIA_NONE: nothing
 * @SBD_MEDIA_READ: names blocks in its CDB; they aren't changed
 * @SBD_MEDIA_WRITE: names blocks in its CDB and changes them
 * @SBD_MEDIA_CHANGE: changes blocks that its parameter list names
 */
enum sbd_media {
	SBD_MEDIA_NONE,
	SBD_MEDIA_READ,
	SBD_MEDIA_WRITE,
	SBD_MEDIA_CHANGE,
};

/* How long the data of a command are */
enum sbd_length {
	SBD_LENGTH_LIO,		/* LIO parses the CDB */
	SBD_LENGTH_NONE,
	SBD_LENGTH_BLOCKS,	/* as many blocks as the CDB says */
	SBD_LENGTH_TWICE,	/* twice as many */
	SBD_LENGTH_VERIFY,	/* as BYTCHK says */
	SBD_LENGTH_SAME,	/* one block, unless NDOB is set */
	SBD_LENGTH_16_AT_7,	/* a field of 16 bits in byte 7 */
	SBD_LENGTH_32_AT_6,
	SBD_LENGTH_32_AT_10,
};

/* What must be configured for a command to exist */
enum sbd_need {
	SBD_NEED_NOTHING,
	SBD_NEED_THIN,		/* logical block provisioning */
	SBD_NEED_COPY,		/* third party copy */
};

/**
 * struct sbd_opcode - a command
 * @opcode: operation code
 * @action: service action, if @has_action
 * @cdb_len: bytes of its CDB
 * @handler: enum sbd_handler
 * @media: enum sbd_media
 * @length: enum sbd_length
 * @need: enum sbd_need
 * @has_action: byte 1 has a service action
 * @usage: CDB usage data: a bit is 1 if the command evaluates it
 */
struct sbd_opcode {
	u8 opcode;
	u8 action;
	u8 cdb_len;
	u8 handler;
	u8 media;
	u8 length;
	u8 need;
	bool has_action;
	u8 usage[SBD_CDB_MAX];
};

/**
 * struct sbd_features - what a logical unit is able to do
 * @thin: logical block provisioning
 * @copy: third party copy
 */
struct sbd_features {
	bool thin;
	bool copy;
};

#define SBD_OPCODES_SIZE_MAX	4096

void sbd_opcodes_init(void);
const struct sbd_opcode *sbd_opcode_find(const u8 *cdb,
					 const struct sbd_features *features,
					 bool *known);
bool sbd_opcode_usage_valid(const struct sbd_opcode *op, const u8 *cdb);
u64 sbd_opcode_length(const struct sbd_opcode *op, const u8 *cdb, u32 count,
		      u32 block_size);
int sbd_opcodes_report(const u8 *cdb, const struct sbd_features *features,
		       u8 *data);

#endif /* _SBD_OPCODES_H */
