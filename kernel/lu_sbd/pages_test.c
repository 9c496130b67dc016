// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of mode_pages.c and vpd.c: what is shown is what SPC-4, SBC-3 and COMSTAR
 * say, byte for byte; MODE SELECT takes that back, and the write cache changed.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <scsi/scsi_proto.h>

#include "mode_pages.c"
#include "vpd.c"

#define ALL_PAGES	104		/* bytes: 12 + 24 + 24 + 20 + 12 + 12 */

/* 2 GiB, which have the small geometry: 32 sectors, 8 heads */
static struct sbd_lu *new_lu(struct kunit *test)
{
	struct sbd_lu *sbd = kunit_kzalloc(test, sizeof(*sbd), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, sbd);
	sbd->blocks = 0x400000;
	sbd->block_size = 512;
	sbd->has_cache = true;
	sbd->write_cache = true;
	return sbd;
}

/* Return: what sbd_mode_sense() does, into a buffer that is zeroed for it */
static int mode_sense(const struct sbd_lu *sbd, const u8 *cdb, bool read_only,
		      u8 *buf)
{
	memset(buf, 0, SBD_MODE_BUFFER);
	return sbd_mode_sense(sbd, cdb, read_only, buf);
}

static void mode_sense_bytes_test(struct kunit *test)
{
	static const struct {
		u8 cdb[4];
		bool read_only;
		int len;
		u8 data[64];
	} cases[] = {
		/* header, block descriptor, caching: WCE, DRA */
		{ { MODE_SENSE, 0, 0x08 }, false, 32,
		  { 31, 0, 0x10, 8, 0, 0x40, 0, 0, 0, 0, 2, 0,
		    0x08, 18, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20 } },
		/* DBD, read only */
		{ { MODE_SENSE, 0x08, 0x08 }, true, 24,
		  { 23, 0, 0x90, 0, 0x08, 18, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		    0x20 } },
		/* changeable: WCE */
		{ { MODE_SENSE, 0x08, 0x48 }, false, 24,
		  { 23, 0, 0x10, 0, 0x08, 18, 0x04 } },
		{ { MODE_SENSE, 0x08, 0x4a }, false, 16,
		  { 15, 0, 0x10, 0, 0x0a, 10 } },
		/* format: sectors of a track, bytes of a sector, SSEC */
		{ { MODE_SENSE, 0x08, 0x03 }, false, 28,
		  { 27, 0, 0x10, 0, 0x03, 22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32,
		    2, 0, 0, 0, 0, 0, 0, 0, 0x80 } },
		/* geometry: 16384 cylinders, 8 heads, 5400 rpm */
		{ { MODE_SENSE, 0x08, 0x04 }, false, 28,
		  { 27, 0, 0x10, 0, 0x04, 22, 0, 0x40, 0, 8, 0, 0, 0, 0, 0, 0,
		    0, 0, 0, 0, 0, 0, 0, 0, 0x15, 0x18 } },
		/* control: GLTSD, unrestricted reordering, busy time-out */
		{ { MODE_SENSE, 0x08, 0x0a }, false, 16,
		  { 15, 0, 0x10, 0, 0x0a, 10, 0x02, 0x10, 0, 0, 0, 0, 0xff,
		    0xff, 0, 30 } },
		{ { MODE_SENSE_10, 0, 0x1c }, true, 28,
		  { 0, 26, 0, 0x90, 0, 0, 0, 8, 0, 0x40, 0, 0, 0, 0, 2, 0,
		    0x1c, 10 } },
		/* LLBAA is for those that need it */
		{ { MODE_SENSE_10, 0x18, 0x01 }, false, 20,
		  { 0, 18, 0, 0x10, 0, 0, 0, 0, 0x01, 10 } },
		/* no page: header and descriptor */
		{ { MODE_SENSE, 0, 0x00 }, false, 12,
		  { 11, 0, 0x10, 8, 0, 0x40, 0, 0, 0, 0, 2, 0 } },
	};
	struct sbd_lu *sbd = new_lu(test);
	u8 buf[SBD_MODE_BUFFER];
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, cases[i].len,
				    mode_sense(sbd, cases[i].cdb,
					       cases[i].read_only, buf),
				    "case %d", i);
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    memcmp(buf, cases[i].data, cases[i].len),
				    "case %d: %*ph", i, cases[i].len, buf);
	}
}

