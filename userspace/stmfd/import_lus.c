// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "diff.h"
#include "import_lus.h"
#include "meta.h"
#include "store.h"

#define SILENT "logical unit %s: the file system of %s does not answer"

static const char *place_of(const struct lu_conf *conf)
{
	return conf->meta ? conf->meta : conf->path;
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/* Of one that is in use already its metadata need not be read. */
static struct lu_conf *conf_of(const struct model *old, const char *guid, const char *file,
			       const struct names *silent, struct problems *problems)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));
	const struct lu *lu = model_lu(old, guid);
	char found[GUID_DIGITS + 1];
	struct fault fault = { 0 };
	bool outdated;

	if (lu && lu->conf && !strcmp(place_of(lu->conf), file)) {
		lu_conf_free(conf);
		return lu_conf_copy(lu->conf);
	}
	if (names_has(silent, file))
		problem_add(problems, SILENT, guid, file);
	else if (meta_read(file, conf, found, &outdated, &fault))
		problem_add(problems, "logical unit %s: %s", guid, fault.text);
	else if (strcmp(found, guid))
		problem_add(problems, "logical unit %s: %s has the metadata of %s", guid, file,
			    found);
	else
		return conf;
	lu_conf_free(conf);
	return NULL;
}

static int take_list(struct json_object *list, const struct model *old, struct model *given,
		     const struct names *silent, struct problems *problems, struct fault *fault)
{
	char text[GUID_DIGITS + 1];
	struct lu_conf *conf;
	stmfGuid guid;

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *file = text_of(item, "file"), *name = text_of(item, "guid");
		struct lu *lu;

		if (!file || !name || stmf_guid_parse(name, &guid))
			return failed(fault, STMF_ERROR_INVALID_ARG,
				      "import: each needs a guid and a file");
		stmf_guid_format(&guid, text);
		conf = conf_of(old, text, file, silent, problems);
		if (!conf)
			continue;
		lu = model_lu_add(given, text);
		lu_conf_free(lu->conf);
		lu->conf = conf;
	}
	return 0;
}

/* All are asked at once: one file system that does not answer costs its time once. */
static void find_silent_files(struct pool *pool, struct json_object *list, struct names *silent)
{
	size_t all = list ? json_object_array_length(list) : 0, n = 0;
	struct stat_answer *answers = xcalloc(all, sizeof(*answers));

	for (size_t i = 0; i < all; i++) {
		const char *file = text_of(json_object_array_get_idx(list, i), "file");

		if (file && *file == '/')
			answers[n++].path = file;
	}
	stats_ask(pool, answers, n);
	for (size_t i = 0; i < n; i++)
		if (answers[i].err == ETIMEDOUT)
			names_add(silent, answers[i].path);
	free(answers);
}

int import_lus_take(struct pool *pool, struct json_object *list, const struct model *old,
		    struct model *given, struct problems *problems, struct fault *fault)
{
	struct names silent = { 0 };
	int rc;

	if (list && !json_object_is_type(list, json_type_array))
		return failed(fault, STMF_ERROR_INVALID_ARG, "import: must be a list");
	find_silent_files(pool, list, &silent);
	rc = take_list(list, old, given, &silent, problems, fault);
	names_free(&silent);
	return rc;
}

static void check_metadata(const struct lu *lu, struct problems *problems)
{
	struct lu_conf *conf = xcalloc(1, sizeof(*conf));
	const char *file = place_of(lu->conf);
	char found[GUID_DIGITS + 1];
	bool outdated;

	if (!lu->conf->device && !access(file, F_OK) && !meta_read(file, conf, found, &outdated, NULL) &&
	    strcmp(found, lu->guid))
		problem_add(problems, "logical unit %s: %s has the metadata of %s", lu->guid, file,
			    found);
	lu_conf_free(conf);
}

/* A device that its logical unit has in use already can't be opened once more. */
static void check_store(const struct lu *lu, const struct lu *was, struct problems *problems)
{
	const struct store_users none = { 0 };
	struct fault fault = { 0 };
	struct stat st;

	if (lu->conf->device || stat(lu->conf->path, &st) || (was && was->conf && S_ISBLK(st.st_mode)))
		return;
	if (store_check(lu->conf, &none, &fault))
		problem_add(problems, "logical unit %s: %s", lu->guid, fault.text);
}

static int path_order(const void *a, const void *b)
{
	const struct lu *const *x = a, *const *y = b;

	return strcmp((*x)->conf->path, (*y)->conf->path);
}

static void check_doubles(const struct model *given, struct problems *problems)
{
	VEC(const struct lu *) lus = { 0 };

	vec_each(lu, &given->lu)
		if (lu->conf)
			*vec_push(&lus) = lu;
	if (lus.n)
		qsort(lus.v, lus.n, sizeof(*lus.v), path_order);
	for (size_t i = 1; i < lus.n; i++)
		if (!path_order(&lus.v[i - 1], &lus.v[i]))
			problem_add(problems, "logical unit %s: %s is in use by logical unit %s",
				    lus.v[i]->guid, lus.v[i]->conf->path, lus.v[i - 1]->guid);
	vec_free(&lus);
}

static void find_silent_lus(struct pool *pool, const struct model *given, struct names *silent)
{
	struct store_users users;

	store_users_ask(&users, pool, given);
	for (size_t i = 0; i < users.n; i++)
		if (users.file[i].err == ETIMEDOUT)
			names_add(silent, users.lu[i]->guid);
	store_users_free(&users);
}

void import_lus_check(struct pool *pool, const struct model *old, const struct model *given,
		      struct problems *problems)
{
	struct names silent = { 0 };

	check_doubles(given, problems);
	find_silent_lus(pool, given, &silent);
	vec_each(lu, &given->lu) {
		const struct lu *was = model_lu(old, lu->guid);

		if (!lu->conf || (was && was->conf && lu_conf_same(was->conf, lu->conf)))
			continue;
		if (names_has(&silent, lu->guid)) {
			problem_add(problems, SILENT, lu->guid, place_of(lu->conf));
			continue;
		}
		check_metadata(lu, problems);
		check_store(lu, was, problems);
	}
	names_free(&silent);
}
