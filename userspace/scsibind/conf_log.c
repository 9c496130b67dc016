// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdarg.h>
#include <stdio.h>

#include "conf_log.h"

#define QUOTED_MAX 40	/* bytes of the offending text that are shown */

const char *conf_level_name(enum conf_level level)
{
	static const char *const names[CONF_LEVELS] = { "error", "conflict", "warning" };

	return names[level];
}

/* Names come from strings, which may contain anything. */
static void make_printable(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
	}
}

/* Files may be binary and messages go to terminals and logs. */
static void append_quoted(char *out, size_t size, const char *text, size_t len)
{
	size_t i, n;

	n = snprintf(out, size, ": '");
	for (i = 0; i < len && i < QUOTED_MAX; i++) {
		unsigned char c = text[i];

		n += snprintf(out + n, size - n, c >= ' ' && c <= '~' ? "%c" : "\\x%02x", c);
	}
	snprintf(out + n, size - n, i < len ? "...'" : "'");
}

void conf_say(struct conf_log *log, enum conf_level level, const struct conf_place *at,
	      const char *quoted, size_t len, const char *fmt, ...)
{
	char text[CONF_TEXT_MAX + 4 * QUOTED_MAX + 8];
	va_list ap;
	size_t n;

	if (log->muted)
		return;
	log->count[level]++;
	va_start(ap, fmt);
	n = vsnprintf(text, CONF_TEXT_MAX, fmt, ap);
	va_end(ap);
	if (n >= CONF_TEXT_MAX)
		n = CONF_TEXT_MAX - 1;
	make_printable(text);
	if (quoted)
		append_quoted(text + n, sizeof(text) - n, quoted, len);
	log->print(log->arg, level, at, text);
}
