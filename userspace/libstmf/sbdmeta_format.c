// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The layout of COMSTAR's disk metadata: a start structure and a chain of
 * sections, read in both byte orders, written in the host's. Reading trusts
 * no byte: whatever is accepted lies inside its section, and the chain
 * always moves forward.
 */
#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sbdmeta_format.h"

#define MAGIC		UINT64_C(0x53554e5342444c55)
#define MAGIC_V0	UINT64_C(0x53554e4d4943524f)
#define HOST_BIG	(__BYTE_ORDER == __BIG_ENDIAN)

/* Offsets in the start structure, */
enum {
	ST_MAGIC = 0, ST_SIZE = 8, ST_USED = 16, ST_MAJOR = 40, ST_MINOR = 42,
	ST_CHECKSUM = 47,
};

/* in the header of a section, */
enum { SEC_OFFSET = 0, SEC_SIZE = 8, SEC_ID = 12, SEC_ORDER = 14, SEC_CHECKSUM = 15 };

/* in LU info 1.1, */
enum {
	LU_FLAGS = 16, LU_REVISION = 20, LU_VENDOR = 24, LU_PRODUCT = 32, LU_SIZE = 48,
	LU_META_FILE = 56, LU_DATA_FILE = 64, LU_SERIAL = 72, LU_ALIAS = 80, LU_SHIFT = 88,
	LU_ORDER = 89, LU_SERIAL_LEN = 90, LU_PHYSICAL = 91, LU_DEVID = 92,
	LU_MGMT_URL = 112, LU_TEXTS = 368, LU_LEN = 376,
};

/* in LU info 1.0, */
enum { LU10_STORE_SIZE = 16, LU10_ORDER = 54, LU10_DEVID = 56, LU10_LEN = 80 };

/* in the PGR section and in one of its keys. */
enum {
	PGR_HOLDER = 16, PGR_NKEYS = 20, PGR_FLAGS = 24, PGR_ORDER = 25, PGR_TYPE = 26,
	PGR_LEN = 32,
};

enum { KEY_VALUE = 0, KEY_TARGET = 8, KEY_INITIATOR = 10, KEY_FLAGS = 12, KEY_IDS = 13 };

#define KEY_LEN_MIN	15		/* what counts before rounding up to 8 */
#define KEY_ALL_TG_PT	1

enum section_id { ID_LU10 = 0, ID_LU = 1, ID_PGR = 2, ID_UNUSED = 0x1000 };

enum lu_flag {
	FLAG_SEPARATE = 0x1, FLAG_WRITE_PROTECT = 0x2, FLAG_VENDOR = 0x4, FLAG_PRODUCT = 0x8,
	FLAG_REVISION = 0x10, FLAG_META_FILE = 0x20, FLAG_DATA_FILE = 0x40, FLAG_SERIAL = 0x80,
	FLAG_ALIAS = 0x100, FLAG_WCD = 0x200, FLAG_ZVOL = 0x400, FLAG_MGMT_URL = 0x800,
	FLAG_PHYSICAL = 0x1000,
};

static const uint8_t devid_head[4] = { 0xf1, 0x03, 0x00, SBDMETA_GUID_LEN };

/* The texts of LU info 1.1 in the order in which they are written. */
static const struct text {
	const char *name;
	uint32_t flag;
	uint16_t field;
	uint16_t room;
	size_t member;
} texts[] = {
#define TEXT(name, flag, field, member) \
	{ name, flag, field, sizeof(((struct sbd_meta *)0)->member), \
	  offsetof(struct sbd_meta, member) }
	TEXT("data file name", FLAG_DATA_FILE, LU_DATA_FILE, data_file),
	TEXT("meta file name", FLAG_META_FILE, LU_META_FILE, meta_file),
	TEXT("alias", FLAG_ALIAS, LU_ALIAS, alias),
	TEXT("management URL", FLAG_MGMT_URL, LU_MGMT_URL, mgmt_url),
#undef TEXT
};

#define NTEXTS	(sizeof(texts) / sizeof(texts[0]))

int sbd_fail(char *err, int status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (err)
		vsnprintf(err, SBDMETA_ERRLEN, fmt, args);
	va_end(args);
	return status;
}

int sbd_fail_nomem(char *err)
{
	return sbd_fail(err, SBDMETA_NOMEM, "out of memory");
}

static uint16_t get16(const uint8_t *p, bool big)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return big ? be16toh(v) : le16toh(v);
}

