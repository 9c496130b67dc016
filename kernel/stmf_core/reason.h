/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _STMF_REASON_H
#define _STMF_REASON_H

#include "policy.h"

/**
 * struct stmf_question - may this initiator reach that logical unit?
 * @initiator: name of the initiator port in normal form
 * @target: name of the target port in normal form
 * @target_known: there is such a target
 * @target_registered: it has a port provider
 * @lu: the logical unit as the policy has it
 * @lu_registered: it has a provider
 * @views: its enabled views, as struct stmf_rule_view
 */
struct stmf_question {
	const char *initiator;
	const char *target;
	bool target_known;
	bool target_registered;
	const struct stmf_policy_lu *lu;
	bool lu_registered;
	const struct list_head *views;
};

/**
 * struct stmf_answer - that, and why not
 * @reason: STMF_REASON_ADMITTED, or the first thing in the way
 * @view: the view that applies to the two ports, whatever else is in the way, or
 *	NULL
 */
struct stmf_answer {
	enum stmf_reason reason;
	const struct stmf_rule_view *view;
};

enum stmf_reason stmf_reason_of_nexus(struct stmf_policy *policy,
				      const struct stmf_question *q);
struct stmf_answer stmf_reason_of_lu(struct stmf_policy *policy,
				     const struct stmf_question *q);

#endif /* _STMF_REASON_H */
