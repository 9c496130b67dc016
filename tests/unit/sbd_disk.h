/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the disk metadata share: a disk in memory, whose pread(),
 * pwrite() and fsync() can be recorded and made to fail; the golden files and what
 * is in them; random metadata; a reader of layouts that shares no code with libstmf.
 */
#ifndef _SBD_DISK_H
#define _SBD_DISK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sbdmeta.h"

#define DISK_MAX	(1 << 18)
#define HOST_LITTLE	(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define LU_OFFSET	(SBDMETA_START + 48)	/* first section of metadata just created */
#define ID_UNUSED	0x1000
#define SBD_KEYS	64
#define NFILES		8

struct written {
	int phase;			/* number of flushes before it */
	size_t offset, len;
	uint8_t *data;
};

struct disk_io {
	bool recording;
	struct written *writes;
	size_t nwrites;
	int phase;
	int calls;			/* of pread, pwrite and fsync together */
	int fail_at;			/* this one fails with EIO; 0: none */
	bool awkward;			/* every other call is interrupted, I/O is short */
};

struct bytes {
	size_t len;
	uint8_t data[DISK_MAX];
};

struct golden_file {
	const char *name;
	void (*expect)(void);		/* sets want */
};

extern char err[SBDMETA_ERRLEN];
extern int disk;				/* the file under test, in memory */
extern struct disk_io io;
extern struct bytes golden, before, scratch;
extern struct sbd_meta want;
extern struct sbd_pgr_key keys[SBD_KEYS];	/* of want */
extern const struct golden_file files[NFILES];

int disk_setup(void **state);
int disk_teardown(void **state);
uint64_t rnd(void);
size_t below(size_t n);

/* Recorded writing */
void io_reset(bool recording);

/* The disk as a whole. load_golden() fills golden and the disk. */
void disk_set(const struct bytes *b);
void disk_poke(size_t at, uint8_t byte);
void disk_get(struct bytes *b);
void disk_empty(void);
void load_golden(const char *name);

/* What is in golden files; take(): file i in either byte order, to golden, the disk and want */
void minimal(void);
void without_pgr(void);
void full(void);
void with_keys(void);
void zvol(void);
void set_name(struct sbd_devid *id, const char *name);
void take(size_t i, bool big);
bool same(const struct sbd_meta *a, const struct sbd_meta *b);

/* Reads the disk, which must not write: its status; if it is read, it must be *expected. */
int read_back(const struct sbd_meta *expected);
void expect_disk(const struct sbd_meta *expected);

/* Layouts. find(): the first section with this id. check_layout(): of what was written here. */
uint8_t sum(const uint8_t *p, size_t len);
void put_number(uint8_t *p, int width, uint64_t v, bool big);
size_t used(const struct bytes *b);
const uint8_t *find(const struct bytes *b, int wanted, size_t *size);
bool is_live(const struct bytes *b, size_t at);
bool is_unused_id(const struct bytes *b, size_t at);
void check_layout(bool in_band);

/* Random properties for want; GUID and place stay. fresh(): all anew, nothing on the disk. */
void random_pgr(struct sbd_pgr_key *room, size_t max);
void random_meta(struct sbd_pgr_key *room, size_t max_keys);
void fresh(bool is_separate);

#endif /* _SBD_DISK_H */
