// SPDX-License-Identifier: GPL-2.0
/* The whole configuration: given out, taken in. */
#include <stdlib.h>

#include <stmf_linux.h>

#include "call.h"
#include "derived.h"
#include "document.h"
#include "fabric.h"
#include "import_lus.h"
#include "journal.h"
#include "merge.h"
#include "transit.h"

/* ---- export ---- */

static void reply_derived(struct call *call, bool secrets)
{
	struct json_object *array = json_object_new_array();

	json_object_object_add(call->reply, "derived", array);
	for (const struct derived *derived = all_derived; derived->name; derived++) {
		struct json_object *object;
		struct provider_data made;
		char *text;

		if (!derived_data(call->d, derived->type, derived->name, secrets, &made) ||
		    !made.data)
			continue;
		object = json_object_new_object();
		text = stmf_hex_encode(made.data, made.n);
		if (!text)
			abort();
		json_object_object_add(object, "name", json_object_new_string(made.name));
		json_object_object_add(object, "type", json_object_new_int(made.type));
		json_object_object_add(object, "token", json_object_new_int64(made.token));
		json_object_object_add(object, "data", json_object_new_string(text));
		json_object_array_add(array, object);
		free(text);
		free(made.data);
	}
}

int op_export(struct call *call)
{
	struct stmfd *d = call->d;
	struct json_object *document;
	bool secrets = false;

	if (arg_flag(call, "secrets", &secrets) || commit(call))
		return -1;
	document = document_make(&d->model, repo_providers(d->repo), secrets, &call->fault);
	if (!document)
		return -1;
	json_object_object_add(call->reply, "config", document);
	reply_derived(call, secrets);
	return 0;
}

/* ---- import ---- */

struct import {
	struct model old, new, given;
	struct providers providers;	/* given */
	struct names settings;		/* that are given */
	struct problems problems;	/* for which it is refused */
	struct problems skipped;	/* logical units that can't be taken */
	bool replace, dry_run, skip;
	struct pool *pool;
};

static int import_args(struct call *call, struct import *import, struct json_object **config)
{
	const char *mode;

	if (arg_text(call, "mode", STMF_NAME_MAX, &mode) ||
	    arg_flag(call, "dry_run", &import->dry_run) || arg_flag(call, "skip", &import->skip))
		return -1;
	import->replace = !strcmp(mode, "replace");
	if (!import->replace && strcmp(mode, "merge"))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "mode: must be merge or replace");
	if (!json_object_object_get_ex(call->args, "config", config) ||
	    !json_object_is_type(*config, json_type_object))
		return call_fail(call, STMF_ERROR_INVALID_ARG, "config: must be an object");
	return 0;
}

/* Targets that the hardware brings are there or not, whatever a file says. */
static bool is_found(const struct target *target)
{
	const struct fabric *fabric = fabric_of_target(target);

	return !fabric || fabric->driver;
}

static void keep_found_targets(struct import *import)
{
	for (size_t i = import->given.target.n; i > 0; i--)
		if (is_found(&import->given.target.v[i - 1]))
			model_target_del(&import->given, &import->given.target.v[i - 1]);
	if (!import->replace)
		return;
	vec_each(target, &import->old.target) {
		struct model one = { .target = { target, 1 } };

		if (is_found(target))
			model_merge(&import->new, &one);
	}
}

/* As secrets of targets and initiators: one that the file does not tell stays. */
static void take_iscsi_defaults(struct import *import)
{
	struct iscsi_defaults *to = &import->new.iscsi.defaults;
	const struct iscsi_defaults *from = &import->given.iscsi.defaults;
	const char *secret = from->radius_secret ?: import->old.iscsi.defaults.radius_secret;

	to->auth = from->auth;
	to->isns = from->isns;
	to->alias = xstrdup(from->alias);
	to->radius_server = xstrdup(from->radius_server);
	to->radius_secret = xstrdup(secret);
	vec_each(server, &from->isns_server)
		*vec_push(&to->isns_server) = xstrdup(*server);
}

static void keep_secret(struct iscsi_chap *chap, const struct iscsi_chap *old)
{
	if (!chap->secret && old)
		chap->secret = xstrdup(old->secret);
}

/* What is replaced has lost them. */
static void keep_secrets(struct import *import)
{
	const struct iscsi_conf *old = &import->old.iscsi;

	vec_each(target, &import->new.iscsi.target) {
		const struct iscsi_target *was = iscsi_target(old, target->name);

		keep_secret(&target->chap, was ? &was->chap : NULL);
	}
	vec_each(initiator, &import->new.iscsi.initiator) {
		const struct iscsi_initiator *was = iscsi_initiator(old, initiator->name);

		keep_secret(&initiator->chap, was ? &was->chap : NULL);
	}
}

static void take_settings(struct import *import)
{
	struct model *new = &import->new;
	const struct model *given = &import->given;

	if (names_has(&import->settings, "service"))
		new->service = given->service;
	if (names_has(&import->settings, "default_lu_state"))
		new->default_lu = given->default_lu;
	if (names_has(&import->settings, "default_target_state"))
		new->default_target = given->default_target;
	if (names_has(&import->settings, "persist_method"))
		new->keep_nothing = given->keep_nothing;
	free(new->mgmt_url);
	new->mgmt_url = xstrdup(given->mgmt_url);
	take_iscsi_defaults(import);
	keep_secrets(import);
}

