/* SPDX-License-Identifier: GPL-2.0 */
/* Output as JSON: keys in lower case, times in seconds since the epoch. */
#ifndef _JSON_H
#define _JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include "cmdparse.h"
#include "stmf_linux.h"

/*
 * An empty text is left out. Bytes that are no UTF-8, which group names may
 * have, become U+FFFD.
 */
void put_text(struct json_object *object, const char *key, const char *text);
void put_number(struct json_object *object, const char *key, int64_t number);
void put_count(struct json_object *object, const char *key, uint64_t count);
void put_bool(struct json_object *object, const char *key, bool value);
void put_devid(struct json_object *object, const char *key, const stmfDevid *devid);
void put_guid(struct json_object *object, const char *key, const stmfGuid *guid);

/* The same in lower case */
void put_word(struct json_object *object, const char *key, const char *text);

/* For what a list has: an array if -j is given, else NULL. */
struct json_object *json_list(const struct cmd_line *line);
/* The end of it: {"key": [...]}, if there is an array. Returns status. */
int json_list_end(struct json_object *array, const char *key, int status);

/* On several lines, or on one; both free it. */
void json_print(struct json_object *value);
void json_line(struct json_object *value);

#endif /* _JSON_H */
