// SPDX-License-Identifier: LGPL-2.1-or-later
/* Provider data: lists that a provider keeps with the service, and their tokens. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define NAME_MAX_BYTES 254

static bool is_key(const char *name, int type)
{
	return name && strlen(name) <= NAME_MAX_BYTES &&
	       (type == STMF_LU_PROVIDER_TYPE || type == STMF_PORT_PROVIDER_TYPE);
}

static int bad_key(void)
{
	return stmf_fail_arg("a provider has a name of at most 254 bytes, and type 1 or 2");
}

static struct json_object *key_request(const char *op, const char *name, int type)
{
	struct json_object *request = stmf_request(op);

	stmf_request_text(request, "name", name);
	stmf_request_add(request, "type", json_object_new_int(type));
	return request;
}

static uint64_t number_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? json_object_get_int64(value) : 0;
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return "";
	return json_object_get_string(value);
}

int stmfGetProviderBytes(const char *name, int type, void **data, size_t *n, uint64_t *token)
{
	struct json_object *reply;
	int code;

	if (!is_key(name, type) || !data || !n)
		return bad_key();
	code = stmf_ctl_call(key_request("get-provider-data", name, type), &reply);
	if (code)
		return code;
	if (token)
		*token = number_of(reply, "token");
	switch (stmf_hex_decode(text_of(reply, "data"), data, n)) {
	case 0:
		break;
	case -ENOMEM:
		code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
		break;
	default:
		code = stmf_fail(STMF_STATUS_ERROR, "the answer of stmfd has no data");
	}
	json_object_put(reply);
	return code;
}

int stmfSetProviderBytes(const char *name, int type, const void *data, size_t n, uint64_t *token)
{
	struct json_object *request, *reply;
	char *text;
	int code;

	if (!is_key(name, type) || !data)
		return bad_key();
	text = stmf_hex_encode(data, n);
	if (!text)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	request = key_request("set-provider-data", name, type);
	stmf_request_text(request, "data", text);
	free(text);
	if (token)
		stmf_request_add(request, "token", json_object_new_int64(*token));
	code = stmf_ctl_call(request, &reply);
	if (code)
		return code;
	if (token)
		*token = number_of(reply, "token");
	json_object_put(reply);
	return code;
}

int stmfGetProviderDataProt(char *name, nvlist_t **nvl, int type, uint64_t *token)
{
	void *data;
	size_t n;
	int code, err;

	if (!nvl)
		return stmf_fail_arg("no room for the list");
	code = stmfGetProviderBytes(name, type, &data, &n, token);
	if (code)
		return code;
	err = nvlist_unpack(data, n, nvl, 0);
	free(data);
	if (!err)
		return STMF_STATUS_SUCCESS;
	return err == ENOMEM ? stmf_fail(STMF_ERROR_NOMEM, "out of memory") :
	       stmf_fail(STMF_STATUS_ERROR, "the data of provider %s are no list", name);
}

int stmfGetProviderData(char *name, nvlist_t **nvl, int type)
{
	return stmfGetProviderDataProt(name, nvl, type, NULL);
}

int stmfSetProviderDataProt(char *name, nvlist_t *nvl, int type, uint64_t *token)
{
	char *data = NULL;
	size_t n = 0;
	int code, err;

	if (!nvl)
		return stmf_fail_arg("no list given");
	err = nvlist_pack(nvl, &data, &n, NV_ENCODE_XDR, 0);
	if (err == ENOMEM)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	if (err)
		return stmf_fail_arg("the list can't be packed");
	code = stmfSetProviderBytes(name, type, data, n, token);
	free(data);
	return code;
}

int stmfSetProviderData(char *name, nvlist_t *nvl, int type)
{
	return stmfSetProviderDataProt(name, nvl, type, NULL);
}

int stmfClearProviderData(char *name, int type)
{
	if (!is_key(name, type))
		return bad_key();
	return stmf_ctl_call(key_request("clear-provider-data", name, type), NULL);
}

static int take_providers(struct json_object *array, struct stmf_list *list)
{
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct json_object *object = json_object_array_get_idx(array, i);
		stmfProvider *provider = stmf_list_add(list);

		if (!provider)
			return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
		provider->providerType = number_of(object, "type");
		strncpy(provider->name, text_of(object, "name"), sizeof(provider->name) - 1);
	}
	return STMF_STATUS_SUCCESS;
}

int stmfGetProviderDataList(stmfProviderList **providers)
{
	struct stmf_list list = STMF_LIST(stmfProviderList, provider);
	struct json_object *reply, *array;
	int code;

	if (!providers)
		return stmf_fail_arg("no room for the list");
	code = stmf_ctl_call(stmf_request("list-provider-data"), &reply);
	if (code)
		return code;
	if (json_object_object_get_ex(reply, "providers", &array) &&
	    json_object_is_type(array, json_type_array))
		code = take_providers(array, &list);
	else
		code = stmf_fail(STMF_STATUS_ERROR, "the answer of stmfd has no providers");
	json_object_put(reply);
	return stmf_list_finish(&list, code, providers);
}
