// SPDX-License-Identifier: GPL-2.0
/* Provider data: read, written with a token, deleted, listed. */
#include <stdlib.h>

#include <stmf_linux.h>

#include "call.h"
#include "derived.h"

#define NAME_MAX_BYTES 254

struct key {
	const char *name;
	int type;
};

static int key_args(struct call *call, struct key *key)
{
	int64_t type;

	if (arg_text(call, "name", NAME_MAX_BYTES, &key->name) ||
	    arg_number(call, "type", STMF_PORT_PROVIDER_TYPE, &type))
		return -1;
	if (type < STMF_LU_PROVIDER_TYPE)
		return call_fail(call, STMF_ERROR_INVALID_ARG, "type: must be 1 or 2");
	key->type = type;
	return 0;
}

static int not_found(struct call *call, const struct key *key)
{
	return call_fail(call, STMF_ERROR_NOT_FOUND, "provider %s: has no data", key->name);
}

static void reply_data(struct call *call, uint64_t token, const void *data, size_t n)
{
	char *text = stmf_hex_encode(data, n);

	if (!text)
		abort();
	reply_text(call, "data", text);
	reply_number(call, "token", token);
	free(text);
}

int op_get_provider_data(struct call *call)
{
	const struct provider_data *data;
	struct provider_data made;
	struct key key;

	if (key_args(call, &key))
		return -1;
	if (derived_data(call->d, key.type, key.name, false, &made)) {
		if (!made.data)
			return not_found(call, &key);
		reply_data(call, made.token, made.data, made.n);
		free(made.data);
		return 0;
	}
	data = provider_find(repo_providers(call->d->repo), key.type, key.name);
	if (!data)
		return not_found(call, &key);
	reply_data(call, data->token, data->data, data->n);
	return 0;
}

static int data_arg(struct call *call, const char *name, void **data, size_t *n)
{
	const char *text;

	if (arg_text(call, "data", 2 * PROVIDER_DATA_MAX, &text))
		return -1;
	return provider_parse(name, text, data, n, &call->fault);
}

/* Without a token, or with that of what is there now. */
static int check_token(struct call *call, const struct key *key, uint64_t now)
{
	int64_t token;

	if (!has_arg(call, "token"))
		return 0;
	if (arg_number(call, "token", INT64_MAX, &token))
		return -1;
	if ((uint64_t)token == now)
		return 0;
	return call_fail(call, STMF_ERROR_PROV_DATA_STALE,
			 "provider %s: its data were written meanwhile (token %lld, not %lld)",
			 key->name, (long long)now, (long long)token);
}

static int refuse_derived(struct call *call, const struct key *key)
{
	if (!is_derived(key->type, key->name))
		return 0;
	return call_fail(call, STMF_STATUS_ERROR,
			 "provider %s: its data follow from the configuration; change that",
			 key->name);
}

static int change_data(struct call *call, const struct key *key, uint64_t token, const void *data,
		       size_t n)
{
	struct providers *providers = repo_providers(call->d->repo);

	provider_stage(providers, key->type, key->name, token, data, n);
	if (!commit(call))
		return 0;
	providers_drop_staged(providers);
	return rolled_back(call);
}

int op_set_provider_data(struct call *call)
{
	const struct provider_data *old;
	uint64_t token = 0;
	struct key key;
	void *data;
	size_t n;
	int rc;

	if (key_args(call, &key) || refuse_derived(call, &key))
		return -1;
	old = provider_find(repo_providers(call->d->repo), key.type, key.name);
	if (old)
		token = old->token;
	if (check_token(call, &key, token) || data_arg(call, key.name, &data, &n))
		return -1;
	rc = change_data(call, &key, token + 1, data, n);
	free(data);
	if (!rc)
		reply_number(call, "token", token + 1);
	return rc;
}

int op_clear_provider_data(struct call *call)
{
	struct key key;

	if (key_args(call, &key) || refuse_derived(call, &key))
		return -1;
	if (!provider_find(repo_providers(call->d->repo), key.type, key.name))
		return not_found(call, &key);
	return change_data(call, &key, 0, NULL, 0);
}

static void list_one(struct json_object *list, const struct provider_data *data)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "name", json_object_new_string(data->name));
	json_object_object_add(object, "type", json_object_new_int(data->type));
	json_object_object_add(object, "token", json_object_new_int64(data->token));
	json_object_object_add(object, "size", json_object_new_int64(data->n));
	json_object_array_add(list, object);
}

int op_list_provider_data(struct call *call)
{
	struct json_object *list = json_object_new_array();

	json_object_object_add(call->reply, "providers", list);
	for (const struct derived *derived = all_derived; derived->name; derived++) {
		struct provider_data made;

		if (derived_data(call->d, derived->type, derived->name, false, &made) && made.data) {
			list_one(list, &made);
			free(made.data);
		}
	}
	vec_each(data, &repo_providers(call->d->repo)->stored)
		if (!is_derived(data->type, data->name))
			list_one(list, data);
	return 0;
}
