// SPDX-License-Identifier: GPL-2.0
/* A kernel that answers from tables. */
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/klog.h>

#include "fake_kernel.h"
#include "internal.h"

struct fake_kernel fake_kernel;

void stmf_retry_pause(int attempt)
{
}

static int deliver(struct stmf_query *query, struct nl_msg *msg)
{
	struct nlattr *attrs[STMF_A_MAX + 1];
	int code;

	nla_put_u64(msg, STMF_A_GENERATION, query->generation);
	if (nlmsg_parse(nlmsg_hdr(msg), 0, attrs, STMF_A_MAX, NULL) < 0)
		code = stmf_fail(STMF_STATUS_ERROR, "fake message");
	else
		code = query->item(attrs, query->arg);
	nlmsg_free(msg);
	return code;
}

static struct nl_msg *start(void)
{
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 0, 0, NLMSG_MIN_TYPE, 0, 0);
	return msg;
}

static void put_text(struct nl_msg *msg, int attr, const char *text)
{
	if (text)
		nla_put_string(msg, attr, text);
}

static stmfGuid parse_guid(const char *text)
{
	stmfGuid guid = { { 0 } };

	stmf_guid_parse(text, &guid);
	return guid;
}

static void put_guid(struct nl_msg *msg, const char *text)
{
	stmfGuid guid = parse_guid(text);

	nla_put(msg, STMF_A_GUID, sizeof(guid), &guid);
}

static bool other_guid(const struct stmf_query *query, const char *text)
{
	stmfGuid guid = parse_guid(text);

	return query->guid && memcmp(query->guid, &guid, sizeof(guid));
}

/* A script of states takes the place of the table's for single objects. */
static uint8_t next_state(const uint8_t **script, const struct stmf_query *query, uint8_t state)
{
	if (query->dump || !*script || **script == UINT8_MAX)
		return state;
	return *(*script)++;
}

static int get_service(struct stmf_query *query)
{
	struct nl_msg *msg = start();

	nla_put_u8(msg, STMF_A_STATE, next_state(&fake_kernel.service_states, query, fake_kernel.state));
	nla_put_u8(msg, STMF_A_CONFIG_STATE, fake_kernel.config_state);
	nla_put_u8(msg, STMF_A_DEFAULT_LU_STATE, fake_kernel.default_lu);
	nla_put_u8(msg, STMF_A_DEFAULT_TARGET_STATE, fake_kernel.default_target);
	return deliver(query, msg);
}

static struct nl_msg *lu_message(const struct stmf_query *query, const struct fake_lu *lu)
{
	struct nl_msg *msg = start();
	uint8_t state = next_state(&fake_kernel.states, query, lu->state);

	put_guid(msg, lu->guid);
	nla_put_u8(msg, STMF_A_STATE, state);
	if (state == STMF_STATE_UNREGISTERED)
		return msg;
	put_text(msg, STMF_A_PROVIDER, lu->provider);
	put_text(msg, STMF_A_ALIAS, lu->alias);
	nla_put_u8(msg, STMF_A_ACCESS_STATE, lu->access);
	put_text(msg, STMF_A_DATA_FILE, lu->file);
	put_text(msg, STMF_A_META_FILE, lu->meta);
	put_text(msg, STMF_A_MGMT_URL, lu->url);
	put_text(msg, STMF_A_SERIAL, lu->serial);
	nla_put(msg, STMF_A_VENDOR_ID, 8, lu->vid);
	nla_put(msg, STMF_A_PRODUCT_ID, 16, lu->pid);
	nla_put_u64(msg, STMF_A_SIZE, lu->size);
	nla_put_u32(msg, STMF_A_BLOCK_SIZE, lu->block_size);
	nla_put_u8(msg, STMF_A_WRITE_PROTECT, lu->wp);
	nla_put_u8(msg, STMF_A_WRITE_CACHE, !lu->wcd);
	return msg;
}

static int get_lus(struct stmf_query *query)
{
	const struct fake_lu *lu;
	int code = 0, found = 0;

	for (lu = fake_kernel.lus; !code && lu && lu->guid; lu++) {
		if (other_guid(query, lu->guid))
			continue;
		found++;
		code = deliver(query, lu_message(query, lu));
	}
	return code || found || query->dump ? code : stmf_fail(STMF_ERROR_NOT_FOUND, "no such logical unit");
}

