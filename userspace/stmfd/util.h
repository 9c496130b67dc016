/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that never fails (the daemon ends instead: it is crash-only), vectors, texts, the time, the log. */
#ifndef _STMFD_UTIL_H
#define _STMFD_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

void *xcalloc(size_t n, size_t size);
char *xstrdup(const char *text);	/* NULL stays NULL */
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);
void *vec_grow(void *v, size_t *n, size_t size);

/* A growing array; vec_push() gives a new zeroed element at its end. */
#define VEC(type) struct { type *v; size_t n; }
#define vec_push(vec) \
	((vec)->v = vec_grow((vec)->v, &(vec)->n, sizeof(*(vec)->v)), (vec)->v + (vec)->n - 1)
#define vec_remove(vec, i) \
	memmove(&(vec)->v[i], &(vec)->v[(i) + 1], (--(vec)->n - (i)) * sizeof(*(vec)->v))
#define vec_each(item, vec) \
	for (__typeof__(&*(vec)->v) item = (vec)->v; \
	     (vec)->n && item < (vec)->v + (vec)->n; item++)
#define vec_free(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = 0)

void random_bytes(uint8_t *bytes, size_t n);
time_t monotonic_seconds(void);

/* Sets of names, sorted. */
struct names {
	char **v;
	size_t n;
};

bool names_has(const struct names *set, const char *name);
bool names_add(struct names *set, const char *name);	/* false: was there */
bool names_del(struct names *set, const char *name);
void names_copy(struct names *set, const struct names *from);
void names_free(struct names *set);

bool same_text(const char *a, const char *b);		/* NULL equals NULL only */
bool path_under(const char *path, const char *top);	/* top itself or below it */

/*
 * Why something failed: a return code of libstmf and one sentence. The
 * first fault stays; a NULL fault takes nothing. Both calls return -1.
 */
struct fault {
	int status;
	char text[768];
};

int failed(struct fault *fault, int status, const char *fmt, ...) PRINTF(3, 4);

/* To stderr with journald's priority prefix. */
void say(int priority, const char *fmt, ...) PRINTF(2, 3);

#endif /* _STMFD_UTIL_H */
