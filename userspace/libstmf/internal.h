/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Shared inside libstmf: failing with a text, lists, the netlink query and
 * the control call.
 */
#ifndef _STMF_INTERNAL_H
#define _STMF_INTERNAL_H

#include <stdbool.h>

#include "stmf_linux.h"

struct json_object;
struct nlattr;

/* error.c: every error leaves the library through here. */
int stmf_fail(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int stmf_fail_arg(const char *what);
int stmf_fail_errno(int err, const char *text);
void stmf_clear_error(void);

/*
 * list.c: COMSTAR's lists, a count and the elements in one block.
 * start: offset of the first element; size: of one.
 */
struct stmf_list {
	size_t start, size;
	uint32_t cnt, room;
	void *block;
};

#define STMF_LIST(type, field)                               \
	((struct stmf_list){ .start = offsetof(type, field), \
			     .size = sizeof(((type *)0)->field[0]) })

void *stmf_list_add(struct stmf_list *list);	/* zeroed; NULL: no memory */
void stmf_list_reset(void *list);
int stmf_list_finish(struct stmf_list *list, int code, void *out);

/*
 * nl.c: one request to the kernel; each reply goes to item(), which returns
 * a libstmf code. A dump that saw the model change is begun again after
 * restart(). generation: of the model that was read, 0 if none was told.
 */
struct stmf_query {
	uint8_t cmd;
	bool dump;
	uint8_t kind;			/* 0: not sent, likewise NULL */
	const stmfGuid *guid;
	const char *name;
	const char *target;
	const char *initiator;
	int (*item)(struct nlattr **attrs, void *arg);
	void (*restart)(void *arg);
	void *arg;
	uint64_t generation;
};

int stmf_query(struct stmf_query *query);
void stmf_retry_pause(int attempt);
#define STMF_RETRIES 100

/* attr.c */
void stmf_attr_text(const struct nlattr *attr, char *out, size_t size);
void stmf_attr_devid(const struct nlattr *attr, stmfDevid *devid);
bool stmf_attr_guid(const struct nlattr *attr, stmfGuid *guid);
uint8_t stmf_attr_u8(const struct nlattr *attr, uint8_t absent);
uint16_t stmf_attr_u16(const struct nlattr *attr, uint16_t absent);
uint32_t stmf_attr_u32(const struct nlattr *attr);	/* absent: 0, likewise below */
uint64_t stmf_attr_u64(const struct nlattr *attr);
time_t stmf_attr_time(const struct nlattr *attr);

/* initiator.c; both expect a zeroed structure */
void stmf_attr_login(struct nlattr **attrs, stmfLogin *login);
void stmf_attr_refusal(struct nlattr **attrs, stmfRefusal *refusal);

/* ctl.c: requests to stmfd. NULL values are left out. */
struct json_object *stmf_request(const char *op);
void stmf_request_add(struct json_object *request, const char *key, struct json_object *value);
void stmf_request_text(struct json_object *request, const char *key, const char *value);
void stmf_request_guid(struct json_object *request, const stmfGuid *guid);
void stmf_request_devid(struct json_object *request, const char *key, const stmfDevid *devid);
int stmf_ctl_call(struct json_object *request, struct json_object **reply);
int stmf_ctl_ask(struct json_object *request, struct json_object **reply);
int stmf_ctl_set_state(const char *object, const stmfGuid *lu, const stmfDevid *target,
		       bool online);

/* lu_resource.c: what is set in a resource, as stmfd wants it */
struct json_object *stmf_lu_props(luResource res);
bool stmf_lu_has(luResource res, uint32_t prop);

#endif /* _STMF_INTERNAL_H */
