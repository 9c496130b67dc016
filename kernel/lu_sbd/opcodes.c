// SPDX-License-Identifier: GPL-2.0
/*
 * The table of commands: dispatcher and REPORT SUPPORTED OPERATION CODES both
 * read it, so what is reported is what is done. Constant; the index is made once.
 * Pure. Tested by sbd_test.c.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>

#include "compat.h"
#include "opcodes.h"

#define SBD_ACTION_MASK		0x1f	/* byte 1 */

#define SBD_GROUP		0x1f
#define SBD_DPO_FUA		0x18

/* Opcodes without names in all kernels */
#define SBD_OP_PREFETCH_16	0x90
#define SBD_OP_ORWRITE_16	0x8b
#define SBD_OP_RESERVE_6	0x16
#define SBD_OP_RELEASE_6	0x17
#define SBD_OP_WRITE_VERIFY_12	0xae
#define SBD_OP_READ_DEFECTS_10	0x37
#define SBD_OP_READ_DEFECTS_12	0xb7

/* Byte 0, and the service action in byte 1, are compared by the look-up. */
#define SBD_6(op, h, m, l, b1, b2, b3, b4) \
	{ .opcode = (op), .cdb_len = 6, .handler = (h), .media = (m), \
	  .length = (l), .usage = { 0xff, b1, b2, b3, b4 } }
/* By LBA and count, in CDBs of 10, 12 and 16 bytes */
#define SBD_10(op, h, m, l, b1, n) \
	{ .opcode = (op), .cdb_len = 10, .handler = (h), .media = (m), \
	  .length = (l), .need = (n), \
	  .usage = { 0xff, b1, 0xff, 0xff, 0xff, 0xff, SBD_GROUP, 0xff, \
		     0xff } }
#define SBD_12(op, h, m, l, b1) \
	{ .opcode = (op), .cdb_len = 12, .handler = (h), .media = (m), \
	  .length = (l), \
	  .usage = { 0xff, b1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, \
		     0xff, SBD_GROUP } }
#define SBD_16(op, h, m, l, b1, n) \
	{ .opcode = (op), .cdb_len = 16, .handler = (h), .media = (m), \
	  .length = (l), .need = (n), \
	  .usage = { 0xff, b1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, \
		     0xff, 0xff, 0xff, 0xff, 0xff, SBD_GROUP } }
/* Not about blocks: all bytes from the second on are given */
#define SBD_CONTROL(op, len, h, l, ...) \
	{ .opcode = (op), .cdb_len = (len), .handler = (h), .length = (l), \
	  .usage = { 0xff, __VA_ARGS__ } }
#define SBD_ACTION(op, act, len, h, l, n, b1, ...) \
	{ .opcode = (op), .action = (act), .has_action = true, \
	  .cdb_len = (len), .handler = (h), .length = (l), .need = (n), \
	  .usage = { 0xff, (b1) | SBD_ACTION_MASK, __VA_ARGS__ } }

/* PERSISTENT RESERVE */
#define SBD_PR_IN(act) \
	SBD_ACTION(PERSISTENT_RESERVE_IN, act, 10, SBD_BY_LIO, \
		   SBD_LENGTH_LIO, SBD_NEED_NOTHING, 0, 0, 0, 0, 0, 0, 0xff, \
		   0xff)
#define SBD_PR_OUT(act) \
	SBD_ACTION(PERSISTENT_RESERVE_OUT, act, 10, SBD_BY_LIO, \
		   SBD_LENGTH_LIO, SBD_NEED_NOTHING, 0, 0xff, 0, 0, 0xff, \
		   0xff, 0xff, 0xff)

