// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Name-value lists in memory and packed as illumos does it (XDR: big endian,
 * units of 4 bytes). Pure functions. Unpacking trusts no byte: every length
 * and count is compared with what is left before memory is asked for, which
 * is a small multiple of the packed length.
 */
#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nvlist.h"

#define ENCODING_XDR	1
#define STREAM_LEN	4		/* stream header */
#define LIST_MIN	16		/* version, flags, end */
#define PAIR_MIN	20		/* two sizes, empty name, type, count */
#define FLAGS_ALL	(STMF_NV_UNIQUE_NAME | STMF_NV_UNIQUE_NAME_TYPE)

enum shape { NO_TYPE, NOTHING, NUMBER, TEXT, LIST };

/* Scalars have exactly one element. Arrays may begin with their count, again. */
static const struct kind {
	enum shape shape;
	bool array, counted, is_signed;
	uint8_t wire;			/* packed bytes of a number */
	uint8_t size;			/* bytes of an element in illumos' memory */
	uint8_t bits;
} kinds[] = {
	[STMF_NV_BOOLEAN]	= { .shape = NOTHING },
#define SCALAR(is_signed, wire, size, bits) { NUMBER, false, false, is_signed, wire, size, bits }
	[STMF_NV_BYTE]		= SCALAR(false, 4, 1, 8),
	[STMF_NV_INT8]		= SCALAR(true, 4, 1, 8),
	[STMF_NV_UINT8]		= SCALAR(false, 4, 1, 8),
	[STMF_NV_INT16]		= SCALAR(true, 4, 2, 16),
	[STMF_NV_UINT16]	= SCALAR(false, 4, 2, 16),
	[STMF_NV_INT32]		= SCALAR(true, 4, 4, 32),
	[STMF_NV_UINT32]	= SCALAR(false, 4, 4, 32),
	[STMF_NV_INT64]		= SCALAR(true, 8, 8, 64),
	[STMF_NV_UINT64]	= SCALAR(false, 8, 8, 64),
	[STMF_NV_HRTIME]	= SCALAR(true, 8, 8, 64),
	[STMF_NV_DOUBLE]	= SCALAR(false, 8, 8, 64),
	[STMF_NV_BOOLEAN_VALUE]	= SCALAR(false, 4, 4, 1),
#undef SCALAR
#define ARRAY(is_signed, wire, size, bits) { NUMBER, true, true, is_signed, wire, size, bits }
	[STMF_NV_BYTE_ARRAY]	= { NUMBER, true, false, false, 1, 1, 8 },
	[STMF_NV_INT8_ARRAY]	= ARRAY(true, 4, 1, 8),
	[STMF_NV_UINT8_ARRAY]	= ARRAY(false, 4, 1, 8),
	[STMF_NV_INT16_ARRAY]	= ARRAY(true, 4, 2, 16),
	[STMF_NV_UINT16_ARRAY]	= ARRAY(false, 4, 2, 16),
	[STMF_NV_INT32_ARRAY]	= ARRAY(true, 4, 4, 32),
	[STMF_NV_UINT32_ARRAY]	= ARRAY(false, 4, 4, 32),
	[STMF_NV_INT64_ARRAY]	= ARRAY(true, 8, 8, 64),
	[STMF_NV_UINT64_ARRAY]	= ARRAY(false, 8, 8, 64),
	[STMF_NV_BOOLEAN_ARRAY]	= ARRAY(false, 4, 4, 1),
#undef ARRAY
	[STMF_NV_STRING]	= { .shape = TEXT },
	[STMF_NV_STRING_ARRAY]	= { .shape = TEXT, .array = true, .size = 8 },
	[STMF_NV_NVLIST]	= { .shape = LIST, .size = 24 },
	[STMF_NV_NVLIST_ARRAY]	= { .shape = LIST, .array = true, .size = 8 + 24 },
};

#define NKINDS	(sizeof(kinds) / sizeof(kinds[0]))

static const struct kind *kind_of(enum stmf_nv_type type)
{
	return (unsigned int)type < NKINDS ? &kinds[type] : &kinds[0];
}

static bool count_fits(const struct kind *kind, uint32_t count)
{
	return kind->array || count == (kind->shape == NOTHING ? 0 : 1);
}

static bool number_fits(const struct kind *kind, uint64_t number)
{
	uint64_t half = UINT64_C(1) << (kind->bits - 1);

	if (kind->is_signed)
		number += half;		/* the lowest one becomes 0 */
	return number >> 1 < half;
}

