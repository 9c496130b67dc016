// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sbd_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

char err[SBDMETA_ERRLEN];
int disk;
struct disk_io io;
static uint64_t seed;

/* ------------------------------------------------------- recorded writing */

uint64_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

size_t below(size_t n)
{
	return rnd() % n;
}

static ssize_t raw_pwrite(int fd, const void *buf, size_t len, off_t offset)
{
	return syscall(SYS_pwrite64, fd, buf, len, offset);
}

static void record(const void *buf, size_t len, off_t offset)
{
	struct written *w;

	io.writes = realloc(io.writes, (io.nwrites + 1) * sizeof(*w));
	w = &io.writes[io.nwrites++];
	*w = (struct written){ io.phase, offset, len, malloc(len) };
	memcpy(w->data, buf, len);
}

/* 0, or -1 with errno: what this call meets. len becomes what it may move. */
static int fate(size_t *len)
{
	io.calls++;
	if (io.calls == io.fail_at) {
		errno = EIO;
		return -1;
	}
	if (io.awkward && io.calls % 2) {
		errno = EINTR;
		return -1;
	}
	if (io.awkward && *len > 1)
		*len = 1 + below(*len);
	return 0;
}

ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset)
{
	if (fate(&len))
		return -1;
	if (io.recording)
		record(buf, len, offset);
	return raw_pwrite(fd, buf, len, offset);
}

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	if (fate(&len))
		return -1;
	return syscall(SYS_pread64, fd, buf, len, offset);
}

int fsync(int fd)
{
	size_t len = 0;

	if (fate(&len))
		return -1;
	io.phase++;
	return syscall(SYS_fsync, fd);
}

void io_reset(bool recording)
{
	size_t i;

	for (i = 0; i < io.nwrites; i++)
		free(io.writes[i].data);
	free(io.writes);
	memset(&io, 0, sizeof(io));
	io.recording = recording;
}

/* --------------------------------------------------------------- the disk */

struct bytes golden, before, scratch;

void disk_set(const struct bytes *b)
{
	assert_int_equal(ftruncate(disk, 0), 0);
	assert_int_equal(raw_pwrite(disk, b->data, b->len, 0), (ssize_t)b->len);
}

void disk_poke(size_t at, uint8_t byte)
{
	assert_int_equal(raw_pwrite(disk, &byte, 1, at), 1);
}

void disk_get(struct bytes *b)
{
	ssize_t n = syscall(SYS_pread64, disk, b->data, sizeof(b->data), 0);

	assert_true(n >= 0);
	b->len = n;
	memset(b->data + n, 0, sizeof(b->data) - n);
}

void disk_empty(void)
{
	golden.len = 0;
	disk_set(&golden);
}