static uint32_t get32(const uint8_t *p, bool big)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return big ? be32toh(v) : le32toh(v);
}

static uint64_t get64(const uint8_t *p, bool big)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return big ? be64toh(v) : le64toh(v);
}

/* What is written has the order of this host. */
static void put16(uint8_t *p, uint16_t v)
{
	memcpy(p, &v, sizeof(v));
}

static void put32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v));
}

static void put64(uint8_t *p, uint64_t v)
{
	memcpy(p, &v, sizeof(v));
}

static uint8_t order_byte(bool big)
{
	return big ? 0x00 : 0xff;
}

static bool parse_order(uint8_t byte, bool *big)
{
	*big = byte == order_byte(true);
	return *big || byte == order_byte(false);
}

static uint8_t sum(const uint8_t *p, size_t len)
{
	uint8_t s = 0;

	while (len--)
		s += *p++;
	return s;
}

static void seal_section(uint8_t *p, size_t len)
{
	p[SEC_CHECKSUM] = 0;
	p[SEC_CHECKSUM] = sum(p, len);
}

/* ------------------------------------------------------------------ reading */

int sbd_parse_start(struct sbd_image *img, char *err)
{
	const uint8_t *p = img->bytes;
	bool big;

	if (img->len < ST_SIZE)
		return sbd_fail(err, SBDMETA_NONE, "no metadata: too short");
	if (get64(p + ST_MAGIC, true) == MAGIC_V0 || get64(p + ST_MAGIC, false) == MAGIC_V0)
		return sbd_fail(err, SBDMETA_VERSION, "metadata of version 0 can't be imported");
	big = get64(p + ST_MAGIC, true) == MAGIC;
	if (!big && get64(p + ST_MAGIC, false) != MAGIC)
		return sbd_fail(err, SBDMETA_NONE, "no metadata: the magic number is missing");
	if (img->len < SBD_START_LEN)
		return sbd_fail(err, SBDMETA_TRUNCATED,
				"the metadata end inside their start structure");
	if (sum(p, ST_CHECKSUM) != p[ST_CHECKSUM])
		return sbd_fail(err, SBDMETA_CHECKSUM, "wrong checksum of the start structure");
	if (get16(p + ST_MAJOR, big) != 1)
		return sbd_fail(err, SBDMETA_VERSION, "metadata of version %u.%u are not supported",
				get16(p + ST_MAJOR, big), get16(p + ST_MINOR, big));

	img->size = get64(p + ST_SIZE, big);
	img->used = get64(p + ST_USED, big);
	if (img->used == SBD_START_LEN)	/* relative in an area without sections */
		img->used += img->start;
	if (img->used < img->start + SBD_START_LEN || img->used > img->size)
		return sbd_fail(err, SBDMETA_SECTION,
				"the metadata claim to use %llu of %llu bytes",
				(unsigned long long)img->used, (unsigned long long)img->size);
	return SBDMETA_OK;
}

static int section_at(const struct sbd_image *img, uint64_t offset, struct sbd_section *sec,
		      char *err)
{
	const uint8_t *p = img->bytes + (offset - img->start);
	uint64_t room = img->used - offset, summed;
	unsigned long long at = offset;

	if (room < SBD_SECTION_LEN)
		return sbd_fail(err, SBDMETA_SECTION,
				"no room for a section header at byte %llu", at);
	if (!parse_order(p[SEC_ORDER], &sec->big))
		return sbd_fail(err, SBDMETA_SECTION,
				"unknown byte order of the section at byte %llu", at);
	*sec = (struct sbd_section){
		.bytes = p, .offset = offset, .big = sec->big,
		.size = get32(p + SEC_SIZE, sec->big), .id = get16(p + SEC_ID, sec->big),
	};
	sec->unused = sec->id == ID_UNUSED;
	if (get64(p + SEC_OFFSET, sec->big) != offset)
		return sbd_fail(err, SBDMETA_SECTION,
				"the section at byte %llu says it is elsewhere", at);
	if (sec->size < SBD_SECTION_LEN || sec->size > room)
		return sbd_fail(err, SBDMETA_SECTION,
				"impossible size %u of the section at byte %llu",
				sec->size, at);
	summed = sec->unused ? SBD_SECTION_LEN : sec->size;
	if ((uint8_t)(sum(p, summed) - p[SEC_CHECKSUM]) != p[SEC_CHECKSUM])
		return sbd_fail(err, SBDMETA_CHECKSUM,
				"wrong checksum of the section at byte %llu", at);
	return SBDMETA_OK;
}

