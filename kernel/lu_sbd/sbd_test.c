// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of stmf_sbd's pure parts, of which it has its own copy.
 */
#include <kunit/test.h>
#include <scsi/scsi_proto.h>

#include "copy_list.c"
#include "params.c"
#include "opcodes.c"
#include "range.c"
#include "unmap.c"
#include "luns.c"
#include "sense.c"

#define MIB	(1024 * 1024ULL)

struct params_case {
	const char *text;
	int ret;
};

static const struct params_case params_cases[] = {
	{ "path=/dev/sda", 0 },
	{ "path=/a,b=c\n", 0 },
	{ "path=", 0 },
	{ "path=relative", -EINVAL },
	{ "path=/a\nwp=1\n", -EINVAL },
	{ "meta=/m", 0 },
	{ "scsi=3:0:1:16384", 0 },
	{ "scsi=3:0\n", 0 },
	{ "scsi=3:0:0:0\nwp=1", -EINVAL },
	{ "meta=m", -EINVAL },
	{ "offset=0", 0 },
	{ "offset=9223372036854775807", 0 },
	{ "offset=9223372036854775808", -ERANGE },
	{ "size=99999999999999999999999", -ERANGE },
	{ "size=", -EINVAL },
	{ "size=-1", -EINVAL },
	{ "size= 1", -EINVAL },
	{ "size=0x10", -EINVAL },
	{ "size=1M", -EINVAL },
	{ "size=max", 0 },
	{ "offset=max", -EINVAL },
	{ "blk=512", 0 },
	{ "blk=32768", 0 },
	{ "blk=256", -EINVAL },
	{ "blk=65536", -EINVAL },
	{ "blk=513", -EINVAL },
	{ "blk=0", -EINVAL },
	{ "vid=12345678", 0 },
	{ "vid=123456789", -ENAMETOOLONG },
	{ "vid=caf\xc3\xa9", -EINVAL },
	{ "pid=1234567890123456", 0 },
	{ "pid=12345678901234567", -ENAMETOOLONG },
	{ "alias=caf\xc3\xa9, blue", 0 },
	{ "alias=a\tb", -EINVAL },
	{ "alias=a\nb", -EINVAL },
	{ "alias=\n", 0 },
	{ "mgmt_url=http://host/?a=b,c", 0 },
	{ "serial=A B", 0 },
	{ "wp=1", 0 },
	{ "wp=2", -EINVAL },
	{ "wcd=0", 0 },
	{ "buffered=1", 0 },
	{ "3pc=1", 0 },
	{ "3pc=2", -EINVAL },
	{ "wcd=yes", -EINVAL },
	{ "", -EINVAL },
	{ "\n", -EINVAL },
	{ "=", -EINVAL },
	{ "path", -EINVAL },
	{ "Path=/x", -EINVAL },
	{ "paths=/x", -EINVAL },
	{ " path=/x", -EINVAL },
	{ "wp=1\n\n", -EINVAL },
};

static void params_set_test(struct kunit *test)
{
	struct sbd_params params = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(params_cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, params_cases[i].ret,
				    sbd_params_set(&params,
						   params_cases[i].text,
						   strlen(params_cases[i].text),
						   NULL),
				    "%s", params_cases[i].text);
	sbd_params_free(&params);
}

static void params_values_test(struct kunit *test)
{
	struct sbd_params params = {};

	KUNIT_EXPECT_EQ(test, 0, sbd_params_set(&params, "path=/a,b=c\n", 12,
						NULL));
	KUNIT_EXPECT_STREQ(test, "/a,b=c", params.path);
	KUNIT_EXPECT_EQ(test, 0, sbd_params_set(&params, "path=/d", 7, NULL));
	KUNIT_EXPECT_STREQ(test, "/d", params.path);
	KUNIT_EXPECT_EQ(test, 0, sbd_params_set(&params, "alias=", 6, NULL));
	KUNIT_EXPECT_NULL(test, params.alias);
	KUNIT_EXPECT_FALSE(test, params.has_offset);
	KUNIT_EXPECT_EQ(test, 0, sbd_params_set(&params, "offset=0", 8, NULL));
	KUNIT_EXPECT_TRUE(test, params.has_offset);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			sbd_params_set(&params, "path=/\0x", 8, NULL));
	KUNIT_EXPECT_STREQ(test, "/d", params.path);
	sbd_params_free(&params);
}

