// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of stmf_sbd's pure parts, of which it has its own copy.
 */
#include <kunit/test.h>
#include <scsi/scsi_proto.h>

#include "params.c"
#include "range.c"
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
		{ "path=/", PATH_MAX - 2 },
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
	{ { READ_6, 0xff, 0xff, 0xff, 0 }, SBD_MEDIA_READ, 0x1fffff, 256 },
	{ { WRITE_6, 0, 0, 1, 2 }, SBD_MEDIA_WRITE, 1, 2 },
	{ { READ_10, 0, 0x80, 0, 0, 1, 0xff, 0x12, 0x34 }, SBD_MEDIA_READ,
	  0x80000001, 0x1234 },
	{ { WRITE_VERIFY, 0, 0, 0, 0, 1, 0, 0, 1 }, SBD_MEDIA_WRITE, 1, 1 },
	{ { WRITE_12, 0, 0, 0, 0, 9, 0x80, 0, 0, 1 }, SBD_MEDIA_WRITE, 9,
	  0x80000001 },
	{ { READ_16, 0, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0 },
	  SBD_MEDIA_READ, 0xff00000000000001, 0x10000 },
	{ { COMPARE_AND_WRITE, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1 },
	  SBD_MEDIA_WRITE, 7, 1 },
	{ { SYNCHRONIZE_CACHE, 0, 0, 0, 0, 3, 0, 0, 4 }, SBD_MEDIA_TOUCH, 3,
	  4 },
	{ { VERIFY_16, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4 },
	  SBD_MEDIA_TOUCH, 3, 4 },
	{ { WRITE_SAME_16 }, SBD_MEDIA_CHANGE },
	{ { UNMAP }, SBD_MEDIA_CHANGE },
	{ { INQUIRY }, SBD_MEDIA_NONE },
	{ { PERSISTENT_RESERVE_OUT }, SBD_MEDIA_NONE },
};

static void range_decode_test(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(decode_cases); i++) {
		const struct decode_case *c = &decode_cases[i];
		struct sbd_range range = {};

		KUNIT_EXPECT_EQ_MSG(test, c->media,
				    sbd_range_decode(c->cdb, &range),
				    "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->lba, range.lba, "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, c->count, range.count, "case %d", i);
	}
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
	u8 data[sizeof(expected)];

	KUNIT_EXPECT_EQ(test, sizeof(expected), sbd_luns_size(4));
	memset(data, 0xff, sizeof(data));
	sbd_luns_encode(luns, 4, data);
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
		{ -ENODEV, true, SAM_STAT_CHECK_CONDITION },
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

static struct kunit_case sbd_test_cases[] = {
	KUNIT_CASE(params_set_test),
	KUNIT_CASE(params_values_test),
	KUNIT_CASE(params_lengths_test),
	KUNIT_CASE(params_live_test),
	KUNIT_CASE(params_extent_test),
	KUNIT_CASE(range_decode_test),
	KUNIT_CASE(range_exists_test),
	KUNIT_CASE(range_to_bytes_test),
	KUNIT_CASE(luns_encode_test),
	KUNIT_CASE(outcome_test),
	{}
};

static struct kunit_suite sbd_test_suite = {
	.name = "stmf_sbd",
	.test_cases = sbd_test_cases,
};

kunit_test_suite(sbd_test_suite);

MODULE_DESCRIPTION("KUnit tests of stmf_sbd");
MODULE_LICENSE("GPL");
