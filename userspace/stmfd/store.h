/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file or block device that a logical unit is made on, and its separate
 * metadata file if it has one: whether they can be used, made and resized.
 */
#ifndef _STMFD_STORE_H
#define _STMFD_STORE_H

#include "model.h"
#include "stats.h"

#define STORE_OFFSET 65536	/* COMSTAR's metadata in band come first */
#define STORE_SIZE_MIN (1024 * 1024)

/*
 * The files that logical units have, as they were when asked for. One whose file
 * system does not answer keeps nobody from making another logical unit; the kernel
 * lets no two of them have the same file.
 */
struct store_users {
	const struct lu **lu;		/* whose the file is */
	struct stat_answer *file;
	size_t n;
};

/* Of all but those that are not where they are said to be (absent). */
void store_users_ask(struct store_users *users, struct pool *pool, const struct model *model);
void store_users_free(struct store_users *users);
/* The logical unit whose data or metadata are in this file; NULL: none. */
const struct lu *store_user(const char *path, const struct store_users *users);

/*
 * To be called before anything else is done with a file, so that nobody waits for
 * one that hangs. What is wrong with it else is found by the others.
 */
int store_answers(struct pool *pool, const struct lu_conf *conf, struct fault *fault);
int file_answers(struct pool *pool, const char *path, int status, struct fault *fault);

/* A file of a store that is being prepared, and what was done to it. */
struct store_file {
	int fd;			/* -1: not open */
	bool created;		/* by us */
	bool sized;		/* old_size is to come back */
	uint64_t old_size;
};

struct store {
	const struct lu_conf *conf;
	struct store_file data;
	struct store_file meta;	/* if it has one of its own */
	void *head;		/* what the metadata are written over */
	size_t head_len;
};

/*
 * COMSTAR's checks for create-lu. conf->size 0 asks for all there is and gets
 * that; conf->blk 0 gets the store's block size; conf->offset is set. A file
 * that is missing is created if a size was asked for, a missing metadata file
 * always. Whatever is returned,
 * store_free() is to follow, after a failure store_undo() before it.
 */
int store_prepare(struct lu_conf *conf, const struct store_users *users, struct store *store,
		  struct fault *fault);
/* For import-lu: nothing is changed; the store must hold all of the logical unit. */
int store_check(const struct lu_conf *conf, const struct store_users *users, struct fault *fault);
/*
 * For modify-lu: room for conf->size, in a store that is in use maybe. A file
 * that had to grow comes back to *was by store_cut(); 0: it did not.
 */
int store_resize(const struct lu_conf *conf, uint64_t *was, struct fault *fault);
void store_cut(const struct lu_conf *conf, uint64_t was);

/* What was made survives a crash from here on. */
int store_flush(const struct store *store, struct fault *fault);
/* Where the metadata belong. */
int store_meta_fd(const struct store *store);
void store_close(struct store *store);
void store_undo(struct store *store);
void store_free(struct store *store);

#endif /* _STMFD_STORE_H */
