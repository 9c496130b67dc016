// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of opcodes.c and range.c: which commands there are, and what they address. */
#include <kunit/test.h>
#include <scsi/scsi_proto.h>

#include "opcodes.c"
#include "range.c"

#define MIB	(1024 * 1024ULL)

struct decode_case {
	u8 cdb[16];
	enum sbd_media media;
	u64 lba;
	u32 count;
};

static const struct decode_case decode_cases[] = {
	{ { READ_6, 0x1f, 0xff, 0xff, 0 }, SBD_MEDIA_READ, 0x1fffff, 256 },
	{ { WRITE_6, 0, 0, 1, 2 }, SBD_MEDIA_WRITE, 1, 2 },
	{ { READ_10, 0, 0x80, 0, 0, 1, 0xff, 0x12, 0x34 }, SBD_MEDIA_READ,
	  0x80000001, 0x1234 },
	{ { WRITE_VERIFY, 0, 0, 0, 0, 1, 0, 0, 1 }, SBD_MEDIA_WRITE, 1, 1 },
	{ { WRITE_12, 0, 0, 0, 0, 9, 0x80, 0, 0, 1 }, SBD_MEDIA_WRITE, 9,
	  0x80000001 },
	{ { READ_16, 0, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0 },
	  SBD_MEDIA_READ, 0xff00000000000001, 0x10000 },
	{ { COMPARE_AND_WRITE, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0xff, 0xff, 0xff,
	    1 }, SBD_MEDIA_WRITE, 7, 1 },
	{ { SYNCHRONIZE_CACHE, 0, 0, 0, 0, 3, 0, 0, 4 }, SBD_MEDIA_READ, 3,
	  4 },
	{ { VERIFY_16, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4 },
	  SBD_MEDIA_READ, 3, 4 },
	{ { WRITE_SAME, 0, 0, 0, 0, 5, 0, 0, 6 }, SBD_MEDIA_WRITE, 5, 6 },
	{ { SBD_OP_ORWRITE_16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2 },
	  SBD_MEDIA_WRITE, 256, 2 },
	{ { SERVICE_ACTION_IN_16, SAI_GET_LBA_STATUS, 0, 0, 0, 0, 0, 0, 0, 8,
	    0, 0, 1, 0 }, SBD_MEDIA_READ, 8, 1 },
	{ { UNMAP }, SBD_MEDIA_CHANGE },
	{ { INQUIRY }, SBD_MEDIA_NONE },
	{ { PERSISTENT_RESERVE_OUT }, SBD_MEDIA_NONE },
};

static const struct sbd_features all_features = { true, true };

static const struct sbd_opcode *find(const u8 *cdb)
{
	bool known;

	return sbd_opcode_find(cdb, &all_features, &known);
}

static void range_decode_test(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];
		const struct sbd_opcode *op = find(c->cdb);
		struct sbd_range range = {};

		KUNIT_ASSERT_NOT_NULL_MSG(test, op, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->media, op->media, "case %d", i);
		if (!c->media || c->media == SBD_MEDIA_CHANGE)
			continue;
		sbd_range_decode(op, c->cdb, &range);
		KUNIT_EXPECT_EQ_MSG(test, c->lba, range.lba, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->count, range.count, "case %d", i);
	}
}

/* The table is what it must be for the index, and for what is reported of it. */
static void opcodes_table_test(struct kunit *test)
{
	int i, j;

	for (i = 0; i < ARRAY_SIZE(sbd_opcodes); i++) {
		const struct sbd_opcode *op = &sbd_opcodes[i];
		const struct sbd_opcode *next = op + 1;
		u8 cdb[16] = { op->opcode, op->action };

		KUNIT_EXPECT_EQ(test, 0xff, op->usage[0]);
		KUNIT_EXPECT_PTR_EQ(test, op, find(cdb));
		KUNIT_EXPECT_TRUE(test, op->cdb_len == 6 || op->cdb_len == 10 ||
				  op->cdb_len == 12 || op->cdb_len == 16);
		for (j = op->cdb_len - 1; j < 16; j++)
			KUNIT_EXPECT_EQ_MSG(test, 0, op->usage[j], "%02x/%d",
					    op->opcode, j);
		if (op->has_action)
			KUNIT_EXPECT_EQ(test, SBD_ACTION_MASK,
					op->usage[1] & SBD_ACTION_MASK);
		if (op->media >= SBD_MEDIA_WRITE)
			KUNIT_EXPECT_NE(test, SBD_LENGTH_LIO, op->length);
		if (i + 1 == ARRAY_SIZE(sbd_opcodes))
			break;
		KUNIT_EXPECT_LT(test, op->opcode << 8 | op->action,
				next->opcode << 8 | next->action);
		if (op->opcode == next->opcode)
			KUNIT_EXPECT_TRUE(test, op->has_action &&
					  next->has_action);
	}
}

