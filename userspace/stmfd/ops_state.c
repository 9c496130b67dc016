// SPDX-License-Identifier: GPL-2.0
/* Online and offline: the service, a logical unit, a target. */
#include <libstmf.h>

#include "call.h"

struct object {
	const char *kind;
	char name[STMF_NAME_MAX + 1];
};

static int object_args(struct call *call, struct object *object, bool *online)
{
	const char *state;

	object->name[0] = '\0';
	if (arg_text(call, "object", STMF_NAME_MAX, &object->kind) ||
	    arg_text(call, "state", STMF_NAME_MAX, &state))
		return -1;
	*online = !strcmp(state, "online");
	if (!*online && strcmp(state, "offline"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "state: must be online or offline");
	if (!strcmp(object->kind, "service"))
		return 0;
	if (!strcmp(object->kind, "lu"))
		return arg_guid(call, object->name);
	if (!strcmp(object->kind, "target"))
		return arg_name(call, "target", object->name);
	return call_fail(call, STMF_ERROR_INVALID_ARG, "object: must be service, lu or target");
}

static int set_state(struct call *call, const struct object *object, bool online,
		     struct fault *fault)
{
	struct kernel *kernel = &call->d->kernel;

	switch (*object->kind) {
	case 's':
		return kernel_set_service(kernel, online, fault);
	case 'l':
		return kernel_set_lu(kernel, object->name, online, fault);
	default:
		return kernel_set_target(kernel, object->name, online, fault);
	}
}

/* The kernel would keep the wish until a provider registers it; COMSTAR knows no such LU. */
static int check_registered(struct call *call, const struct model *model,
			    const struct object *object)
{
	const struct lu *lu;

	if (*object->kind != 'l')
		return 0;
	lu = model_lu(model, object->name);
	if (lu && lu_registered(lu))
		return 0;
	return call_fail(call, STMF_ERROR_NOT_FOUND, "logical unit %s: not found", object->name);
}

/* What it is to be while the service is online: asked for, or by default */
static bool is_to_be_online(const struct model *model, enum asked asked, enum stmf_state state,
			    enum stmf_state by_default)
{
	if (asked != ASKED_NOTHING)
		return asked == ASKED_ONLINE;
	return (model->service == STMF_STATE_ONLINE ? state : by_default) == STMF_STATE_ONLINE;
}

static bool was_online(const struct model *model, const struct object *object)
{
	const struct target *target;
	const struct lu *lu;

	switch (*object->kind) {
	case 's':
		return model->service == STMF_STATE_ONLINE;
	case 'l':
		lu = model_lu(model, object->name);
		return lu && is_to_be_online(model, lu->asked, lu->state, model->default_lu);
	default:
		target = model_target(model, object->name);
		return target && is_to_be_online(model, target->asked, target->state,
						 model->default_target);
	}
}

/* As far as it matters here */
static int read_before(struct call *call, const struct object *object, struct model *before)
{
	struct kernel *kernel = &call->d->kernel;
	struct lu lu;

	if (*object->kind != 'l')
		return call_model(call, before);
	memset(before, 0, sizeof(*before));
	if (kernel_read_service(kernel, before, &call->fault) ||
	    kernel_read_lu(kernel, object->name, &lu, &call->fault))
		return -1;
	*vec_push(&before->lu) = lu;
	return 0;
}

int op_set_state(struct call *call)
{
	const char *guid;
	struct object object;
	struct model before;
	bool online, was;
	int rc;

	if (object_args(call, &object, &online) || read_before(call, &object, &before))
		return -1;
	guid = *object.kind == 'l' ? object.name : NULL;
	was = was_online(&before, &object);
	rc = check_registered(call, &before, &object);
	model_free(&before);
	if (rc || set_state(call, &object, online, &call->fault))
		return -1;
	if (guid ? !commit_lu(call, guid) : !commit(call))
		return 0;
	set_state(call, &object, was, NULL);
	return rolled_back(call);
}
