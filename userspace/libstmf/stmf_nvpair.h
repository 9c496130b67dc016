/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Name-value lists with the interface of illumos's libnvpair, as far as
 * programs around libstmf use it: what provider data are read and made with.
 *
 * The symbols have names of their own (stmf_nvlist_alloc() and so on), so that
 * OpenZFS's library of the same interface may be in the same process. A program
 * that uses that one includes its header before libstmf.h, and this file is
 * left out: lists are then OpenZFS's, and are converted at the border.
 *
 * All functions return 0 or a positive errno, as illumos's do. Encoding is XDR.
 */
#ifndef _STMF_NVPAIR_H
#define _STMF_NVPAIR_H

#include <stddef.h>
#include <stdint.h>

typedef struct stmf_nvlist nvlist_t;
typedef struct stmf_nvpair nvpair_t;

typedef enum {
	DATA_TYPE_UNKNOWN = 0,
	DATA_TYPE_BOOLEAN,
	DATA_TYPE_BYTE,
	DATA_TYPE_INT16,
	DATA_TYPE_UINT16,
	DATA_TYPE_INT32,
	DATA_TYPE_UINT32,
	DATA_TYPE_INT64,
	DATA_TYPE_UINT64,
	DATA_TYPE_STRING,
	DATA_TYPE_BYTE_ARRAY,
	DATA_TYPE_INT16_ARRAY,
	DATA_TYPE_UINT16_ARRAY,
	DATA_TYPE_INT32_ARRAY,
	DATA_TYPE_UINT32_ARRAY,
	DATA_TYPE_INT64_ARRAY,
	DATA_TYPE_UINT64_ARRAY,
	DATA_TYPE_STRING_ARRAY,
	DATA_TYPE_HRTIME,
	DATA_TYPE_NVLIST,
	DATA_TYPE_NVLIST_ARRAY,
	DATA_TYPE_BOOLEAN_VALUE,
	DATA_TYPE_INT8,
	DATA_TYPE_UINT8,
	DATA_TYPE_BOOLEAN_ARRAY,
	DATA_TYPE_INT8_ARRAY,
	DATA_TYPE_UINT8_ARRAY,
	DATA_TYPE_DOUBLE
} data_type_t;

#define NV_UNIQUE_NAME		0x1
#define NV_UNIQUE_NAME_TYPE	0x2
#define NV_ENCODE_NATIVE	0		/* refused: ENOTSUP */
#define NV_ENCODE_XDR		1

#define nvlist_alloc			stmf_nvlist_alloc
#define nvlist_free			stmf_nvlist_free
#define nvlist_size			stmf_nvlist_size
#define nvlist_pack			stmf_nvlist_pack
#define nvlist_unpack			stmf_nvlist_unpack
#define nvlist_dup			stmf_nvlist_dup
#define nvlist_merge			stmf_nvlist_merge
#define nvlist_exists			stmf_nvlist_exists
#define nvlist_empty			stmf_nvlist_empty
#define nvlist_remove			stmf_nvlist_remove
#define nvlist_remove_all		stmf_nvlist_remove_all
#define nvlist_next_nvpair		stmf_nvlist_next_nvpair
#define nvlist_add_boolean		stmf_nvlist_add_boolean
#define nvlist_add_boolean_value	stmf_nvlist_add_boolean_value
#define nvlist_add_uint16		stmf_nvlist_add_uint16
#define nvlist_add_uint32		stmf_nvlist_add_uint32
#define nvlist_add_int64		stmf_nvlist_add_int64
#define nvlist_add_uint64		stmf_nvlist_add_uint64
#define nvlist_add_string		stmf_nvlist_add_string
#define nvlist_add_string_array		stmf_nvlist_add_string_array
#define nvlist_add_nvlist		stmf_nvlist_add_nvlist
#define nvlist_lookup_boolean_value	stmf_nvlist_lookup_boolean_value
#define nvlist_lookup_uint16		stmf_nvlist_lookup_uint16
#define nvlist_lookup_uint32		stmf_nvlist_lookup_uint32
#define nvlist_lookup_int64		stmf_nvlist_lookup_int64
#define nvlist_lookup_uint64		stmf_nvlist_lookup_uint64
#define nvlist_lookup_string		stmf_nvlist_lookup_string
#define nvlist_lookup_string_array	stmf_nvlist_lookup_string_array
#define nvlist_lookup_nvlist		stmf_nvlist_lookup_nvlist
#define nvpair_name			stmf_nvpair_name
#define nvpair_type			stmf_nvpair_type
#define nvpair_value_string		stmf_nvpair_value_string
#define nvpair_value_nvlist		stmf_nvpair_value_nvlist
#define fnvlist_num_pairs		stmf_fnvlist_num_pairs