static int get_targets(struct stmf_query *query)
{
	const struct fake_target *target;
	int code = 0, found = 0;

	for (target = fake_kernel.targets; !code && target && target->name; target++) {
		struct nl_msg *msg;

		if (query->name && strcmp(query->name, target->name))
			continue;
		found++;
		msg = start();
		put_text(msg, STMF_A_NAME, target->name);
		nla_put_u8(msg, STMF_A_STATE, next_state(&fake_kernel.states, query, target->state));
		put_text(msg, STMF_A_PROVIDER, target->provider);
		put_text(msg, STMF_A_ALIAS, target->alias);
		if (target->protocol >= 0)
			nla_put_u8(msg, STMF_A_PROTOCOL, target->protocol);
		code = deliver(query, msg);
	}
	return code || found || query->dump ? code : stmf_fail(STMF_ERROR_NOT_FOUND, "no such target");
}

static int get_groups(struct stmf_query *query)
{
	const struct fake_group *group;
	int code = 0;

	for (group = fake_kernel.groups; !code && group && group->name; group++) {
		struct nl_msg *msg;

		if (group->kind != query->kind)
			continue;
		msg = start();
		put_text(msg, STMF_A_NAME, group->name);
		code = deliver(query, msg);
	}
	return code;
}

static int get_members(struct stmf_query *query)
{
	const struct fake_group *group;
	const char *const *member;
	int code = 0;

	for (group = fake_kernel.groups; !code && group && group->name; group++) {
		for (member = group->member; !code && group->kind == query->kind && *member; member++) {
			struct nl_msg *msg = start();

			put_text(msg, STMF_A_NAME, group->name);
			put_text(msg, STMF_A_MEMBER, *member);
			code = deliver(query, msg);
		}
	}
	return code;
}

static int get_views(struct stmf_query *query)
{
	const struct fake_view *view;
	int code = 0;

	for (view = fake_kernel.views; !code && view && view->guid; view++) {
		struct nl_msg *msg;

		if (other_guid(query, view->guid))
			continue;
		msg = start();
		put_guid(msg, view->guid);
		nla_put_u32(msg, STMF_A_VIEW_INDEX, view->index);
		nla_put_u16(msg, STMF_A_LUN, view->lun);
		put_text(msg, STMF_A_HOST_GROUP, view->host_group);
		put_text(msg, STMF_A_TARGET_GROUP, view->target_group);
		code = deliver(query, msg);
	}
	return code;
}

static int get_sessions(struct stmf_query *query)
{
	const struct fake_session *session;
	int code = 0;

	for (session = fake_kernel.sessions; !code && session && session->target; session++) {
		struct nl_msg *msg;

		if (query->target && strcmp(query->target, session->target))
			continue;
		msg = start();
		put_text(msg, STMF_A_TARGET, session->target);
		put_text(msg, STMF_A_INITIATOR, session->initiator);
		put_text(msg, STMF_A_ALIAS, session->alias);
		if (session->since)
			nla_put_u64(msg, STMF_A_SINCE, session->since);
		put_text(msg, STMF_A_HOST_GROUP, session->host_group);
		code = deliver(query, msg);
	}
	return code;
}

static int get_refusals(struct stmf_query *query)
{
	const struct fake_refusal *r;
	int code = 0;

	for (r = fake_kernel.refusals; !code && r && r->target; r++) {
		struct nl_msg *msg = start();

		put_text(msg, STMF_A_TARGET, r->target);
		put_text(msg, STMF_A_INITIATOR, r->initiator);
		put_text(msg, STMF_A_ADDRESS, r->address);
		put_text(msg, STMF_A_HOST_GROUP, r->host_group);
		nla_put_u8(msg, STMF_A_REFUSAL_KIND, r->kind);
		nla_put_u64(msg, STMF_A_REFUSED, r->count);
		nla_put_u64(msg, STMF_A_LAST, r->last);
		if (r->guid) {
			put_guid(msg, r->guid);
			nla_put_u16(msg, STMF_A_LUN, r->lun);
		}
		code = deliver(query, msg);
	}
	return code;
}

static struct nl_msg *explanation(const struct fake_explanation *e)
{
	struct nl_msg *msg = start();