void load_golden(const char *name)
{
	char path[4096], here[] = __FILE__;
	FILE *f;

	snprintf(path, sizeof(path), "%s/golden/%s", dirname(here), name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s: %s", path, strerror(errno));
	golden.len = fread(golden.data, 1, sizeof(golden.data), f);
	fclose(f);
	disk_set(&golden);
}

/* --------------------------------------------------------- what is in them */

static bool same_id(const struct sbd_devid *a, const struct sbd_devid *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

static bool same_pgr(const struct sbd_pgr *a, const struct sbd_pgr *b)
{
	uint32_t i;

	if (a->flags != b->flags || a->type != b->type || a->scope != b->scope ||
	    a->holder != b->holder || a->nkeys != b->nkeys)
		return false;
	for (i = 0; i < a->nkeys; i++) {
		if (a->keys[i].key != b->keys[i].key ||
		    a->keys[i].all_target_ports != b->keys[i].all_target_ports ||
		    !same_id(&a->keys[i].target, &b->keys[i].target) ||
		    !same_id(&a->keys[i].initiator, &b->keys[i].initiator))
			return false;
	}
	return true;
}

bool same(const struct sbd_meta *a, const struct sbd_meta *b)
{
	return !memcmp(a->guid, b->guid, sizeof(a->guid)) && a->size == b->size &&
	       a->block_shift == b->block_shift && a->physical_shift == b->physical_shift &&
	       a->has_vendor == b->has_vendor && a->has_product == b->has_product &&
	       a->has_revision == b->has_revision && !strcmp(a->vendor, b->vendor) &&
	       !strcmp(a->product, b->product) && !strcmp(a->revision, b->revision) &&
	       a->serial_len == b->serial_len && !memcmp(a->serial, b->serial, a->serial_len) &&
	       !strcmp(a->alias, b->alias) && !strcmp(a->mgmt_url, b->mgmt_url) &&
	       !strcmp(a->data_file, b->data_file) && !strcmp(a->meta_file, b->meta_file) &&
	       a->write_protect == b->write_protect && a->wcd == b->wcd && a->zvol == b->zvol &&
	       a->separate_meta == b->separate_meta && a->outdated == b->outdated &&
	       same_pgr(&a->pgr, &b->pgr);
}

struct sbd_pgr_key keys[SBD_KEYS];
struct sbd_meta want;

void minimal(void)
{
	static const uint8_t guid[] = {
		0x60, 0x01, 0x44, 0xf0, 0xc0, 0xa8, 0x01, 0x02, 0, 0, 0x5f, 0x5e, 0x10, 0x0a, 0, 1
	};

	memset(&want, 0, sizeof(want));
	memset(keys, 0, sizeof(keys));
	memcpy(want.guid, guid, sizeof(guid));
	want.size = 1 << 20;
	want.block_shift = 9;
}

void without_pgr(void)
{
	minimal();
	want.outdated = true;
}

void full(void)
{
	minimal();
	want.size = 1 << 30;
	want.block_shift = 12;
	want.physical_shift = 13;
	want.write_protect = want.wcd = true;
	want.has_vendor = want.has_product = want.has_revision = true;
	strcpy(want.vendor, "ACME");
	strcpy(want.product, "RocketDisk");
	strcpy(want.revision, "7.1b");
	strcpy(want.alias, "gr\xc3\xb6\xc3\x9f" "e");
	strcpy(want.mgmt_url, "http://a.example/ http://b.example/");
	want.serial_len = 8;
	memcpy(want.serial, "S\0N-0001", 8);
}

static void version_10(void)
{
	without_pgr();
	want.size = 1 << 21;
}

static void separate(void)
{
	minimal();
	want.size = UINT64_C(5) << 40;
	want.separate_meta = true;
	strcpy(want.data_file, "/dev/rdsk/c0t0d0s0");
	strcpy(want.alias, "db");
}

static void set_id(struct sbd_devid *id, uint8_t code, uint8_t type, const void *name, size_t len)
{
	*id = (struct sbd_devid){ .len = 4 + len, .bytes = { code, type, 0, len } };
	memcpy(id->bytes + 4, name, len);
}

void set_name(struct sbd_devid *id, const char *name)
{
	set_id(id, 0x53, 0x98, name, strlen(name));
}

void with_keys(void)
{
	static const uint8_t port[] = { 0, 1, 2, 3, 4, 5, 6, 7 }, zero[8];

	minimal();
	set_name(&keys[0].target, "iqn.2010-08.org.illumos:02:t1");
	set_name(&keys[0].initiator, "iqn.1998-01.com:esx1");
	set_id(&keys[1].target, 0x01, 0x93, port, 8);
	set_id(&keys[1].initiator, 0x01, 0x93, zero, 8);
	set_name(&keys[2].initiator, "iqn.1998-01.com:all");
	keys[0].key = UINT64_C(0x1122334455667788);
	keys[1].key = 0xa;
	keys[2].key = UINT64_MAX;
	keys[2].all_target_ports = true;
	want.pgr = (struct sbd_pgr){
		.flags = SBD_PGR_APTPL | SBD_PGR_ONE_HOLDER | SBD_PGR_KEYS_HAVE_NEXUS,
		.type = 5, .holder = 2, .nkeys = 3, .keys = keys,
	};
}

static void unused(void)
{
	minimal();
	strcpy(want.alias, "live");
}

static void maximal(void)
{
	char name[256];
	int i;

	minimal();
	want.size = INT64_MAX - 65536;
	want.block_shift = 15;
	want.physical_shift = 31;
	want.separate_meta = want.has_vendor = want.has_product = want.has_revision = true;
	memset(want.vendor, 'V', 8);
	memset(want.product, 'P', 16);
	memset(want.revision, 'R', 4);
	memset(want.data_file, 'd', 4095);
	want.data_file[0] = '/';
	memset(want.alias, 'a', 1023);
	memset(want.mgmt_url, 'u', 1023);
	memset(want.serial, 's', 255);
	want.serial_len = 255;
	for (i = 0; i < 12; i++) {
		keys[i].key = i + 1;
		keys[i].all_target_ports = true;
		memset(name, 0, sizeof(name));
		set_name(&keys[i].target, memset(name, 't', 255));
		set_name(&keys[i].initiator, memset(name, 'i', 255));
	}
	want.pgr = (struct sbd_pgr){
		.flags = SBD_PGR_APTPL | SBD_PGR_ALL_REGISTRANTS | SBD_PGR_KEYS_HAVE_NEXUS,
		.type = 7, .holder = 12, .nkeys = 12, .keys = keys,
	};
}

void zvol(void)
{
	minimal();
	want.size = 1 << 30;
	want.zvol = true;
	strcpy(want.meta_file, "tank/vol1");
	strcpy(want.alias, "zv");
}

const struct golden_file files[NFILES] = {
	{ "minimal", without_pgr }, { "full", full }, { "v10", version_10 },
	{ "separate", separate }, { "pgr", with_keys }, { "volatile", minimal },
	{ "unused", unused }, { "max", maximal },
};

void take(size_t i, bool big)
{
	char name[64];

	snprintf(name, sizeof(name), "%s-%s.bin", files[i].name, big ? "be" : "le");
	load_golden(name);
	files[i].expect();
}

int read_back(const struct sbd_meta *expected)
{
	struct sbd_meta *meta = NULL;
	int status, calls = io.phase;
	size_t writes = io.nwrites;

	err[0] = '\0';
	status = sbdmeta_read(disk, &meta, err);
	assert_true(calls == io.phase && writes == io.nwrites);
	if (status) {
		assert_null(meta);
		assert_true(err[0] && strlen(err) < SBDMETA_ERRLEN - 1);
		return status;
	}
	if (!same(meta, expected))
		fail_msg("read something else");
	sbdmeta_free(meta);
	return status;
}

void expect_disk(const struct sbd_meta *expected)
{
	int status = read_back(expected);

	if (status)
		fail_msg("refused (%d): %s", status, err);
}

/* ---------------------------------------------- a reader of its own, for layouts */

static uint64_t number(const uint8_t *p, int width, bool big)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < width; i++)
		v |= (uint64_t)p[i] << 8 * (big ? width - 1 - i : i);
	return v;
}

