/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stmf_sbd, the disk LU provider: an LIO backend named "sbd" over regular
 * files and block devices, which asks stmf.ko about every command.
 */
#ifndef _SBD_H
#define _SBD_H

#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include <target/target_core_base.h>
#include <target/target_core_backend.h>

#include "stmf.h"
#include "compat.h"
#include "params.h"
#include "range.h"
#include "sense.h"

#define SBD_IO_REPORTED_MAX	(8U << 20)	/* what Block Limits says */
#define SBD_QUEUE_DEPTH		128
#define SBD_SENSE_FIXED_LEN	18

#define SBD_VENDOR		"SUN"
#define SBD_PRODUCT		"COMSTAR"
#define SBD_REVISION		"1.0"

struct sbd_lu;

/**
 * struct sbd_io - one transfer between a command's memory and the store
 * @sgl: the memory; its entries may hold more than @len bytes in all
 * @nents: number of entries
 * @len: bytes to transfer
 * @pos: where in the backing store
 * @write: to the store
 * @sync: a write that must be on stable storage when it completes
 */
struct sbd_io {
	struct scatterlist *sgl;
	u32 nents;
	u32 len;
	loff_t pos;
	bool write;
	bool sync;
};

/**
 * struct sbd_backing - a kind of backing store
 * @open: open the store named by the LU's parameters and describe it in the
 *	LU; on failure nothing is left open
 * @ready: optional: offset, size and block size of the LU are known as well
 * @close: undo @open; no command is in flight
 * @submit: start one transfer. 0: sbd_io_done() is or will be called, once.
 *	Else nothing was started. Process context
 * @flush: start the writing of caches from @pos for @len bytes; likewise
 * @size: how many bytes the store has now
 * @sync: write all caches, and wait for it
 */
struct sbd_backing {
	int (*open)(struct sbd_lu *sbd);
	void (*ready)(struct sbd_lu *sbd);
	void (*close)(struct sbd_lu *sbd);
	int (*submit)(struct sbd_lu *sbd, struct se_cmd *cmd,
		      const struct sbd_io *io);
	int (*flush)(struct sbd_lu *sbd, struct se_cmd *cmd, loff_t pos,
		     u64 len);
	u64 (*size)(struct sbd_lu *sbd);
	int (*sync)(struct sbd_lu *sbd);
};

/* One CPU's plug: LIO plugs around the commands that it submits in a batch. */
struct sbd_plug {
	struct se_dev_plug se_plug;
	struct blk_plug blk_plug;
	unsigned long busy;
};

/**
 * struct sbd_lu - a logical unit
 * @dev: LIO's device
 * @guid: its name
 * @lu: stmf's handle, from enable to destruction
 * @config_lock: one configuration change at a time; held over calls of stmf
 * @props_lock: the parameters that may change while the LU is enabled. Inside
 *	@config_lock and inside stmf's model lock
 * @params: as configured. Constant while enabled, but for @props_lock's
 * @enabled: the store is open; parameters are frozen
 * @shown_alias: copy for stmf, made by fill()
 * @shown_url: likewise
 * @ua: pending unit attentions, see ua.c
 * @blocks: capacity. This, @write_protect and @write_cache may change under
 *	@config_lock while commands run, which read each of them once
 * @write_protect: refuse writes
 * @write_cache: writes may stay in a volatile cache until flushed
 * @backing: the kind of store. This and what follows is constant while enabled
 * @store_size: bytes in the store, when last asked for
 * @store_block: smallest unit of transfer of the store
 * @store_read_only: the store can't be written
 * @has_cache: there may be a volatile write cache
 * @offset: where the data begins
 * @block_size: of the logical unit
 * @physical_block_size: of the store, or 0
 * @io_opt: optimal transfer of the store in bytes, or 0
 * @memory_mask: memory must be aligned to this, or is copied
 * @length_mask: transfers and their pieces must be aligned to this, or are
 *	copied
 * @rotates: the store is a rotating medium
 * @direct: files: page cache bypassed
 * @file: files: the open file
 * @open_files: files: entry in the list of open files
 * @handle: block devices: the open device
 * @bios: block devices: where bios come from
 * @plugs: one for each possible CPU
 */