/* ------------------------------------------------------------ lists in memory */

/**
 * stmf_nv_new - an empty list
 * @flags: STMF_NV_UNIQUE_NAME and others
 *
 * Return: the list, for stmf_nv_free(), or NULL.
 */
struct stmf_nvlist *stmf_nv_new(uint32_t flags)
{
	struct stmf_nvlist *list = calloc(1, sizeof(*list));

	if (list)
		list->flags = flags;
	return list;
}

/**
 * stmf_nv_free_pair - free a pair that is in no list any more
 * @pair: with its name and value
 */
void stmf_nv_free_pair(struct stmf_nvpair *pair)
{
	const struct kind *kind = kind_of(pair->type);
	uint32_t i;

	for (i = 0; pair->numbers && i < pair->count; i++) {
		if (kind->shape == TEXT)
			free(pair->strings[i]);
		else if (kind->shape == LIST)
			stmf_nv_free(pair->lists[i]);
	}
	free(pair->numbers);
	free(pair->name);
	free(pair);
}

/**
 * stmf_nv_free - free a list with all that is in it
 * @list: may be NULL
 */
void stmf_nv_free(struct stmf_nvlist *list)
{
	struct stmf_nvpair *pair;

	while (list && (pair = list->first)) {
		list->first = pair->next;
		stmf_nv_free_pair(pair);
	}
	free(list);
}

static size_t element_size(const struct kind *kind)
{
	return kind->shape == NUMBER ? sizeof(uint64_t) : sizeof(void *);
}

/* A pair whose elements are still 0 or NULL. */
static struct stmf_nvpair *new_pair(const char *name, size_t len, enum stmf_nv_type type,
				    uint32_t count)
{
	struct stmf_nvpair *pair = calloc(1, sizeof(*pair));

	if (!pair)
		return NULL;
	pair->type = type;
	pair->count = count;
	pair->name = strndup(name, len);
	if (count)
		pair->numbers = calloc(count, element_size(kind_of(type)));
	if (pair->name && (pair->numbers || !count))
		return pair;
	stmf_nv_free_pair(pair);
	return NULL;
}

static void append(struct stmf_nvlist *list, struct stmf_nvpair *pair)
{
	if (list->last)
		list->last->next = pair;
	else
		list->first = pair;
	list->last = pair;
}

/**
 * stmf_nv_add_numbers - append a pair of any numeric type, or a BOOLEAN
 * @list: to append to; that the name is new is the caller's care, stmf_nv_pack() tells if not
 * @name: is copied
 * @type: decides which numbers and how many are right
 * @numbers: @count of them, copied; not looked at for BOOLEAN, whose count is 0
 * @count: 1 for a scalar
 *
 * Return: 0, -EINVAL, -ERANGE or -ENOMEM.
 */
int stmf_nv_add_numbers(struct stmf_nvlist *list, const char *name, enum stmf_nv_type type,
			const uint64_t *numbers, uint32_t count)
{
	const struct kind *kind = kind_of(type);
	struct stmf_nvpair *pair;
	uint32_t i;

	if ((kind->shape != NUMBER && kind->shape != NOTHING) || !count_fits(kind, count))
		return -EINVAL;
	for (i = 0; i < count; i++) {
		if (!number_fits(kind, numbers[i]))
			return -ERANGE;
	}
	pair = new_pair(name, strlen(name), type, count);
	if (!pair)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		pair->numbers[i] = numbers[i];
	append(list, pair);
	return 0;
}

/**
 * stmf_nv_add_number - append a scalar
 * @list: to append to
 * @name: is copied
 * @type: a scalar type of numbers
 * @number: negative ones are cast
 *
 * Return: as stmf_nv_add_numbers().
 */
int stmf_nv_add_number(struct stmf_nvlist *list, const char *name, enum stmf_nv_type type,
		       uint64_t number)
{
	return stmf_nv_add_numbers(list, name, type, &number, 1);
}

static int add_strings(struct stmf_nvlist *list, const char *name, enum stmf_nv_type type,
		       const char *const *strings, uint32_t count)
{
	struct stmf_nvpair *pair = new_pair(name, strlen(name), type, count);
	uint32_t i;

	if (!pair)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		pair->strings[i] = strdup(strings[i]);
		if (!pair->strings[i]) {
			stmf_nv_free_pair(pair);
			return -ENOMEM;
		}
	}
	append(list, pair);
	return 0;
}

