// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters of a logical unit: parses "key=value" and works out where the
 * data is. Pure: no lock, no device. Tested by sbd_test.c.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "params.h"

#define SBD_DATA_OFFSET		65536	/* after COMSTAR's metadata */
#define SBD_SIZE_MIN		(1024 * 1024)
#define SBD_SECTOR		512

enum sbd_param_type {
	SBD_TEXT,		/* no control characters */
	SBD_ASCII,		/* printable ASCII: goes into INQUIRY data */
	SBD_PATH,		/* absolute */
	SBD_NUMBER,
	SBD_BLOCK,
	SBD_FLAG,
};

struct sbd_param {
	const char *key;
	enum sbd_param_type type;
	size_t at;		/* in struct sbd_params */
	size_t max;		/* texts: bytes without NUL */
	enum sbd_change change;	/* while enabled */
};

#define SBD_AT(field)	offsetof(struct sbd_params, field)

static const struct sbd_param sbd_param_table[] = {
	{ "path",	SBD_PATH,	SBD_AT(path),	  PATH_MAX - 1 },
	{ "scsi",	SBD_ASCII,	SBD_AT(scsi),	  SBD_ADDRESS_MAX },
	{ "offset",	SBD_NUMBER,	SBD_AT(offset) },
	{ "size",	SBD_NUMBER,	SBD_AT(size), 0, SBD_CHANGE_SIZE },
	{ "blk",	SBD_BLOCK,	SBD_AT(blk) },
	{ "vid",	SBD_ASCII,	SBD_AT(vid),	  SBD_VENDOR_MAX },
	{ "pid",	SBD_ASCII,	SBD_AT(pid),	  SBD_PRODUCT_MAX },
	{ "serial",	SBD_ASCII,	SBD_AT(serial),	  SBD_SERIAL_MAX },
	{ "alias",	SBD_TEXT,	SBD_AT(alias),	  SBD_ALIAS_MAX,
	  SBD_CHANGE_ALIAS },
	{ "mgmt_url",	SBD_TEXT,	SBD_AT(mgmt_url), SBD_URL_MAX,
	  SBD_CHANGE_URL },
	{ "meta",	SBD_PATH,	SBD_AT(meta),	  PATH_MAX - 1 },
	{ "wp",		SBD_FLAG,	SBD_AT(wp), 0, SBD_CHANGE_WP },
	{ "buffered",	SBD_FLAG,	SBD_AT(buffered) },
	{ "3pc",	SBD_FLAG,	SBD_AT(copy), 0, SBD_CHANGE_COPY },
	{ "wcd",	SBD_FLAG,	SBD_AT(wcd), 0, SBD_CHANGE_WCD },
	{ "regroup",	SBD_FLAG,	SBD_AT(regroup), 0, SBD_CHANGE_GROUPS },
};

static const struct sbd_param *sbd_param_find(const char *key, size_t len)
{
	const struct sbd_param *param = sbd_param_table;
	int i;

	for (i = 0; i < ARRAY_SIZE(sbd_param_table); i++, param++)
		if (strlen(param->key) == len && !memcmp(param->key, key, len))
			return param;
	return NULL;
}

static bool sbd_text_valid(enum sbd_param_type type, const char *text,
			   size_t len)
{
	size_t i;

	if (type == SBD_PATH)	/* a newline: two parameters in one write? */
		return !len || (text[0] == '/' && !memchr(text, '\n', len));
	for (i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c < 0x20 || c == 0x7f || (type == SBD_ASCII && c > 0x7f))
			return false;
	}
	return true;
}

static int sbd_param_set_text(const struct sbd_param *param, char **field,
			      const char *value, size_t len)
{
	char *text = NULL;

	if (len > param->max)
		return -ENAMETOOLONG;
	if (!sbd_text_valid(param->type, value, len))
		return -EINVAL;
	if (len) {
		text = kmemdup_nul(value, len, GFP_KERNEL);
		if (!text)
			return -ENOMEM;
	}
	kfree(*field);
	*field = text;
	return 0;
}

/* Decimal digits only: no sign, no blank, no other base. */
static int sbd_number_parse(const char *value, size_t len, u64 *number)
{
	u64 n = 0;
	size_t i;

	if (!len)
		return -EINVAL;
	for (i = 0; i < len; i++) {
		unsigned int digit = value[i] - '0';

		if (digit > 9)
			return -EINVAL;
		if (n > (S64_MAX - digit) / 10)
			return -ERANGE;
		n = n * 10 + digit;
	}
	*number = n;
	return 0;
}