struct sbd_lu {
	struct se_device dev;
	struct stmf_guid guid;
	struct stmf_lu *lu;
	struct mutex config_lock;	/* see above */
	struct mutex props_lock;	/* see above */
	struct sbd_params params;
	bool enabled;
	char shown_alias[SBD_ALIAS_MAX + 1];
	char shown_url[SBD_URL_MAX + 1];

	struct xarray ua;
	u64 blocks;
	bool write_protect;
	bool write_cache;

	const struct sbd_backing *backing;
	u64 store_size;
	u32 store_block;
	bool store_read_only;
	bool has_cache;
	u64 offset;
	u32 block_size;
	u32 physical_block_size;
	u32 io_opt;
	u32 memory_mask;
	u32 length_mask;
	bool rotates;

	bool direct;
	struct file *file;
	struct list_head open_files;

	struct sbd_bdev_handle handle;
	struct bio_set bios;

	struct sbd_plug *plugs;
};

static inline struct sbd_lu *sbd_from_dev(struct se_device *dev)
{
	return container_of(dev, struct sbd_lu, dev);
}

static inline u64 sbd_size(const struct sbd_lu *sbd)
{
	return READ_ONCE(sbd->blocks) * sbd->block_size;
}

/* As LIO decides, and says in the control mode page. */
static inline bool sbd_sense_descriptors(const struct sbd_lu *sbd)
{
	return sbd->blocks - 1 > U32_MAX;
}

/* main.c */
struct sbd_lu *sbd_from_any_dev(struct se_device *dev);

/* device.c */
struct se_device *sbd_alloc_device(struct se_hba *hba, const char *name);
void sbd_free_device(struct se_device *dev);
int sbd_configure_device(struct se_device *dev);
void sbd_destroy_device(struct se_device *dev);

/* control.c */
ssize_t sbd_set_params(struct se_device *dev, const char *page, ssize_t count);
ssize_t sbd_show_params(struct se_device *dev, char *page);
int sbd_set_write_cache(struct sbd_lu *sbd, bool on, struct se_session *except);

/* ua.c */
#define SBD_UA_CAPACITY	BIT(0)	/* CAPACITY DATA HAS CHANGED */
#define SBD_UA_MODE	BIT(1)	/* MODE PARAMETERS CHANGED */

void sbd_ua_init(struct sbd_lu *sbd);
void sbd_ua_exit(struct sbd_lu *sbd);
void sbd_ua_raise(struct sbd_lu *sbd, unsigned long bits,
		  struct se_session *except);
void sbd_ua_intercept(struct sbd_lu *sbd, struct se_cmd *cmd);

/* identity.c */
void sbd_identity_set(struct sbd_lu *sbd);
bool sbd_vpd_is_ours(const u8 *cdb);
sense_reason_t sbd_execute_vpd(struct se_cmd *cmd);
void sbd_data_in(struct se_cmd *cmd, const void *data, u32 len);

/* cdb.c */
sense_reason_t sbd_parse_cdb(struct se_cmd *cmd);

/* mode.c */
sense_reason_t sbd_execute_mode_sense(struct se_cmd *cmd);

/* report_luns.c */
sense_reason_t sbd_execute_report_luns(struct se_cmd *cmd);

/* rw.c */
sense_reason_t sbd_execute_rw(struct se_cmd *cmd, struct scatterlist *sgl,
			      u32 nents, enum dma_data_direction dir);
sense_reason_t sbd_execute_sync_cache(struct se_cmd *cmd);
void sbd_io_done(struct se_cmd *cmd, bool write, int err);
void sbd_flush_done(struct se_cmd *cmd, int err);
void sbd_end_with_sense(struct se_cmd *cmd, u8 key, u8 asc, u8 ascq);

/* bounce.c */
bool sbd_bounce_needed(const struct sbd_lu *sbd, const struct sbd_io *io);
int sbd_bounce_start(struct sbd_lu *sbd, struct se_cmd *cmd, struct sbd_io *io);
void sbd_bounce_end(struct se_cmd *cmd, bool copy_back);

/* backing_file.c */
extern const struct sbd_backing sbd_backing_file;
int sbd_backing_file_init(void);
void sbd_backing_file_exit(void);

/* backing_bdev.c */
extern const struct sbd_backing sbd_backing_bdev;

#endif /* _SBD_H */
