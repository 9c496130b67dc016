// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of lists on the wire, luns.c, unmap.c and copy_list.c, and of sense.c. */
#include <kunit/test.h>
#include <scsi/scsi_proto.h>

#include "copy_list.c"
#include "luns.c"
#include "sense.c"
#include "unmap.c"

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

static struct kunit_case lists_tests[] = {
	KUNIT_CASE(unmap_test),
	KUNIT_CASE(copy_list_test),
	KUNIT_CASE(luns_encode_test),
	KUNIT_CASE(outcome_test),
	{}
};

static struct kunit_suite lists_suite = {
	.name = "sbd_lists",
	.test_cases = lists_tests,
};

kunit_test_suite(lists_suite);

MODULE_DESCRIPTION("KUnit tests of stmf_sbd");
MODULE_LICENSE("GPL");
