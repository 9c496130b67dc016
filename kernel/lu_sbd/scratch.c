// SPDX-License-Identifier: GPL-2.0
/*
 * Synchronous transfers on own pages, for commands that compare, merge or repeat
 * data, and for the search for a bad block. Process context.
 */
#include <linux/completion.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "running.h"
#include "sbd.h"
#include "scratch.h"

/**
 * sbd_scratch_alloc - get memory
 * @scratch: to set up
 * @cmd: the command that needs it
 * @size: wanted, a multiple of the block size; SBD_SCRATCH_MAX is the most
 *
 * Return: 0 or -ENOMEM.
 */
int sbd_scratch_alloc(struct sbd_scratch *scratch, const struct se_cmd *cmd,
		      u64 size)
{
	scratch->cmd = cmd;
	scratch->size = min_t(u64, size, SBD_SCRATCH_MAX);
	scratch->stage = (void *)__get_free_page(GFP_KERNEL);
	if (!scratch->stage)
		return -ENOMEM;
	scratch->sgl = sgl_alloc(scratch->size, GFP_KERNEL, &scratch->nents);
	if (!scratch->sgl) {
		free_page((unsigned long)scratch->stage);
		return -ENOMEM;
	}
	return 0;
}

/**
 * sbd_scratch_free - give it back
 * @scratch: set up
 */
void sbd_scratch_free(struct sbd_scratch *scratch)
{
	sgl_free(scratch->sgl);
	free_page((unsigned long)scratch->stage);
}

struct sbd_scratch_wait {
	struct completion done;
	int err;
};

static void sbd_scratch_end(void *priv, int err)
{
	struct sbd_scratch_wait *wait = priv;

	wait->err = err;
	complete(&wait->done);
}

/**
 * sbd_scratch_io - read or write, and wait for it
 * @sbd: the logical unit
 * @scratch: the memory, from its beginning
 * @pos: where in the store
 * @len: bytes, whole blocks
 * @write: to the store
 * @sync: a write that must be stable when it has ended
 *
 * Return: 0 or a negative errno; -ECANCELED: the command must stop, and nothing was
 * transferred.
 */
int sbd_scratch_io(struct sbd_lu *sbd, struct sbd_scratch *scratch, loff_t pos,
		   u32 len, bool write, bool sync)
{
	struct sbd_scratch_wait wait = {
		.done = COMPLETION_INITIALIZER_ONSTACK(wait.done),
	};
	struct sbd_io io = {
		.sgl = scratch->sgl,
		.nents = scratch->nents,
		.len = len,
		.pos = pos,
		.write = write,
		.sync = sync,
		.end = sbd_scratch_end,
		.priv = &wait,
	};
	int ret;

	if (sbd_must_stop(sbd, scratch->cmd))
		return -ECANCELED;
	ret = sbd->backing->submit(sbd, &io);
	if (ret)
		return ret;
	wait_for_completion(&wait.done);
	return wait.err;
}

/**
 * sbd_scratch_zero - clear all of it
 * @scratch: the memory
 */
void sbd_scratch_zero(struct sbd_scratch *scratch)
{
	struct scatterlist *sg;
	u32 i;

	for_each_sg(scratch->sgl, sg, scratch->nents, i)
		memset(sg_virt(sg), 0, sg->length);
}

/* Return: how many bytes are equal, from the first one on. */
static u32 sbd_scratch_piece(u8 *own, const u8 *data, u32 len,
			     enum sbd_scratch_op op)
{
	u32 i;

	switch (op) {
	case SBD_SCRATCH_COPY:
		memcpy(own, data, len);
		return len;
	case SBD_SCRATCH_OR:
		for (i = 0; i < len; i++)
			own[i] |= data[i];
		return len;
	default:
		if (!memcmp(own, data, len))
			return len;
		for (i = 0; own[i] == data[i];)
			i++;
		return i;
	}
}

/**
 * sbd_scratch_walk - go through scratch memory and a command's data together
 * @scratch: from its beginning
 * @cmd: the command
 * @from: where to begin in its data
 * @len: bytes
 * @period: the command has this many bytes only, to be repeated; 0: it has all
 * @op: what to do
 *
 * Return: @len; less if a comparison has found a difference, where it is.
 */
u32 sbd_scratch_walk(struct sbd_scratch *scratch, struct se_cmd *cmd, u64 from,
		     u32 len, u32 period, enum sbd_scratch_op op)
{
	struct scatterlist *sg = scratch->sgl;
	u32 in_sg = 0;
	u32 done = 0;

	while (done < len) {
		u64 at = from + done;
		u32 n = min3(len - done, sg->length - in_sg, (u32)PAGE_SIZE);
		u32 same;

		if (period) {
			at = done % period;
			n = min_t(u32, n, period - at);
		}
		if (sg_pcopy_to_buffer(cmd->t_data_sg, cmd->t_data_nents,
				       scratch->stage, n, at) != n)
			return done;
		same = sbd_scratch_piece(sg_virt(sg) + in_sg, scratch->stage,
					 n, op);
		done += same;
		if (same < n)
			return done;
		in_sg += n;
		if (in_sg == sg->length) {
			sg = sg_next(sg);
			in_sg = 0;
		}
	}
	return len;
}
