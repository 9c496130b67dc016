// SPDX-License-Identifier: GPL-2.0
/*
 * Why an initiator reaches a logical unit or does not. Whether it does is what
 * the policy says to a command; here it is only said more precisely, from the
 * model, what stood in the way. Tested by reason_test.c.
 */
#include <linux/string.h>

#include "reason.h"

static enum stmf_reason target_reason(const struct stmf_question *q)
{
	if (!q->target_known)
		return STMF_REASON_TARGET_UNKNOWN;
	if (!q->target_registered)
		return STMF_REASON_TARGET_UNREGISTERED;
	return STMF_REASON_TARGET_OFFLINE;
}

static bool applies(u32 group_of_view, u32 group)
{
	return group_of_view == STMF_RULES_GROUP_ALL || group_of_view == group;
}

/* Hosts first: which target a host comes through is the smaller question. */
static enum stmf_reason view_reason(const struct stmf_question *q,
				    const struct stmf_nexus_ids *ids)
{
	const struct stmf_rule_view *v;

	if (list_empty(q->views))
		return STMF_REASON_NO_VIEW;
	list_for_each_entry(v, q->views, node)
		if (applies(v->hg, ids->hg))
			return STMF_REASON_OTHER_TARGETS;
	return STMF_REASON_OTHER_HOSTS;
}

/* By the rules there is one at most. */
static const struct stmf_rule_view *find_view(const struct stmf_question *q,
					      const struct stmf_nexus_ids *ids)
{
	const struct stmf_rule_view *v;

	list_for_each_entry(v, q->views, node)
		if (applies(v->hg, ids->hg) && applies(v->tg, ids->tg))
			return v;
	return NULL;
}

static enum stmf_verdict ask(struct stmf_policy *policy,
			     const struct stmf_question *q,
			     struct stmf_nexus_ids *ids)
{
	int lun;

	return stmf_policy_judge(policy, q->lu, q->initiator,
				 strlen(q->initiator), q->target,
				 strlen(q->target), ids, &lun);
}

/**
 * stmf_reason_of_nexus - is there something in the way of all logical units?
 * @policy: the policy
 * @q: the ports; the logical unit is not looked at
 *
 * Context: any; writers of the policy are locked out.
 * Return: STMF_REASON_ADMITTED if there is not, or what it is.
 */
enum stmf_reason stmf_reason_of_nexus(struct stmf_policy *policy,
				      const struct stmf_question *q)
{
	const struct stmf_policy_lu any = {};
	struct stmf_question nexus = *q;
	struct stmf_nexus_ids ids;

	nexus.lu = &any;
	switch (ask(policy, &nexus, &ids)) {
	case STMF_DENIED_SERVICE:
		return STMF_REASON_SERVICE_OFFLINE;
	case STMF_DENIED_TARGET:
		return target_reason(q);
	default:
		return STMF_REASON_ADMITTED;
	}
}

/**
 * stmf_reason_of_lu - may an initiator reach a logical unit, and why not?
 * @policy: the policy
 * @q: the ports and the logical unit
 *
 * Context: any; writers of the policy are locked out.
 * Return: the answer.
 */
struct stmf_answer stmf_reason_of_lu(struct stmf_policy *policy,
				     const struct stmf_question *q)
{
	struct stmf_answer answer = {};
	struct stmf_nexus_ids ids;

	switch (ask(policy, q, &ids)) {
	case STMF_ADMITTED:
		answer.reason = STMF_REASON_ADMITTED;
		break;
	case STMF_DENIED_SERVICE:
		answer.reason = STMF_REASON_SERVICE_OFFLINE;
		break;
	case STMF_DENIED_TARGET:
		answer.reason = target_reason(q);
		break;
	case STMF_DENIED_LU:
		answer.reason = q->lu_registered ?
				STMF_REASON_LU_OFFLINE :
				STMF_REASON_LU_UNREGISTERED;
		break;
	case STMF_DENIED_VIEW:
		answer.reason = view_reason(q, &ids);
		break;
	}
	answer.view = find_view(q, &ids);
	return answer;
}