static void params_lengths_test(struct kunit *test)
{
	static const struct {
		const char *key;
		size_t max;
	} cases[] = {
		{ "serial=", 252 }, { "alias=", 255 }, { "mgmt_url=", 1023 },
		{ "path=/", PATH_MAX - 2 }, { "scsi=", 63 },
	};
	struct sbd_params params = {};
	char *text;
	int i;

	text = kunit_kzalloc(test, PATH_MAX + 32, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t key = strlen(cases[i].key);

		memset(text, 'x', PATH_MAX + 32);
		memcpy(text, cases[i].key, key);
		KUNIT_EXPECT_EQ(test, 0,
				sbd_params_set(&params, text,
					       key + cases[i].max, NULL));
		KUNIT_EXPECT_EQ(test, -ENAMETOOLONG,
				sbd_params_set(&params, text,
					       key + cases[i].max + 1, NULL));
	}
	sbd_params_free(&params);
}

static void params_live_test(struct kunit *test)
{
	static const struct {
		const char *text;
		int ret;
		enum sbd_change change;
	} cases[] = {
		{ "alias=a", 0, SBD_CHANGE_ALIAS },
		{ "mgmt_url=u", 0, SBD_CHANGE_URL },
		{ "size=1048576", 0, SBD_CHANGE_SIZE },
		{ "size=max", 0, SBD_CHANGE_SIZE },
		{ "size=maxi", -EINVAL },
		{ "wp=1", 0, SBD_CHANGE_WP },
		{ "wcd=1", 0, SBD_CHANGE_WCD },
		{ "3pc=1", 0, SBD_CHANGE_COPY },
		{ "buffered=1", -EBUSY },
		{ "scsi=3:0:0:0", -EBUSY },
		{ "path=/x", -EBUSY },
		{ "offset=0", -EBUSY },
		{ "blk=512", -EBUSY },
		{ "serial=1", -EBUSY },
		{ "what=1", -EINVAL },
	};
	struct sbd_params params = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum sbd_change change = SBD_CHANGE_NONE;
		int ret = sbd_params_set(&params, cases[i].text,
					 strlen(cases[i].text), &change);

		KUNIT_EXPECT_EQ_MSG(test, cases[i].ret, ret, "%s",
				    cases[i].text);
		if (!ret)
			KUNIT_EXPECT_EQ_MSG(test, cases[i].change, change, "%s",
					    cases[i].text);
	}
	KUNIT_EXPECT_EQ(test, 0ULL, params.size);
	KUNIT_EXPECT_TRUE(test, params.wp);
	KUNIT_EXPECT_NULL(test, params.path);
	sbd_params_free(&params);
}

struct extent_case {
	struct sbd_params params;
	u64 store_size;
	u32 store_block;
	int ret;
	u64 offset;
	u64 size;
	u32 block_size;
};

static const struct extent_case extent_cases[] = {
	{ {}, 65536 + MIB, 512, 0, 65536, MIB, 512 },
	{ {}, 65536 + MIB + 511, 512, 0, 65536, MIB, 512 },
	{ {}, 65536 + MIB - 1, 512, -ERANGE },
	{ {}, 65535, 512, -EFBIG },
	{ {}, 65536 + MIB, 4096, 0, 65536, MIB, 4096 },
	{ { .meta = "/m" }, MIB, 512, 0, 0, MIB, 512 },
	{ { .meta = "/m", .has_offset = true, .offset = 512 }, MIB + 512, 512,
	  0, 512, MIB, 512 },
	{ { .has_offset = true }, MIB, 512, 0, 0, MIB, 512 },
	{ { .has_offset = true, .offset = 1 }, 2 * MIB, 512, -EINVAL },
	{ { .has_offset = true, .offset = 512 }, 2 * MIB, 4096, -EINVAL },
	{ { .has_offset = true, .offset = S64_MAX & ~511ULL }, MIB, 512,
	  -EFBIG },
	{ { .size = MIB }, 65536 + MIB, 512, 0, 65536, MIB, 512 },
	{ { .size = MIB + 512 }, 65536 + MIB, 512, -EFBIG },
	{ { .size = S64_MAX & ~511ULL }, 65536 + MIB, 512, -EFBIG },
	{ { .size = MIB + 1 }, 65536 + 2 * MIB, 512, -EINVAL },
	{ { .size = MIB - 512 }, 65536 + 2 * MIB, 512, -ERANGE },
	{ { .size = MIB + 512, .blk = 1024 }, 65536 + 2 * MIB, 512, -EINVAL },
	{ { .blk = 512 }, 65536 + MIB, 4096, -EINVAL },
	{ { .blk = 4096 }, 65536 + MIB + 512, 512, 0, 65536, MIB, 4096 },
};

