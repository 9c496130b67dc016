/* SPDX-License-Identifier: GPL-2.0 */
/* Memory for commands that must look at the data on the medium. */
#ifndef _SBD_SCRATCH_H
#define _SBD_SCRATCH_H

#include <linux/sizes.h>
#include <linux/types.h>

#define SBD_SCRATCH_MAX	SZ_1M

struct scatterlist;
struct sbd_lu;
struct se_cmd;

/**
 * struct sbd_scratch - pages that any store can use
 * @sgl: the pages
 * @nents: their number
 * @size: in bytes, a multiple of any block size
 * @stage: one page, for a piece of the command's data
 * @cmd: for whom
 */
struct sbd_scratch {
	struct scatterlist *sgl;
	u32 nents;
	u32 size;
	void *stage;
	const struct se_cmd *cmd;
};

/* What to do with the command's data and those in the scratch memory */
enum sbd_scratch_op {
	SBD_SCRATCH_COPY,
	SBD_SCRATCH_OR,
	SBD_SCRATCH_COMPARE,
};

int sbd_scratch_alloc(struct sbd_scratch *scratch, const struct se_cmd *cmd,
		      u64 size);
void sbd_scratch_free(struct sbd_scratch *scratch);
int sbd_scratch_io(struct sbd_lu *sbd, struct sbd_scratch *scratch, loff_t pos,
		   u32 len, bool write, bool sync);
void sbd_scratch_zero(struct sbd_scratch *scratch);
u32 sbd_scratch_walk(struct sbd_scratch *scratch, struct se_cmd *cmd, u64 from,
		     u32 len, u32 period, enum sbd_scratch_op op);

#endif /* _SBD_SCRATCH_H */
