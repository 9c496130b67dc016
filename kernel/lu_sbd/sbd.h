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
#include <linux/sizes.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include <target/target_core_base.h>
#include <target/target_core_backend.h>

#include "stmf.h"
#include "compat.h"
#include "guard.h"
#include "opcodes.h"
#include "params.h"
#include "range.h"
#include "sense.h"

#define SBD_IO_REPORTED_MAX	(8U << 20)	/* what Block Limits says */
#define SBD_QUEUE_DEPTH		128
#define SBD_SENSE_FIXED_LEN	18
#define SBD_CAW_BYTES_MAX	SZ_1M
#define SBD_SAME_BLOCKS_MAX	0x100000U	/* what Block Limits says */

#define SBD_VENDOR		"SUN"
#define SBD_PRODUCT		"COMSTAR"
#define SBD_REVISION		"1.0"

struct scsi_device;
struct sbd_lu;

/**
 * struct sbd_io - one transfer between a command's memory and the store
 * @sgl: the memory; its entries may hold more than @len bytes in all
 * @nents: number of entries
 * @len: bytes to transfer
 * @pos: where in the backing store
 * @write: to the store
 * @sync: a write that must be on stable storage when it completes
 * @end: called once it has ended, in any context, with 0 or a negative errno
 * @priv: for @end
 */
struct sbd_io {
	struct scatterlist *sgl;
	u32 nents;
	u32 len;
	loff_t pos;
	bool write;
	bool sync;
	void (*end)(void *priv, int err);
	void *priv;
};

/**
 * struct sbd_backing - a kind of backing store
 * @open: open the store named by the LU's parameters and describe it in the
 *	LU; on failure nothing is left open
 * @ready: optional: offset, size and block size of the LU are known as well
 * @close: undo @open; no command is in flight
 * @submit: start one transfer. 0: its end() is or will be called, once.
 *	Else nothing was started; -EINVAL: the memory isn't aligned as the
 *	store must have it. Process context
 * @flush: start the writing of caches from @pos for @len bytes; in the end
 *	sbd_flush_done(), likewise
 * @size: how many bytes the store has now
 * @sync: write all caches, and wait for it
 * @dead: optional: is the store gone for good?
 * @unmap: give a range back to the store, and wait for it
 * @zero: clear a range without transferring zeros, and unmap it if told to;
 *	-EOPNOTSUPP: can't be done
 * @read_ahead: optional: start reading a range into the cache
 * @extent: optional: how many bytes from @pos on are alike, up to @end
 */
struct sbd_backing {
	int (*open)(struct sbd_lu *sbd);
	void (*ready)(struct sbd_lu *sbd);
	void (*close)(struct sbd_lu *sbd);
	int (*submit)(struct sbd_lu *sbd, const struct sbd_io *io);
	int (*flush)(struct sbd_lu *sbd, struct se_cmd *cmd, loff_t pos,
		     u64 len);
	u64 (*size)(struct sbd_lu *sbd);
	int (*sync)(struct sbd_lu *sbd);
	bool (*dead)(struct sbd_lu *sbd);
	int (*unmap)(struct sbd_lu *sbd, loff_t pos, u64 len);
	int (*zero)(struct sbd_lu *sbd, loff_t pos, u64 len, bool unmap);
	void (*read_ahead)(struct sbd_lu *sbd, loff_t pos, u64 len);
	u64 (*extent)(struct sbd_lu *sbd, loff_t pos, loff_t end, bool *mapped);
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
 * @thin: ranges can be unmapped. @unmap_grain: in such pieces, in bytes, of which
 *	one begins at @unmap_align; @unmap_zeroes: they read as 0 then
 * @workers: do what has to wait for the store
 * @idle_jobs: of theirs, left by a store that was closed until @config_lock is free
 * @guard: keeps writes apart from COMPARE AND WRITE and the like
 * @direct: files: page cache bypassed
 * @in_memory: files: the file system is, so nothing waits for a disk
 * @cache_read: files: reads may look into the page cache themselves
 * @cache_write: files: the page cache tells whether a write would wait
 * @nowait: files: the file system says if something would wait
 * @file: files: the open file
 * @open_files: files: entry in the list of open files
 * @handle: block devices: the open device
 * @bios: block devices: where bios come from
 * @sdev: the device that commands are passed to; then there is no @backing
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
	bool thin;
	bool unmap_zeroes;
	u32 unmap_grain;
	u32 unmap_align;
	struct sbd_workers *workers;
	struct workqueue_struct *idle_jobs;
	struct sbd_guard guard;

	bool direct;
	bool in_memory;
	bool cache_read;
	bool cache_write;
	bool nowait;
	struct file *file;
	struct list_head open_files;

	struct sbd_bdev_handle handle;
	struct bio_set bios;