/**
 * stmf_nv_add_strings - append a STRING_ARRAY
 * @list: to append to
 * @name: is copied
 * @strings: @count of them, copied
 * @count: may be 0
 *
 * Return: 0 or -ENOMEM.
 */
int stmf_nv_add_strings(struct stmf_nvlist *list, const char *name, const char *const *strings,
			uint32_t count)
{
	return add_strings(list, name, STMF_NV_STRING_ARRAY, strings, count);
}

/**
 * stmf_nv_add_string - append a STRING
 * @list: to append to
 * @name: is copied
 * @string: is copied
 *
 * Return: 0 or -ENOMEM.
 */
int stmf_nv_add_string(struct stmf_nvlist *list, const char *name, const char *string)
{
	return add_strings(list, name, STMF_NV_STRING, &string, 1);
}

static struct stmf_nvpair *add_lists(struct stmf_nvlist *list, const char *name,
				     enum stmf_nv_type type, uint32_t flags, uint32_t count)
{
	struct stmf_nvpair *pair = new_pair(name, strlen(name), type, count);
	uint32_t i;

	for (i = 0; pair && i < count; i++) {
		pair->lists[i] = stmf_nv_new(flags);
		if (!pair->lists[i]) {
			stmf_nv_free_pair(pair);
			return NULL;
		}
	}
	if (pair)
		append(list, pair);
	return pair;
}

/**
 * stmf_nv_add_list - append an NVLIST
 * @list: to append to
 * @name: is copied
 * @flags: of the new list
 *
 * Return: the new list, which is empty and belongs to @list, or NULL.
 */
struct stmf_nvlist *stmf_nv_add_list(struct stmf_nvlist *list, const char *name, uint32_t flags)
{
	struct stmf_nvpair *pair = add_lists(list, name, STMF_NV_NVLIST, flags, 1);

	return pair ? pair->lists[0] : NULL;
}

/**
 * stmf_nv_add_lists - append an NVLIST_ARRAY
 * @list: to append to
 * @name: is copied
 * @flags: of the new lists
 * @count: may be 0
 *
 * Return: the pair with its empty lists, or NULL.
 */
struct stmf_nvpair *stmf_nv_add_lists(struct stmf_nvlist *list, const char *name, uint32_t flags,
				      uint32_t count)
{
	return add_lists(list, name, STMF_NV_NVLIST_ARRAY, flags, count);
}

/**
 * stmf_nv_find - the first pair of this name and type
 * @list: to search
 * @name: exact
 * @type: exact
 *
 * To see every pair, follow list->first and pair->next.
 *
 * Return: the pair or NULL.
 */
const struct stmf_nvpair *stmf_nv_find(const struct stmf_nvlist *list, const char *name,
				       enum stmf_nv_type type)
{
	const struct stmf_nvpair *pair;

	for (pair = list->first; pair; pair = pair->next) {
		if (pair->type == type && !strcmp(pair->name, name))
			break;
	}
	return pair;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct stmf_nvpair *x = *(const struct stmf_nvpair *const *)a;
	const struct stmf_nvpair *y = *(const struct stmf_nvpair *const *)b;
	int order = strcmp(x->name, y->name);

	return order ? order : (int)x->type - (int)y->type;
}