/* What the configuration is going to be. */
static void make_new(struct import *import)
{
	model_copy(&import->new, &import->old);
	if (import->replace)
		model_empty(&import->new);
	keep_found_targets(import);
	model_merge(&import->new, &import->given);
	if (import->replace)
		take_settings(import);
	model_check(&import->new, &import->problems);
	import_lus_check(import->pool, &import->old, &import->new, &import->problems);
	if (import->skip)
		return;
	vec_each(text, &import->skipped)
		problem_add(&import->problems, "%s", *text);
}

static void reply_line(struct json_object *array, const char *text)
{
	json_object_array_add(array, json_object_new_string(text));
}

static void change_line(struct json_object *array, char sign, const struct provider_data *data)
{
	char *text = xasprintf("%c data of provider %s, %zu bytes", sign, data->name, data->n);

	reply_line(array, text);
	free(text);
}

/* Data that are the same already stay, with their token. */
static void stage_providers(struct stmfd *d, struct import *import, struct json_object *changes)
{
	struct providers *providers = repo_providers(d->repo);

	vec_each(data, &import->providers.staged) {
		const struct provider_data *old = provider_find(providers, data->type, data->name);
		uint64_t token = old ? old->token + 1 : 1;

		if (old && old->n == data->n && !memcmp(old->data, data->data, data->n))
			continue;
		if (data->token > token)
			token = data->token;
		provider_stage(providers, data->type, data->name, token, data->data, data->n);
		change_line(changes, '+', data);
	}
	vec_each(old, &providers->stored) {
		bool given = false;

		vec_each(data, &import->providers.staged)
			given = given || (data->type == old->type && !strcmp(data->name, old->name));
		if (given || !import->replace)
			continue;
		provider_stage(providers, old->type, old->name, 0, NULL, 0);
		change_line(changes, '-', old);
	}
}

static bool refuse_given_derived(struct import *import)
{
	vec_each(data, &import->providers.staged)
		if (is_derived(data->type, data->name))
			problem_add(&import->problems,
				    "data of provider %s: follow from the configuration", data->name);
	return import->problems.n;
}

static struct json_object *reply_array(struct call *call, const char *key)
{
	struct json_object *array = json_object_new_array();

	json_object_object_add(call->reply, key, array);
	return array;
}

static int apply(struct call *call, const struct import *import, const struct steps *steps)
{
	struct stmfd *d = call->d;

	if (repo_snapshot(d->repo, "import", &call->fault))
		return -1;
	journal_note(d, JOURNAL_ALL, JOURNAL_ALL, true);
	return transit(d, &import->old, steps, &call->fault);
}

static int carry_out(struct call *call, struct import *import)
{
	struct json_object *changes = reply_array(call, "changes");
	struct stmfd *d = call->d;
	struct steps steps = { 0 };
	int rc = 0;

	diff_make(&import->old, &import->new, &steps);
	vec_each(step, &steps) {
		char *text = step_text(step);

		reply_line(changes, text);
		free(text);
	}
	stage_providers(d, import, changes);
	if (import->dry_run)
		providers_drop_staged(repo_providers(d->repo));
	else if (steps.n || repo_providers(d->repo)->staged.n)
		rc = apply(call, import, &steps);
	vec_free(&steps);
	return rc;
}

static int read_config(struct call *call, struct import *import, struct json_object *config)
{
	struct json_object *list = NULL;

	if (document_read(config, &import->given, &import->providers, &import->settings,
			  &call->fault) || commit(call))
		return -1;
	model_copy(&import->old, &call->d->model);
	json_object_object_get_ex(config, "import", &list);
	import->pool = call->d->tree.pool;
	return import_lus_take(import->pool, list, &import->old, &import->given,
			       &import->skipped, &call->fault);
}

static void reply_problems(struct call *call, const char *key, const struct problems *problems)
{
	struct json_object *array = reply_array(call, key);

	vec_each(text, problems)
		reply_line(array, *text);
}

static int import_config(struct call *call, struct import *import, struct json_object *config)
{
	if (read_config(call, import, config))
		return -1;
	make_new(import);
	if (refuse_given_derived(import) && !import->dry_run)
		return call_fail(call, STMF_ERROR_INVALID_ARG, "%s%s", import->problems.v[0],
				 import->problems.n > 1 ? " (and more)" : "");
	reply_problems(call, "problems", &import->problems);
	reply_problems(call, "skipped", &import->skipped);
	return import->problems.n ? 0 : carry_out(call, import);
}

int op_import(struct call *call)
{
	struct import import = { .dry_run = false };
	struct json_object *config;
	int rc;

	if (import_args(call, &import, &config))
		return -1;
	rc = import_config(call, &import, config);
	model_free(&import.old);
	model_free(&import.new);
	model_free(&import.given);
	providers_free(&import.providers);
	names_free(&import.settings);
	problems_free(&import.problems);
	problems_free(&import.skipped);
	return rc;
}