	struct scsi_device *sdev;

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

/* Most blocks of COMPARE AND WRITE: a byte in Block Limits, and all in memory */
static inline u32 sbd_caw_max(const struct sbd_lu *sbd)
{
	return min_t(u32, 255, SBD_CAW_BYTES_MAX / sbd->block_size);
}

static inline bool sbd_must_sync(const struct sbd_lu *sbd,
				 const struct se_cmd *cmd)
{
	return !READ_ONCE(sbd->write_cache) || cmd->se_cmd_flags & SCF_FUA;
}

static inline bool sbd_store_dead(struct sbd_lu *sbd)
{
	return sbd->backing->dead && sbd->backing->dead(sbd);
}

static inline struct sbd_features sbd_features(const struct sbd_lu *sbd)
{
	return (struct sbd_features) {
		.thin = sbd->thin,
		.copy = READ_ONCE(sbd->params.copy),
	};
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
#define SBD_UA_INQUIRY	BIT(2)	/* INQUIRY DATA HAS CHANGED */

void sbd_ua_init(struct sbd_lu *sbd);
void sbd_ua_exit(struct sbd_lu *sbd);
void sbd_ua_raise(struct sbd_lu *sbd, unsigned long bits,
		  struct se_session *except);
void sbd_ua_regroup(struct sbd_lu *sbd);
void sbd_ua_intercept(struct sbd_lu *sbd, struct se_cmd *cmd);

/* identity.c */
void sbd_identity_set(struct sbd_lu *sbd);
void sbd_data_in(struct se_cmd *cmd, const void *data, u32 len);

/* access.c */
void sbd_access_init(struct sbd_lu *sbd);
enum stmf_access_state sbd_access_state(struct sbd_lu *sbd);

/* cdb.c */
sense_reason_t sbd_parse_cdb(struct se_cmd *cmd);

/* mode.c */
sense_reason_t sbd_execute_mode_sense(struct se_cmd *cmd);
sense_reason_t sbd_execute_mode_select(struct se_cmd *cmd);

/* report_luns.c */
sense_reason_t sbd_execute_report_luns(struct se_cmd *cmd);

/* spc.c */
sense_reason_t sbd_execute_vpd(struct se_cmd *cmd);
sense_reason_t sbd_execute_good(struct se_cmd *cmd);
sense_reason_t sbd_execute_test_unit_ready(struct se_cmd *cmd);
sense_reason_t sbd_execute_report_opcodes(struct se_cmd *cmd);
sense_reason_t sbd_execute_report_tmfs(struct se_cmd *cmd);
sense_reason_t sbd_execute_log_sense(struct se_cmd *cmd);
sense_reason_t sbd_execute_read_defects(struct se_cmd *cmd);

/* rw.c */
sense_reason_t sbd_execute_read(struct se_cmd *cmd);
sense_reason_t sbd_execute_write(struct se_cmd *cmd);
sense_reason_t sbd_execute_sync_cache(struct se_cmd *cmd);
sense_reason_t sbd_not_started(struct sbd_lu *sbd, int err);
struct sbd_outcome sbd_outcome(struct sbd_lu *sbd, int err, bool write);
void sbd_finish(struct se_cmd *cmd, const struct sbd_outcome *end);
void sbd_finish_io(struct se_cmd *cmd, const struct sbd_outcome *end);
void sbd_flush_done(struct se_cmd *cmd, int err);
bool sbd_cmd_must_stop(void *who);

/* compare.c */
sense_reason_t sbd_execute_verify(struct se_cmd *cmd);
sense_reason_t sbd_execute_write_verify(struct se_cmd *cmd);
sense_reason_t sbd_execute_compare_and_write(struct se_cmd *cmd);
sense_reason_t sbd_execute_orwrite(struct se_cmd *cmd);

/* copy.c */
sense_reason_t sbd_execute_copy(struct se_cmd *cmd);
sense_reason_t sbd_execute_copy_results(struct se_cmd *cmd);

/* provision.c */
sense_reason_t sbd_execute_unmap(struct se_cmd *cmd);
sense_reason_t sbd_execute_write_same(struct se_cmd *cmd);
sense_reason_t sbd_execute_prefetch(struct se_cmd *cmd);
sense_reason_t sbd_execute_lba_status(struct se_cmd *cmd);

/* job.c */
int sbd_job_start(struct se_cmd *cmd,
		  void (*run)(struct sbd_lu *sbd, struct se_cmd *cmd));
sense_reason_t sbd_job_start_io(struct se_cmd *cmd,
				void (*run)(struct sbd_lu *sbd,
					    struct se_cmd *cmd));

/* bounce.c */
bool sbd_bounce_needed(const struct sbd_lu *sbd, const struct sbd_io *io);
int sbd_bounce_start(struct sbd_lu *sbd, struct se_cmd *cmd, struct sbd_io *io);
void sbd_bounce_end(struct se_cmd *cmd, bool copy_back);

/* backing_file.c */
extern const struct sbd_backing sbd_backing_file;

/* backing_bdev.c */
extern const struct sbd_backing sbd_backing_bdev;

#endif /* _SBD_H */
