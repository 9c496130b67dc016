// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reading the model from the kernel: generic netlink family "stmf" (see
 * Documentation/interfaces.md). Each query opens a socket of its own, so calls
 * share nothing and need no lock.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "internal.h"
#include "nl.h"
#include "stmf.h"

#define NL_TIMEOUT_S	30
#define NL_BUFFER	65536	/* the kernel fills at most 32 KiB at a time */

const struct nla_policy stmf_nl_policy[STMF_A_MAX + 1] = {
	[STMF_A_EVENT]			= { .type = NLA_U8 },
	[STMF_A_KIND]			= { .type = NLA_U8 },
	[STMF_A_GENERATION]		= { .type = NLA_U64 },
	[STMF_A_STATE]			= { .type = NLA_U8 },
	[STMF_A_CONFIG_STATE]		= { .type = NLA_U8 },
	[STMF_A_DEFAULT_LU_STATE]	= { .type = NLA_U8 },
	[STMF_A_DEFAULT_TARGET_STATE]	= { .type = NLA_U8 },
	[STMF_A_GUID]			= { .minlen = STMF_GUID_LEN, .maxlen = STMF_GUID_LEN },
	[STMF_A_VIEW_INDEX]		= { .type = NLA_U32 },
	[STMF_A_LUN]			= { .type = NLA_U16 },
	[STMF_A_PROTOCOL]		= { .type = NLA_U8 },
	[STMF_A_SINCE]			= { .type = NLA_U64 },
	[STMF_A_ACCESS_STATE]		= { .type = NLA_U8 },
	[STMF_A_SIZE]			= { .type = NLA_U64 },
	[STMF_A_BLOCK_SIZE]		= { .type = NLA_U32 },
	[STMF_A_WRITE_PROTECT]		= { .type = NLA_U8 },
	[STMF_A_WRITE_CACHE]		= { .type = NLA_U8 },
	[STMF_A_REFUSED]		= { .type = NLA_U64 },
	[STMF_A_OFFSET]			= { .type = NLA_U64 },
	[STMF_A_REFUSAL_KIND]		= { .type = NLA_U8 },
	[STMF_A_LAST]			= { .type = NLA_U64 },
	[STMF_A_REASON]			= { .type = NLA_U8 },
	[STMF_A_NODE_ACL]		= { .type = NLA_U8 },
	[STMF_A_SESSIONS]		= { .type = NLA_U32 },
	[STMF_A_MAPPING]		= { .type = NLA_U8 },
	[STMF_A_MAPPED_LUN]		= { .type = NLA_U64 },
	[STMF_A_READS]			= { .type = NLA_U64 },
	[STMF_A_WRITES]			= { .type = NLA_U64 },
	[STMF_A_READ_BYTES]		= { .type = NLA_U64 },
	[STMF_A_WRITE_BYTES]		= { .type = NLA_U64 },
	[STMF_A_READ_NS]		= { .type = NLA_U64 },
	[STMF_A_WRITE_NS]		= { .type = NLA_U64 },
	[STMF_A_MAX_NS]			= { .type = NLA_U64 },
	[STMF_A_ERRORS]			= { .type = NLA_U64 },
};

/* One run of a query */
struct run {
	struct stmf_query *query;
	bool done, changed;
	int code;			/* of item() */
	int err;			/* errno from the kernel */
	char text[256];			/* its extended ack */
};

static void see_generation(struct run *run, const struct nlattr *attr)
{
	struct stmf_query *query = run->query;
	uint64_t generation;

	if (!attr)
		return;
	generation = nla_get_u64(attr);
	if (query->generation && query->generation != generation)
		run->changed = true;
	query->generation = generation;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[STMF_A_MAX + 1];
	struct run *run = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, STMF_A_MAX, stmf_nl_policy) < 0) {
		run->code = stmf_fail(STMF_STATUS_ERROR, "the kernel sent a malformed message");
	} else {
		see_generation(run, attrs[STMF_A_GENERATION]);
		run->code = run->query->item(attrs, run->query->arg);
	}
	if (!run->code)
		return NL_OK;
	run->done = true;
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct run *run = arg;

	run->done = true;
	return NL_STOP;
}

