// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the store can't transfer to or from directly, because of its
 * alignment or because the initiator wants a part of a block only, is replaced
 * by pages of our own. Rare: initiators use whole, aligned blocks.
 */
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "sbd.h"

/**
 * struct sbd_bounce - in a command's priv while a transfer runs on own pages
 * @sgl: own pages
 * @nents: their number
 * @user: the command's memory
 * @user_nents: its entries
 * @len: bytes that the command transfers; @sgl holds at least as many
 * @token: what was in the command's priv
 */
struct sbd_bounce {
	struct scatterlist *sgl;
	u32 nents;
	struct scatterlist *user;
	u32 user_nents;
	u32 len;
	void *token;
};

/**
 * sbd_bounce_needed - can't the store use the memory of this transfer?
 * @sbd: the logical unit
 * @io: the transfer
 */
bool sbd_bounce_needed(const struct sbd_lu *sbd, const struct sbd_io *io)
{
	struct scatterlist *sg;
	u32 left = io->len;
	u32 offsets = 0;
	u32 lengths = 0;
	u32 i;

	if (!(sbd->memory_mask | sbd->length_mask))
		return false;
	for_each_sg(io->sgl, sg, io->nents, i) {
		u32 len = min(left, sg->length);

		offsets |= sg->offset;
		lengths |= len;
		left -= len;
		if (!left)
			break;
	}
	return offsets & sbd->memory_mask || lengths & sbd->length_mask;
}

static void sbd_bounce_copy(struct sbd_bounce *bounce, bool to_user)
{
	struct scatterlist *sg;
	u32 done = 0;
	u32 i;

	for_each_sg(bounce->sgl, sg, bounce->nents, i) {
		u32 len = min(bounce->len - done, sg->length);

		if (to_user)
			sg_pcopy_from_buffer(bounce->user, bounce->user_nents,
					     sg_virt(sg), len, done);
		else
			sg_pcopy_to_buffer(bounce->user, bounce->user_nents,
					   sg_virt(sg), len, done);
		done += len;
	}
}

/**
 * sbd_bounce_start - let a transfer use own pages
 * @sbd: the logical unit
 * @cmd: the command
 * @io: changed to use the pages, and whole blocks
 *
 * A write is of whole blocks always; LIO refuses others.
 *
 * Return: 0 or -ENOMEM, -EINVAL.
 */
int sbd_bounce_start(struct sbd_lu *sbd, struct se_cmd *cmd, struct sbd_io *io)
{
	u32 len = round_up(io->len, sbd->block_size);
	struct sbd_bounce *bounce;

	if (io->write && len != io->len)
		return -EINVAL;
	bounce = kmalloc(sizeof(*bounce), GFP_KERNEL);
	if (!bounce)
		return -ENOMEM;
	bounce->sgl = sgl_alloc(len, GFP_KERNEL, &bounce->nents);
	if (!bounce->sgl) {
		kfree(bounce);
		return -ENOMEM;
	}
	bounce->user = io->sgl;
	bounce->user_nents = io->nents;
	bounce->len = io->len;
	if (io->write)
		sbd_bounce_copy(bounce, false);

	io->sgl = bounce->sgl;
	io->nents = bounce->nents;
	io->len = len;
	bounce->token = cmd->priv;
	cmd->priv = bounce;
	return 0;
}

/**
 * sbd_bounce_end - free a command's own pages
 * @cmd: the command
 * @copy_back: a read has succeeded: give its data to the command
 */
void sbd_bounce_end(struct se_cmd *cmd, bool copy_back)
{
	struct sbd_bounce *bounce = cmd->priv;

	if (copy_back)
		sbd_bounce_copy(bounce, true);
	sgl_free(bounce->sgl);
	cmd->priv = bounce->token;
	kfree(bounce);
}
