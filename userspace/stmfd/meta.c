// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <stmf_linux.h>
#include <sbdmeta.h>

#include "guid.h"
#include "lu_props.h"
#include "meta.h"

static const char *place_of(const struct lu_conf *conf)
{
	return conf->meta ? conf->meta : conf->path;
}

static int read_failed(int status, const char *file, const char *err, struct fault *fault)
{
	static const int codes[] = {
		[SBDMETA_NOMEM] = STMF_ERROR_NOMEM,
		[SBDMETA_VERSION] = STMF_STATUS_ERROR,
		[SBDMETA_GUID] = STMF_STATUS_ERROR,
	};
	int code = (size_t)status < ARRAY_SIZE(codes) && codes[status] ? codes[status] :
									 STMF_ERROR_META_FILE_NAME;

	return failed(fault, code, "%s: %s", file, err);
}

static int write_failed(int status, const char *file, const char *err, struct fault *fault)
{
	return failed(fault, status == SBDMETA_NOMEM ? STMF_ERROR_NOMEM : STMF_ERROR_META_CREATION,
		      "%s: %s", file, err);
}

static void put_text(char *field, size_t size, const char *text)
{
	snprintf(field, size, "%s", text ? text : "");
}

/* What modify-lu can change. */
static void put_changeable(struct sbd_meta *meta, const struct lu_conf *conf)
{
	put_text(meta->alias, sizeof(meta->alias), conf->alias);
	put_text(meta->mgmt_url, sizeof(meta->mgmt_url), conf->mgmt_url);
	meta->size = conf->size;
	meta->write_protect = conf->wp;
	meta->wcd = conf->wcd_given && conf->wcd;
}

static void put_all(struct sbd_meta *meta, const struct lu_conf *conf, const char *guid)
{
	stmf_guid_parse(guid, (stmfGuid *)meta->guid);
	put_changeable(meta, conf);
	meta->block_shift = __builtin_ctz(conf->blk);
	meta->has_vendor = conf->vid;
	put_text(meta->vendor, sizeof(meta->vendor), conf->vid);
	meta->has_product = conf->pid;
	put_text(meta->product, sizeof(meta->product), conf->pid);
	put_text(meta->serial, sizeof(meta->serial), conf->serial);
	meta->serial_len = strlen(meta->serial);
	meta->separate_meta = conf->meta;
	put_text(meta->data_file, sizeof(meta->data_file), conf->meta ? conf->path : NULL);
}

int meta_create(int fd, const struct lu_conf *conf, const char *guid, struct fault *fault)
{
	struct sbd_meta *meta = xcalloc(1, sizeof(*meta));
	char err[SBDMETA_ERRLEN];
	int status;

	put_all(meta, conf, guid);
	status = sbdmeta_create(fd, meta, err);
	sbdmeta_free(meta);
	return status ? write_failed(status, place_of(conf), err, fault) : 0;
}

/* A text of the metadata must be one that the kernel takes; empty: not set. */
static int take_text(char **field, const char *name, const char *text, size_t max, bool ascii,
		     const char *file, struct fault *fault)
{
	*field = NULL;
	if (!*text)
		return 0;
	if (!lu_text_ok(text, max, ascii))
		return failed(fault, STMF_ERROR_META_FILE_NAME,
			      "%s: the %s can't be used here: more than %zu bytes, or not plain text",
			      file, name, max);
	*field = xstrdup(text);
	return 0;
}

static int take_texts(struct lu_conf *conf, const struct sbd_meta *meta, const char *file,
		      struct fault *fault)
{
	if (strlen(meta->serial) != meta->serial_len)
		return failed(fault, STMF_ERROR_META_FILE_NAME,
			      "%s: the serial number can't be used here: it has a NUL", file);
	return take_text(&conf->alias, "alias", meta->alias, LU_ALIAS_MAX, false, file, fault) ||
	       take_text(&conf->mgmt_url, "management URL", meta->mgmt_url, LU_URL_MAX, false,
			 file, fault) ||
	       take_text(&conf->vid, "vendor identification", meta->vendor, LU_VID_MAX, true,
			 file, fault) ||
	       take_text(&conf->pid, "product identification", meta->product, LU_PID_MAX, true,
			 file, fault) ||
	       take_text(&conf->serial, "serial number", meta->serial, LU_SERIAL_MAX, true, file,
			 fault) ? -1 : 0;
}

