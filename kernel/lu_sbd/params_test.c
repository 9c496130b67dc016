// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of params.c. */
#include <kunit/test.h>

#include "params.c"

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
	{ "regroup=2", -EINVAL },
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
		{ "regroup=1", 0, SBD_CHANGE_GROUPS },
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

static struct kunit_case params_tests[] = {
	KUNIT_CASE(params_set_test),
	KUNIT_CASE(params_values_test),
	KUNIT_CASE(params_lengths_test),
	KUNIT_CASE(params_live_test),
	KUNIT_CASE(params_extent_test),
	{}
};

static struct kunit_suite params_suite = {
	.name = "sbd_params",
	.test_cases = params_tests,
};

kunit_test_suite(params_suite);