static int sbd_param_set_number(struct sbd_params *params,
				const struct sbd_param *param,
				const char *value, size_t len)
{
	void *field = (void *)params + param->at;
	u64 number;
	int ret;

	if (param->at == SBD_AT(size) && len == 3 && !memcmp(value, "max", 3))
		ret = sbd_number_parse("0", 1, &number);
	else
		ret = sbd_number_parse(value, len, &number);
	if (ret)
		return ret;

	switch (param->type) {
	case SBD_BLOCK:
		if (number < SBD_BLOCK_SIZE_MIN || number > SBD_BLOCK_SIZE_MAX ||
		    !is_power_of_2(number))
			return -EINVAL;
		*(u32 *)field = number;
		return 0;
	case SBD_FLAG:
		if (number > 1)
			return -EINVAL;
		*(bool *)field = number;
		return 0;
	default:
		*(u64 *)field = number;
		if (param->at == SBD_AT(offset))
			params->has_offset = true;
		return 0;
	}
}

/**
 * sbd_params_set - take one "key=value"
 * @params: to change
 * @text: need not be NUL-terminated; one trailing newline is ignored
 * @len: of @text
 * @change: what was changed, of a logical unit that is enabled: only some keys
 *	may; NULL: it isn't
 *
 * Return: 0; -EINVAL: not of that form, unknown key or bad value; -ERANGE: the
 * number doesn't fit; -ENAMETOOLONG: the text is too long; -EBUSY: can't
 * change while enabled; -ENOMEM.
 */
int sbd_params_set(struct sbd_params *params, const char *text, size_t len,
		   enum sbd_change *change)
{
	const struct sbd_param *param;
	const char *value;

	if (len && text[len - 1] == '\n')
		len--;
	value = memchr(text, '=', len);
	if (!value || memchr(text, '\0', len))
		return -EINVAL;
	param = sbd_param_find(text, value - text);
	if (!param)
		return -EINVAL;
	if (change) {
		if (param->change == SBD_CHANGE_NONE)
			return -EBUSY;
		*change = param->change;
	}

	value++;
	len -= value - text;
	switch (param->type) {
	case SBD_TEXT:
	case SBD_ASCII:
	case SBD_PATH:
		return sbd_param_set_text(param, (void *)params + param->at,
					  value, len);
	default:
		return sbd_param_set_number(params, param, value, len);
	}
}

/**
 * sbd_params_free - free the texts
 * @params: to clear
 */
void sbd_params_free(struct sbd_params *params)
{
	kfree(params->path);
	kfree(params->scsi);
	kfree(params->meta);
	kfree(params->vid);
	kfree(params->pid);
	kfree(params->serial);
	kfree(params->alias);
	kfree(params->mgmt_url);
	memset(params, 0, sizeof(*params));
}

/**
 * sbd_params_extent - work out where in the store the data is
 * @params: as configured
 * @store_size: bytes in the store
 * @store_block: smallest unit of transfer of the store, a power of two
 * @offset: where the data begins
 * @size: its length
 * @block_size: of the logical unit
 *
 * Without an offset the data begins after COMSTAR's metadata, or at the
 * beginning if the metadata is elsewhere. Without a size it is the rest of the
 * store, in whole blocks.
 *
 * Return: 0; -EINVAL: not a multiple of the block, or the block is smaller than
 * the store's; -EFBIG: beyond the end of the store; -ERANGE: less than 1 MiB.
 */
int sbd_params_extent(const struct sbd_params *params, u64 store_size,
		      u32 store_block, u64 *offset, u64 *size, u32 *block_size)
{
	u32 blk = params->blk ?: max_t(u32, store_block, SBD_BLOCK_SIZE_MIN);
	u64 from = params->meta ? 0 : SBD_DATA_OFFSET;
	u64 len = params->size;

	if (params->has_offset)
		from = params->offset;
	if (blk < store_block || blk > SBD_BLOCK_SIZE_MAX ||
	    from & (max_t(u32, store_block, SBD_SECTOR) - 1))
		return -EINVAL;
	if (from > store_size || len > store_size - from)
		return -EFBIG;
	if (!len)
		len = round_down(store_size - from, blk);
	if (len & (blk - 1))
		return -EINVAL;
	if (len < SBD_SIZE_MIN)
		return -ERANGE;

	*offset = from;
	*size = len;
	*block_size = blk;
	return 0;
}