	nla_put_u8(msg, STMF_A_REASON, e->reason);
	put_text(msg, STMF_A_HOST_GROUP, e->host_group);
	put_text(msg, STMF_A_TARGET_GROUP, e->target_group);
	nla_put_u8(msg, STMF_A_NODE_ACL, e->node_acl);
	nla_put_u32(msg, STMF_A_SESSIONS, e->sessions);
	if (!e->guid)
		return msg;
	put_guid(msg, e->guid);
	if (e->view >= 0) {
		nla_put_u32(msg, STMF_A_VIEW_INDEX, e->view);
		nla_put_u16(msg, STMF_A_LUN, e->lun);
	}
	if (e->mapping >= 0)
		nla_put_u8(msg, STMF_A_MAPPING, e->mapping);
	if (e->mapped_lun >= 0)
		nla_put_u64(msg, STMF_A_MAPPED_LUN, e->mapped_lun);
	return msg;
}

static int get_explanations(struct stmf_query *query)
{
	int i, code = 0;

	for (i = 0; !code && i < fake_kernel.nexplanations; i++)
		if (!i || !other_guid(query, fake_kernel.explanations[i].guid))
			code = deliver(query, explanation(&fake_kernel.explanations[i]));
	return code;
}

static struct nl_msg *stat_message(const struct fake_stat *stat)
{
	const uint64_t counters[] = {
		stat->reads, stat->writes, stat->read_bytes, stat->write_bytes,
		stat->read_ns, stat->write_ns, stat->max_ns, stat->errors,
	};
	struct nl_msg *msg = start();

	if (stat->guid)
		put_guid(msg, stat->guid);
	put_text(msg, STMF_A_INITIATOR, stat->initiator);
	put_text(msg, STMF_A_TARGET, stat->target);
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		nla_put_u64(msg, STMF_A_READS + i, counters[i]);
	if (stat->guid)
		nla_put_u64(msg, STMF_A_REFUSED, stat->refused);
	return msg;
}

static int get_stats(struct stmf_query *query)
{
	bool lus = query->cmd == STMF_CMD_LU_STAT_GET;
	int i, code = 0;

	for (i = 0; !code && i < fake_kernel.nstats; i++)
		if (!fake_kernel.stats[i].guid != lus)
			code = deliver(query, stat_message(&fake_kernel.stats[i]));
	return code;
}

/* The log of the machine that tests run on is no test's. */
int klogctl(int type, char *text, int size)
{
	return -1;
}

int stmfOpenEvents(stmfEvents **events)
{
	*events = NULL;
	return fake_kernel.fail ? stmf_fail(fake_kernel.fail, "the fake kernel fails") : 0;
}

int stmfNextEvent(stmfEvents *events, stmfEvent *event)
{
	if (fake_kernel.nevents) {
		*event = *fake_kernel.events++;
		fake_kernel.nevents--;
	} else {
		memset(event, 0, sizeof(*event));
		event->type = STMF_EVENT_TYPE_GONE;
	}
	return 0;
}

void stmfCloseEvents(stmfEvents *events)
{
}

int stmf_query(struct stmf_query *query)
{
	static int (*const answers[])(struct stmf_query *query) = {
		[STMF_CMD_SERVICE_GET] = get_service,
		[STMF_CMD_LU_GET] = get_lus,
		[STMF_CMD_TARGET_GET] = get_targets,
		[STMF_CMD_GROUP_GET] = get_groups,
		[STMF_CMD_MEMBER_GET] = get_members,
		[STMF_CMD_VIEW_GET] = get_views,
		[STMF_CMD_SESSION_GET] = get_sessions,
		[STMF_CMD_REFUSAL_GET] = get_refusals,
		[STMF_CMD_EXPLAIN_GET] = get_explanations,
		[STMF_CMD_LU_STAT_GET] = get_stats,
		[STMF_CMD_NEXUS_STAT_GET] = get_stats,
	};

	stmf_clear_error();
	fake_kernel.queries++;
	query->generation = fake_kernel.moving ? fake_kernel.queries : 1;
	if (fake_kernel.fail && (!fake_kernel.fail_cmd || fake_kernel.fail_cmd == query->cmd))
		return stmf_fail(fake_kernel.fail, "the fake kernel fails");
	return answers[query->cmd](query);
}
