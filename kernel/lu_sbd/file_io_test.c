// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of file_io.c, over a file whose file system is here: a transfer ends
 * once, with the right error, and not before the file system has let go of it.
 */
#include <kunit/test.h>
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/scatterlist.h>

#include "file_io.c"

#define LEN	4096

/* What the file system does with a transfer */
enum manner {
	AT_ONCE,
	BEFORE_IT_RETURNS,	/* it is done while the function still looks at it */
	LATER,
};

static struct {
	struct kunit *test;
	enum manner how;
	ssize_t ret;
	struct kiocb *waits;
	bool inside;		/* in the file system's function */
	int ended;
	int err;
} fs;

static ssize_t fs_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	struct file *file = iocb->ki_filp;

	KUNIT_EXPECT_TRUE(fs.test, iocb->ki_flags & IOCB_DIRECT);
	KUNIT_EXPECT_EQ(fs.test, iov_iter_count(iter), LEN);
	if (fs.how == AT_ONCE)
		return fs.ret;
	fs.inside = true;
	if (fs.how == BEFORE_IT_RETURNS)
		iocb->ki_complete(iocb, fs.ret);
	else
		fs.waits = iocb;
	KUNIT_EXPECT_EQ(fs.test, fs.ended, 0);
	if (!fs.ended)		/* else it is not there any more */
		KUNIT_EXPECT_PTR_EQ(fs.test, iocb->ki_filp, file);
	fs.inside = false;
	return -EIOCBQUEUED;
}

static const struct file_operations fs_fops = {
	.owner		= THIS_MODULE,
	.read_iter	= fs_read_iter,
};

static void ended(void *priv, int err)
{
	KUNIT_EXPECT_PTR_EQ(fs.test, priv, (void *)&fs);
	KUNIT_EXPECT_FALSE(fs.test, fs.inside);
	fs.ended++;
	fs.err = err;
}

static void transfer(struct kunit *test, struct sbd_lu *sbd,
		     struct scatterlist *sg, enum manner how, ssize_t ret)
{
	const struct sbd_io from = { .sgl = sg, .nents = 1, .len = LEN,
				     .end = ended, .priv = &fs };
	struct sbd_file_io *io = sbd_file_io_alloc(sbd, &from);

	KUNIT_ASSERT_NOT_NULL(test, io);
	memset(&fs, 0, sizeof(fs));
	fs.test = test;
	fs.how = how;
	fs.ret = ret;
	sbd_file_io_direct(io);
	if (how == LATER) {
		KUNIT_EXPECT_EQ(test, fs.ended, 0);
		fs.waits->ki_complete(fs.waits, ret);
	}
	KUNIT_EXPECT_EQ(test, fs.ended, 1);
}

static void file_io_direct_test(struct kunit *test)
{
	static const struct {
		ssize_t ret;
		int err;
	} cases[] = {
		{ LEN, 0 }, { 0, -EIO }, { LEN - 512, -EIO }, { -EIO, -EIO },
		{ -ENOSPC, -ENOSPC }, { -EINVAL, -EINVAL },
	};
	struct sbd_lu *sbd = kunit_kzalloc(test, sizeof(*sbd), GFP_KERNEL);
	void *memory = kunit_kzalloc(test, LEN, GFP_KERNEL);
	enum manner how;
	struct scatterlist sg;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, sbd);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	sg_init_one(&sg, memory, LEN);
	sbd->file = anon_inode_getfile("sbd_test", &fs_fops, NULL, O_RDONLY);
	KUNIT_ASSERT_FALSE(test, IS_ERR(sbd->file));
	for (how = AT_ONCE; how <= LATER; how++) {
		for (i = 0; i < ARRAY_SIZE(cases); i++) {
			transfer(test, sbd, &sg, how, cases[i].ret);
			KUNIT_EXPECT_EQ(test, fs.err, cases[i].err);
		}
	}
	fput(sbd->file);
}

static struct kunit_case file_io_cases[] = {
	KUNIT_CASE(file_io_direct_test),
	{}
};

static struct kunit_suite file_io_suite = {
	.name = "sbd_file_io",
	.test_cases = file_io_cases,
};

kunit_test_suite(file_io_suite);
