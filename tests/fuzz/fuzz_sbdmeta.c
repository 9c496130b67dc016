// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libFuzzer: any bytes as a file with disk metadata, with their checksums put
 * right so that the fuzzer gets behind them. What is accepted must be
 * updatable and then read back the same.
 *
 * The first byte of an input chooses (1: checksums are put right, 2: a property).
 * Good first inputs are golden files from byte 4096 on behind such a byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sbdmeta.h"

#define START_LEN	48
#define SECTION_LEN	16
#define IMAGE_MAX	16384

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t sum(const uint8_t *p, size_t len)
{
	uint8_t s = 0;

	while (len--)
		s += *p++;
	return s;
}

static uint32_t section_size(const uint8_t *p)
{
	return p[14] ? p[8] | p[9] << 8 | p[10] << 16 | (uint32_t)p[11] << 24
		     : p[11] | p[10] << 8 | p[9] << 16 | (uint32_t)p[8] << 24;
}

static int is_unused(const uint8_t *p)
{
	return p[14] ? p[13] == 0x10 && !p[12] : p[12] == 0x10 && !p[13];
}

static void seal(uint8_t *image, size_t size)
{
	size_t at = START_LEN, len;

	if (size < START_LEN)
		return;
	image[47] = sum(image, 47);
	while (size - at >= SECTION_LEN) {
		len = section_size(image + at);
		if (len < SECTION_LEN || len > size - at)
			return;
		image[at + 15] = 0;
		image[at + 15] = sum(image + at, is_unused(image + at) ? SECTION_LEN : len);
		at += len;
	}
}

static void check(int ok)
{
	if (!ok)
		abort();
}

/* What the update stores, or refuses for want of room, is read again. */
static void update(int fd, struct sbd_meta *meta)
{
	char err[SBDMETA_ERRLEN];
	struct sbd_meta *again = NULL;
	int status = sbdmeta_update(fd, meta, err);

	check(!status || status == SBDMETA_NO_SPACE);
	check(!sbdmeta_read(fd, &again, err));
	check(!memcmp(again->guid, meta->guid, sizeof(meta->guid)) && again->size == meta->size &&
	      !strcmp(again->alias, meta->alias) && again->pgr.nkeys == meta->pgr.nkeys &&
	      again->serial_len == meta->serial_len);
	sbdmeta_free(again);
}

static void try_file(const uint8_t *image, size_t size)
{
	static int fd = -1;
	char err[SBDMETA_ERRLEN];
	struct sbd_meta *meta = NULL;

	if (fd < 0)
		fd = memfd_create("fuzz", 0);
	check(!ftruncate(fd, 0) && pwrite(fd, image, size, SBDMETA_START) == (ssize_t)size);
	if (sbdmeta_read(fd, &meta, err))
		return;
	update(fd, meta);
	sbdmeta_free(meta);
}

static void try_property(const uint8_t *image, size_t size)
{
	static char hex[2 * IMAGE_MAX + 1];
	char err[SBDMETA_ERRLEN], *new = NULL;
	struct sbd_meta *meta = NULL;
	int status;
	size_t i;

	for (i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", image[i]);
	hex[2 * size] = '\0';
	if (sbdmeta_from_property(hex, &meta, err))
		return;
	status = sbdmeta_to_property(meta, hex, &new, err);
	check(!status || status == SBDMETA_NO_SPACE);
	free(new);
	sbdmeta_free(meta);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t image[IMAGE_MAX];

	if (!size || size - 1 > sizeof(image))
		return 0;
	memcpy(image, data + 1, size - 1);
	if (data[0] & 1)
		seal(image, size - 1);
	if (data[0] & 2)
		try_property(image, size - 1);
	else
		try_file(image, size - 1);
	return 0;
}