/* Sorted by operation code, then service action */
static const struct sbd_opcode sbd_opcodes[] = {
	SBD_6(TEST_UNIT_READY, SBD_TEST_UNIT_READY, SBD_MEDIA_NONE,
	      SBD_LENGTH_LIO, 0, 0, 0, 0),
	SBD_6(REQUEST_SENSE, SBD_BY_LIO, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0x01, 0, 0, 0xff),
	SBD_6(READ_6, SBD_READ, SBD_MEDIA_READ, SBD_LENGTH_BLOCKS,
	      0x1f, 0xff, 0xff, 0xff),
	SBD_6(WRITE_6, SBD_WRITE, SBD_MEDIA_WRITE, SBD_LENGTH_BLOCKS,
	      0x1f, 0xff, 0xff, 0xff),
	SBD_6(INQUIRY, SBD_INQUIRY, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0x01, 0xff, 0xff, 0xff),
	SBD_6(MODE_SELECT, SBD_MODE_SELECT, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0x10, 0, 0, 0xff),
	SBD_6(SBD_OP_RESERVE_6, SBD_BY_LIO, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0, 0, 0, 0),
	SBD_6(SBD_OP_RELEASE_6, SBD_BY_LIO, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0, 0, 0, 0),
	SBD_6(MODE_SENSE, SBD_MODE_SENSE, SBD_MEDIA_NONE, SBD_LENGTH_LIO,
	      0x08, 0xff, 0xff, 0xff),
	SBD_6(START_STOP, SBD_START_STOP, SBD_MEDIA_NONE, SBD_LENGTH_NONE,
	      0x01, 0, 0, 0x01),
	SBD_6(SEND_DIAGNOSTIC, SBD_DIAGNOSTIC, SBD_MEDIA_NONE,
	      SBD_LENGTH_NONE, 0x04, 0, 0, 0),
	SBD_CONTROL(READ_CAPACITY, 10, SBD_BY_LIO, SBD_LENGTH_LIO, 0),
	SBD_10(READ_10, SBD_READ, SBD_MEDIA_READ, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA, SBD_NEED_NOTHING),
	SBD_10(WRITE_10, SBD_WRITE, SBD_MEDIA_WRITE, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA, SBD_NEED_NOTHING),
	SBD_10(WRITE_VERIFY, SBD_WRITE_VERIFY, SBD_MEDIA_WRITE,
	       SBD_LENGTH_BLOCKS, 0x12, SBD_NEED_NOTHING),
	SBD_10(VERIFY, SBD_VERIFY, SBD_MEDIA_READ, SBD_LENGTH_VERIFY, 0x16,
	       SBD_NEED_NOTHING),
	SBD_10(PRE_FETCH, SBD_PREFETCH, SBD_MEDIA_READ, SBD_LENGTH_NONE, 0x02,
	       SBD_NEED_NOTHING),
	SBD_10(SYNCHRONIZE_CACHE, SBD_SYNC_CACHE, SBD_MEDIA_READ,
	       SBD_LENGTH_NONE, 0x06, SBD_NEED_NOTHING),
	SBD_CONTROL(SBD_OP_READ_DEFECTS_10, 10, SBD_DEFECTS,
		    SBD_LENGTH_16_AT_7, 0, 0x1f, 0, 0, 0, 0, 0xff, 0xff),
	SBD_10(WRITE_SAME, SBD_WRITE_SAME, SBD_MEDIA_WRITE, SBD_LENGTH_SAME,
	       0x08, SBD_NEED_NOTHING),
	{ .opcode = UNMAP, .cdb_len = 10, .handler = SBD_UNMAP,
	  .media = SBD_MEDIA_CHANGE, .length = SBD_LENGTH_16_AT_7,
	  .need = SBD_NEED_THIN,
	  .usage = { 0xff, 0, 0, 0, 0, 0, SBD_GROUP, 0xff, 0xff } },
	SBD_CONTROL(LOG_SENSE, 10, SBD_LOG_SENSE, SBD_LENGTH_16_AT_7,
		    0, 0xff, 0xff, 0, 0, 0, 0xff, 0xff),
	SBD_CONTROL(MODE_SELECT_10, 10, SBD_MODE_SELECT, SBD_LENGTH_LIO,
		    0x10, 0, 0, 0, 0, 0, 0xff, 0xff),
	SBD_CONTROL(RESERVE_10, 10, SBD_BY_LIO, SBD_LENGTH_LIO,
		    0, 0, 0, 0, 0, 0, 0xff, 0xff),
	SBD_CONTROL(RELEASE_10, 10, SBD_BY_LIO, SBD_LENGTH_LIO,
		    0, 0, 0, 0, 0, 0, 0xff, 0xff),
	SBD_CONTROL(MODE_SENSE_10, 10, SBD_MODE_SENSE, SBD_LENGTH_LIO,
		    0x18, 0xff, 0xff, 0, 0, 0, 0xff, 0xff),
	SBD_PR_IN(0), SBD_PR_IN(1), SBD_PR_IN(2), SBD_PR_IN(3),
	SBD_PR_OUT(0), SBD_PR_OUT(1), SBD_PR_OUT(2), SBD_PR_OUT(3),
	SBD_PR_OUT(4), SBD_PR_OUT(5), SBD_PR_OUT(6), SBD_PR_OUT(7),
	SBD_ACTION(EXTENDED_COPY, 0, 16, SBD_COPY, SBD_LENGTH_32_AT_10,
		   SBD_NEED_COPY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	SBD_ACTION(RECEIVE_COPY_RESULTS, 3, 16, SBD_COPY_RESULTS,
		   SBD_LENGTH_32_AT_10, SBD_NEED_COPY,
		   0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	SBD_16(READ_16, SBD_READ, SBD_MEDIA_READ, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA, SBD_NEED_NOTHING),
	{ .opcode = COMPARE_AND_WRITE, .cdb_len = 16,
	  .handler = SBD_COMPARE_AND_WRITE, .media = SBD_MEDIA_WRITE,
	  .length = SBD_LENGTH_TWICE,
	  .usage = { 0xff, SBD_DPO_FUA, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		     0xff, 0xff, 0, 0, 0, 0xff, SBD_GROUP } },
	SBD_16(WRITE_16, SBD_WRITE, SBD_MEDIA_WRITE, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA, SBD_NEED_NOTHING),
	SBD_16(SBD_OP_ORWRITE_16, SBD_ORWRITE, SBD_MEDIA_WRITE,
	       SBD_LENGTH_BLOCKS, SBD_DPO_FUA, SBD_NEED_NOTHING),
	SBD_16(WRITE_VERIFY_16, SBD_WRITE_VERIFY, SBD_MEDIA_WRITE,
	       SBD_LENGTH_BLOCKS, 0x12, SBD_NEED_NOTHING),
	SBD_16(VERIFY_16, SBD_VERIFY, SBD_MEDIA_READ, SBD_LENGTH_VERIFY, 0x16,
	       SBD_NEED_NOTHING),
	SBD_16(SBD_OP_PREFETCH_16, SBD_PREFETCH, SBD_MEDIA_READ,
	       SBD_LENGTH_NONE, 0x02, SBD_NEED_NOTHING),
	SBD_16(SYNCHRONIZE_CACHE_16, SBD_SYNC_CACHE, SBD_MEDIA_READ,
	       SBD_LENGTH_NONE, 0x06, SBD_NEED_NOTHING),
	SBD_16(WRITE_SAME_16, SBD_WRITE_SAME, SBD_MEDIA_WRITE,
	       SBD_LENGTH_SAME, 0x09, SBD_NEED_NOTHING),
	SBD_ACTION(SERVICE_ACTION_IN_16, SAI_READ_CAPACITY_16, 16, SBD_BY_LIO,
		   SBD_LENGTH_LIO, SBD_NEED_NOTHING,
		   0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	{ .opcode = SERVICE_ACTION_IN_16, .action = SAI_GET_LBA_STATUS,
	  .has_action = true, .cdb_len = 16, .handler = SBD_LBA_STATUS,
	  .media = SBD_MEDIA_READ, .length = SBD_LENGTH_32_AT_10,
	  .need = SBD_NEED_THIN,
	  .usage = { 0xff, SBD_ACTION_MASK, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		     0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	SBD_CONTROL(REPORT_LUNS, 12, SBD_REPORT_LUNS, SBD_LENGTH_LIO,
		    0, 0xff, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	SBD_ACTION(MAINTENANCE_IN, MI_REPORT_TARGET_PGS, 12, SBD_BY_LIO,
		   SBD_LENGTH_LIO, SBD_NEED_NOTHING,
		   0x20, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	SBD_ACTION(MAINTENANCE_IN, MI_REPORT_SUPPORTED_OPERATION_CODES, 12,
		   SBD_REPORT_OPCODES, SBD_LENGTH_32_AT_6, SBD_NEED_NOTHING,
		   0, 0x87, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
	SBD_ACTION(MAINTENANCE_IN, MI_REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
		   12, SBD_REPORT_TMFS, SBD_LENGTH_32_AT_6, SBD_NEED_NOTHING,
		   0, 0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
	SBD_12(READ_12, SBD_READ, SBD_MEDIA_READ, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA),
	SBD_12(WRITE_12, SBD_WRITE, SBD_MEDIA_WRITE, SBD_LENGTH_BLOCKS,
	       SBD_DPO_FUA),
	SBD_12(SBD_OP_WRITE_VERIFY_12, SBD_WRITE_VERIFY, SBD_MEDIA_WRITE,
	       SBD_LENGTH_BLOCKS, 0x12),
	SBD_12(VERIFY_12, SBD_VERIFY, SBD_MEDIA_READ, SBD_LENGTH_VERIFY, 0x16),
	SBD_CONTROL(SBD_OP_READ_DEFECTS_12, 12, SBD_DEFECTS,
		    SBD_LENGTH_32_AT_6, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
};

/* First entry of each operation code, counted from 1; 0: there is none */
static u8 sbd_opcodes_index[256];

/**
 * sbd_opcodes_init - make the index
 */
void sbd_opcodes_init(void)
{
	u8 i;

	BUILD_BUG_ON(ARRAY_SIZE(sbd_opcodes) >= U8_MAX);
	for (i = ARRAY_SIZE(sbd_opcodes); i; i--)
		sbd_opcodes_index[sbd_opcodes[i - 1].opcode] = i;
}

static bool sbd_opcode_there(const struct sbd_opcode *op,
			     const struct sbd_features *features)
{
	switch (op->need) {
	case SBD_NEED_THIN:
		return features->thin;
	case SBD_NEED_COPY:
		return features->copy;
	default:
		return true;
	}
}

/**
 * sbd_opcode_find - look a command up
 * @cdb: its CDB
 * @features: of the logical unit
 * @known: set to whether there is any command of this operation code
 *
 * Return: the command, or NULL.
 */
const struct sbd_opcode *sbd_opcode_find(const u8 *cdb,
					 const struct sbd_features *features,
					 bool *known)
{
	u8 i = sbd_opcodes_index[cdb[0]];

	*known = false;
	if (!i)
		return NULL;
	for (i--; i < ARRAY_SIZE(sbd_opcodes); i++) {
		const struct sbd_opcode *op = &sbd_opcodes[i];

		if (op->opcode != cdb[0])
			break;
		if (!sbd_opcode_there(op, features))
			continue;
		*known = true;
		if (!op->has_action ||
		    op->action == (cdb[1] & SBD_ACTION_MASK))
			return op;
	}
	return NULL;
}

/**
 * sbd_opcode_usage_valid - are only bits set that the command evaluates?
 * @op: the command
 * @cdb: its CDB, SBD_CDB_MAX bytes, zero behind its end
 */
bool sbd_opcode_usage_valid(const struct sbd_opcode *op, const u8 *cdb)
{
	u64 low = get_unaligned((const u64 *)cdb);
	u64 high = get_unaligned((const u64 *)(cdb + 8));

	BUILD_BUG_ON(SBD_CDB_MAX != 2 * sizeof(u64));
	return !((low & ~get_unaligned((const u64 *)op->usage)) |
		 (high & ~get_unaligned((const u64 *)(op->usage + 8))));
}

static u64 sbd_opcode_verify_length(const u8 *cdb, u64 blocks, u32 block_size)
{
	switch (cdb[1] & 0x06) {	/* BYTCHK */
	case 0x02:
		return blocks;
	case 0x06:
		return blocks ? block_size : 0;
	default:
		return 0;
	}
}

/**
 * sbd_opcode_length - bytes of data that a CDB asks for
 * @op: the command; not one that LIO parses
 * @cdb: its CDB
 * @count: blocks that it names
 * @block_size: of the logical unit
 */
u64 sbd_opcode_length(const struct sbd_opcode *op, const u8 *cdb, u32 count,
		      u32 block_size)
{
	u64 blocks = (u64)count * block_size;

	switch (op->length) {
	case SBD_LENGTH_BLOCKS:
		return blocks;
	case SBD_LENGTH_TWICE:
		return 2 * blocks;
	case SBD_LENGTH_VERIFY:
		return sbd_opcode_verify_length(cdb, blocks, block_size);
	case SBD_LENGTH_SAME:
		return cdb[1] & 0x01 ? 0 : block_size;	/* NDOB */
	case SBD_LENGTH_16_AT_7:
		return get_unaligned_be16(&cdb[7]);
	case SBD_LENGTH_32_AT_6:
		return get_unaligned_be32(&cdb[6]);
	case SBD_LENGTH_32_AT_10:
		return get_unaligned_be32(&cdb[10]);
	default:
		return 0;
	}
}

/* Command timeouts descriptor: none is specified */
static u32 sbd_opcodes_timeouts(u8 *p)
{
	memset(p, 0, 12);
	p[1] = 0x0a;
	return 12;
}

static u32 sbd_opcodes_all(const struct sbd_features *features, bool timeouts,
			   u8 *data)
{
	u32 len = 4;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_opcodes); i++) {
		const struct sbd_opcode *op = &sbd_opcodes[i];
		u8 *p = data + len;

		if (!sbd_opcode_there(op, features))
			continue;
		memset(p, 0, 8);
		p[0] = op->opcode;
		p[3] = op->action;
		p[5] = timeouts << 1 | op->has_action;
		put_unaligned_be16(op->cdb_len, &p[6]);
		len += 8;
		if (timeouts)
			len += sbd_opcodes_timeouts(data + len);
	}
	put_unaligned_be32(len - 4, data);
	return len;
}

static u32 sbd_opcodes_one(const struct sbd_opcode *op, bool timeouts, u8 *data)
{
	u32 len = 4;

	memset(data, 0, 4);
	if (!op) {
		data[1] = 0x01;		/* not supported */
		return len;
	}
	data[1] = timeouts << 7 | 0x03;
	data[3] = op->cdb_len;
	memcpy(data + 4, op->usage, op->cdb_len);
	data[4] = op->opcode;
	if (op->has_action)
		data[5] = (data[5] & ~SBD_ACTION_MASK) | op->action;
	len += op->cdb_len;
	if (timeouts)
		len += sbd_opcodes_timeouts(data + len);
	return len;
}

/**
 * sbd_opcodes_report - make the data of REPORT SUPPORTED OPERATION CODES
 * @cdb: its CDB
 * @features: of the logical unit
 * @data: SBD_OPCODES_SIZE_MAX bytes
 *
 * Return: their length; -EINVAL: a field of the CDB is invalid.
 */
int sbd_opcodes_report(const u8 *cdb, const struct sbd_features *features,
		       u8 *data)
{
	u16 action = get_unaligned_be16(&cdb[4]);
	const u8 wanted[2] = { cdb[3], action & SBD_ACTION_MASK };
	bool timeouts = cdb[2] & 0x80;
	const struct sbd_opcode *op;
	bool known, has_action;

	BUILD_BUG_ON(4 + 20 * ARRAY_SIZE(sbd_opcodes) > SBD_OPCODES_SIZE_MAX);
	if ((cdb[2] & 0x07) == 0)
		return sbd_opcodes_all(features, timeouts, data);

	op = sbd_opcode_find(wanted, features, &known);
	has_action = op ? op->has_action : known;
	if (action > SBD_ACTION_MASK)
		op = NULL;
	switch (cdb[2] & 0x07) {
	case 1:		/* an operation code that has no service actions */
		if (has_action)
			return -EINVAL;
		break;
	case 2:		/* one that has */
		if (known && !has_action)
			return -EINVAL;
		break;
	case 3:		/* either */
		if (!has_action && action)
			op = NULL;
		break;
	default:
		return -EINVAL;
	}
	return sbd_opcodes_one(op, timeouts, data);
}