static void params_extent_test(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(extent_cases); i++) {
		const struct extent_case *c = &extent_cases[i];
		u64 offset = 0, size = 0;
		u32 blk = 0;

		KUNIT_EXPECT_EQ_MSG(test, c->ret,
				    sbd_params_extent(&c->params,
						      c->store_size,
						      c->store_block, &offset,
						      &size, &blk),
				    "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->offset, offset, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->size, size, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->block_size, blk, "case %d", i);
	}
}

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

static void unmap_test(struct kunit *test)
{
	static const struct {
		u8 header[4];
		u32 len;
		int count;
	} cases[] = {
		{ { 0, 22, 0, 16 }, 24, 1 },
		{ { 0, 38, 0, 32 }, 40, 2 },
		{ { 0, 38, 0, 32 }, 24, 1 },
		{ { 0, 38, 0, 32 }, 39, 1 },
		{ { 0, 6, 0, 0 }, 8, 0 },
		{ { 0, 22, 0, 15 }, 24, 0 },
		{ { 0, 22, 0, 16 }, 7, -EMSGSIZE },
		{ {}, 0, -EMSGSIZE },
		{ { 0x10, 6, 0x10, 0x00 }, 8 + 4096, 256 },
		{ { 0x10, 0x16, 0x10, 0x10 }, 8 + 4112, -E2BIG },
	};
	static const u8 list[40] = {
		0, 38, 0, 32, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0,
		0xff, 0, 0, 0, 0, 0, 0, 3, 0xff, 0, 0, 4, 0, 0, 0, 0,
	};
	struct sbd_range range;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].count,
				    sbd_unmap_count(cases[i].header,
						    cases[i].len),
				    "case %d", i);
	sbd_unmap_range(list, 0, &range);
	KUNIT_EXPECT_EQ(test, 1ULL, range.lba);
	KUNIT_EXPECT_EQ(test, 2U, range.count);
	sbd_unmap_range(list, 1, &range);
	KUNIT_EXPECT_EQ(test, 0xff00000000000003ULL, range.lba);
	KUNIT_EXPECT_EQ(test, 0xff000004U, range.count);
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

static void luns_encode_test(struct kunit *test)
{
	static const u8 expected[] = {
		0, 0, 0, 32, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0,
		0, 9, 0, 0, 0, 0, 0, 0,
		0, 255, 0, 0, 0, 0, 0, 0,
		0x41, 0x2c, 0, 0, 0, 0, 0, 0,
	};
	static const u8 none[16] = { 0, 0, 0, 8 };
	u64 luns[] = { 0x4000 | 300, 9, 255, 0 };
	u64 bare[] = { 255, 300, 0, 9 };
	u8 data[sizeof(expected)];

	KUNIT_EXPECT_EQ(test, sizeof(expected), sbd_luns_size(4));
	memset(data, 0xff, sizeof(data));
	sbd_luns_encode(luns, 4, data);
	KUNIT_EXPECT_EQ(test, 0, memcmp(data, expected, sizeof(expected)));
	sbd_luns_encode(bare, 4, data);
	KUNIT_EXPECT_EQ(test, 0, memcmp(data, expected, sizeof(expected)));

	KUNIT_EXPECT_EQ(test, sizeof(none), sbd_luns_size(0));
	sbd_luns_encode(luns, 0, data);
	KUNIT_EXPECT_EQ(test, 0, memcmp(data, none, sizeof(none)));
}

static void outcome_test(struct kunit *test)
{
	static const struct {
		int err;
		bool write;
		u8 status, key, asc, ascq;
	} cases[] = {
		{ 0, false, SAM_STAT_GOOD },
		{ -ENOMEM, true, SAM_STAT_BUSY },
		{ -EIO, false, SAM_STAT_CHECK_CONDITION, 3, 0x11, 0 },
		{ -EIO, true, SAM_STAT_CHECK_CONDITION, 3, 0x0c, 0 },
		{ -ENOSPC, true, SAM_STAT_CHECK_CONDITION, 7, 0x27, 7 },
		{ -EROFS, true, SAM_STAT_CHECK_CONDITION, 7, 0x27, 0 },
		{ -ENODEV, true, SAM_STAT_CHECK_CONDITION, 2, 0x04, 3 },
		{ -EOPNOTSUPP, true, SAM_STAT_CHECK_CONDITION, 5, 0x24, 0 },
		{ -ECANCELED, true, SAM_STAT_CHECK_CONDITION, 0xb, 0x25, 0 },
		{ -EPERM, true, SAM_STAT_CHECK_CONDITION },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sbd_outcome end = sbd_outcome_of(cases[i].err,
							cases[i].write);

		KUNIT_EXPECT_EQ_MSG(test, cases[i].status, end.status,
				    "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].key, end.key, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].asc, end.asc, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].ascq, end.ascq, "case %d",
				    i);
	}
}