static void mode_sense_pages_test(struct kunit *test)
{
	static const struct {
		u8 cdb[4];
		int len;
	} cases[] = {
		{ { MODE_SENSE, 0x08, 0x3f }, 4 + ALL_PAGES },
		{ { MODE_SENSE, 0, 0x3f, 0xff }, 12 + ALL_PAGES },
		{ { MODE_SENSE_10, 0, 0x7f }, 16 + ALL_PAGES },
		{ { MODE_SENSE_10, 0x08, 0xbf }, 8 + ALL_PAGES },
		{ { MODE_SENSE, 0, 0x02 }, -EINVAL },
		{ { MODE_SENSE, 0, 0x08, 0x01 }, -EINVAL },
		{ { MODE_SENSE, 0, 0x08, 0xff }, -EINVAL },
		{ { MODE_SENSE, 0, 0x3f, 0x01 }, -EINVAL },
		{ { MODE_SENSE, 0, 0x00, 0xff }, -EINVAL },
	};
	struct sbd_lu *sbd = new_lu(test);
	u8 buf[SBD_MODE_BUFFER];
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].len,
				    mode_sense(sbd, cases[i].cdb, false, buf),
				    "case %d", i);
}

/* What depends on the size, the cache and LIO's attributes */
static void mode_sense_varies_test(struct kunit *test)
{
	static const u8 six[4] = { MODE_SENSE, 0, 0x08 };
	static const u8 llbaa[4] = { MODE_SENSE_10, 0x10, 0x04 };
	static const u8 control[4] = { MODE_SENSE, 0x08, 0x0a };
	static const u8 all_ones[4] = { 0xff, 0xff, 0xff, 0xff };
	struct sbd_lu *sbd = new_lu(test);
	u8 buf[SBD_MODE_BUFFER];

	sbd->blocks = 0x0102030405;
	KUNIT_EXPECT_EQ(test, 32, mode_sense(sbd, six, false, buf));
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 4, all_ones, 4));
	KUNIT_EXPECT_EQ(test, 48, mode_sense(sbd, llbaa, false, buf));
	KUNIT_EXPECT_EQ(test, 1, buf[4]);
	KUNIT_EXPECT_EQ(test, 16, get_unaligned_be16(&buf[6]));
	KUNIT_EXPECT_EQ(test, 0x0102030405ULL, get_unaligned_be64(&buf[8]));
	KUNIT_EXPECT_EQ(test, 512, get_unaligned_be32(&buf[20]));
	KUNIT_EXPECT_EQ(test, 254, buf[24 + 5]);
	KUNIT_EXPECT_EQ(test, div_u64(sbd->blocks, 254 * 254),
			get_unaligned_be24(&buf[24 + 2]));
	sbd->blocks = 1ULL << 41;
	KUNIT_EXPECT_EQ(test, 48, mode_sense(sbd, llbaa, false, buf));
	KUNIT_EXPECT_EQ(test, 0xffffff, get_unaligned_be24(&buf[24 + 2]));

	sbd->dev.dev_attrib.emulate_rest_reord = 1;
	sbd->dev.dev_attrib.emulate_tas = 1;
	sbd->dev.dev_attrib.emulate_ua_intlck_ctrl =
		TARGET_UA_INTLCK_CTRL_NO_CLEAR;
	KUNIT_EXPECT_EQ(test, 16, mode_sense(sbd, control, false, buf));
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 6, "\x06\0\x20\x40", 4));
}

