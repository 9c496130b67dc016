// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "util.h"

static void *must(void *p)
{
	if (!p) {
		say(LOG_CRIT, "out of memory");
		abort();
	}
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size));
}

char *xstrdup(const char *text)
{
	return text ? must(strdup(text)) : NULL;
}

char *xasprintf(const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return must(n < 0 ? NULL : text);
}

time_t monotonic_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec;
}

void random_bytes(uint8_t *bytes, size_t n)
{
	if (getrandom(bytes, n, 0) != (ssize_t)n)
		abort();
}

/* Room for 8 elements, then doubled whenever their number is a power of two. */
void *vec_grow(void *v, size_t *n, size_t size)
{
	if (*n == 0)
		v = must(realloc(v, 8 * size));
	else if (*n >= 8 && !(*n & (*n - 1)))
		v = must(realloc(v, 2 * *n * size));
	memset((char *)v + *n * size, 0, size);
	++*n;
	return v;
}

/* Place of the name, or where it belongs. */
static size_t names_place(const struct names *set, const char *name, bool *found)
{
	size_t low = 0, high = set->n;

	*found = false;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(set->v[mid], name);

		if (!order) {
			*found = true;
			return mid;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool names_has(const struct names *set, const char *name)
{
	bool found;

	names_place(set, name, &found);
	return found;
}

bool names_add(struct names *set, const char *name)
{
	bool found;
	size_t at = names_place(set, name, &found);

	if (found)
		return false;
	(void)vec_push(set);
	memmove(&set->v[at + 1], &set->v[at], (set->n - 1 - at) * sizeof(*set->v));
	set->v[at] = xstrdup(name);
	return true;
}

bool names_del(struct names *set, const char *name)
{
	bool found;
	size_t at = names_place(set, name, &found);

	if (!found)
		return false;
	free(set->v[at]);
	vec_remove(set, at);
	return true;
}

void names_copy(struct names *set, const struct names *from)
{
	memset(set, 0, sizeof(*set));
	vec_each(name, from)
		*vec_push(set) = xstrdup(*name);
}

void names_free(struct names *set)
{
	vec_each(name, set)
		free(*name);
	vec_free(set);
}

bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool path_under(const char *path, const char *top)
{
	size_t n = strlen(top);

	return !strncmp(path, top, n) && (path[n] == '/' || !path[n]);
}

int failed(struct fault *fault, int status, const char *fmt, ...)
{
	va_list ap;

	if (fault && !fault->status) {
		fault->status = status;
		va_start(ap, fmt);
		vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
		va_end(ap);
	}
	return -1;
}

void say(int priority, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	fprintf(stderr, "<%d>%s\n", priority, text);
}
