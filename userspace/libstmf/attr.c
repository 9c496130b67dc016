// SPDX-License-Identifier: LGPL-2.1-or-later
/* Values out of netlink attributes; an attribute that isn't there is NULL. */
#include <netlink/attr.h>
#include <string.h>

#include "internal.h"

void stmf_attr_text(const struct nlattr *attr, char *out, size_t size)
{
	size_t len = attr ? strnlen(nla_data(attr), nla_len(attr)) : 0;

	if (len >= size)
		len = size - 1;
	if (len)
		memcpy(out, nla_data(attr), len);
	out[len] = '\0';
}

void stmf_attr_devid(const struct nlattr *attr, stmfDevid *devid)
{
	char name[STMF_IDENT_LENGTH + 1];

	stmf_attr_text(attr, name, sizeof(name));
	memset(devid, 0, sizeof(*devid));
	devid->identLength = strlen(name);
	memcpy(devid->ident, name, devid->identLength);
}

bool stmf_attr_guid(const struct nlattr *attr, stmfGuid *guid)
{
	if (!attr)
		return false;
	memcpy(guid->guid, nla_data(attr), sizeof(guid->guid));
	return true;
}

uint8_t stmf_attr_u8(const struct nlattr *attr, uint8_t absent)
{
	return attr ? nla_get_u8(attr) : absent;
}

uint16_t stmf_attr_u16(const struct nlattr *attr, uint16_t absent)
{
	return attr ? nla_get_u16(attr) : absent;
}

uint32_t stmf_attr_u32(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

uint64_t stmf_attr_u64(const struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

time_t stmf_attr_time(const struct nlattr *attr)
{
	return (int64_t)stmf_attr_u64(attr);
}
