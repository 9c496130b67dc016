/* SPDX-License-Identifier: GPL-2.0 */
/* Memory for what is as large as the configuration: without it the program ends. */
#ifndef _ALLOC_H
#define _ALLOC_H

void *must(void *memory);
char *text_copy(const char *text);
char *text_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* _ALLOC_H */