#pragma GCC visibility push(default)

/* flag: NV_UNIQUE_NAME, NV_UNIQUE_NAME_TYPE or 0; kmflag is not looked at. */
int nvlist_alloc(nvlist_t **list, unsigned int flag, int kmflag);
void nvlist_free(nvlist_t *list);
int nvlist_size(nvlist_t *list, size_t *size, int encoding);
/* *buf NULL: a new one for free(); else it has *len bytes, EINVAL if that's too few. */
int nvlist_pack(nvlist_t *list, char **buf, size_t *len, int encoding, int kmflag);
int nvlist_unpack(char *buf, size_t len, nvlist_t **list, int kmflag);
int nvlist_dup(nvlist_t *list, nvlist_t **copy, int kmflag);
int nvlist_merge(nvlist_t *to, nvlist_t *from, int flag);

boolean_t nvlist_exists(nvlist_t *list, const char *name);
boolean_t nvlist_empty(nvlist_t *list);
size_t fnvlist_num_pairs(nvlist_t *list);
int nvlist_remove(nvlist_t *list, const char *name, data_type_t type);
int nvlist_remove_all(nvlist_t *list, const char *name);

/* Values are copied; by the list's flag a pair of the same name goes. */
int nvlist_add_boolean(nvlist_t *list, const char *name);
int nvlist_add_boolean_value(nvlist_t *list, const char *name, boolean_t value);
int nvlist_add_uint16(nvlist_t *list, const char *name, uint16_t value);
int nvlist_add_uint32(nvlist_t *list, const char *name, uint32_t value);
int nvlist_add_int64(nvlist_t *list, const char *name, int64_t value);
int nvlist_add_uint64(nvlist_t *list, const char *name, uint64_t value);
int nvlist_add_string(nvlist_t *list, const char *name, const char *value);
int nvlist_add_string_array(nvlist_t *list, const char *name, char *const *values,
			    unsigned int count);
int nvlist_add_nvlist(nvlist_t *list, const char *name, nvlist_t *value);

/* What these give belongs to the list. ENOENT: no such name of that type */
int nvlist_lookup_boolean_value(nvlist_t *list, const char *name, boolean_t *value);
int nvlist_lookup_uint16(nvlist_t *list, const char *name, uint16_t *value);
int nvlist_lookup_uint32(nvlist_t *list, const char *name, uint32_t *value);
int nvlist_lookup_int64(nvlist_t *list, const char *name, int64_t *value);
int nvlist_lookup_uint64(nvlist_t *list, const char *name, uint64_t *value);
int nvlist_lookup_string(nvlist_t *list, const char *name, char **value);
int nvlist_lookup_string_array(nvlist_t *list, const char *name, char ***values,
			       unsigned int *count);
int nvlist_lookup_nvlist(nvlist_t *list, const char *name, nvlist_t **value);

/* after NULL: the first */
nvpair_t *nvlist_next_nvpair(nvlist_t *list, nvpair_t *after);
char *nvpair_name(nvpair_t *pair);
data_type_t nvpair_type(nvpair_t *pair);
int nvpair_value_string(nvpair_t *pair, char **value);
int nvpair_value_nvlist(nvpair_t *pair, nvlist_t **value);

#pragma GCC visibility pop

#endif /* _STMF_NVPAIR_H */
