// SPDX-License-Identifier: GPL-2.0
/* Settings of the service: default states, persistence method. */
#include <libstmf.h>

#include "call.h"

static int word_arg(struct call *call, const char *key, const char *yes, const char *no, bool *is)
{
	const char *word;

	if (arg_text(call, key, STMF_NAME_MAX, &word))
		return -1;
	if (strcmp(word, yes) && strcmp(word, no))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s: must be %s or %s", key, yes,
				 no);
	*is = !strcmp(word, yes);
	return 0;
}

int op_set_default(struct call *call)
{
	struct kernel *kernel = &call->d->kernel;
	struct model before;
	bool lu, online;
	enum stmf_state was;

	if (word_arg(call, "object", "lu", "target", &lu) ||
	    word_arg(call, "state", "online", "offline", &online) || call_model(call, &before))
		return -1;
	was = lu ? before.default_lu : before.default_target;
	model_free(&before);
	if (kernel_set_default(kernel, lu, online, &call->fault))
		return -1;
	if (!commit(call))
		return 0;
	kernel_set_default(kernel, lu, was == STMF_STATE_ONLINE, NULL);
	return rolled_back(call);
}

int op_get_persistence(struct call *call)
{
	reply_text(call, "method", call->d->conf.keep_nothing ? "none" : "smf");
	return 0;
}

/* With "none" nothing but the method itself is written from now on. */
int op_set_persistence(struct call *call)
{
	bool *nothing = &call->d->conf.keep_nothing, was = *nothing;

	if (word_arg(call, "method", "none", "smf", nothing))
		return -1;
	if (!commit(call))
		return 0;
	*nothing = was;
	return rolled_back(call);
}

/* Kernel and repository say the same after each command: nothing is left to be loaded. */
int op_load(struct call *call)
{
	return commit(call);
}
