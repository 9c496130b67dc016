/* SPDX-License-Identifier: GPL-2.0 */
/*
 * COMSTAR's metadata on the store of a logical unit, in terms of its
 * configuration: what makes it importable, here and on illumos. Whatever
 * fails or crashes, the metadata are the old ones, the new ones or none.
 */
#ifndef _STMFD_META_H
#define _STMFD_META_H

#include <sbdmeta.h>

#include "model.h"

/* New metadata; fd: of the store or of its metadata file. */
int meta_create(int fd, const struct lu_conf *conf, const char *guid, struct fault *fault);

#define META_NONE 1	/* no metadata are there; other failures are -1 */

/*
 * The logical unit that the metadata in this file describe; its data file may
 * be another one. Nothing is written.
 */
int meta_read(const char *file, struct lu_conf *conf, char guid[GUID_DIGITS + 1],
	      bool *outdated, struct fault *fault);

/* The persistent reservations in them; pgr->keys are for free(). */
int meta_read_pgr(const char *file, struct sbd_pgr *pgr);

/* These write over the metadata of this logical unit only. */

/* As they are, in the form of today. */
int meta_upgrade(const struct lu_conf *conf, const char *guid, struct fault *fault);
/* The properties that modify-lu can change; the rest stays, reservations too. A bare one has none. */
int meta_update(const struct lu_conf *conf, const char *guid, struct fault *fault);
/* The persistent reservations, if there are any or were. */
int meta_write_pgr(const struct lu_conf *conf, const char *guid, const struct sbd_pgr *pgr,
		   struct fault *fault);

#endif /* _STMFD_META_H */