static void opcodes_find_test(struct kunit *test)
{
	static const struct sbd_features none = {};
	static const struct {
		u8 cdb[2];
		bool with, without, known_without;
	} cases[] = {
		{ { UNMAP }, true, false, false },
		{ { EXTENDED_COPY }, true, false, false },
		{ { EXTENDED_COPY, 1 }, false, false, false },
		{ { SERVICE_ACTION_IN_16, SAI_GET_LBA_STATUS }, true, false,
		  true },
		{ { SERVICE_ACTION_IN_16, 0 }, false, false, true },
		{ { READ_10, 0x1f }, true, true, true },
		{ { FORMAT_UNIT }, false, false, false },
		{ { 0xff }, false, false, false },
	};
	bool known;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, cases[i].with, !!find(cases[i].cdb),
				    "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].without,
				    !!sbd_opcode_find(cases[i].cdb, &none,
						      &known), "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].known_without, known,
				    "case %d", i);
	}
}

static void opcodes_usage_test(struct kunit *test)
{
	static const struct {
		u8 cdb[16];
		bool valid;
		u64 length;
	} cases[] = {
		{ { READ_10, 0x18, 1, 2, 3, 4, 0x1f, 0, 3 }, true, 1536 },
		{ { READ_10, 0x20, 1, 2, 3, 4, 0, 0, 3 }, false, 1536 },
		{ { READ_10, 0, 0, 0, 0, 0, 0, 0, 1, 0x04 }, false, 512 },
		{ { VERIFY, 0x10, 0, 0, 0, 0, 0, 0, 2 }, true, 0 },
		{ { VERIFY, 0x02, 0, 0, 0, 0, 0, 0, 2 }, true, 1024 },
		{ { VERIFY, 0x06, 0, 0, 0, 0, 0, 0, 2 }, true, 512 },
		{ { VERIFY, 0x06 }, true, 0 },
		{ { VERIFY, 0xe0, 0, 0, 0, 0, 0, 0, 2 }, false, 0 },
		{ { WRITE_SAME_16, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 },
		  true, 0 },
		{ { WRITE_SAME_16, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 },
		  true, 512 },
		{ { WRITE_SAME_16, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 },
		  false, 512 },
		{ { WRITE_SAME, 0x01, 0, 0, 0, 0, 0, 0, 9 }, false, 0 },
		{ { UNMAP, 0, 0, 0, 0, 0, 0, 0x10, 0x18 }, true, 0x1018 },
		{ { UNMAP, 0x01, 0, 0, 0, 0, 0, 0, 8 }, false, 8 },
		{ { COMPARE_AND_WRITE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 },
		  true, 2048 },
		{ { COMPARE_AND_WRITE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2 },
		  false, 2048 },
		{ { READ_16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff,
		    0xff }, true, 0xffffffffULL * 512 },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sbd_opcode *op = find(cases[i].cdb);
		struct sbd_range range = {};

		KUNIT_ASSERT_NOT_NULL_MSG(test, op, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].valid,
				    sbd_opcode_usage_valid(op, cases[i].cdb),
				    "case %d", i);
		sbd_range_decode(op, cases[i].cdb, &range);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].length,
				    sbd_opcode_length(op, cases[i].cdb,
						      range.count, 512),
				    "case %d", i);
	}
}

