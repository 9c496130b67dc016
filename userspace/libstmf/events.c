// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Events as the kernel sends them: changes of the model, logins and logouts,
 * refused initiators. One socket, so they come in their order.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "internal.h"
#include "nl.h"
#include "stmf.h"

#define EVENT_BUFFER	(4 * 1024 * 1024)

struct _stmfEvents {
	struct nl_sock *sock;
	int family;
	stmfEvent *event;	/* to be filled */
	bool filled;
};

static void take_change(struct nlattr **attrs, stmfEvent *event)
{
	event->type = STMF_EVENT_TYPE_CHANGE;
	event->change = stmf_attr_u8(attrs[STMF_A_EVENT], UINT8_MAX);
	event->object = stmf_attr_u8(attrs[STMF_A_KIND], UINT8_MAX);
	event->generation = stmf_attr_u64(attrs[STMF_A_GENERATION]);
	stmf_attr_guid(attrs[STMF_A_GUID], &event->lu);
	event->veIndex = stmf_attr_u32(attrs[STMF_A_VIEW_INDEX]);
	stmf_attr_text(attrs[STMF_A_NAME], event->name, sizeof(event->name));
	event->state = attrs[STMF_A_STATE] ? stmf_attr_u8(attrs[STMF_A_STATE], 0) : -1;
}

static void take_message(stmfEvents *events, int cmd, struct nlattr **attrs)
{
	stmfEvent *event = events->event;

	switch (cmd) {
	case STMF_CMD_EVENT_NTF:
		take_change(attrs, event);
		break;
	case STMF_CMD_SESSION_NTF:
		event->type = stmf_attr_u8(attrs[STMF_A_EVENT], 0) == STMF_EVENT_DELETED ?
			      STMF_EVENT_TYPE_LOGOUT : STMF_EVENT_TYPE_LOGIN;
		stmf_attr_login(attrs, &event->login);
		break;
	case STMF_CMD_REFUSAL_NTF:
		event->type = STMF_EVENT_TYPE_REFUSAL;
		stmf_attr_refusal(attrs, &event->refusal);
		break;
	default:
		return;
	}
	events->filled = true;
}

/* The controller tells of families that go. */
static void take_control(stmfEvents *events, struct nlmsghdr *hdr)
{
	struct nlattr *id = nlmsg_find_attr(hdr, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	struct genlmsghdr *genl = nlmsg_data(hdr);

	if (genl->cmd != CTRL_CMD_DELFAMILY || !id || nla_get_u16(id) != events->family)
		return;
	events->event->type = STMF_EVENT_TYPE_GONE;
	events->filled = true;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[STMF_A_MAX + 1];
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	stmfEvents *events = arg;

	if (!genlmsg_valid_hdr(hdr, 0))
		return NL_OK;
	if (hdr->nlmsg_type == GENL_ID_CTRL)
		take_control(events, hdr);
	else if (hdr->nlmsg_type == events->family &&
		 !genlmsg_parse(hdr, 0, attrs, STMF_A_MAX, stmf_nl_policy))
		take_message(events, ((struct genlmsghdr *)nlmsg_data(hdr))->cmd, attrs);
	return NL_OK;
}

static int join(struct nl_sock *sock, const char *family, const char *name)
{
	int group = genl_ctrl_resolve_grp(sock, family, name);

	return group < 0 ? group : nl_socket_add_membership(sock, group);
}

static int prepare(stmfEvents *events)
{
	struct timeval forever = { 0 };
	int room = EVENT_BUFFER;
	struct nl_sock *sock = events->sock;

	if (join(sock, "nlctrl", "notify") ||
	    join(sock, STMF_GENL_NAME, STMF_GENL_MCGRP_EVENTS) ||
	    join(sock, STMF_GENL_NAME, STMF_GENL_MCGRP_SESSIONS))
		return stmf_fail(STMF_ERROR_SERVICE_NOT_FOUND,
				 "the kernel module stmf sends no events to this user: not root, or the module is of another version");
	nl_socket_disable_seq_check(sock);
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever));
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_valid, events);
	return STMF_STATUS_SUCCESS;
}

int stmfOpenEvents(stmfEvents **eventsp)
{
	stmfEvents *events;
	int code;

	stmf_clear_error();
	if (!eventsp)
		return stmf_fail_arg("no room for the handle");
	events = calloc(1, sizeof(*events));
	if (!events)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	code = stmf_nl_open(&events->sock, &events->family);
	if (!code)
		code = prepare(events);
	if (code)
		stmfCloseEvents(events);
	else
		*eventsp = events;
	return code;
}

void stmfCloseEvents(stmfEvents *events)
{
	if (events && events->sock)
		nl_socket_free(events->sock);
	free(events);
}

int stmfEventsFd(const stmfEvents *events)
{
	return nl_socket_get_fd(events->sock);
}

int stmfNextEvent(stmfEvents *events, stmfEvent *event)
{
	int ret;

	stmf_clear_error();
	if (!events || !event)
		return stmf_fail_arg("no events, or no room for one");
	memset(event, 0, sizeof(*event));
	events->event = event;
	events->filled = false;
	while (!events->filled) {
		ret = nl_recvmsgs_default(events->sock);
		if (ret == -NLE_NOMEM) {	/* how libnl says ENOBUFS */
			event->type = STMF_EVENT_TYPE_LOST;
			break;
		}
		if (ret < 0)
			return stmf_fail(STMF_STATUS_ERROR, "netlink: %s", nl_geterror(ret));
	}
	return STMF_STATUS_SUCCESS;
}