static int take_all(struct lu_conf *conf, char guid[GUID_DIGITS + 1], const struct sbd_meta *meta,
		    const char *file, struct fault *fault)
{
	stmf_guid_format((const stmfGuid *)meta->guid, guid);
	if (!guid_valid(guid))
		return failed(fault, STMF_STATUS_ERROR, "%s: %s is no GUID of a logical unit",
			      file, guid);
	conf->path = xstrdup(meta->separate_meta ? meta->data_file : file);
	conf->meta = xstrdup(meta->separate_meta ? file : NULL);
	conf->offset = sbdmeta_data_offset(meta);
	conf->size = meta->size;
	conf->blk = 1U << meta->block_shift;
	conf->wp = meta->write_protect;
	conf->wcd = conf->wcd_given = meta->wcd;
	return take_texts(conf, meta, file, fault);
}

static int open_meta(const char *file, int flags, struct fault *fault)
{
	int fd = open(file, flags | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		failed(fault, STMF_ERROR_META_FILE_NAME, "%s: %s", file, strerror(errno));
	return fd;
}

static int load(int fd, const char *file, struct sbd_meta **meta, struct fault *fault)
{
	char err[SBDMETA_ERRLEN];
	int status;

	*meta = NULL;
	status = sbdmeta_read(fd, meta, err);
	if (!status)
		return 0;
	read_failed(status, file, err, fault);
	return status == SBDMETA_NONE ? META_NONE : -1;
}

int meta_read(const char *file, struct lu_conf *conf, char guid[GUID_DIGITS + 1],
	      bool *outdated, struct fault *fault)
{
	int fd = open_meta(file, O_RDONLY, fault), rc;
	struct sbd_meta *meta;

	if (fd < 0)
		return -1;
	rc = load(fd, file, &meta, fault);
	if (!rc) {
		*outdated = meta->outdated;
		rc = take_all(conf, guid, meta, file, fault);
	}
	sbdmeta_free(meta);
	close(fd);
	return rc;
}

static int store_meta(int fd, const char *file, const struct sbd_meta *meta, const char *guid,
		      struct fault *fault)
{
	char err[SBDMETA_ERRLEN], found[GUID_DIGITS + 1];
	int status;

	stmf_guid_format((const stmfGuid *)meta->guid, found);
	if (strcmp(guid, found))
		return failed(fault, STMF_ERROR_META_FILE_NAME,
			      "%s: has the metadata of another logical unit, %s", file, found);
	status = sbdmeta_update(fd, meta, err);
	return status ? write_failed(status, file, err, fault) : 0;
}

int meta_read_pgr(const char *file, struct sbd_pgr *pgr)
{
	int fd = open_meta(file, O_RDONLY, NULL), rc;
	struct sbd_meta *meta;

	*pgr = (struct sbd_pgr){ 0 };
	if (fd < 0)
		return -1;
	rc = load(fd, file, &meta, NULL);
	if (!rc) {
		*pgr = meta->pgr;
		meta->pgr.keys = NULL;
	}
	sbdmeta_free(meta);
	close(fd);
	return rc;
}

/* What is changed in metadata; false: nothing. */
typedef bool (*change)(struct sbd_meta *meta, const void *to);

static bool change_form(struct sbd_meta *meta, const void *to)
{
	return true;
}

static bool change_props(struct sbd_meta *meta, const void *to)
{
	put_changeable(meta, to);
	return true;
}

/* None at all is the same with and without APTPL. */
static bool change_pgr(struct sbd_meta *meta, const void *to)
{
	const struct sbd_pgr *pgr = to;
	size_t size = pgr->nkeys * sizeof(*pgr->keys);
	struct sbd_pgr *old = &meta->pgr;

	if (old->nkeys == pgr->nkeys &&
	    (!pgr->nkeys || (old->holder == pgr->holder && old->type == pgr->type &&
			     old->scope == pgr->scope && !memcmp(old->keys, pgr->keys, size))))
		return false;
	free(old->keys);
	*old = *pgr;
	old->keys = memcpy(xcalloc(1, size + 1), pgr->keys, size);
	return true;
}

static int rewrite(const struct lu_conf *conf, const char *guid, change change, const void *to,
		   struct fault *fault)
{
	const char *file = place_of(conf);
	int fd = open_meta(file, O_RDWR, fault), rc;
	struct sbd_meta *meta;

	if (fd < 0)
		return -1;
	rc = load(fd, file, &meta, fault);
	if (!rc && change(meta, to))
		rc = store_meta(fd, file, meta, guid, fault);
	sbdmeta_free(meta);
	close(fd);
	return rc;
}

int meta_upgrade(const struct lu_conf *conf, const char *guid, struct fault *fault)
{
	return rewrite(conf, guid, change_form, NULL, fault);
}

int meta_update(const struct lu_conf *conf, const char *guid, struct fault *fault)
{
	return conf->bare ? 0 : rewrite(conf, guid, change_props, conf, fault);
}

int meta_write_pgr(const struct lu_conf *conf, const char *guid, const struct sbd_pgr *pgr,
		   struct fault *fault)
{
	return conf->bare ? 0 : rewrite(conf, guid, change_pgr, pgr, fault);
}