void put_number(uint8_t *p, int width, uint64_t v, bool big)
{
	int i;

	for (i = 0; i < width; i++)
		p[i] = v >> 8 * (big ? width - 1 - i : i);
}

uint8_t sum(const uint8_t *p, size_t len)
{
	uint8_t s = 0;

	while (len--)
		s += *p++;
	return s;
}

static bool start_is_big(const uint8_t *start)
{
	return start[0] == 0x53;
}

size_t used(const struct bytes *b)
{
	const uint8_t *p = b->data + SBDMETA_START;

	return number(p + 16, 8, start_is_big(p));
}

/* The next section of the chain or NULL at its end; *p starts as NULL. Any flaw ends the test. */
static const uint8_t *walk(const struct bytes *b, const uint8_t *p, size_t *size, int *id)
{
	size_t at = p ? (size_t)(p - b->data) + *size : LU_OFFSET, summed;

	if (at == used(b))
		return NULL;
	assert_true(at + 16 <= used(b) && used(b) <= b->len);
	p = b->data + at;
	assert_true(p[14] == 0 || p[14] == 0xff);
	assert_int_equal(number(p, 8, !p[14]), at);
	*size = number(p + 8, 4, !p[14]);
	*id = number(p + 12, 2, !p[14]);
	assert_true(*size >= 16 && at + *size <= used(b));
	summed = *id == ID_UNUSED ? 16 : *size;
	assert_int_equal((uint8_t)(sum(p, summed) - p[15]), p[15]);
	return p;
}

const uint8_t *find(const struct bytes *b, int wanted, size_t *size)
{
	const uint8_t *p = NULL;
	int id;

	while ((p = walk(b, p, size, &id)) && id != wanted)
		;
	return p;
}

/* Is byte at covered by a checksum, or by a header? */
bool is_live(const struct bytes *b, size_t at)
{
	const uint8_t *p = NULL;
	size_t size, from;
	int id;

	if (at < SBDMETA_START || at >= used(b))
		return false;
	while ((p = walk(b, p, &size, &id))) {
		from = p - b->data;
		if (at >= from && at < from + size)
			return id != ID_UNUSED || at < from + 16;
	}
	return true;
}

/*
 * The id of an unused section: changed, the section is an unknown one, which is
 * passed over likewise, if its contents happen to give the same sum.
 */
