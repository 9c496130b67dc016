// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libstmf.h>

#include "store.h"

#define SIZE_MIN (1024 * 1024)
#define BLOCK_MIN 512
#define BLOCK_MAX 32768
#define PATH_LEN_MAX 4000	/* "path=" and it must fit in an attribute of configfs */

static int check_block(struct lu_conf *conf, uint32_t store_block, struct fault *fault)
{
	if (!conf->blk)
		conf->blk = store_block;
	if (conf->blk < BLOCK_MIN || conf->blk > BLOCK_MAX || conf->blk & (conf->blk - 1))
		return failed(fault, STMF_ERROR_INVALID_BLKSIZE,
			    "blk: %u: must be a power of two from %d to %d", conf->blk, BLOCK_MIN,
			    BLOCK_MAX);
	if (conf->blk < store_block)
		return failed(fault, STMF_ERROR_INVALID_BLKSIZE,
			    "blk: %u: %s has blocks of %u bytes", conf->blk, conf->path,
			    store_block);
	return 0;
}

static int check_size(const struct lu_conf *conf, struct fault *fault)
{
	if (conf->size < SIZE_MIN)
		return failed(fault, STMF_ERROR_FILE_SIZE_INVALID,
			    "%s: a logical unit must have 1 MiB at least", conf->path);
	if (conf->size > INT64_MAX - STORE_OFFSET)
		return failed(fault, STMF_ERROR_SIZE_OUT_OF_RANGE, "%s: the size is out of range",
			    conf->path);
	if (conf->size % conf->blk)
		return failed(fault, STMF_STATUS_ERROR,
			    "%s: the size, %llu, must be a multiple of the block size, %u",
			    conf->path, (unsigned long long)conf->size, conf->blk);
	return 0;
}

/* The same file or device must not be two logical units. */
static int check_unused(const struct lu_conf *conf, const struct stat *st,
			const struct model *others, struct fault *fault)
{
	struct stat other;

	vec_each(lu, &others->lu) {
		if (stat(lu->conf->path, &other))
			continue;
		if (S_ISBLK(st->st_mode) ?
		    S_ISBLK(other.st_mode) && other.st_rdev == st->st_rdev :
		    other.st_dev == st->st_dev && other.st_ino == st->st_ino)
			return failed(fault, STMF_ERROR_FILE_IN_USE,
				    "%s: is in use by logical unit %s", conf->path, lu->guid);
	}
	return 0;
}

/* EFBIG and the like are the size's fault. */
static int resize(const struct lu_conf *conf, int fd, struct fault *fault)
{
	if (!ftruncate(fd, conf->size + STORE_OFFSET))
		return 0;
	if (errno == EFBIG || errno == EINVAL)
		return failed(fault, STMF_ERROR_SIZE_OUT_OF_RANGE, "%s: %s", conf->path,
			    strerror(errno));
	return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path, strerror(errno));
}

static int create(struct lu_conf *conf, struct store_change *change, struct fault *fault)
{
	int fd, rc;

	if (!conf->size)
		return failed(fault, STMF_ERROR_DATA_FILE_NAME,
			    "%s: not found (with a size it would be made)", conf->path);
	if (check_block(conf, BLOCK_MIN, fault) || check_size(conf, fault))
		return -1;
	fd = open(conf->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path,
			    strerror(errno));
	change->created = true;
	rc = resize(conf, fd, fault);
	if (!rc && fsync(fd))
		rc = failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path, strerror(errno));
	close(fd);
	return rc;
}

/* With no size given: what is behind the metadata. */
static int take_rest(struct lu_conf *conf, uint64_t total, struct fault *fault)
{
	if (total <= STORE_OFFSET)
		return failed(fault, STMF_ERROR_FILE_SIZE_INVALID,
			    "%s: has only %llu bytes, %d of which are for metadata", conf->path,
			    (unsigned long long)total, STORE_OFFSET);
	conf->size = total - STORE_OFFSET;
	return 0;
}

static int use_file(struct lu_conf *conf, int fd, const struct stat *st,
		    struct store_change *change, struct fault *fault)
{
	uint64_t total = st->st_size;

	if (check_block(conf, BLOCK_MIN, fault) ||
	    (!conf->size && take_rest(conf, total, fault)) || check_size(conf, fault))
		return -1;
	if (conf->size + STORE_OFFSET <= total)
		return 0;
	change->grown = true;
	change->old_size = total;
	return resize(conf, fd, fault);
}

static int use_device(struct lu_conf *conf, int fd, struct fault *fault)
{
	uint64_t total;
	int block;

	if (ioctl(fd, BLKGETSIZE64, &total) || ioctl(fd, BLKSSZGET, &block))
		return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path,
			    strerror(errno));
	if (check_block(conf, block, fault))
		return -1;
	if (!conf->size) {
		if (take_rest(conf, total, fault))
			return -1;
		conf->size -= conf->size % conf->blk;
	}
	if (check_size(conf, fault))
		return -1;
	if (conf->size > total || conf->size + STORE_OFFSET > total)
		return failed(fault, STMF_ERROR_SIZE_OUT_OF_RANGE,
			    "%s: the device has only %llu bytes, %d of which are for metadata",
			    conf->path, (unsigned long long)total, STORE_OFFSET);
	return 0;
}

/* O_EXCL on a block device: nobody else, no mounted file system. */
static int open_store(const struct lu_conf *conf, const struct stat *st, struct fault *fault)
{
	int fd = open(conf->path, (conf->wp ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK |
		      (S_ISBLK(st->st_mode) ? O_EXCL : 0));

	if (fd < 0 && errno == EBUSY)
		failed(fault, STMF_ERROR_FILE_IN_USE,
		     "%s: the device is in use: mounted, or part of another one", conf->path);
	else if (fd < 0)
		failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path, strerror(errno));
	return fd;
}

int store_prepare(struct lu_conf *conf, const struct model *others, struct store_change *change,
		  struct fault *fault)
{
	struct stat st;
	int fd, rc;

	*change = (struct store_change){ .path = conf->path };
	if (*conf->path != '/' || strlen(conf->path) > PATH_LEN_MAX)
		return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: must be an absolute path",
			    conf->path);
	if (stat(conf->path, &st)) {
		if (errno == ENOENT)
			return create(conf, change, fault);
		return failed(fault, STMF_ERROR_DATA_FILE_NAME, "%s: %s", conf->path,
			    strerror(errno));
	}
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return failed(fault, STMF_STATUS_ERROR,
			    "%s: must be a regular file or a block device", conf->path);
	if (check_unused(conf, &st, others, fault))
		return -1;
	fd = open_store(conf, &st, fault);
	if (fd < 0)
		return -1;
	rc = S_ISBLK(st.st_mode) ? use_device(conf, fd, fault) :
				   use_file(conf, fd, &st, change, fault);
	close(fd);
	return rc;
}

void store_undo(const struct store_change *change)
{
	if (change->created)
		unlink(change->path);
	if (change->grown && truncate(change->path, change->old_size))
		say(LOG_WARNING, "%s: could not be cut to its old size: %s", change->path,
		    strerror(errno));
}
