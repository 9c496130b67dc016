/* SPDX-License-Identifier: GPL-2.0 */
/* Properties of logical units as commands give them. */
#ifndef _STMFD_LU_PROPS_H
#define _STMFD_LU_PROPS_H

#include "call.h"

#define LU_PATH_MAX 4095
#define LU_ALIAS_MAX 255
#define LU_URL_MAX 1023
#define LU_SERIAL_MAX 252
#define LU_VID_MAX 8
#define LU_PID_MAX 16
#define LU_TYPE_MAX 16

/* What create-lu is asked for, beyond the configuration. */
struct lu_wish {
	char guid[GUID_DIGITS + 1];	/* empty: make one */
	uint32_t company, host_id;
};

/* As stmf_sbd wants texts: one line of configfs; ascii: it goes into INQUIRY data. */
bool lu_text_ok(const char *text, size_t max, bool ascii);

/* The request's "props": all of a new logical unit's; conf and wish are empty before. */
int lu_props_new(struct call *call, struct lu_conf *conf, struct lu_wish *wish);
/* Those of modify-lu: what is given takes the place of what is in conf. */
int lu_props_change(struct call *call, struct lu_conf *conf);
/* The argument "mgmt_url": takes the place of *url, an empty one is none. */
int lu_props_url(struct call *call, char **url);

#endif /* _STMFD_LU_PROPS_H */
