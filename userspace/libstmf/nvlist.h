/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Name-value lists as illumos packs them (XDR encoding): what COMSTAR's provider
 * data consist of. Private to this project; the library doesn't export it.
 */
#ifndef _STMF_NVLIST_H
#define _STMF_NVLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STMF_NV_PACKED_MAX	(16 << 20)	/* bytes that are accepted and made */
#define STMF_NV_DEPTH_MAX	16		/* lists within lists */
#define STMF_NV_ERRLEN		160

enum stmf_nv_type {
	STMF_NV_BOOLEAN = 1,		/* no value: being there means true */
	STMF_NV_BYTE,
	STMF_NV_INT16,
	STMF_NV_UINT16,
	STMF_NV_INT32,
	STMF_NV_UINT32,
	STMF_NV_INT64,
	STMF_NV_UINT64,
	STMF_NV_STRING,
	STMF_NV_BYTE_ARRAY,
	STMF_NV_INT16_ARRAY,
	STMF_NV_UINT16_ARRAY,
	STMF_NV_INT32_ARRAY,
	STMF_NV_UINT32_ARRAY,
	STMF_NV_INT64_ARRAY,
	STMF_NV_UINT64_ARRAY,
	STMF_NV_STRING_ARRAY,
	STMF_NV_HRTIME,
	STMF_NV_NVLIST,
	STMF_NV_NVLIST_ARRAY,
	STMF_NV_BOOLEAN_VALUE,
	STMF_NV_INT8,
	STMF_NV_UINT8,
	STMF_NV_BOOLEAN_ARRAY,
	STMF_NV_INT8_ARRAY,
	STMF_NV_UINT8_ARRAY,
	STMF_NV_DOUBLE,
};

enum stmf_nv_flag {
	STMF_NV_UNIQUE_NAME = 1,
	STMF_NV_UNIQUE_NAME_TYPE = 2,
};

struct stmf_nvlist;

/*
 * One pair. Which member of the value counts depends on the type; a scalar is an
 * array of one. Signed numbers are sign-extended, DOUBLE is the bits of the number.
 */
struct stmf_nvpair {
	struct stmf_nvpair *next;
	char *name;
	enum stmf_nv_type type;
	uint32_t count;
	union {
		uint64_t *numbers;
		char **strings;
		struct stmf_nvlist **lists;
	};
};

struct stmf_nvlist {
	uint32_t flags;			/* enum stmf_nv_flag */
	struct stmf_nvpair *first, *last;
};

struct stmf_nvlist *stmf_nv_new(uint32_t flags);
void stmf_nv_free(struct stmf_nvlist *list);
void stmf_nv_free_pair(struct stmf_nvpair *pair);

int stmf_nv_add_numbers(struct stmf_nvlist *list, const char *name, enum stmf_nv_type type,
			const uint64_t *numbers, uint32_t count);
int stmf_nv_add_number(struct stmf_nvlist *list, const char *name, enum stmf_nv_type type,
		       uint64_t number);
int stmf_nv_add_strings(struct stmf_nvlist *list, const char *name, const char *const *strings,
			uint32_t count);
int stmf_nv_add_string(struct stmf_nvlist *list, const char *name, const char *string);
struct stmf_nvlist *stmf_nv_add_list(struct stmf_nvlist *list, const char *name, uint32_t flags);
struct stmf_nvpair *stmf_nv_add_lists(struct stmf_nvlist *list, const char *name, uint32_t flags,
				      uint32_t count);

const struct stmf_nvpair *stmf_nv_find(const struct stmf_nvlist *list, const char *name,
				       enum stmf_nv_type type);

int stmf_nv_pack(const struct stmf_nvlist *list, uint8_t **datap, size_t *lenp);
int stmf_nv_unpack(const void *data, size_t len, struct stmf_nvlist **listp,
		   char err[STMF_NV_ERRLEN]);

#endif /* _STMF_NVLIST_H */