/* The first name that the flags of the list forbid to occur twice, or NULL. */
static int find_twice(const struct stmf_nvlist *list, const char **twice)
{
	const struct stmf_nvpair *pair, **sorted;
	size_t count = 0, i;

	*twice = NULL;
	for (pair = list->first; pair; pair = pair->next)
		count++;
	if (count < 2 || !list->flags)
		return 0;
	sorted = calloc(count, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	for (pair = list->first, i = 0; pair; pair = pair->next)
		sorted[i++] = pair;
	qsort(sorted, count, sizeof(*sorted), compare_pairs);
	for (i = 1; i < count && !*twice; i++) {
		if (!strcmp(sorted[i]->name, sorted[i - 1]->name) &&
		    (list->flags & STMF_NV_UNIQUE_NAME || sorted[i]->type == sorted[i - 1]->type))
			*twice = sorted[i]->name;
	}
	free(sorted);
	return 0;
}

/* ------------------------------------------------------------------ packing */

struct out {
	uint8_t *data;
	size_t len, room;
	int error;			/* the first one; nothing is written after it */
};

static size_t align(size_t n, size_t unit)
{
	return (n + unit - 1) & ~(unit - 1);
}

/* Zeroed room for len bytes at the end, or NULL. */
static uint8_t *extend(struct out *out, size_t len)
{
	size_t room;
	uint8_t *data;

	if (!out->error && len > STMF_NV_PACKED_MAX - out->len)
		out->error = -E2BIG;
	if (!out->error && len > out->room - out->len) {
		room = align(out->len + len, 256) + out->room;
		data = realloc(out->data, room);
		if (!data) {
			out->error = -ENOMEM;
		} else {
			out->data = data;
			out->room = room;
		}
	}
	if (out->error)
		return NULL;
	out->len += len;
	return memset(out->data + out->len - len, 0, len);
}

static void poke32(struct out *out, size_t at, uint32_t v)
{
	v = htobe32(v);
	if (!out->error)
		memcpy(out->data + at, &v, sizeof(v));
}

static void put32(struct out *out, uint32_t v)
{
	extend(out, sizeof(v));
	poke32(out, out->len - sizeof(v), v);
}

static void put64(struct out *out, uint64_t v)
{
	put32(out, v >> 32);
	put32(out, v);
}

static void put_string(struct out *out, const char *s)
{
	size_t len = strlen(s);
	uint8_t *p;

	put32(out, len);
	p = extend(out, align(len, 4));
	if (p)
		memcpy(p, s, len);
}

static void put_numbers(struct out *out, const struct kind *kind, const struct stmf_nvpair *pair)
{
	uint8_t *p;
	uint32_t i;

	if (kind->counted)
		put32(out, pair->count);
	if (kind->wire == 1) {
		p = extend(out, align(pair->count, 4));
		for (i = 0; p && i < pair->count; i++)
			p[i] = pair->numbers[i];
		return;
	}
	for (i = 0; i < pair->count && !out->error; i++) {
		if (kind->wire == 8)
			put64(out, pair->numbers[i]);
		else
			put32(out, pair->numbers[i]);
	}
}

/* Bytes that illumos needs in memory; its decoder takes our word for it. Below 2^31 as all is. */
static size_t decoded_size(const struct kind *kind, const struct stmf_nvpair *pair)
{
	size_t value = (size_t)pair->count * kind->size;
	uint32_t i;

	for (i = 0; kind->shape == TEXT && i < pair->count; i++)
		value += strlen(pair->strings[i]) + 1;
	return align(16 + strlen(pair->name) + 1, 8) + align(value, 8);
}

static void put_list(struct out *out, const struct stmf_nvlist *list, unsigned int depth);

static void put_pair(struct out *out, const struct stmf_nvpair *pair, unsigned int depth)
{
	const struct kind *kind = kind_of(pair->type);
	size_t at = out->len;
	uint32_t i;

	put32(out, 0);
	put32(out, decoded_size(kind, pair));
	put_string(out, pair->name);
	put32(out, pair->type);
	put32(out, pair->count);
	if (kind->shape == NUMBER)
		put_numbers(out, kind, pair);
	for (i = 0; kind->shape > NUMBER && i < pair->count && !out->error; i++) {
		if (kind->shape == TEXT)
			put_string(out, pair->strings[i]);
		else
			put_list(out, pair->lists[i], depth + 1);
	}
	poke32(out, at, out->len - at);
}

static void put_list(struct out *out, const struct stmf_nvlist *list, unsigned int depth)
{
	const struct stmf_nvpair *pair;
	const char *twice = NULL;
	int error = depth > STMF_NV_DEPTH_MAX ? -EINVAL : find_twice(list, &twice);

	if (!out->error)
		out->error = twice ? -EINVAL : error;
	put32(out, 0);
	put32(out, list->flags);
	for (pair = list->first; pair && !out->error; pair = pair->next)
		put_pair(out, pair, depth);
	put64(out, 0);
}

/**
 * stmf_nv_pack - make the packed form of a list
 * @list: is packed with all lists in it
 * @datap: receives the bytes, for free()
 * @lenp: receives how many
 *
 * Return: 0; -EINVAL if a name is there twice or lists are nested too deep; -E2BIG; -ENOMEM.
 */
int stmf_nv_pack(const struct stmf_nvlist *list, uint8_t **datap, size_t *lenp)
{
	struct out out = { 0 };
	uint8_t *head = extend(&out, STREAM_LEN);

	if (head) {
		head[0] = ENCODING_XDR;
		head[1] = __BYTE_ORDER == __LITTLE_ENDIAN;
	}
	put_list(&out, list, 0);
	if (out.error) {
		free(out.data);
		return out.error;
	}
	*datap = out.data;
	*lenp = out.len;
	return 0;
}

/* ---------------------------------------------------------------- unpacking */

struct in {
	const uint8_t *begin, *p, *end;	/* end: of the pair that is being read */
	char *err;
};

static int refuse(struct in *in, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int refuse(struct in *in, const char *fmt, ...)
{
	char what[STMF_NV_ERRLEN - 32];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(in->err, STMF_NV_ERRLEN, "%s at byte %zu", what, (size_t)(in->p - in->begin));
	return -EINVAL;
}

static int out_of_memory(struct in *in)
{
	snprintf(in->err, STMF_NV_ERRLEN, "out of memory");
	return -ENOMEM;
}

static size_t left(const struct in *in)
{
	return in->end - in->p;
}

static int get32(struct in *in, uint32_t *v)
{
	*v = 0;
	if (left(in) < sizeof(*v))
		return refuse(in, "the list is cut off");
	memcpy(v, in->p, sizeof(*v));
	*v = be32toh(*v);
	in->p += sizeof(*v);
	return 0;
}

/* len bytes and their padding with zeros to units of 4 */
static int get_bytes(struct in *in, size_t len, const uint8_t **bytes)
{
	size_t pad = align(len, 4) - len;

	if (len > left(in) || pad > left(in) - len)
		return refuse(in, "%zu bytes do not fit", len);
	*bytes = in->p;
	in->p += len;
	for (; pad; pad--) {
		if (*in->p++)
			return refuse(in, "padding that isn't zero");
	}
	return 0;
}

static int get_text(struct in *in, const char **text, uint32_t *len)
{
	const uint8_t *bytes = NULL;
	int rc;

	*text = "";
	rc = get32(in, len);
	if (!rc)
		rc = get_bytes(in, *len, &bytes);
	if (rc)
		return rc;
	if (memchr(bytes, '\0', *len))
		return refuse(in, "a NUL inside a string");
	*text = (const char *)bytes;
	return 0;
}

static int get_string(struct in *in, char **string)
{
	const char *text;
	uint32_t len;
	int rc;

	rc = get_text(in, &text, &len);
	if (rc)
		return rc;
	*string = strndup(text, len);
	return *string ? 0 : out_of_memory(in);
}

static int get_number(struct in *in, const struct kind *kind, uint64_t *number)
{
	uint32_t high = 0, low;
	int rc;

	rc = kind->wire == 8 ? get32(in, &high) : 0;
	if (!rc)
		rc = get32(in, &low);
	if (rc)
		return rc;
	*number = (uint64_t)high << 32 | low;
	if (kind->wire == 4 && kind->is_signed)
		*number = (int64_t)(int32_t)low;
	/* Of 8 bits illumos may have extended the sign, whatever the type. */
	if (kind->bits == 8 && (low + 0x80 < 0x180))
		*number = kind->is_signed ? (uint64_t)(int8_t)low : (uint8_t)low;
	return number_fits(kind, *number) ? 0 : refuse(in, "a number out of range");
}

static int get_numbers(struct in *in, const struct kind *kind, struct stmf_nvpair *pair)
{
	const uint8_t *bytes;
	uint32_t i, again;
	int rc = 0;

	if (kind->wire == 1) {
		rc = get_bytes(in, pair->count, &bytes);
		for (i = 0; !rc && i < pair->count; i++)
			pair->numbers[i] = bytes[i];
		return rc;
	}
	if (kind->counted) {
		rc = get32(in, &again);
		if (!rc && again != pair->count)
			rc = refuse(in, "%u elements, but %u announced", again, pair->count);
	}
	for (i = 0; !rc && i < pair->count; i++)
		rc = get_number(in, kind, &pair->numbers[i]);
	return rc;
}

static int get_list(struct in *in, struct stmf_nvlist **listp, unsigned int depth);

static int get_value(struct in *in, const struct kind *kind, struct stmf_nvpair *pair,
		     unsigned int depth)
{
	uint32_t i;
	int rc = 0;

	if (kind->shape == NUMBER)
		return get_numbers(in, kind, pair);
	for (i = 0; !rc && i < pair->count; i++) {
		if (kind->shape == TEXT)
			rc = get_string(in, &pair->strings[i]);
		else
			rc = get_list(in, &pair->lists[i], depth + 1);
	}
	return rc;
}

static size_t least_size(const struct kind *kind)
{
	return kind->shape == LIST ? LIST_MIN : kind->shape == TEXT ? 4 : kind->wire;
}

/* Name, type and count; the pair is then as long as its value may be. */
static int get_pair_head(struct in *in, struct stmf_nvpair **pairp)
{
	uint32_t len, type, count;
	const struct kind *kind;
	const char *name;
	int rc;

	rc = get_text(in, &name, &len);
	if (!rc)
		rc = get32(in, &type);
	if (!rc)
		rc = get32(in, &count);
	if (rc)
		return rc;
	kind = kind_of(type);
	if (kind->shape == NO_TYPE)
		return refuse(in, "unknown type %u", type);
	if (!count_fits(kind, count))
		return refuse(in, "%u elements of type %u", count, type);
	if (count && count > left(in) / least_size(kind))
		return refuse(in, "%u elements do not fit", count);
	*pairp = new_pair(name, len, type, count);
	return *pairp ? 0 : out_of_memory(in);
}

/* The rest of a pair of size bytes that begins at start. */
static int get_pair(struct in *in, const uint8_t *start, uint32_t size, struct stmf_nvlist *list,
		    unsigned int depth)
{
	const uint8_t *end = in->end;
	struct stmf_nvpair *pair = NULL;
	int rc;

	if (size < PAIR_MIN || size > (size_t)(end - start))
		return refuse(in, "impossible size %u of a pair", size);
	in->end = start + size;
	rc = get_pair_head(in, &pair);
	if (!rc) {
		append(list, pair);
		rc = get_value(in, kind_of(pair->type), pair, depth);
	}
	if (!rc && in->p != in->end)
		rc = refuse(in, "a pair is longer than its value");
	in->end = end;
	return rc;
}

/* All pairs, up to and with the two zeros at the end. */
static int get_pairs(struct in *in, struct stmf_nvlist *list, unsigned int depth)
{
	const uint8_t *start;
	uint32_t size, decoded;
	int rc;

	for (;;) {
		start = in->p;
		rc = get32(in, &size);
		if (!rc)
			rc = get32(in, &decoded);
		if (rc || (!size && !decoded))
			return rc;
		if (!decoded || decoded > INT32_MAX)
			return refuse(in, "impossible decoded size %u of a pair", decoded);
		rc = get_pair(in, start, size, list, depth);
		if (rc)
			return rc;
	}
}

/* *listp is freed with the list that it is in, also if this fails. */
static int get_list(struct in *in, struct stmf_nvlist **listp, unsigned int depth)
{
	const char *twice = NULL;
	uint32_t version, flags;
	int rc;

	if (depth > STMF_NV_DEPTH_MAX)
		return refuse(in, "more than %d lists in each other", STMF_NV_DEPTH_MAX);
	rc = get32(in, &version);
	if (!rc)
		rc = get32(in, &flags);
	if (rc)
		return rc;
	if (version || flags & ~FLAGS_ALL)
		return refuse(in, "unknown version %u or flags %#x", version, flags);
	*listp = stmf_nv_new(flags);
	if (!*listp)
		return out_of_memory(in);
	rc = get_pairs(in, *listp, depth);
	if (!rc && find_twice(*listp, &twice))
		rc = out_of_memory(in);
	if (!rc && twice)
		rc = refuse(in, "the name %.80s twice in the list that ends", twice);
	return rc;
}

/**
 * stmf_nv_unpack - read the packed form of a list
 * @data: exactly one list, XDR encoding
 * @len: of @data
 * @listp: receives the list, for stmf_nv_free()
 * @err: receives what is wrong and where
 *
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int stmf_nv_unpack(const void *data, size_t len, struct stmf_nvlist **listp,
		   char err[STMF_NV_ERRLEN])
{
	struct in in = { .begin = data, .p = data, .err = err };
	struct stmf_nvlist *list = NULL;
	int rc;

	if (len > STMF_NV_PACKED_MAX) {
		snprintf(err, STMF_NV_ERRLEN, "the list is longer than %d bytes",
			 STMF_NV_PACKED_MAX);
		return -E2BIG;
	}
	if (len < STREAM_LEN)
		return refuse(&in, "the list is cut off");
	in.end = in.begin + len;
	if (in.p[0] != ENCODING_XDR || in.p[2] || in.p[3])
		return refuse(&in, "not a list in XDR encoding");
	in.p += STREAM_LEN;
	rc = get_list(&in, &list, 0);
	if (!rc && in.p != in.end)
		rc = refuse(&in, "the list ends before its data,");
	if (rc)
		stmf_nv_free(list);
	else
		*listp = list;
	return rc;
}