bool sbd_next_section(const struct sbd_image *img, struct sbd_section *sec)
{
	uint64_t offset = sec->size ? sec->offset + sec->size : img->start + SBD_START_LEN;

	return offset < img->used && section_at(img, offset, sec, NULL) == SBDMETA_OK;
}

/* Each kind of section repeats its byte order among its own fields. */
static int body_order(const struct sbd_section *sec, size_t min, size_t field, bool *big, char *err)
{
	if (sec->size < min)
		return sbd_fail(err, SBDMETA_SECTION,
				"the section at byte %llu is too short: %u bytes",
				(unsigned long long)sec->offset, sec->size);
	if (!parse_order(sec->bytes[field], big))
		return sbd_fail(err, SBDMETA_SECTION,
				"unknown byte order in the section at byte %llu",
				(unsigned long long)sec->offset);
	return SBDMETA_OK;
}

static int parse_devid(const uint8_t *p, struct sbd_meta *meta, char *err)
{
	if (memcmp(p, devid_head, sizeof(devid_head)) || p[sizeof(devid_head)] >> 4 != 6)
		return sbd_fail(err, SBDMETA_GUID, "the device identifier is not of NAA type 6");
	memcpy(meta->guid, p + sizeof(devid_head), SBDMETA_GUID_LEN);
	return SBDMETA_OK;
}

static int check_size(const struct sbd_meta *meta, char *err)
{
	if (!meta->size || meta->size > INT64_MAX - SBDMETA_DATA_OFFSET)
		return sbd_fail(err, SBDMETA_VALUE,
				"impossible size of the logical unit: %llu bytes",
				(unsigned long long)meta->size);
	if (meta->block_shift > SBDMETA_SHIFT_MAX || meta->physical_shift > SBDMETA_PHYSICAL_MAX)
		return sbd_fail(err, SBDMETA_VALUE,
				"impossible block size: 2^%u bytes, physically 2^%u",
				meta->block_shift, meta->physical_shift);
	return SBDMETA_OK;
}

static int parse_text(const struct sbd_section *sec, bool big, const struct text *text,
		      struct sbd_meta *meta, char *err)
{
	uint64_t offset = get64(sec->bytes + text->field, big);
	size_t room = sec->size - LU_TEXTS, len;
	const char *p;

	if (offset >= room)
		return sbd_fail(err, SBDMETA_STRING, "the %s lies outside its section", text->name);
	p = (const char *)sec->bytes + LU_TEXTS + offset;
	len = strnlen(p, room - offset);
	if (len == room - offset)
		return sbd_fail(err, SBDMETA_STRING,
				"the %s does not end in its section", text->name);
	if (len >= text->room)
		return sbd_fail(err, SBDMETA_STRING, "the %s is longer than %d bytes", text->name,
				text->room - 1);
	memcpy((char *)meta + text->member, p, len + 1);
	return SBDMETA_OK;
}

static int parse_serial(const struct sbd_section *sec, bool big, struct sbd_meta *meta, char *err)
{
	uint64_t offset = get64(sec->bytes + LU_SERIAL, big);
	size_t room = sec->size - LU_TEXTS, len = sec->bytes[LU_SERIAL_LEN];

	if (offset > room || len > room - offset)
		return sbd_fail(err, SBDMETA_STRING, "the serial number lies outside its section");
	memcpy(meta->serial, sec->bytes + LU_TEXTS + offset, len);
	meta->serial_len = len;
	return SBDMETA_OK;
}

static int parse_texts(const struct sbd_section *sec, bool big, struct sbd_meta *meta, char *err)
{
	uint32_t flags = get32(sec->bytes + LU_FLAGS, big);
	int status = SBDMETA_OK;
	size_t i;

	for (i = 0; i < NTEXTS && !status; i++) {
		if (flags & texts[i].flag)
			status = parse_text(sec, big, &texts[i], meta, err);
	}
	if (!status && flags & FLAG_SERIAL)
		status = parse_serial(sec, big, meta, err);
	if (!status && meta->separate_meta && !meta->data_file[0])
		status = sbd_fail(err, SBDMETA_STRING,
				  "separate metadata without the name of the data file");
	return status;
}

