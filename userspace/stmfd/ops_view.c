// SPDX-License-Identifier: GPL-2.0
/* View entries. */
#include <libstmf.h>

#include "call.h"
#include "match.h"

/* The groups (NULL: all) and the LUN of a view that is asked for. */
static int view_args(struct call *call, const char *group[GROUP_KINDS], int *lun)
{
	int64_t number;

	*lun = LUN_AUTO;
	if (arg_optional(call, "host_group", STMF_NAME_MAX, &group[HOST_GROUP]) ||
	    arg_optional(call, "target_group", STMF_NAME_MAX, &group[TARGET_GROUP]))
		return -1;
	if (!has_arg(call, "lun"))
		return 0;
	if (arg_number(call, "lun", STMF_LUN_MAX, &number))
		return -1;
	*lun = number;
	return 0;
}

int op_add_view(struct call *call)
{
	struct kernel *kernel = &call->d->kernel;
	const char *group[GROUP_KINDS];
	char guid[GUID_DIGITS + 1];
	struct view view = { 0 };
	bool made;
	int lun;

	if (arg_guid(call, guid) || view_args(call, group, &lun) ||
	    kernel_lu_add(kernel, guid, &made, &call->fault))
		return -1;
	view.group[HOST_GROUP] = (char *)group[HOST_GROUP];
	view.group[TARGET_GROUP] = (char *)group[TARGET_GROUP];
	if (!kernel_view_add(kernel, guid, &view, lun, &call->fault)) {
		if (!commit_lu(call, guid)) {
			reply_number(call, "index", view.index);
			reply_number(call, "lun", view.lun);
			return 0;
		}
		kernel_view_remove(kernel, guid, view.index, NULL);
	}
	if (made)
		kernel_lu_remove(kernel, guid, NULL);
	return rolled_back_lu(call, guid);
}

static int remove_view(struct call *call, const struct lu *lu, uint32_t index)
{
	struct kernel *kernel = &call->d->kernel;
	struct view *view = lu_view(lu, index);
	bool made;

	if (!view)
		return call_fail(call, STMF_ERROR_NOT_FOUND, "view entry %u of %s: not found",
				 index, lu->guid);
	if (kernel_view_remove(kernel, lu->guid, index, &call->fault))
		return -1;
	if (!lu_registered(lu) && !model_lu(&call->d->conf, lu->guid))
		kernel_lu_remove(kernel, lu->guid, NULL);
	if (!commit_lu(call, lu->guid))
		return 0;
	kernel_lu_add(kernel, lu->guid, &made, NULL);
	kernel_view_add(kernel, lu->guid, view, view->lun, NULL);
	return rolled_back_lu(call, lu->guid);
}

int op_remove_view(struct call *call)
{
	char guid[GUID_DIGITS + 1];
	struct lu lu;
	int64_t index;
	int rc;

	if (arg_guid(call, guid) || arg_number(call, "index", STMF_VIEW_INDEX_MAX, &index) ||
	    kernel_read_lu(&call->d->kernel, guid, &lu, &call->fault))
		return -1;
	rc = remove_view(call, &lu, index);
	lu_clear(&lu);
	return rc;
}

/* lu: or NULL */
static int validate(struct call *call, const struct model *model, const struct lu *lu,
		    const char *const group[GROUP_KINDS], int lun)
{
	static const int no_group[] = { STMF_ERROR_INVALID_HG, STMF_ERROR_INVALID_TG };
	int found;

	for (int kind = 0; kind < GROUP_KINDS; kind++)
		if (group[kind] && !model_group(model, kind, group[kind]))
			return call_fail(call, no_group[kind], "group %s: not found", group[kind]);
	if (lu && lu_view_meets(lu, group))
		return call_fail(call, STMF_ERROR_VE_CONFLICT, "logical unit %s: a view entry of it"
				 " applies to such hosts and targets already", lu->guid);
	found = lun_free(model, group, lun);
	if (found < 0 && lun == LUN_AUTO)
		return call_fail(call, STMF_STATUS_ERROR, "no LUN is free");
	if (found < 0)
		return call_fail(call, STMF_ERROR_LUN_IN_USE, "LUN %d: is in use", lun);
	reply_number(call, "lun", found);
	return 0;
}

int op_validate_view(struct call *call)
{
	const char *group[GROUP_KINDS];
	char guid[GUID_DIGITS + 1] = "";
	struct model model;
	int lun, rc;

	if ((has_arg(call, "guid") && arg_guid(call, guid)) || view_args(call, group, &lun) ||
	    call_model(call, &model))
		return -1;
	rc = validate(call, &model, model_lu(&model, guid), group, lun);
	model_free(&model);
	return rc;
}
