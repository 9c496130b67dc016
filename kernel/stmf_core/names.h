/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_NAMES_H
#define _STMF_NAMES_H

#include <linux/types.h>
#include <linux/list.h>
#include "stmf.h"

#define STMF_GUID_DIGITS	(2 * STMF_GUID_LEN)
#define STMF_INDEX_DIGITS	10

bool stmf_guid_is_valid(const struct stmf_guid *guid);
void stmf_guid_format(const struct stmf_guid *guid, char *out);
bool stmf_name_is_normal(const char *name, size_t len);
bool stmf_pattern_is_normal(const char *name, size_t len);
int stmf_group_encode(const char *name, char *out);
int stmf_group_decode(const char *text, size_t len, char *out);
int stmf_number_parse(const char *text, size_t len, u32 max, u32 *value);

#endif /* _STMF_NAMES_H */