static int parse_lu(const struct sbd_section *sec, struct sbd_meta *meta, char *err)
{
	const uint8_t *p = sec->bytes;
	uint32_t flags;
	bool big;
	int status;

	status = body_order(sec, LU_LEN, LU_ORDER, &big, err);
	if (status)
		return status;
	flags = get32(p + LU_FLAGS, big);
	meta->separate_meta = flags & FLAG_SEPARATE;
	meta->zvol = flags & FLAG_ZVOL;
	meta->write_protect = flags & FLAG_WRITE_PROTECT;
	meta->wcd = flags & FLAG_WCD;
	meta->has_vendor = flags & FLAG_VENDOR;
	meta->has_product = flags & FLAG_PRODUCT;
	meta->has_revision = flags & FLAG_REVISION;
	if (meta->has_vendor)
		memcpy(meta->vendor, p + LU_VENDOR, SBDMETA_VENDOR_LEN);
	if (meta->has_product)
		memcpy(meta->product, p + LU_PRODUCT, SBDMETA_PRODUCT_LEN);
	if (meta->has_revision)
		memcpy(meta->revision, p + LU_REVISION, SBDMETA_REVISION_LEN);
	meta->size = get64(p + LU_SIZE, big);
	meta->block_shift = p[LU_SHIFT];
	meta->physical_shift = flags & FLAG_PHYSICAL ? p[LU_PHYSICAL] : 0;

	status = parse_devid(p + LU_DEVID, meta, err);
	if (!status)
		status = check_size(meta, err);
	if (!status)
		status = parse_texts(sec, big, meta, err);
	return status;
}

/* Version 1.0 knew in-band metadata and blocks of 512 bytes only. */
static int parse_lu10(const struct sbd_section *sec, struct sbd_meta *meta, char *err)
{
	uint64_t store;
	bool big;
	int status;

	status = body_order(sec, LU10_LEN, LU10_ORDER, &big, err);
	if (status)
		return status;
	store = get64(sec->bytes + LU10_STORE_SIZE, big);
	meta->size = store > SBDMETA_DATA_OFFSET ? store - SBDMETA_DATA_OFFSET : 0;
	meta->block_shift = 9;
	meta->outdated = true;
	status = parse_devid(sec->bytes + LU10_DEVID, meta, err);
	return status ? status : check_size(meta, err);
}

static size_t key_size(size_t target, size_t initiator)
{
	return (KEY_LEN_MIN + target + initiator + 7) & ~(size_t)7;
}

static bool parse_id(struct sbd_devid *id, const uint8_t *p, size_t len)
{
	if (len && (len < 4 || len > SBDMETA_DEVID_MAX || 4u + p[3] > len))
		return false;
	memcpy(id->bytes, p, len);
	id->len = len;
	return true;
}

/* One key; how many bytes it takes, 0 if it is no key. */
static size_t parse_key(const uint8_t *p, size_t room, bool big, struct sbd_pgr_key *key)
{
	size_t target, initiator, size;

	if (room < KEY_LEN_MIN)
		return 0;
	target = get16(p + KEY_TARGET, big);
	initiator = get16(p + KEY_INITIATOR, big);
	size = key_size(target, initiator);
	if (!initiator || size > room)
		return 0;
	key->key = get64(p + KEY_VALUE, big);
	/* COMSTAR does not store the flag, but nothing else has no target port. */
	key->all_target_ports = p[KEY_FLAGS] & KEY_ALL_TG_PT || !target;
	if (!parse_id(&key->target, p + KEY_IDS, target) ||
	    !parse_id(&key->initiator, p + KEY_IDS + target, initiator))
		return 0;
	return size;
}

static int parse_keys(const struct sbd_section *sec, bool big, struct sbd_pgr *pgr, char *err)
{
	uint32_t nkeys = get32(sec->bytes + PGR_NKEYS, big);
	size_t at = PGR_LEN, size;

	if (nkeys > (sec->size - PGR_LEN) / key_size(0, 4))
		return sbd_fail(err, SBDMETA_SECTION,
				"%u reservation keys do not fit in their section", nkeys);
	if (pgr->holder > nkeys)
		return sbd_fail(err, SBDMETA_SECTION,
				"key %u of %u holds the reservation", pgr->holder, nkeys);
	if (!nkeys)
		return SBDMETA_OK;
	pgr->keys = calloc(nkeys, sizeof(*pgr->keys));
	if (!pgr->keys)
		return sbd_fail_nomem(err);
	for (; pgr->nkeys < nkeys; pgr->nkeys++) {
		size = parse_key(sec->bytes + at, sec->size - at, big, &pgr->keys[pgr->nkeys]);
		if (!size)
			return sbd_fail(err, SBDMETA_SECTION, "reservation key %u is damaged",
					pgr->nkeys + 1);
		at += size;
	}
	return SBDMETA_OK;
}