/* Return: what MODE SELECT makes of a list that is as long as it says */
static sense_reason_t mode_select(struct kunit *test, struct sbd_lu *sbd,
				  bool ten, const u8 *list, u32 len, bool *wce)
{
	u8 *copy = kmemdup(list, len, GFP_KERNEL);	/* KASAN sees its end */
	sense_reason_t ret;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	*wce = sbd->write_cache;
	ret = sbd_mode_select(sbd, ten, copy, len, wce);
	kfree(copy);
	return ret;
}

/*
 * What MODE SENSE shows is taken back; with a bit changed, or cut off, it isn't, but
 * where the standard ignores it, and for WCE.
 */
static void mode_select_back_test(struct kunit *test)
{
	struct sbd_lu *sbd = new_lu(test);
	u8 buf[SBD_MODE_BUFFER];
	int i, bit, len, ten;
	bool wce;

	for (ten = 0; ten < 2; ten++) {
		const u8 cdb[4] = { ten ? MODE_SENSE_10 : MODE_SENSE, 0, 0x3f };
		int header = ten ? 8 : 4;
		int caching = header + 8 + 12 + 24 + 24;

		len = mode_sense(sbd, cdb, false, buf);
		KUNIT_EXPECT_EQ(test, 0, mode_select(test, sbd, ten, buf, len,
						     &wce));
		KUNIT_EXPECT_TRUE(test, wce);
		for (i = header + 5; i < len; i++) {
			for (bit = 1; bit < 256; bit <<= 1) {
				bool is_wce = i == caching + 2 && bit == 0x04;

				buf[i] ^= bit;
				KUNIT_EXPECT_EQ_MSG(test, !is_wce,
						    !!mode_select(test, sbd,
								  ten, buf,
								  len, &wce),
						    "byte %d, bit %x", i, bit);
				if (is_wce)
					KUNIT_EXPECT_FALSE(test, wce);
				buf[i] ^= bit;
			}
		}
		for (i = 1; i < header + 8 + 12; i++)
			KUNIT_EXPECT_EQ_MSG(test, i != header + 8,
					    mode_select(test, sbd, ten, buf, i,
							&wce) ==
					    TCM_PARAMETER_LIST_LENGTH_ERROR,
					    "%d bytes", i);
	}
}

static void mode_select_lists_test(struct kunit *test)
{
	static const struct {
		u32 len;
		sense_reason_t ret;
		bool wce;
		u8 list[32];
	} cases[] = {
		{ 4, 0, true },
		{ 4, TCM_INVALID_PARAMETER_LIST, true, { 0, 0, 0, 16 } },
		{ 11, TCM_PARAMETER_LIST_LENGTH_ERROR, true, { 0, 0, 0, 8 } },
		/* no number of blocks means that of now */
		{ 12, 0, true, { 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 2, 0 } },
		{ 12, TCM_INVALID_PARAMETER_LIST, true,
		  { 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0x10, 0 } },
		{ 12, TCM_INVALID_PARAMETER_LIST, true,
		  { 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 2, 0 } },
		{ 24, 0, false,
		  { 0, 0, 0, 0, 0x08, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20 } },
		/* all pages can't be selected; nor one there isn't */
		{ 6, TCM_INVALID_PARAMETER_LIST, true, { 0, 0, 0, 0, 0x3f } },
		{ 16, TCM_INVALID_PARAMETER_LIST, true,
		  { 0, 0, 0, 0, 0x02, 10 } },
		/* a length that isn't the page's; one beyond the list */
		{ 6, TCM_INVALID_PARAMETER_LIST, true, { 0, 0, 0, 0, 0x08, 0 } },
		{ 16, TCM_PARAMETER_LIST_LENGTH_ERROR, true,
		  { 0, 0, 0, 0, 0x08, 0xff } },
		{ 5, TCM_PARAMETER_LIST_LENGTH_ERROR, true,
		  { 0, 0, 0, 0, 0x08 } },
	};
	struct sbd_lu *sbd = new_lu(test);
	bool wce;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, cases[i].ret,
				    mode_select(test, sbd, false,
						cases[i].list, cases[i].len,
						&wce),
				    "case %d", i);
		if (!cases[i].ret)
			KUNIT_EXPECT_EQ_MSG(test, cases[i].wce, wce, "case %d",
					    i);
	}
	sbd->has_cache = false;
	sbd->write_cache = false;
	KUNIT_EXPECT_EQ_MSG(test, 0, mode_select(test, sbd, false,
						 cases[6].list, 24, &wce),
			    "no cache, none wanted");
	sbd->write_cache = true;
	KUNIT_EXPECT_EQ_MSG(test, TCM_INVALID_PARAMETER_LIST,
			    mode_select(test, sbd, false, cases[6].list, 24,
					&wce),
			    "one that can't be switched");
}

