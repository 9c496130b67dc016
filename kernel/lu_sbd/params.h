/* SPDX-License-Identifier: GPL-2.0 */
/* The parameters of a logical unit: the keys of LIO's attribute "control". */
#ifndef _SBD_PARAMS_H
#define _SBD_PARAMS_H

#include <linux/types.h>

#define SBD_BLOCK_SIZE_MIN	512
#define SBD_BLOCK_SIZE_MAX	32768
#define SBD_VENDOR_MAX		8
#define SBD_PRODUCT_MAX		16
#define SBD_SERIAL_MAX		252
#define SBD_ADDRESS_MAX		63
#define SBD_ALIAS_MAX		255
#define SBD_URL_MAX		1023

/**
 * struct sbd_params - what was written to "control"
 * @path: the backing store; of a pass-through device only its name for people
 * @scsi: pass-through: the SCSI device's host:channel:target:lun
 * @meta: separate metadata file
 * @vid: vendor identification
 * @pid: product identification
 * @serial: serial number
 * @alias: name for people
 * @mgmt_url: management URL
 * @offset: bytes before the data; valid if @has_offset
 * @size: of the data; 0 ("max") = the rest of the store
 * @blk: block size; 0 = the store's, at least 512
 * @has_offset: @offset was given
 * @wp: write protect
 * @wcd: write cache disable
 * @buffered: files: through the page cache, even if there is direct I/O
 * @copy: third party copy (EXTENDED COPY)
 * @regroup: no property: ports are about to change their target port group
 *
 * A text that was not given, or given empty, is NULL.
 */
struct sbd_params {
	char *path;
	char *scsi;
	char *meta;
	char *vid;
	char *pid;
	char *serial;
	char *alias;
	char *mgmt_url;
	u64 offset;
	u64 size;
	u32 blk;
	bool has_offset;
	bool wp;
	bool wcd;
	bool buffered;
	bool copy;
	bool regroup;
};

/* Which property of an enabled logical unit a parameter changes */
enum sbd_change {
	SBD_CHANGE_NONE,
	SBD_CHANGE_ALIAS,
	SBD_CHANGE_URL,
	SBD_CHANGE_SIZE,
	SBD_CHANGE_WP,
	SBD_CHANGE_WCD,
	SBD_CHANGE_COPY,
	SBD_CHANGE_GROUPS,
};

int sbd_params_set(struct sbd_params *params, const char *text, size_t len,
		   enum sbd_change *change);
void sbd_params_free(struct sbd_params *params);
int sbd_params_extent(const struct sbd_params *params, u64 store_size,
		      u32 store_block, u64 *offset, u64 *size, u32 *block_size);

#endif /* _SBD_PARAMS_H */
