// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libstmf.h>

#include "store.h"

#define BLOCK_MIN 512
#define BLOCK_MAX 32768
#define PATH_LEN_MAX 4000	/* "path=" and it must fit in an attribute of configfs */
#define HEAD_LEN STORE_OFFSET	/* metadata that are made new are in there */

/* What is wrong with the one file is told with another code than with the other. */
struct role {
	const char *path;
	int error;
};

static struct role data_role(const struct lu_conf *conf)
{
	return (struct role){ conf->path, STMF_ERROR_DATA_FILE_NAME };
}

static struct role meta_role(const struct lu_conf *conf)
{
	return (struct role){ conf->meta, STMF_ERROR_META_FILE_NAME };
}

static int failed_errno(struct role role, struct fault *fault)
{
	return failed(fault, role.error, "%s: %s", role.path, strerror(errno));
}

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
	if (conf->size < STORE_SIZE_MIN)
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

static int check_path(struct role role, struct fault *fault)
{
	if (*role.path == '/' && strlen(role.path) <= PATH_LEN_MAX)
		return 0;
	return failed(fault, role.error, "%s: must be an absolute path", role.path);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	if (S_ISBLK(a->st_mode))
		return S_ISBLK(b->st_mode) && b->st_rdev == a->st_rdev;
	return b->st_dev == a->st_dev && b->st_ino == a->st_ino;
}

static void users_add(struct store_users *users, const struct lu *lu, const char *path)
{
	if (!path || *path != '/' || lu->absent)
		return;
	users->lu[users->n] = lu;
	users->file[users->n++].path = path;
}

void store_users_ask(struct store_users *users, struct pool *pool, const struct model *model)
{
	users->lu = xcalloc(2 * model->lu.n, sizeof(*users->lu));
	users->file = xcalloc(2 * model->lu.n, sizeof(*users->file));
	users->n = 0;
	vec_each(lu, &model->lu) {
		if (!lu->conf)
			continue;
		users_add(users, lu, lu->conf->path);
		users_add(users, lu, lu->conf->meta);
	}
	stats_ask(pool, users->file, users->n);
}

void store_users_free(struct store_users *users)
{
	free(users->lu);
	free(users->file);
}

static const struct lu *user_of(const struct stat *st, const struct store_users *users)
{
	for (size_t i = 0; i < users->n; i++)
		if (!users->file[i].err && same_file(st, &users->file[i].st))
			return users->lu[i];
	return NULL;
}

const struct lu *store_user(const char *path, const struct store_users *users)
{
	struct stat st;

	return stat(path, &st) ? NULL : user_of(&st, users);
}

int file_answers(struct pool *pool, const char *path, int status, struct fault *fault)
{
	struct stat_answer answer = { .path = path };

	if (*path != '/')
		return 0;
	stats_ask(pool, &answer, 1);
	if (answer.err != ETIMEDOUT)
		return 0;
	return failed(fault, status, "%s: its file system does not answer; nothing was changed",
		      path);
}

int store_answers(struct pool *pool, const struct lu_conf *conf, struct fault *fault)
{
	if (conf->meta && file_answers(pool, conf->meta, meta_role(conf).error, fault))
		return -1;
	return file_answers(pool, conf->path, data_role(conf).error, fault);
}

/* EFBIG and the like are the size's fault. */
static int set_size(const struct lu_conf *conf, struct fault *fault)
{
	if (!truncate(conf->path, conf->size + conf->offset))
		return 0;
	if (errno == EFBIG || errno == EINVAL)
		return failed(fault, STMF_ERROR_SIZE_OUT_OF_RANGE, "%s: %s", conf->path,
			    strerror(errno));
	return failed_errno(data_role(conf), fault);
}

