// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "genl.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

#define EVENT_BUFFER (4 * 1024 * 1024)

struct genl {
	struct nl_sock *requests, *events;
	int family;
	int group;		/* of events; -1: not joined */
};

/* One request on its way. */
struct talk {
	genl_reply reply;
	void *arg;
	bool done;
	int err;
	char *text;
	size_t size;
};

static struct nla_policy policy[STMF_A_MAX + 1] = {
	[STMF_A_KIND] = { .type = NLA_U8 },
	[STMF_A_EVENT] = { .type = NLA_U8 },
	[STMF_A_GENERATION] = { .type = NLA_U64 },
	[STMF_A_STATE] = { .type = NLA_U8 },
	[STMF_A_CONFIG_STATE] = { .type = NLA_U8 },
	[STMF_A_DEFAULT_LU_STATE] = { .type = NLA_U8 },
	[STMF_A_DEFAULT_TARGET_STATE] = { .type = NLA_U8 },
	[STMF_A_GUID] = { .minlen = STMF_GUID_LEN, .maxlen = STMF_GUID_LEN },
	[STMF_A_NAME] = { .type = NLA_STRING },
	[STMF_A_MEMBER] = { .type = NLA_STRING },
	[STMF_A_VIEW_INDEX] = { .type = NLA_U32 },
	[STMF_A_HOST_GROUP] = { .type = NLA_STRING },
	[STMF_A_TARGET_GROUP] = { .type = NLA_STRING },
	[STMF_A_LUN] = { .type = NLA_U16 },
	[STMF_A_PROVIDER] = { .type = NLA_STRING },
	[STMF_A_ALIAS] = { .type = NLA_STRING },
	[STMF_A_PARAMS] = { .type = NLA_STRING },
	[STMF_A_DATA_FILE] = { .type = NLA_STRING },
};

static struct nl_sock *open_socket(void)
{
	struct nl_sock *sk = nl_socket_alloc();
	int err = sk ? genl_connect(sk) : -NLE_NOMEM;

	if (err) {
		say(LOG_CRIT, "generic netlink: %s", nl_geterror(err));
		abort();
	}
	nl_socket_enable_msg_peek(sk);
	return sk;
}

static struct nl_sock *open_requests(void)
{
	struct nl_sock *sk = open_socket();
	int on = 1;

	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	return sk;
}

struct genl *genl_new(void)
{
	struct genl *genl = xcalloc(1, sizeof(*genl));
	int group;

	genl->requests = open_requests();
	genl->events = open_socket();
	genl->family = genl->group = -1;
	nl_socket_disable_seq_check(genl->events);
	nl_socket_set_nonblocking(genl->events);
	nl_socket_set_buffer_size(genl->events, EVENT_BUFFER, 0);
	group = genl_ctrl_resolve_grp(genl->requests, "nlctrl", "notify");
	if (group >= 0)
		nl_socket_add_membership(genl->events, group);
	return genl;
}

void genl_free(struct genl *genl)
{
	nl_socket_free(genl->requests);
	nl_socket_free(genl->events);
	free(genl);
}

int genl_resolve(struct genl *genl)
{
	if (genl->group >= 0)
		nl_socket_drop_membership(genl->events, genl->group);
	genl->group = -1;
	genl->family = genl_ctrl_resolve(genl->requests, STMF_GENL_NAME);
	if (genl->family < 0)
		return -ENOENT;
	genl->group = genl_ctrl_resolve_grp(genl->requests, STMF_GENL_NAME,
					    STMF_GENL_MCGRP_EVENTS);
	if (genl->group < 0 || nl_socket_add_membership(genl->events, genl->group))
		return -ENOENT;
	return 0;
}

struct nl_msg *genl_request(struct genl *genl, enum stmf_cmd cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, genl->family, 0,
				 NLM_F_REQUEST | flags, cmd, STMF_GENL_VERSION)) {
		say(LOG_CRIT, "out of memory");
		abort();
	}
	return msg;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[STMF_A_MAX + 1];
	struct talk *talk = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, STMF_A_MAX, policy) < 0)
		talk->err = -EBADMSG;
	else if (talk->reply)
		talk->reply(attrs, talk->arg);
	return NL_OK;
}

/* A change in the midst of a dump shows in the generations. */
static int on_ignored(struct nl_msg *msg, void *arg)
{
	return NL_OK;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	((struct talk *)arg)->done = true;
	return NL_STOP;
}