static u8 *new_page(struct kunit *test)
{
	u8 *page = kunit_kzalloc(test, SBD_VPD_MAX, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	return page;
}

/* Return: bytes of a page, which nothing was written behind */
static u32 vpd(struct kunit *test, struct sbd_lu *sbd, u8 code, u8 *page)
{
	u32 len, i;

	memset(page, 0, SBD_VPD_MAX);
	len = sbd_vpd_fill(sbd, SBD_IO_REPORTED_MAX, code, page);
	KUNIT_ASSERT_LE(test, len, SBD_VPD_MAX);
	for (i = len; i < SBD_VPD_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, page[i]);
	return len;
}

static void vpd_texts_test(struct kunit *test)
{
	static const u8 without[] = { 0, 0, 0, 7, 0, 0x80, 0x83, 0x86, 0xb0,
				      0xb1, 0xb2 };
	static const u8 with[] = { 0, 0, 0, 8, 0, 0x80, 0x83, 0x85, 0x86, 0xb0,
				   0xb1, 0xb2 };
	static const u8 url4[] = { 0, 0x85, 0, 12, 1, 0, 0, 8, 'u', 'r', 'l',
				   '4' };
	struct sbd_lu *sbd = new_lu(test);
	u8 *page = new_page(test);
	char *text = kunit_kzalloc(test, SBD_URL_MAX + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	KUNIT_EXPECT_EQ(test, sizeof(without), vpd(test, sbd, 0x00, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, without, sizeof(without)));
	KUNIT_EXPECT_EQ(test, 0, vpd(test, sbd, 0x85, page));
	KUNIT_EXPECT_EQ(test, 8, vpd(test, sbd, 0x80, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, "\0\x80\0\4    ", 8));

	sbd->params.serial = "A 1";
	KUNIT_EXPECT_EQ(test, 7, vpd(test, sbd, 0x80, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, "\0\x80\0\3A 1", 7));

	sbd->params.mgmt_url = "url4";
	KUNIT_EXPECT_EQ(test, sizeof(with), vpd(test, sbd, 0x00, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, with, sizeof(with)));
	KUNIT_EXPECT_EQ(test, 16, vpd(test, sbd, 0x85, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, url4, sizeof(url4)));
	sbd->params.mgmt_url = "url";
	KUNIT_EXPECT_EQ(test, 12, vpd(test, sbd, 0x85, page));
	memset(text, 'x', SBD_URL_MAX);
	sbd->params.mgmt_url = text;
	KUNIT_EXPECT_EQ(test, 8 + SBD_URL_MAX + 1, vpd(test, sbd, 0x85, page));
}

static void vpd_limits_test(struct kunit *test)
{
	struct sbd_lu *sbd = new_lu(test);
	u8 *page = new_page(test);

	KUNIT_EXPECT_EQ(test, 64, vpd(test, sbd, 0xb0, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, "\0\xb0\0\x3c\1\xff\0\1", 8));
	KUNIT_EXPECT_EQ(test, 16384, get_unaligned_be32(&page[8]));
	KUNIT_EXPECT_EQ(test, 0, get_unaligned_be32(&page[12]));
	KUNIT_EXPECT_EQ(test, 0, get_unaligned_be32(&page[20]));
	KUNIT_EXPECT_EQ(test, 0x100000ULL, get_unaligned_be64(&page[36]));
	KUNIT_EXPECT_EQ(test, 8, vpd(test, sbd, 0xb2, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page, "\0\xb2\0\4\0\0\0\0", 8));

	/* thin, data 64 KiB and 4 KiB into a store of 8 KiB pieces */
	sbd->thin = true;
	sbd->unmap_grain = 8192;
	sbd->offset = 65536 + 4096;
	sbd->physical_block_size = 4096;
	sbd->io_opt = 65536;
	KUNIT_EXPECT_EQ(test, 64, sbd_vpd_fill(sbd, 32768, 0xb0, page));
	KUNIT_EXPECT_EQ(test, 8, get_unaligned_be16(&page[6]));
	KUNIT_EXPECT_EQ(test, 64, get_unaligned_be32(&page[8]));
	KUNIT_EXPECT_EQ_MSG(test, 64, get_unaligned_be32(&page[12]),
			    "the best is not more than the most");
	KUNIT_EXPECT_EQ(test, 0x100000, get_unaligned_be32(&page[20]));
	KUNIT_EXPECT_EQ(test, 256, get_unaligned_be32(&page[24]));
	KUNIT_EXPECT_EQ(test, 16, get_unaligned_be32(&page[28]));
	KUNIT_EXPECT_EQ(test, 0x80000008, get_unaligned_be32(&page[32]));
	KUNIT_EXPECT_EQ(test, 8, vpd(test, sbd, 0xb2, page));
	KUNIT_EXPECT_EQ(test, 0, memcmp(page + 4, "\0\xe0\2\0", 4));
	sbd->unmap_zeroes = true;
	vpd(test, sbd, 0xb2, page);
	KUNIT_EXPECT_EQ(test, 0xe4, page[5]);

	/* an alignment of the store's own; blocks larger than its pieces */
	sbd->offset = 0;
	sbd->unmap_align = 512;
	vpd(test, sbd, 0xb0, page);
	KUNIT_EXPECT_EQ(test, 0x80000001, get_unaligned_be32(&page[32]));
	sbd->block_size = 32768;
	vpd(test, sbd, 0xb0, page);
	KUNIT_EXPECT_EQ(test, 0, get_unaligned_be32(&page[28]));
	KUNIT_EXPECT_EQ(test, 32, page[5]);
}

static void vpd_whose_test(struct kunit *test)
{
	static const struct {
		u8 cdb[3];
		bool ours;
		u32 len;
	} cases[] = {
		{ { INQUIRY, 0, 0x80 }, false, 8 },
		{ { INQUIRY, 1, 0x00 }, true, 11 },
		{ { INQUIRY, 1, 0x80 }, true, 8 },
		{ { INQUIRY, 1, 0x83 }, false, 0 },
		{ { INQUIRY, 1, 0x86 }, false, 0 },
		{ { INQUIRY, 1, 0xb1 }, false, 0 },
		{ { INQUIRY, 1, 0xb2 }, true, 8 },
		{ { INQUIRY, 1, 0xb3 }, true, 0 },
		{ { INQUIRY, 1, 0xff }, true, 0 },
	};
	struct sbd_lu *sbd = new_lu(test);
	u8 *page = new_page(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, cases[i].ours,
				    sbd_vpd_is_ours(cases[i].cdb), "case %d",
				    i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].len,
				    vpd(test, sbd, cases[i].cdb[2], page),
				    "case %d", i);
	}
}

static struct kunit_case pages_tests[] = {
	KUNIT_CASE(mode_sense_bytes_test),
	KUNIT_CASE(mode_sense_pages_test),
	KUNIT_CASE(mode_sense_varies_test),
	KUNIT_CASE(mode_select_back_test),
	KUNIT_CASE(mode_select_lists_test),
	KUNIT_CASE(vpd_texts_test),
	KUNIT_CASE(vpd_limits_test),
	KUNIT_CASE(vpd_whose_test),
	{}
};

static struct kunit_suite pages_suite = {
	.name = "sbd_pages",
	.test_cases = pages_tests,
};

kunit_test_suite(pages_suite);
