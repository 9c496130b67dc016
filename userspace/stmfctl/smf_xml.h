/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Property groups of one SMF service, and the XML that svccfg exports and
 * imports them as. The reader trusts no byte: no entities, no network, no DTD.
 */
#ifndef _SMF_XML_H
#define _SMF_XML_H

#include <stdbool.h>
#include <stddef.h>

#define SMF_ERRLEN 256
#define SMF_FILE_MAX (128 << 20)	/* bytes */

struct smf_property {
	char *name, *type;
	char **value;
	size_t n;
};

struct smf_group {
	char *name;
	struct smf_property *property;
	size_t n;
};

struct smf_service {
	struct smf_group *group;
	size_t n;
};

/* Without memory the program ends. */
struct smf_group *smf_group_add(struct smf_service *service, const char *name);
struct smf_property *smf_property_add(struct smf_group *group, const char *name, const char *type);
void smf_value_add(struct smf_property *property, const char *value);
/* With one value */
void smf_add(struct smf_group *group, const char *name, const char *type, const char *value);
void smf_free(struct smf_service *service);

const struct smf_group *smf_group(const struct smf_service *service, const char *name);
const struct smf_property *smf_property(const struct smf_group *group, const char *name);
/* The value of a property that has just one; NULL otherwise */
const char *smf_value(const struct smf_group *group, const char *name);

/* The text, byte for byte as "svccfg export" has it, for free(); NULL: err tells. */
char *smf_write(const struct smf_service *service, const char *name, char err[SMF_ERRLEN]);
/* The service of that name in an export or an archive. */
bool smf_read(const char *text, size_t n, const char *name, struct smf_service *service,
	      char err[SMF_ERRLEN]);

#endif /* _SMF_XML_H */