static int parse_pgr(const struct sbd_section *sec, struct sbd_pgr *pgr, char *err)
{
	const uint8_t *p = sec->bytes;
	bool big;
	int status;

	status = body_order(sec, PGR_LEN, PGR_ORDER, &big, err);
	if (status || !(p[PGR_FLAGS] & SBD_PGR_APTPL))
		return status;
	pgr->flags = p[PGR_FLAGS];
	pgr->type = p[PGR_TYPE] & 0xf;
	pgr->scope = p[PGR_TYPE] >> 4;
	pgr->holder = get32(p + PGR_HOLDER, big);
	return parse_keys(sec, big, pgr, err);
}

/* Walks the whole chain, so that all of it is known to be sound; the first of each kind counts. */
static int parse_sections(const struct sbd_image *img, struct sbd_meta *meta, char *err)
{
	struct sbd_section sec, lu = { 0 }, lu10 = { 0 }, pgr = { 0 };
	uint64_t offset;
	int status;

	for (offset = img->start + SBD_START_LEN; offset < img->used; offset += sec.size) {
		status = section_at(img, offset, &sec, err);
		if (status)
			return status;
		if (sec.id == ID_LU && !lu.size)
			lu = sec;
		else if (sec.id == ID_LU10 && !lu10.size)
			lu10 = sec;
		else if (sec.id == ID_PGR && !pgr.size)
			pgr = sec;
	}
	if (!lu.size && !lu10.size)
		return sbd_fail(err, SBDMETA_NO_LU, "the metadata describe no logical unit");
	status = lu.size ? parse_lu(&lu, meta, err) : parse_lu10(&lu10, meta, err);
	if (!status && pgr.size)
		status = parse_pgr(&pgr, &meta->pgr, err);
	if (!pgr.size)
		meta->outdated = true;
	return status;
}

/* A ZFS property has one kind of metadata, a file or device has the two others. */
static int check_place(const struct sbd_image *img, struct sbd_meta *meta, char *err)
{
	if (!img->start) {
		meta->zvol = true;
		if (meta->separate_meta)
			return sbd_fail(err, SBDMETA_VALUE, "separate metadata in a ZFS property");
		return SBDMETA_OK;
	}
	if (meta->zvol)
		return sbd_fail(err, SBDMETA_VALUE,
				"metadata of a ZFS property in a file or device");
	if (!meta->separate_meta && img->size > SBDMETA_DATA_OFFSET)
		return sbd_fail(err, SBDMETA_SECTION,
				"the metadata claim %llu bytes, the data begin at %d",
				(unsigned long long)img->size, SBDMETA_DATA_OFFSET);
	return SBDMETA_OK;
}

int sbd_parse(struct sbd_image *img, struct sbd_meta **metap, char *err)
{
	struct sbd_meta *meta;
	int status;

	status = sbd_parse_start(img, err);
	if (status)
		return status;
	if (img->used - img->start > img->len)
		return sbd_fail(err, SBDMETA_TRUNCATED,
				"the metadata are cut off at byte %llu of %llu",
				(unsigned long long)(img->start + img->len),
				(unsigned long long)img->used);
	meta = calloc(1, sizeof(*meta));
	if (!meta)
		return sbd_fail_nomem(err);
	status = parse_sections(img, meta, err);
	if (!status)
		status = check_place(img, meta, err);
	if (status)
		sbdmeta_free(meta);
	else
		*metap = meta;
	return status;
}

/* ------------------------------------------------------------------ writing */

static const char *text_of(const struct sbd_meta *meta, const struct text *text)
{
	if ((text->flag == FLAG_DATA_FILE && !meta->separate_meta) ||
	    (text->flag == FLAG_META_FILE && !meta->zvol))
		return "";
	return (const char *)meta + text->member;
}