/* A list of one segment and two CSCD descriptors, with one byte changed */
static void copy_list_test(struct kunit *test)
{
	static const struct {
		u8 at, value, len, key, asc, ascq;
	} cases[] = {
		{ 0, 0, 108 },
		{ 0, 7, 108 },
		{ 0, 0, 107, 5, 0x1a, 0 },
		{ 0, 0, 15, 5, 0x1a, 0 },
		{ 3, 96, 108, 5, 0x1a, 0 },
		{ 8, 1, 108, 5, 0x1a, 0 },
		{ 3, 63, 108, 5, 0x26, 9 },	/* shifts the segment */
		{ 11, 27, 108, 5, 0x26, 9 },
		{ 11, 0, 108, 5, 0x26, 0 },
		{ 15, 1, 108, 5, 0x26, 0 },
		{ 16, 0xe0, 108, 5, 0x26, 7 },
		{ 20, 2, 108, 5, 0x26, 0 },
		{ 21, 1, 108, 5, 0x26, 0 },
		{ 23, 8, 108, 5, 0x26, 0 },
		{ 80, 0x03, 108, 5, 0x26, 9 },
		{ 83, 0x17, 108, 5, 0x26, 0 },
		{ 85, 2, 108, 10, 0x0d, 2 },
		{ 87, 2, 108, 10, 0x0d, 2 },
		{ 86, 1, 108, 10, 0x0d, 2 },
	};
	struct sbd_copy_segment segment;
	struct sbd_copy_list list;
	struct sbd_outcome end;
	u8 data[108];
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(data, 0, sizeof(data));
		data[3] = 64;
		data[11] = 28;
		memcpy(data + 16, "\xe4\0\0\0\1\3\0\x10\x61", 9);
		memcpy(data + 48, "\xe4\0\0\0\1\3\0\x10\x62", 9);
		memcpy(data + 80, "\2\0\0\x18\0\0\0\1\0\0\0\5", 12);
		data[99] = 8;
		data[107] = 9;
		data[cases[i].at] = cases[i].value;
		end = sbd_copy_parse(data, cases[i].len, &list);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].key, end.key, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].asc, end.asc, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].ascq, end.ascq, "case %d",
				    i);
		if (end.key)
			continue;
		sbd_copy_segment_get(&list, 0, &segment);
		KUNIT_EXPECT_EQ(test, 0x61, *sbd_copy_naa(&list,
							  segment.source));
		KUNIT_EXPECT_EQ(test, 0x62, *sbd_copy_naa(&list,
							  segment.target));
		KUNIT_EXPECT_EQ(test, 5, segment.count);
		KUNIT_EXPECT_EQ(test, 8ULL, segment.from);
		KUNIT_EXPECT_EQ(test, 9ULL, segment.to);
	}
}

static struct kunit_case sbd_test_cases[] = {
	KUNIT_CASE(params_set_test),
	KUNIT_CASE(params_values_test),
	KUNIT_CASE(params_lengths_test),
	KUNIT_CASE(params_live_test),
	KUNIT_CASE(params_extent_test),
	KUNIT_CASE(range_decode_test),
	KUNIT_CASE(opcodes_table_test),
	KUNIT_CASE(opcodes_find_test),
	KUNIT_CASE(opcodes_usage_test),
	KUNIT_CASE(opcodes_report_test),
	KUNIT_CASE(unmap_test),
	KUNIT_CASE(copy_list_test),
	KUNIT_CASE(range_exists_test),
	KUNIT_CASE(range_to_bytes_test),
	KUNIT_CASE(luns_encode_test),
	KUNIT_CASE(outcome_test),
	{}
};

static int sbd_test_init(struct kunit_suite *suite)
{
	sbd_opcodes_init();
	return 0;
}

static struct kunit_suite sbd_test_suite = {
	.name = "stmf_sbd",
	.suite_init = sbd_test_init,
	.test_cases = sbd_test_cases,
};

kunit_test_suite(sbd_test_suite);

MODULE_DESCRIPTION("KUnit tests of stmf_sbd");
MODULE_LICENSE("GPL");
