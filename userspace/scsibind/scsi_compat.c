// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdio.h>
#include <string.h>

#include "scsi_compat.h"

#define INQ_RMB		0x80	/* byte 1 */
#define INQ_ENCSERV	0x40	/* byte 6 */
#define INQ_MCHNGR	0x08	/* byte 6 */

enum { VENDOR_AT = 8, PRODUCT_AT = 16, REVISION_AT = 32 };

/* What a form consists of, besides the type of its node */
enum { EE = 1, R = 2, VP = 4, Q = 8 };

static const uint8_t rows[SCSI_COMPAT_MAX - 1] = {
	EE | R | VP | Q, EE | VP | Q, R | VP | Q, VP | Q,
	EE | R | VP,	 EE | VP,     R | VP,	  VP,
	EE | R,		 EE,	      R,	  0,
};

static const char *const node_names[SCSI_TYPE_MASK + 1] = {
	"disk", "tape", "printer", "processor", "worm", "cdrom", "scanner", "optical-disk",
	"medium-changer", "obsolete", "prepress-a", "prepress-b", "array-controller",
	"enclosure", "disk", "card-reader", "bridge", "object-store",
	[0x12 ... 0x1d] = "reserved", "well-known-lun", "unknown",
};

const char *scsi_node_name(uint8_t type)
{
	return node_names[type & SCSI_TYPE_MASK];
}

/* ASCII whatever the locale */
static bool is_kept(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '+' || c == '-';
}

/*
 * Only spaces at the very end go; NULs end the text but count as characters,
 * so a space before them stays. A field that the data doesn't reach is empty.
 */
static void convert(const uint8_t *inquiry, size_t len, size_t at, size_t width, char *out)
{
	uint8_t field[SCSI_PRODUCT_LEN] = { 0 };
	size_t i, n, end;

	n = len > at ? width : 0;
	if (n)
		memcpy(field, inquiry + at, len - at < width ? len - at : width);
	end = strnlen((char *)field, width);
	memset(field + end, 0, sizeof(field) - end);
	while (n && field[n - 1] == ' ')
		n--;
	for (i = 0; i < n; i++)
		out[i] = is_kept(field[i]) ? field[i] : '_';
	out[n] = '\0';
}

/* false: the device has no such node besides its primary one */
static bool node_type(const uint8_t *inquiry, size_t len, enum scsi_function function,
		      struct scsi_compat *compat)
{
	uint8_t flags = len > 6 ? inquiry[6] : 0;

	compat->device_type = inquiry[0] & SCSI_TYPE_MASK;
	compat->node_type = compat->device_type;
	if (function == SCSI_PRIMARY)
		return true;
	if (function == SCSI_EMBEDDED_ENCLOSURE && flags & INQ_ENCSERV)
		compat->node_type = SCSI_TYPE_ENCLOSURE;
	if (function == SCSI_EMBEDDED_CHANGER && flags & INQ_MCHNGR)
		compat->node_type = SCSI_TYPE_CHANGER;
	return compat->node_type != compat->device_type;
}

/* Media of these types can be taken out even if RMB doesn't say so. */
static bool type_is_removable(uint8_t type)
{
	return type == SCSI_TYPE_WORM || type == SCSI_TYPE_CDROM || type == SCSI_TYPE_OPTICAL;
}

static bool row_applies(const struct scsi_compat *c, uint8_t row)
{
	if (row & EE && c->node_type == c->device_type)
		return false;
	if (row & R && !c->removable)
		return false;
	if (row & VP && (!*c->vendor || !*c->product))
		return false;
	/* The original doesn't test the revision here: the form may end in ".r". */
	return !(row & Q) || *c->revision || row == (VP | Q);
}

static void add_form(struct scsi_compat *c, uint8_t row)
{
	char type[3] = "", product[SCSI_VENDOR_LEN + SCSI_PRODUCT_LEN + 5] = "";
	char revision[SCSI_REVISION_LEN + 3] = "";

	if (row & EE)
		snprintf(type, sizeof(type), "%02x", c->device_type);
	if (row & VP)
		snprintf(product, sizeof(product), ".v%s.p%s", c->vendor, c->product);
	if (row & Q)
		snprintf(revision, sizeof(revision), ".r%s", c->revision);
	snprintf(c->form[c->forms++], SCSI_COMPAT_LEN, "scsiclass,%02x%s%s%s%s", c->node_type,
		 type, row & R ? "R" : "", product, revision);
}

bool scsi_compat_make(const void *data, size_t len, enum scsi_function function,
		      struct scsi_compat *compat)
{
	const uint8_t *inquiry = data;
	size_t i;

	memset(compat, 0, sizeof(*compat));
	if (!len || !node_type(inquiry, len, function, compat))
		return false;
	compat->removable = (len > 1 && inquiry[1] & INQ_RMB) ||
			    type_is_removable(compat->node_type) ||
			    type_is_removable(compat->device_type);
	convert(inquiry, len, VENDOR_AT, SCSI_VENDOR_LEN, compat->vendor);
	convert(inquiry, len, PRODUCT_AT, SCSI_PRODUCT_LEN, compat->product);
	convert(inquiry, len, REVISION_AT, SCSI_REVISION_LEN, compat->revision);
	for (i = 0; i < sizeof(rows); i++) {
		if (row_applies(compat, rows[i]))
			add_form(compat, rows[i]);
	}
	strcpy(compat->form[compat->forms++], "scsiclass");
	return true;
}

static void put_text(uint8_t *field, const char *text, size_t width)
{
	memset(field, ' ', width);
	memcpy(field, text, strnlen(text, width));
}

void scsi_compat_disk(const char *vendor, const char *product, const char *revision,
		      struct scsi_compat *compat)
{
	uint8_t inquiry[SCSI_INQUIRY_LEN] = { SCSI_TYPE_DISK };

	put_text(inquiry + VENDOR_AT, vendor, SCSI_VENDOR_LEN);
	put_text(inquiry + PRODUCT_AT, product, SCSI_PRODUCT_LEN);
	put_text(inquiry + REVISION_AT, revision, SCSI_REVISION_LEN);
	scsi_compat_make(inquiry, sizeof(inquiry), SCSI_PRIMARY, compat);
}