static int check_keys(const struct sbd_pgr *pgr, char *err)
{
	const struct sbd_pgr_key *key;
	struct sbd_devid id;
	uint32_t i;

	if (!(pgr->flags & SBD_PGR_APTPL))
		return SBDMETA_OK;
	if (pgr->holder > pgr->nkeys || pgr->type > 0xf || pgr->scope > 0xf)
		return sbd_fail(err, SBDMETA_VALUE, "impossible reservation");
	for (i = 0; i < pgr->nkeys; i++) {
		key = &pgr->keys[i];
		if (!key->initiator.len || (!key->target.len && !key->all_target_ports) ||
		    !parse_id(&id, key->target.bytes, key->target.len) ||
		    !parse_id(&id, key->initiator.bytes, key->initiator.len))
			return sbd_fail(err, SBDMETA_VALUE, "impossible reservation key");
	}
	return SBDMETA_OK;
}

int sbd_check(const struct sbd_meta *meta, bool zvol, char *err)
{
	const char *s;
	size_t i;
	int status;

	if (meta->guid[0] >> 4 != 6)
		return sbd_fail(err, SBDMETA_GUID, "the GUID is not of NAA type 6");
	if (meta->zvol != zvol || (meta->zvol && meta->separate_meta))
		return sbd_fail(err, SBDMETA_VALUE, "these metadata belong elsewhere");
	if (meta->separate_meta && !meta->data_file[0])
		return sbd_fail(err, SBDMETA_STRING,
				"separate metadata without the name of the data file");
	for (i = 0; i < NTEXTS; i++) {
		s = text_of(meta, &texts[i]);
		if (*s && strnlen(s, texts[i].room) == texts[i].room)
			return sbd_fail(err, SBDMETA_STRING, "the %s is longer than %d bytes",
					texts[i].name, texts[i].room - 1);
	}
	status = check_size(meta, err);
	return status ? status : check_keys(&meta->pgr, err);
}

static size_t lu_size(const struct sbd_meta *meta)
{
	size_t size = LU_LEN + meta->serial_len, len, i;

	for (i = 0; i < NTEXTS; i++) {
		len = strlen(text_of(meta, &texts[i]));
		size += len ? len + 1 : 0;
	}
	return size;
}

static size_t pgr_size(const struct sbd_pgr *pgr)
{
	size_t size = PGR_LEN;
	uint32_t i;

	for (i = 0; pgr->flags & SBD_PGR_APTPL && i < pgr->nkeys; i++)
		size += key_size(pgr->keys[i].target.len, pgr->keys[i].initiator.len);
	return size;
}

static bool is_foreign(const struct sbd_section *sec)
{
	return sec->id != ID_LU10 && sec->id != ID_LU && sec->id != ID_PGR && sec->id != ID_UNUSED;
}

size_t sbd_sections_size(const struct sbd_meta *meta, const struct sbd_image *old)
{
	size_t size = lu_size(meta) + pgr_size(&meta->pgr);
	struct sbd_section sec = { 0 };

	while (sbd_next_section(old, &sec))
		size += is_foreign(&sec) ? sec.size : 0;
	return size;
}

static void put_header(uint8_t *p, uint64_t offset, uint32_t size, uint16_t id)
{
	put64(p + SEC_OFFSET, offset);
	put32(p + SEC_SIZE, size);
	put16(p + SEC_ID, id);
	p[SEC_ORDER] = order_byte(HOST_BIG);
}

static uint32_t put_texts(uint8_t *p, const struct sbd_meta *meta)
{
	uint32_t flags = 0;
	size_t at = 0, len, i;

	for (i = 0; i < NTEXTS; i++) {
		len = strlen(text_of(meta, &texts[i]));
		if (!len)
			continue;
		flags |= texts[i].flag;
		put64(p + texts[i].field, at);
		memcpy(p + LU_TEXTS + at, text_of(meta, &texts[i]), len);
		at += len + 1;
	}
	if (!meta->serial_len)
		return flags;
	put64(p + LU_SERIAL, at);
	p[LU_SERIAL_LEN] = meta->serial_len;
	memcpy(p + LU_TEXTS + at, meta->serial, meta->serial_len);
	return flags | FLAG_SERIAL;
}

static uint32_t lu_flags(const struct sbd_meta *meta)
{
	return (meta->separate_meta ? FLAG_SEPARATE : 0) | (meta->zvol ? FLAG_ZVOL : 0) |
	       (meta->write_protect ? FLAG_WRITE_PROTECT : 0) | (meta->wcd ? FLAG_WCD : 0) |
	       (meta->has_vendor ? FLAG_VENDOR : 0) | (meta->has_product ? FLAG_PRODUCT : 0) |
	       (meta->has_revision ? FLAG_REVISION : 0) |
	       (meta->physical_shift ? FLAG_PHYSICAL : 0);
}