static void opcodes_report_test(struct kunit *test)
{
	static const struct {
		u8 cdb[12];
		int len;
		u8 head[4];
	} cases[] = {
		/* one command, with and without time-outs */
		{ { 0, 0, 0x01, READ_10 }, 14, { 0, 0x03, 0, 10 } },
		{ { 0, 0, 0x81, READ_10 }, 26, { 0, 0x83, 0, 10 } },
		{ { 0, 0, 0x01, FORMAT_UNIT }, 4, { 0, 0x01 } },
		{ { 0, 0, 0x01, MAINTENANCE_IN }, -EINVAL },
		{ { 0, 0, 0x02, READ_10 }, -EINVAL },
		{ { 0, 0, 0x02, MAINTENANCE_IN, 0, 0x0c }, 16,
		  { 0, 0x03, 0, 12 } },
		{ { 0, 0, 0x02, MAINTENANCE_IN, 0, 0x1f }, 4, { 0, 0x01 } },
		{ { 0, 0, 0x02, MAINTENANCE_IN, 1, 0x0c }, 4, { 0, 0x01 } },
		{ { 0, 0, 0x03, READ_10 }, 14, { 0, 0x03, 0, 10 } },
		{ { 0, 0, 0x03, READ_10, 0, 1 }, 4, { 0, 0x01 } },
		{ { 0, 0, 0x03, MAINTENANCE_IN, 0, 0x0c }, 16,
		  { 0, 0x03, 0, 12 } },
		{ { 0, 0, 0x04, READ_10 }, -EINVAL },
	};
	static const u8 tmfs[12] = { 0xa3, 0x0d, 0x80, 0, 0, 0, 0xff, 0xff,
				     0xff, 0xff };
	static const u8 one[12] = { 0, 0, 0x02, MAINTENANCE_IN, 0, 0x0d };
	const int all = ARRAY_SIZE(sbd_opcodes);
	const u8 list[12] = {};
	const u8 timed[12] = { 0, 0, 0x80 };
	u8 *data;
	int i;

	data = kunit_kzalloc(test, SBD_OPCODES_SIZE_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, data);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(data, 0xff, 64);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].len,
				    sbd_opcodes_report(cases[i].cdb,
						       &all_features, data),
				    "case %d", i);
		if (cases[i].len > 0)
			KUNIT_EXPECT_EQ_MSG(test, 0,
					    memcmp(data, cases[i].head, 4),
					    "case %d", i);
	}
	sbd_opcodes_report(one, &all_features, data);
	KUNIT_EXPECT_EQ(test, 0, memcmp(data + 4, tmfs, sizeof(tmfs)));
	KUNIT_EXPECT_EQ(test, 4 + 8 * all,
			sbd_opcodes_report(list, &all_features, data));
	KUNIT_EXPECT_EQ(test, 8 * all, get_unaligned_be32(data));
	KUNIT_EXPECT_EQ(test, 0, data[4 + 5] & 0x02);
	KUNIT_EXPECT_EQ(test, 4 + 20 * all,
			sbd_opcodes_report(timed, &all_features, data));
	KUNIT_EXPECT_EQ(test, 0x02, data[4 + 5] & 0x02);
}

static void range_exists_test(struct kunit *test)
{
	static const struct {
		struct sbd_range range;
		u64 blocks;
		bool exists;
	} cases[] = {
		{ { 0, 0 }, 2048, true },
		{ { 2047, 1 }, 2048, true },
		{ { 2047, 2 }, 2048, false },
		{ { 2048, 0 }, 2048, true },
		{ { 2048, 1 }, 2048, false },
		{ { 2049, 0 }, 2048, false },
		{ { U64_MAX, 1 }, 2048, false },
		{ { U64_MAX, U32_MAX }, 2048, false },
		{ { U64_MAX - 1, 2 }, U64_MAX >> 9, false },
		{ { 0, U32_MAX }, 2048, false },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].exists,
				    sbd_range_exists(&cases[i].range,
						     cases[i].blocks),
				    "case %d", i);
}

static void range_to_bytes_test(struct kunit *test)
{
	static const struct {
		u64 lba;
		u32 len;
		u64 size;
		bool inside;
	} cases[] = {
		{ 0, 0, MIB, true },
		{ 0, MIB, MIB, true },
		{ 2047, 512, MIB, true },
		{ 2047, 513, MIB, false },
		{ 2048, 0, MIB, true },
		{ 2048, 1, MIB, false },
		{ U64_MAX, 512, MIB, false },
		{ 1ULL << 55, 512, MIB, false },
		{ U64_MAX / 512, 512, MIB, false },
		{ 0, U32_MAX, MIB, false },
	};
	loff_t pos;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pos = -1;
		KUNIT_EXPECT_EQ_MSG(test, cases[i].inside,
				    sbd_range_to_bytes(cases[i].lba,
						       cases[i].len, 512, 65536,
						       cases[i].size, &pos),
				    "case %d", i);
		if (cases[i].inside)
			KUNIT_EXPECT_EQ_MSG(test, pos,
					    65536 + 512 * cases[i].lba,
					    "case %d", i);
		else
			KUNIT_EXPECT_EQ_MSG(test, pos, -1, "case %d", i);
	}
}

static struct kunit_case opcodes_tests[] = {
	KUNIT_CASE(range_decode_test),
	KUNIT_CASE(opcodes_table_test),
	KUNIT_CASE(opcodes_find_test),
	KUNIT_CASE(opcodes_usage_test),
	KUNIT_CASE(opcodes_report_test),
	KUNIT_CASE(range_exists_test),
	KUNIT_CASE(range_to_bytes_test),
	{}
};

static int opcodes_init(struct kunit_suite *suite)
{
	sbd_opcodes_init();
	return 0;
}

static struct kunit_suite opcodes_suite = {
	.name = "sbd_opcodes",
	.suite_init = opcodes_init,
	.test_cases = opcodes_tests,
};

kunit_test_suite(opcodes_suite);