/* The end of a dump carries its result, which libnl doesn't look at. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct run *run = arg;
	int result = 0;

	if (nlmsg_datalen(hdr) >= (int)sizeof(result))
		memcpy(&result, nlmsg_data(hdr), sizeof(result));
	if (result < 0)
		run->err = -result;
	run->done = true;
	return NL_OK;
}

static void save_ext_ack(struct run *run, const struct nlmsghdr *hdr, const struct nlmsgerr *err)
{
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];
	int skip = sizeof(*err);

	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	if (skip > nlmsg_datalen(hdr))
		return;
	if (!nla_parse(attrs, NLMSGERR_ATTR_MAX, (struct nlattr *)((char *)err + skip),
		       nlmsg_datalen(hdr) - skip, NULL))
		stmf_attr_text(attrs[NLMSGERR_ATTR_MSG], run->text, sizeof(run->text));
}

static int on_error(struct sockaddr_nl *who, struct nlmsgerr *err, void *arg)
{
	struct run *run = arg;

	run->err = -err->error;
	run->done = true;
	save_ext_ack(run, (const struct nlmsghdr *)err - 1, err);
	return NL_STOP;
}

static struct nl_msg *build(const struct stmf_query *query, int family)
{
	int flags = query->dump ? NLM_F_DUMP : NLM_F_ACK;
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, flags, query->cmd,
			 STMF_GENL_VERSION))
		goto full;
	if (query->kind)
		NLA_PUT_U8(msg, STMF_A_KIND, query->kind);
	if (query->guid)
		NLA_PUT(msg, STMF_A_GUID, sizeof(query->guid->guid), query->guid->guid);
	if (query->name)
		NLA_PUT_STRING(msg, STMF_A_NAME, query->name);
	if (query->target)
		NLA_PUT_STRING(msg, STMF_A_TARGET, query->target);
	if (query->initiator)
		NLA_PUT_STRING(msg, STMF_A_INITIATOR, query->initiator);
	return msg;

nla_put_failure:
full:
	nlmsg_free(msg);
	return NULL;
}

static int receive(struct nl_sock *sock, struct run *run)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int ret = 0;

	if (!cb)
		return -NLE_NOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, run);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, run);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, run);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, run);
	while (!run->done && !ret)
		ret = nl_recvmsgs(sock, cb);
	nl_cb_put(cb);
	return ret;
}

int stmf_nl_open(struct nl_sock **sockp, int *family)
{
	struct timeval timeout = { .tv_sec = NL_TIMEOUT_S };
	struct nl_sock *sock = nl_socket_alloc();
	int one = 1;

	if (!sock)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	if (genl_connect(sock) < 0) {
		nl_socket_free(sock);
		return stmf_fail(STMF_ERROR_SERVICE_NOT_FOUND,
				 "this system has no generic netlink");
	}
	nl_socket_set_msg_buf_size(sock, NL_BUFFER);
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	*family = genl_ctrl_resolve(sock, STMF_GENL_NAME);
	if (*family < 0) {
		nl_socket_free(sock);
		return stmf_fail(
			STMF_ERROR_SERVICE_NOT_FOUND,
			"the kernel module stmf is not loaded (load it with: modprobe stmf)");
	}
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	*sockp = sock;
	return STMF_STATUS_SUCCESS;
}

/* Returns a libstmf code, or -1 if the model changed under the dump. */
static int run_once(struct nl_sock *sock, int family, struct stmf_query *query)
{
	struct run run = { .query = query };
	struct nl_msg *msg = build(query, family);
	int ret;

	if (!msg)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	query->generation = 0;
	ret = nl_send_auto(sock, msg);
	nlmsg_free(msg);
	if (ret >= 0)
		ret = receive(sock, &run);
	if (run.code)
		return run.code;
	if (run.err)
		return stmf_fail_errno(run.err, run.text);
	if (ret == -NLE_DUMP_INTR || run.changed)
		return -1;
	if (ret == -NLE_AGAIN)
		return stmf_fail(STMF_ERROR_BUSY, "the kernel did not answer within %d seconds",
				 NL_TIMEOUT_S);
	if (ret < 0)
		return stmf_fail(STMF_STATUS_ERROR, "netlink: %s", nl_geterror(ret));
	return STMF_STATUS_SUCCESS;
}

/* The first attempts follow at once: most changes are over by then. */
void stmf_retry_pause(int attempt)
{
	struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	if (attempt >= 3)
		nanosleep(&pause, NULL);
}

int stmf_query(struct stmf_query *query)
{
	struct nl_sock *sock = NULL;
	int family = 0, code, i;

	stmf_clear_error();
	for (i = 0; i < STMF_RETRIES; i++) {
		/* A socket each time: the rest of an old dump goes with it. */
		code = stmf_nl_open(&sock, &family);
		if (code)
			return code;
		code = run_once(sock, family, query);
		nl_socket_free(sock);
		if (code >= 0)
			return code;
		if (query->restart)
			query->restart(query->arg);
		stmf_retry_pause(i);
	}
	return stmf_fail(STMF_ERROR_BUSY, "the configuration kept changing while it was read");
}