bool is_unused_id(const struct bytes *b, size_t at)
{
	const uint8_t *p = NULL;
	size_t size;
	int id;

	while ((p = walk(b, p, &size, &id)))
		if (id == ID_UNUSED && at >= (size_t)(p - b->data) + 12 &&
		    at < (size_t)(p - b->data) + 14)
			return true;
	return false;
}

/* The layout of what was written here: sound, in this host's order, within its bounds. */
void check_layout(bool in_band)
{
	const uint8_t *start = scratch.data + SBDMETA_START, *p = NULL;
	uint64_t meta_size;
	size_t size;
	int id, lus = 0, pgrs = 0;

	disk_get(&scratch);
	assert_int_equal(number(start, 8, !HOST_LITTLE), 0x53554e5342444c55);
	assert_int_equal(sum(start, 47), start[47]);
	meta_size = number(start + 8, 8, !HOST_LITTLE);
	assert_true(in_band ? meta_size == 65536 : meta_size >= used(&scratch));
	assert_true(used(&scratch) <= meta_size);
	while ((p = walk(&scratch, p, &size, &id))) {
		lus += id == 1;
		pgrs += id == 2;
		assert_true(id != 0);
	}
	assert_int_equal(lus, 1);
	assert_int_equal(pgrs, 1);
}

/* --------------------------------------------------------- random metadata */

static void random_text(char *out, size_t max)
{
	size_t len = below(3) ? below(max > 80 ? 80 : max + 1) : 0, i;

	if (!below(20))
		len = max;
	for (i = 0; i < len; i++)
		out[i] = 1 + below(255);
	out[len] = '\0';
}

static void random_id(struct sbd_devid *id)
{
	uint8_t name[255];
	size_t len = below(256), i;

	for (i = 0; i < len; i++)
		name[i] = rnd();
	set_id(id, rnd(), rnd(), name, len);
}

void random_pgr(struct sbd_pgr_key *room, size_t max)
{
	uint32_t i;

	want.pgr = (struct sbd_pgr){ 0 };
	if (!below(3))
		return;
	want.pgr.flags = SBD_PGR_APTPL | below(16);
	want.pgr.type = below(16);
	want.pgr.scope = below(16);
	want.pgr.keys = room;
	want.pgr.nkeys = below(max + 1);
	want.pgr.holder = below(want.pgr.nkeys + 1);
	for (i = 0; i < want.pgr.nkeys; i++) {
		memset(&room[i], 0, sizeof(room[i]));
		room[i].key = rnd();
		random_id(&room[i].initiator);
		if (below(5))
			random_id(&room[i].target);
		room[i].all_target_ports = !room[i].target.len || !below(3);
	}
}

void random_meta(struct sbd_pgr_key *room, size_t max_keys)
{
	size_t i;

	want.size = 1 + below(INT64_MAX - 65536);
	want.block_shift = below(16);
	want.physical_shift = below(2) ? below(32) : 0;
	want.has_vendor = below(2);
	want.has_product = below(2);
	want.has_revision = below(2);
	random_text(want.vendor, want.has_vendor ? 8 : 0);
	random_text(want.product, want.has_product ? 16 : 0);
	random_text(want.revision, want.has_revision ? 4 : 0);
	random_text(want.alias, SBDMETA_TEXT_MAX);
	random_text(want.mgmt_url, SBDMETA_TEXT_MAX);
	want.data_file[0] = '\0';
	if (want.separate_meta) {
		random_text(want.data_file, SBDMETA_PATH_MAX);
		want.data_file[0] = '/';
	}
	want.serial_len = below(2) ? below(256) : 0;
	for (i = 0; i < want.serial_len; i++)
		want.serial[i] = rnd();
	want.write_protect = below(2);
	want.wcd = below(2);
	want.outdated = false;
	random_pgr(room, max_keys);
}

void fresh(bool is_separate)
{
	size_t i;

	minimal();
	want.separate_meta = is_separate;
	for (i = 1; i < sizeof(want.guid); i++)
		want.guid[i] = rnd();
	random_meta(keys, 12);
}

/* ----------------------------------------------------------------- the test */

int disk_setup(void **state)
{
	const char *given = getenv("STMF_TEST_SEED");

	disk = memfd_create("disk", MFD_CLOEXEC);
	seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) << 20 ^ getpid();
	seed += !seed;
	print_message("# STMF_TEST_SEED=%llu\n", (unsigned long long)seed);
	return disk < 0;
}

int disk_teardown(void **state)
{
	io_reset(false);
	return close(disk);
}
