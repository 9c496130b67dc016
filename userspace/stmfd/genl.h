/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: requests to the family "stmf", and its events. */
#ifndef _STMFD_GENL_H
#define _STMFD_GENL_H

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stmf.h>

#include "util.h"

struct genl;

typedef void (*genl_reply)(struct nlattr **attrs, void *arg);

struct genl *genl_new(void);
void genl_free(struct genl *genl);

/* Finds the family and its events again; 0, or a negative errno: no stmf.ko. */
int genl_resolve(struct genl *genl);

struct nl_msg *genl_request(struct genl *genl, enum stmf_cmd cmd, int flags);
/*
 * Sends the request (taken over) and waits for its end; reply is called for
 * each message that has attributes. Returns 0 or a negative errno; text, if
 * not NULL, gets what the kernel says about it.
 */
int genl_talk(struct genl *genl, struct nl_msg *msg, genl_reply reply, void *arg, char *text,
	      size_t size);

/*
 * What has changed in the model since it was read. Every change is an event and
 * counts the generation on by one, and an event is there before anybody can
 * read that generation: so it shows if one is missing.
 */
struct genl_news {
	bool family;		/* stmf.ko came or went since genl_resolve() was right */
	bool lost;		/* something was lost: read everything again */
	bool others;		/* not only logical units and their views */
	uint64_t generation;	/* all changes up to this one are in here */
	struct names lus;	/* GUIDs */
};

int genl_events_fd(const struct genl *genl);
/* Adds what came, to both; also may be NULL. */
void genl_events(struct genl *genl, struct genl_news *news, struct genl_news *also);
/* The whole model has been read. */
void genl_news_old(struct genl_news *news, uint64_t generation);

/* False: no GUID is given. The text has 32 digits. */
bool genl_guid(const struct nlattr *attr, char *guid);

#endif /* _STMFD_GENL_H */