/* Fixed fields are padded with NUL. p is zeroed, as in the other put functions. */
static void put_field(uint8_t *p, const char *text, size_t room)
{
	memcpy(p, text, strnlen(text, room));
}

static size_t put_lu(uint8_t *p, uint64_t offset, const struct sbd_meta *meta)
{
	size_t size = lu_size(meta);

	put_header(p, offset, size, ID_LU);
	put32(p + LU_FLAGS, lu_flags(meta) | put_texts(p, meta));
	if (meta->has_vendor)
		put_field(p + LU_VENDOR, meta->vendor, SBDMETA_VENDOR_LEN);
	if (meta->has_product)
		put_field(p + LU_PRODUCT, meta->product, SBDMETA_PRODUCT_LEN);
	if (meta->has_revision)
		put_field(p + LU_REVISION, meta->revision, SBDMETA_REVISION_LEN);
	put64(p + LU_SIZE, meta->size);
	p[LU_SHIFT] = meta->block_shift;
	p[LU_PHYSICAL] = meta->physical_shift;
	p[LU_ORDER] = order_byte(HOST_BIG);
	memcpy(p + LU_DEVID, devid_head, sizeof(devid_head));
	memcpy(p + LU_DEVID + sizeof(devid_head), meta->guid, SBDMETA_GUID_LEN);
	seal_section(p, size);
	return size;
}

static size_t put_key(uint8_t *p, const struct sbd_pgr_key *key)
{
	put64(p + KEY_VALUE, key->key);
	put16(p + KEY_TARGET, key->target.len);
	put16(p + KEY_INITIATOR, key->initiator.len);
	p[KEY_FLAGS] = key->all_target_ports ? KEY_ALL_TG_PT : 0;
	memcpy(p + KEY_IDS, key->target.bytes, key->target.len);
	memcpy(p + KEY_IDS + key->target.len, key->initiator.bytes, key->initiator.len);
	return key_size(key->target.len, key->initiator.len);
}

static size_t put_pgr(uint8_t *p, uint64_t offset, const struct sbd_pgr *pgr)
{
	size_t size = pgr_size(pgr), at = PGR_LEN;
	uint32_t i;

	put_header(p, offset, size, ID_PGR);
	p[PGR_ORDER] = order_byte(HOST_BIG);
	if (pgr->flags & SBD_PGR_APTPL) {
		put32(p + PGR_HOLDER, pgr->holder);
		put32(p + PGR_NKEYS, pgr->nkeys);
		p[PGR_FLAGS] = pgr->flags;
		p[PGR_TYPE] = pgr->scope << 4 | pgr->type;
		for (i = 0; i < pgr->nkeys; i++)
			at += put_key(p + at, &pgr->keys[i]);
	}
	seal_section(p, size);
	return size;
}

/* A section of a kind not known here keeps its byte order: only its position is changed. */
static size_t put_foreign(uint8_t *p, uint64_t offset, const struct sbd_section *sec)
{
	memcpy(p, sec->bytes, sec->size);
	put64(p + SEC_OFFSET, sec->big ? htobe64(offset) : htole64(offset));
	seal_section(p, sec->size);
	return sec->size;
}

void sbd_put_sections(uint8_t *p, uint64_t offset, const struct sbd_meta *meta,
		      const struct sbd_image *old)
{
	struct sbd_section sec = { 0 };
	size_t at;

	at = put_lu(p, offset, meta);
	at += put_pgr(p + at, offset + at, &meta->pgr);
	while (sbd_next_section(old, &sec)) {
		if (is_foreign(&sec))
			at += put_foreign(p + at, offset + at, &sec);
	}
}

void sbd_put_start(uint8_t *p, uint64_t size, uint64_t used)
{
	put64(p + ST_MAGIC, MAGIC);
	put64(p + ST_SIZE, size);
	put64(p + ST_USED, used);
	put16(p + ST_MAJOR, 1);
	put16(p + ST_MINOR, 1);
	p[ST_CHECKSUM] = sum(p, ST_CHECKSUM);
}

void sbd_put_unused(uint8_t *p, uint64_t offset, uint32_t size)
{
	put_header(p, offset, size, ID_UNUSED);
	seal_section(p, SBD_SECTION_LEN);
}

