/* SPDX-License-Identifier: GPL-2.0 */
/* How COMSTAR names its property groups and properties in SMF. */
#ifndef _SMF_NAMES_H
#define _SMF_NAMES_H

#include <stdbool.h>

#define SMF_DATA		"stmf_data"
#define SMF_GROUP_NAME		"group_name-"		/* and a number */
#define SMF_MEMBER_LIST		"-member_list"		/* after that */
#define SMF_LU			"lu-"			/* and a GUID */
#define SMF_VIEW		"view_entry-"		/* index, "-", GUID */
#define SMF_PROVIDER		"provider_data_pg_"	/* and a provider */
#define SMF_PROVIDER_PIECE	"provider_data_prop-"	/* and a number */
#define SMF_PIECE		4000			/* bytes of an opaque value */

#define SMF_LINUX		"linux"			/* our own provider */
#define SMF_LINUX_KEY		"config"

struct smf_group_names {
	const char *group;			/* property group */
	const char *table, *members;		/* of a document */
};

extern const struct smf_group_names smf_groups[];	/* up to a group NULL */

struct smf_setting {
	const char *name;
	const char *prefix;	/* of the value there */
};

extern const struct smf_setting smf_settings[];		/* up to a name NULL */
const struct smf_setting *smf_setting(const char *name);

/* Is this table of a document spelled in properties of its own? */
bool smf_has_table(const char *name);

#endif /* _SMF_NAMES_H */
