// SPDX-License-Identifier: GPL-2.0
/*
 * LIO's attribute "control": parameters before a device is enabled, changes of
 * some of them afterwards. config_lock is held throughout.
 */
#include <linux/log2.h>
#include <linux/mm.h>

#include "sbd.h"

#define SBD_CONTROL_MAX	4095	/* what configfs hands over of one write */

/* What a change may have to take back; texts are replaced by ours anyway. */
struct sbd_undo {
	u64 size;
	bool wp;
	bool wcd;
};

static int sbd_change_size(struct sbd_lu *sbd)
{
	u64 offset, size, blocks;
	u32 block_size;
	int ret;

	sbd->store_size = sbd->backing->size(sbd);
	ret = sbd_params_extent(&sbd->params, sbd->store_size,
				sbd->store_block, &offset, &size, &block_size);
	if (ret)
		return ret;

	blocks = size >> ilog2(sbd->block_size);
	if (blocks != sbd->blocks) {
		WRITE_ONCE(sbd->blocks, blocks);
		sbd_ua_raise(sbd, SBD_UA_CAPACITY, NULL);
	}
	return 0;
}

static int sbd_change_wp(struct sbd_lu *sbd)
{
	bool wp = sbd->params.wp;

	if (!wp && sbd->store_read_only)
		return -EROFS;
	if (wp != sbd->write_protect) {
		WRITE_ONCE(sbd->write_protect, wp);
		sbd_ua_raise(sbd, SBD_UA_MODE, NULL);
	}
	return 0;
}

/**
 * sbd_set_write_cache - switch the write cache on or off
 * @sbd: enabled, its config_lock is held
 * @on: switch on
 * @except: this nexus has asked for it and needs no unit attention, or NULL
 *
 * Return: 0; -EOPNOTSUPP: the store has no cache; what came of flushing it.
 */
int sbd_set_write_cache(struct sbd_lu *sbd, bool on, struct se_session *except)
{
	int ret;

	if (on && !sbd->has_cache)
		return -EOPNOTSUPP;
	if (on == sbd->write_cache)
		return 0;

	WRITE_ONCE(sbd->write_cache, on);
	if (!on && !sbd->store_read_only) {
		/* what was acknowledged before may be in the cache still */
		ret = sbd->backing->sync(sbd);
		if (ret) {
			WRITE_ONCE(sbd->write_cache, true);
			return ret;
		}
	}
	sbd_ua_raise(sbd, SBD_UA_MODE, except);
	return 0;
}

/* Commands read the parameter itself; LIO makes INQUIRY's 3PC bit of its attribute. */
static void sbd_change_copy(struct sbd_lu *sbd)
{
	struct se_dev_attrib *attrib = &sbd->dev.dev_attrib;

	if (attrib->emulate_3pc == sbd->params.copy)
		return;
	WRITE_ONCE(attrib->emulate_3pc, sbd->params.copy);
	sbd_ua_raise(sbd, SBD_UA_INQUIRY, NULL);
}

static int sbd_apply(struct sbd_lu *sbd, enum sbd_change change)
{
	if (sbd->sdev && change != SBD_CHANGE_ALIAS &&
	    change != SBD_CHANGE_GROUPS)	/* the device itself says what it is */
		return -EOPNOTSUPP;
	switch (change) {
	case SBD_CHANGE_SIZE:
		return sbd_change_size(sbd);
	case SBD_CHANGE_WP:
		return sbd_change_wp(sbd);
	case SBD_CHANGE_WCD:
		return sbd_set_write_cache(sbd, !sbd->params.wcd, NULL);
	case SBD_CHANGE_COPY:
		sbd_change_copy(sbd);
		return 0;
	case SBD_CHANGE_GROUPS:
		sbd_ua_regroup(sbd);
		return 0;
	case SBD_CHANGE_URL:
		sbd_ua_raise(sbd, SBD_UA_MODE, NULL);
		return 0;
	default:
		return 0;
	}
}

/* All or nothing: a change that can't be made leaves the parameters as they were. */
static int sbd_set_live(struct sbd_lu *sbd, const char *text, size_t len)
{
	struct sbd_params *params = &sbd->params;
	const struct sbd_undo undo = { params->size, params->wp, params->wcd };
	enum sbd_change change;
	int ret;

	mutex_lock(&sbd->props_lock);
	ret = sbd_params_set(params, text, len, &change);
	mutex_unlock(&sbd->props_lock);
	if (ret)
		return ret;

	ret = sbd_apply(sbd, change);
	if (ret) {
		params->size = undo.size;
		params->wp = undo.wp;
		params->wcd = undo.wcd;
		return ret;
	}
	if (change != SBD_CHANGE_GROUPS)
		stmf_lu_changed(sbd->lu);
	return 0;
}

/**
 * sbd_set_params - LIO's set_configfs_dev_params: take one "key=value"
 * @dev: the device
 * @page: the text
 * @count: its length
 */
ssize_t sbd_set_params(struct se_device *dev, const char *page, ssize_t count)
{
	struct sbd_lu *sbd = sbd_from_dev(dev);
	int ret;

	if (count >= SBD_CONTROL_MAX)	/* configfs cut it, without a word */
		return -ENAMETOOLONG;

	mutex_lock(&sbd->config_lock);
	if (sbd->enabled)
		ret = sbd_set_live(sbd, page, count);
	else
		ret = sbd_params_set(&sbd->params, page, count, NULL);
	mutex_unlock(&sbd->config_lock);
	return ret ?: count;
}

/**
 * sbd_show_params - LIO's show_configfs_dev_params
 * @dev: the device
 * @page: is inside of a page that LIO has begun to fill
 */
ssize_t sbd_show_params(struct se_device *dev, char *page)
{
	size_t room = PAGE_SIZE - offset_in_page(page);
	struct sbd_lu *sbd = sbd_from_dev(dev);
	const struct sbd_params *params = &sbd->params;
	ssize_t len;

	mutex_lock(&sbd->config_lock);
	len = scnprintf(page, room, "STMF SBD %16phN: %s\n", sbd->guid.b,
			!sbd->enabled ? "not enabled" :
			sbd->sdev ? "pass-through" :
			sbd->direct ? "direct I/O" :
			sbd->file ? "buffered I/O" : "block device");
	len += scnprintf(page + len, room - len,
			 "offset=%llu\nsize=%llu\nblk=%u\nwp=%d\nwcd=%d\nbuffered=%d\n3pc=%d\n",
			 sbd->enabled ? sbd->offset : params->offset,
			 sbd->enabled ? sbd_size(sbd) : params->size,
			 sbd->enabled ? sbd->block_size : params->blk,
			 params->wp,
			 sbd->enabled ? !sbd->write_cache : params->wcd,
			 params->buffered, params->copy);
	len += scnprintf(page + len, room - len,
			 "vid=%s\npid=%s\nserial=%s\nalias=%s\n",
			 params->vid ?: "", params->pid ?: "",
			 params->serial ?: "", params->alias ?: "");
	if (params->scsi)
		len += scnprintf(page + len, room - len, "scsi=%s\n",
				 params->scsi);
	len += scnprintf(page + len, room - len,
			 "mgmt_url=%s\nmeta=%s\npath=%s\n",
			 params->mgmt_url ?: "", params->meta ?: "",
			 params->path ?: "");
	mutex_unlock(&sbd->config_lock);
	return len;
}

