// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <unistd.h>

#include <libstmf.h>

#include "live.h"
#include "merge.h"
#include "transit.h"

static int remove_lu(struct stmfd *d, const char *guid, struct fault *fault)
{
	const struct lu *lu = model_lu(&d->model, guid);

	if (lu && lu_registered(lu) && kernel_set_lu(&d->kernel, guid, false, fault))
		return -1;
	names_add(&d->leaving, guid);
	model_lu_del(&d->conf, guid);
	return 0;
}

static int add_lu(struct stmfd *d, const struct step *step, struct fault *fault)
{
	struct lu *lu;
	bool made;

	if (kernel_lu_add(&d->kernel, step->name, &made, fault))
		return -1;
	names_del(&d->leaving, step->name);
	lu = model_lu_add(&d->conf, step->name);
	lu_conf_free(lu->conf);
	lu->conf = lu_conf_copy(step->conf);
	return 0;
}

static int add_view(struct stmfd *d, const struct step *step, struct fault *fault)
{
	struct view view = *step->view;
	bool made;

	if (kernel_lu_add(&d->kernel, step->name, &made, fault) ||
	    kernel_view_add(&d->kernel, step->name, &view, step->view->lun, fault))
		return -1;
	if (view.index == step->view->index)
		return 0;
	return failed(fault, STMF_ERROR_EXISTS, "view %u of %s: somebody else has made it meanwhile",
		      step->view->index, step->name);
}

static int remove_view(struct stmfd *d, const struct step *step, struct fault *fault)
{
	const struct lu *lu = model_lu(&d->model, step->name);

	if (kernel_view_remove(&d->kernel, step->name, step->view->index, fault))
		return -1;
	if ((lu && lu_registered(lu)) || model_lu(&d->conf, step->name))
		return 0;
	return kernel_lu_remove(&d->kernel, step->name, fault);
}

static int set_all(struct stmfd *d, const struct model *model, struct fault *fault)
{
	d->conf.keep_nothing = model->keep_nothing;
	free(d->conf.mgmt_url);
	d->conf.mgmt_url = xstrdup(model->mgmt_url);
	if (live_change_url(d, model->mgmt_url, fault))
		return -1;
	return kernel_set_default(&d->kernel, true, model->default_lu == STMF_STATE_ONLINE, fault) ||
	       kernel_set_default(&d->kernel, false, model->default_target == STMF_STATE_ONLINE,
				  fault) ||
	       kernel_set_service(&d->kernel, model->service == STMF_STATE_ONLINE, fault) ? -1 : 0;
}

static int run_step(struct stmfd *d, const struct step *step, struct fault *fault)
{
	struct kernel *kernel = &d->kernel;

	switch (step->kind) {
	case STEP_TARGET_OFFLINE:
		return kernel_set_target(kernel, step->name, false, fault);
	case STEP_TARGET_ONLINE:
		return kernel_set_target(kernel, step->name, true, fault);
	case STEP_VIEW_REMOVE:
		return remove_view(d, step, fault);
	case STEP_VIEW_ADD:
		return add_view(d, step, fault);
	case STEP_MEMBER_REMOVE:
		return kernel_member_remove(kernel, step->group, step->name, step->member, fault);
	case STEP_MEMBER_ADD:
		return kernel_member_add(kernel, step->group, step->name, step->member, fault);
	case STEP_GROUP_REMOVE:
		return kernel_group_remove(kernel, step->group, step->name, fault);
	case STEP_GROUP_ADD:
		return kernel_group_add(kernel, step->group, step->name, fault);
	case STEP_TARGET_REMOVE:
		return kernel_target_remove(kernel, step->name, fault);
	case STEP_TARGET_ADD:
		return kernel_target_add(kernel, step->target, fault);
	case STEP_LU_REMOVE:
		return remove_lu(d, step->name, fault);
	case STEP_LU_ADD:
		return add_lu(d, step, fault);
	case STEP_ISCSI:
		iscsi_conf_free(&d->conf.iscsi);
		iscsi_conf_copy(&d->conf.iscsi, &step->model->iscsi);
		return 0;
	case STEP_ACCESS:
		access_free(&d->conf.access);
		access_copy(&d->conf.access, &step->model->access);
		return 0;
	case STEP_SETTINGS:
		return set_all(d, step->model, fault);
	}
	return -1;
}

static bool comes(const struct step *step)
{
	return step->kind >= STEP_GROUP_ADD;
}

/* What is taken away has to be gone before something of the same name comes. */
static int let_go(struct stmfd *d, const struct steps *steps, size_t n, struct fault *fault)
{
	if (!n)
		return 0;
	if (sync_model(d, fault))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct step *step = &steps->v[i];
		const struct lu *lu;

		if (step->kind != STEP_LU_REMOVE)
			continue;
		lu = model_lu(&d->model, step->name);
		if (lu && lu_registered(lu))
			return failed(fault, STMF_ERROR_LU_BUSY, "logical unit %s: is busy",
				      step->name);
		if (kernel_lu_remove(&d->kernel, step->name, fault))
			return -1;
	}
	return 0;
}

static int check_lus(struct stmfd *d, const struct steps *steps, struct fault *fault)
{
	vec_each(step, steps) {
		const struct lu *lu;

		if (step->kind != STEP_LU_ADD)
			continue;
		lu = model_lu(&d->model, step->name);
		/* one that is not there may come; one that is there must do */
		if (!lu || (!lu_registered(lu) && !access(step->conf->path, F_OK)))
			return failed(fault, STMF_STATUS_ERROR, "logical unit %s: %s can't be used",
				      step->name, step->conf->path);
	}
	return 0;
}

static int run(struct stmfd *d, const struct steps *steps, struct fault *fault)
{
	bool coming = false;

	for (size_t i = 0; i < steps->n; i++) {
		if (!coming && comes(&steps->v[i])) {
			coming = true;
			if (let_go(d, steps, i, fault))
				return -1;
		}
		if (run_step(d, &steps->v[i], fault))
			return -1;
		stmfd_progress(d, i + 1, steps->n);
	}
	if (!coming && let_go(d, steps, steps->n, fault))
		return -1;
	if (sync_model(d, fault))
		return -1;
	return check_lus(d, steps, fault);
}

/* As far as the kernel lets us; what could not be taken back is logged. */
static void go_back(struct stmfd *d, const struct model *old)
{
	struct steps steps = { 0 };
	struct fault fault = { 0 };
	struct model now;

	sync_model(d, NULL);
	model_copy(&now, &d->model);
	diff_make(&now, old, &steps);
	if (run(d, &steps, &fault))
		say(LOG_ERR, "the old configuration could not be brought back whole: %s", fault.text);
	vec_free(&steps);
	model_free(&now);
}

int transit(struct stmfd *d, const struct model *old, const struct steps *steps,
	    struct fault *fault)
{
	int rc;

	d->holding = true;
	rc = run(d, steps, fault);
	d->holding = false;
	if (!rc)
		rc = sync_model(d, fault);
	if (!rc)
		return 0;
	providers_drop_staged(repo_providers(d->repo));
	d->holding = true;
	go_back(d, old);
	d->holding = false;
	sync_model(d, NULL);
	return -1;
}