/* The extended-ack text is an attribute behind the copy of the request. */
static void keep_text(const struct nlmsghdr *hdr, struct talk *talk)
{
	const struct nlmsgerr *e = nlmsg_data(hdr);
	int skip = sizeof(*e) + (hdr->nlmsg_flags & NLM_F_CAPPED ? 0 :
				 (int)NLMSG_ALIGN(e->msg.nlmsg_len) - (int)sizeof(e->msg));
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];

	if (!talk->text || !(hdr->nlmsg_flags & NLM_F_ACK_TLVS) || skip > nlmsg_datalen(hdr))
		return;
	if (!nla_parse(attrs, NLMSGERR_ATTR_MAX, (struct nlattr *)((char *)e + skip),
		       nlmsg_datalen(hdr) - skip, NULL) && attrs[NLMSGERR_ATTR_MSG])
		nla_strlcpy(talk->text, attrs[NLMSGERR_ATTR_MSG], talk->size);
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct talk *talk = arg;

	talk->err = e->error;
	talk->done = true;
	keep_text((const struct nlmsghdr *)((const char *)e - NLMSG_HDRLEN), talk);
	return NL_STOP;
}

int genl_talk(struct genl *genl, struct nl_msg *msg, genl_reply reply, void *arg, char *text,
	      size_t size)
{
	struct talk talk = { .reply = reply, .arg = arg, .text = text, .size = size };
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int rc = nl_send_auto(genl->requests, msg);

	nlmsg_free(msg);
	if (text && size)
		*text = 0;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, &talk);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, &talk);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, &talk);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_ignored, NULL);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, &talk);
	while (rc >= 0 && !talk.done)
		rc = nl_recvmsgs(genl->requests, cb);
	nl_cb_put(cb);
	if (talk.done)
		return talk.err;
	nl_socket_free(genl->requests);		/* what is still to come in it is of no use */
	genl->requests = open_requests();
	return -EIO;
}

int genl_events_fd(const struct genl *genl)
{
	return nl_socket_get_fd(genl->events);
}

bool genl_guid(const struct nlattr *attr, char *guid)
{
	const uint8_t *byte;

	if (!attr)
		return false;
	byte = nla_data(attr);
	for (int i = 0; i < STMF_GUID_LEN; i++)
		sprintf(guid + 2 * i, "%02X", byte[i]);
	return true;
}

static void add_event(struct genl_news *news, struct nlattr **attrs)
{
	uint64_t generation = nla_get_u64(attrs[STMF_A_GENERATION]);
	uint8_t kind = nla_get_u8(attrs[STMF_A_KIND]);
	char guid[2 * STMF_GUID_LEN + 1];

	if (generation <= news->generation)
		return;		/* that was read already */
	if (generation != news->generation + 1)
		news->lost = true;
	news->generation = generation;
	if ((kind == STMF_KIND_LU || kind == STMF_KIND_VIEW) &&
	    genl_guid(attrs[STMF_A_GUID], guid))
		names_add(&news->lus, guid);
	else
		news->others = true;
}

struct feeds {
	struct genl_news *news[2];
};

static void feed(struct genl_news *news, struct nlattr **ctrl, struct nlattr **attrs)
{
	if (!news)
		return;
	if (ctrl)
		news->family = true;
	else if (attrs)
		add_event(news, attrs);
	else
		news->lost = true;
}

static int on_event(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[STMF_A_MAX + 1], *ctrl[CTRL_ATTR_MAX + 1];
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct feeds *feeds = arg;
	bool is_ctrl = hdr->nlmsg_type == GENL_ID_CTRL, whole;

	if (is_ctrl && !genlmsg_parse(hdr, 0, ctrl, CTRL_ATTR_MAX, NULL) &&
	    ctrl[CTRL_ATTR_FAMILY_NAME] &&
	    strcmp(nla_get_string(ctrl[CTRL_ATTR_FAMILY_NAME]), STMF_GENL_NAME))
		return NL_OK;		/* another family */
	whole = !is_ctrl && !genlmsg_parse(hdr, 0, attrs, STMF_A_MAX, policy) &&
		attrs[STMF_A_GENERATION] && attrs[STMF_A_KIND];
	for (size_t i = 0; i < ARRAY_SIZE(feeds->news); i++)
		feed(feeds->news[i], is_ctrl ? ctrl : NULL, whole ? attrs : NULL);
	return NL_OK;
}

void genl_events(struct genl *genl, struct genl_news *news, struct genl_news *also)
{
	struct feeds feeds = { { news, also } };
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int rc;

	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_event, &feeds);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_ignored, NULL);
	while ((rc = nl_recvmsgs(genl->events, cb)) >= 0 || rc == -NLE_INTR)
		;
	for (size_t i = 0; rc != -NLE_AGAIN && i < ARRAY_SIZE(feeds.news); i++)
		feed(feeds.news[i], NULL, NULL);
	nl_cb_put(cb);
}

void genl_news_old(struct genl_news *news, uint64_t generation)
{
	names_free(&news->lus);
	*news = (struct genl_news){ .generation = generation, .family = news->family };
}