static int create(struct role role, struct store_file *file, struct fault *fault)
{
	file->fd = open(role.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return failed_errno(role, fault);
	file->created = true;
	return 0;
}

static int create_data(struct lu_conf *conf, struct store_file *file, struct fault *fault)
{
	if (!conf->size)
		return failed(fault, STMF_ERROR_DATA_FILE_NAME,
			    "%s: not found (with a size it would be made)", conf->path);
	if (check_block(conf, BLOCK_MIN, fault) || check_size(conf, fault) ||
	    create(data_role(conf), file, fault))
		return -1;
	return set_size(conf, fault);
}

/* With no size given: what is behind the metadata. */
static int take_rest(struct lu_conf *conf, uint64_t total, struct fault *fault)
{
	if (total <= conf->offset)
		return failed(fault, STMF_ERROR_FILE_SIZE_INVALID,
			    "%s: has only %llu bytes, %llu of which are for metadata", conf->path,
			    (unsigned long long)total, (unsigned long long)conf->offset);
	conf->size = total - conf->offset;
	return 0;
}

static int use_file(struct lu_conf *conf, struct store_file *file, uint64_t total,
		    struct fault *fault)
{
	if (check_block(conf, BLOCK_MIN, fault) ||
	    (!conf->size && take_rest(conf, total, fault)) || check_size(conf, fault))
		return -1;
	if (conf->size + conf->offset <= total)
		return 0;
	file->sized = true;
	file->old_size = total;
	return set_size(conf, fault);
}

static int check_device_size(const struct lu_conf *conf, uint64_t total, struct fault *fault)
{
	if (conf->size <= total && conf->size + conf->offset <= total)
		return 0;
	return failed(fault, STMF_ERROR_SIZE_OUT_OF_RANGE,
		      "%s: the device has only %llu bytes, %llu of which are for metadata",
		      conf->path, (unsigned long long)total, (unsigned long long)conf->offset);
}

static int device_limits(struct role role, int fd, uint64_t *total, int *block,
			 struct fault *fault)
{
	if (ioctl(fd, BLKGETSIZE64, total) || ioctl(fd, BLKSSZGET, block))
		return failed_errno(role, fault);
	return 0;
}

static int use_device(struct lu_conf *conf, int fd, struct fault *fault)
{
	uint64_t total;
	int block;

	if (device_limits(data_role(conf), fd, &total, &block, fault) ||
	    check_block(conf, block, fault))
		return -1;
	if (!conf->size) {
		if (take_rest(conf, total, fault))
			return -1;
		conf->size -= conf->size % conf->blk;
	}
	return check_size(conf, fault) || check_device_size(conf, total, fault) ? -1 : 0;
}

/* Another one has it open for writing: a loop device, a virtual machine. NFS can't tell. */
static bool is_written(int fd)
{
	bool written = fcntl(fd, F_SETLEASE, F_WRLCK) && errno == EAGAIN;

	if (!written)
		fcntl(fd, F_SETLEASE, F_UNLCK);
	return written;
}

/* O_EXCL on a block device: nobody else, no mounted file system. */
static int open_unused(struct role role, const struct stat *st, bool write, struct fault *fault)
{
	int fd;

	if (!S_ISREG(st->st_mode) && !S_ISBLK(st->st_mode))
		return failed(fault, STMF_STATUS_ERROR,
			    "%s: must be a regular file or a block device", role.path);
	fd = open(role.path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK |
		  (S_ISBLK(st->st_mode) ? O_EXCL : 0));
	if (fd < 0 && errno != EBUSY)
		return failed_errno(role, fault);
	if (fd >= 0 && !(S_ISREG(st->st_mode) && write && is_written(fd)))
		return fd;
	if (fd >= 0)
		close(fd);
	return failed(fault, STMF_ERROR_FILE_IN_USE,
		      "%s: is in use: mounted, part of another device or written by a program",
		      role.path);
}

/* The same file or device must not be two logical units. */
static int open_own(struct role role, const struct stat *st, bool write,
		    const struct store_users *users, struct fault *fault)
{
	const struct lu *user = user_of(st, users);

	if (user)
		return failed(fault, STMF_ERROR_FILE_IN_USE, "%s: is in use by logical unit %s",
			      role.path, user->guid);
	return open_unused(role, st, write, fault);
}

static int prepare_data(struct lu_conf *conf, const struct store_users *users,
			struct store_file *file, struct fault *fault)
{
	struct stat st;

	if (check_path(data_role(conf), fault))
		return -1;
	if (stat(conf->path, &st)) {
		if (errno == ENOENT)
			return create_data(conf, file, fault);
		return failed_errno(data_role(conf), fault);
	}
	file->fd = open_own(data_role(conf), &st, !conf->meta || !conf->wp, users, fault);
	if (file->fd < 0)
		return -1;
	return S_ISBLK(st.st_mode) ? use_device(conf, file->fd, fault) :
				     use_file(conf, file, st.st_size, fault);
}

static int prepare_meta(const struct lu_conf *conf, const struct store_users *users,
			struct store_file *file, struct fault *fault)
{
	struct stat st, data;

	if (check_path(meta_role(conf), fault))
		return -1;
	if (stat(conf->meta, &st)) {
		if (errno == ENOENT)
			return create(meta_role(conf), file, fault);
		return failed_errno(meta_role(conf), fault);
	}
	if (!stat(conf->path, &data) && same_file(&data, &st))
		return failed(fault, STMF_ERROR_META_FILE_NAME,
			      "%s: is the data file, which metadata can't share with meta=",
			      conf->meta);
	file->fd = open_own(meta_role(conf), &st, true, users, fault);
	if (file->fd < 0)
		return -1;
	file->sized = S_ISREG(st.st_mode);
	file->old_size = st.st_size;
	return 0;
}

/* If the logical unit isn't made in the end, what was there comes back. */
static int keep_head(struct store *store, struct fault *fault)
{
	const struct store_file *file = store->conf->meta ? &store->meta : &store->data;
	ssize_t n;

	if (file->created)
		return 0;
	store->head = xcalloc(1, HEAD_LEN);
	n = pread(file->fd, store->head, HEAD_LEN, 0);
	if (n < 0)
		return failed(fault, STMF_ERROR_META_CREATION, "%s: %s",
			      store->conf->meta ?: store->conf->path, strerror(errno));
	store->head_len = n;
	return 0;
}

int store_prepare(struct lu_conf *conf, const struct store_users *users, struct store *store,
		  struct fault *fault)
{
	*store = (struct store){ .conf = conf, .data.fd = -1, .meta.fd = -1 };
	conf->offset = conf->meta ? 0 : STORE_OFFSET;
	if (prepare_data(conf, users, &store->data, fault) ||
	    (conf->meta && prepare_meta(conf, users, &store->meta, fault)))
		return -1;
	return keep_head(store, fault);
}

/* A new file is one only when its directory says so. */
static int flush_file(const struct store_file *file, struct role role, struct fault *fault)
{
	char *copy;
	int dir, rc;

	if (file->fd < 0)
		return 0;
	if (fsync(file->fd))
		return failed_errno(role, fault);
	if (!file->created)
		return 0;
	copy = xstrdup(role.path);
	dir = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	rc = dir < 0 || fsync(dir) ? failed_errno(role, fault) : 0;
	if (dir >= 0)
		close(dir);
	return rc;
}

int store_flush(const struct store *store, struct fault *fault)
{
	if (flush_file(&store->data, data_role(store->conf), fault))
		return -1;
	return flush_file(&store->meta, meta_role(store->conf), fault);
}

int store_meta_fd(const struct store *store)
{
	return store->conf->meta ? store->meta.fd : store->data.fd;
}

static void close_file(struct store_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

void store_close(struct store *store)
{
	close_file(&store->data);
	close_file(&store->meta);
}

static void restore_head(const struct store *store)
{
	const char *path = store->conf->meta ?: store->conf->path;
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = store->head_len;

	if (fd < 0 || pwrite(fd, store->head, len, 0) != len || fsync(fd))
		say(LOG_WARNING, "%s: its old beginning could not be restored: %s", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void cut(const char *path, uint64_t size)
{
	if (truncate(path, size))
		say(LOG_WARNING, "%s: could not be cut to its old size: %s", path,
		    strerror(errno));
}

static void undo_file(const struct store_file *file, const char *path)
{
	if (file->created)
		unlink(path);
	else if (file->sized)
		cut(path, file->old_size);
}

void store_undo(struct store *store)
{
	store_close(store);
	if (store->head_len)
		restore_head(store);
	undo_file(&store->meta, store->conf->meta);
	undo_file(&store->data, store->conf->path);
}

void store_free(struct store *store)
{
	store_close(store);
	free(store->head);
}

/* An existing store with all of an existing logical unit in it */
static int check_whole(const struct lu_conf *conf, const struct stat *st, int fd,
		       struct fault *fault)
{
	uint64_t total = st->st_size;
	struct lu_conf copy = *conf;
	int block = BLOCK_MIN;

	if (S_ISBLK(st->st_mode) &&
	    device_limits(data_role(conf), fd, &total, &block, fault))
		return -1;
	if (check_block(&copy, block, fault) || check_size(conf, fault))
		return -1;
	if (conf->size <= total && conf->size + conf->offset <= total)
		return 0;
	return failed(fault, STMF_ERROR_DATA_FILE_NAME,
		      "%s: has only %llu bytes, but the logical unit ends at byte %llu: is it cut off?",
		      conf->path, (unsigned long long)total,
		      (unsigned long long)(conf->size + conf->offset));
}

static int check_file(struct role role, const struct lu_conf *conf, const struct store_users *users,
		      struct fault *fault)
{
	bool data = role.path == conf->path;
	struct stat st;
	int fd, rc = 0;

	if (check_path(role, fault))
		return -1;
	if (stat(role.path, &st))
		return failed_errno(role, fault);
	fd = open_own(role, &st, !data || !conf->wp, users, fault);
	if (fd < 0)
		return -1;
	if (data)
		rc = check_whole(conf, &st, fd, fault);
	close(fd);
	return rc;
}

int store_check(const struct lu_conf *conf, const struct store_users *users, struct fault *fault)
{
	if (conf->meta && check_file(meta_role(conf), conf, users, fault))
		return -1;
	return check_file(data_role(conf), conf, users, fault);
}

int store_resize(const struct lu_conf *conf, uint64_t *was, struct fault *fault)
{
	int fd = -1, block, rc = 0;
	struct stat st;
	uint64_t total;

	*was = 0;
	if (check_size(conf, fault))
		return -1;
	fd = open(conf->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		rc = failed_errno(data_role(conf), fault);
	} else if (S_ISBLK(st.st_mode)) {
		rc = device_limits(data_role(conf), fd, &total, &block, fault) ||
		     check_device_size(conf, total, fault) ? -1 : 0;
	} else if (conf->size + conf->offset > (uint64_t)st.st_size) {
		rc = set_size(conf, fault);
		*was = st.st_size;
	}
	if (!rc && fsync(fd))
		rc = failed_errno(data_role(conf), fault);
	if (fd >= 0)
		close(fd);
	return rc;
}

void store_cut(const struct lu_conf *conf, uint64_t was)
{
	if (was)
		cut(conf->path, was);
}
