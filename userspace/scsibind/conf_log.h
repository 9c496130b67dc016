/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong in a configuration file, and where. */
#ifndef _CONF_LOG_H
#define _CONF_LOG_H

#include <stddef.h>

enum conf_level { CONF_ERROR, CONF_CONFLICT, CONF_WARNING, CONF_LEVELS };

/* Lines and columns count from 1, columns in bytes. */
struct conf_place {
	const char *file;
	unsigned int line, column;
};

/* Where messages go. muted is for a parser that skips what it has reported. */
struct conf_log {
	void (*print)(void *arg, enum conf_level level, const struct conf_place *at,
		      const char *text);
	void *arg;
	unsigned int count[CONF_LEVELS];
	unsigned int muted;
};

#define CONF_TEXT_MAX 512

const char *conf_level_name(enum conf_level level);

/* quoted: the offending text, len bytes of it, or NULL. It is shown printable and short. */
__attribute__((format(printf, 6, 7)))
void conf_say(struct conf_log *log, enum conf_level level, const struct conf_place *at,
	      const char *quoted, size_t len, const char *fmt, ...);

#endif /* _CONF_LOG_H */
