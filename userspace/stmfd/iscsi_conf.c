// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <strings.h>

#include "iscsi_conf.h"

/* A new zeroed element at the head. */
#define vec_push_front(vec)                                                       \
	((void)vec_push(vec),                                                     \
	 memmove(&(vec)->v[1], (vec)->v, ((vec)->n - 1) * sizeof(*(vec)->v)),     \
	 memset((vec)->v, 0, sizeof(*(vec)->v)), (vec)->v)

static void secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void chap_free(struct iscsi_chap *chap)
{
	free(chap->user);
	secret_free(chap->secret);
}

static void chap_copy(struct iscsi_chap *to, const struct iscsi_chap *from)
{
	to->user = xstrdup(from->user);
	to->secret = xstrdup(from->secret);
}

static void tpgts_free(struct iscsi_target *target)
{
	vec_each(tpgt, &target->tpg)
		free(tpgt->tpg);
	vec_free(&target->tpg);
}

static void target_free(struct iscsi_target *target)
{
	tpgts_free(target);
	chap_free(&target->chap);
	free(target->old_name);
	free(target->name);
}

static void tpg_free(struct iscsi_tpg *tpg)
{
	vec_each(portal, &tpg->portal)
		free(*portal);
	vec_free(&tpg->portal);
	free(tpg->name);
}

static void initiator_free(struct iscsi_initiator *initiator)
{
	chap_free(&initiator->chap);
	free(initiator->name);
}

static void defaults_free(struct iscsi_defaults *defaults)
{
	vec_each(server, &defaults->isns_server)
		free(*server);
	vec_free(&defaults->isns_server);
	secret_free(defaults->radius_secret);
	free(defaults->radius_server);
	free(defaults->alias);
}

void iscsi_conf_free(struct iscsi_conf *conf)
{
	vec_each(target, &conf->target)
		target_free(target);
	vec_free(&conf->target);
	vec_each(tpg, &conf->tpg)
		tpg_free(tpg);
	vec_free(&conf->tpg);
	vec_each(initiator, &conf->initiator)
		initiator_free(initiator);
	vec_free(&conf->initiator);
	defaults_free(&conf->defaults);
	memset(conf, 0, sizeof(*conf));
}

static void copy_target(struct iscsi_target *to, const struct iscsi_target *from)
{
	to->name = xstrdup(from->name);
	to->auth = from->auth;
	to->old_name = xstrdup(from->old_name);
	chap_copy(&to->chap, &from->chap);
	vec_each(tpgt, &from->tpg)
		*vec_push(&to->tpg) = (struct iscsi_tpgt){ xstrdup(tpgt->tpg), tpgt->tag };
}

static void copy_defaults(struct iscsi_defaults *to, const struct iscsi_defaults *from)
{
	to->auth = from->auth;
	to->alias = xstrdup(from->alias);
	to->radius_server = xstrdup(from->radius_server);
	to->radius_secret = xstrdup(from->radius_secret);
	to->isns = from->isns;
	vec_each(server, &from->isns_server)
		*vec_push(&to->isns_server) = xstrdup(*server);
}

void iscsi_conf_copy(struct iscsi_conf *to, const struct iscsi_conf *from)
{
	memset(to, 0, sizeof(*to));
	vec_each(target, &from->target)
		copy_target(vec_push(&to->target), target);
	vec_each(tpg, &from->tpg) {
		struct iscsi_tpg *new = vec_push(&to->tpg);

		new->name = xstrdup(tpg->name);
		vec_each(portal, &tpg->portal)
			*vec_push(&new->portal) = xstrdup(*portal);
	}
	vec_each(initiator, &from->initiator) {
		struct iscsi_initiator *new = vec_push(&to->initiator);

		new->name = xstrdup(initiator->name);
		chap_copy(&new->chap, &initiator->chap);
	}
	copy_defaults(&to->defaults, &from->defaults);
}

struct iscsi_target *iscsi_target(const struct iscsi_conf *conf, const char *name)
{
	vec_each(target, &conf->target)
		if (!strcmp(target->name, name))
			return target;
	return NULL;
}

struct iscsi_target *iscsi_target_add(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_target *target = iscsi_target(conf, name);

	if (!target) {
		target = vec_push_front(&conf->target);
		target->name = xstrdup(name);
	}
	return target;
}

struct iscsi_target *iscsi_target_add_like(struct iscsi_conf *conf, const char *name,
					   const struct iscsi_target *like)
{
	struct iscsi_target copy = { 0 };

	if (like)
		copy_target(&copy, like);
	free(copy.name);
	copy.name = xstrdup(name);
	iscsi_target_del(conf, name);
	*vec_push_front(&conf->target) = copy;
	return conf->target.v;
}

void iscsi_target_del(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_target *target = iscsi_target(conf, name);

	if (!target)
		return;
	target_free(target);
	vec_remove(&conf->target, target - conf->target.v);
}

struct iscsi_tpg *iscsi_tpg(const struct iscsi_conf *conf, const char *name)
{
	vec_each(tpg, &conf->tpg)
		if (!strcmp(tpg->name, name))
			return tpg;
	return NULL;
}

struct iscsi_tpg *iscsi_tpg_add(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_tpg *tpg = vec_push_front(&conf->tpg);

	tpg->name = xstrdup(name);
	return tpg;
}

static void forget_tpg(struct iscsi_target *target, const char *name)
{
	for (size_t i = target->tpg.n; i > 0; i--) {
		if (strcmp(target->tpg.v[i - 1].tpg, name))
			continue;
		free(target->tpg.v[i - 1].tpg);
		vec_remove(&target->tpg, i - 1);
	}
}

void iscsi_tpg_del(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_tpg *tpg = iscsi_tpg(conf, name);

	if (!tpg)
		return;
	vec_each(target, &conf->target)
		forget_tpg(target, name);
	tpg_free(tpg);
	vec_remove(&conf->tpg, tpg - conf->tpg.v);
}

struct iscsi_tpg *iscsi_tpg_of_portal(const struct iscsi_conf *conf, const char *portal)
{
	size_t n = strcspn(portal, "/");

	vec_each(tpg, &conf->tpg)
		vec_each(own, &tpg->portal)
			if (strcspn(*own, "/") == n && !strncmp(*own, portal, n))
				return tpg;
	return NULL;
}

struct iscsi_initiator *iscsi_initiator(const struct iscsi_conf *conf, const char *name)
{
	vec_each(initiator, &conf->initiator)
		if (!strcasecmp(initiator->name, name))
			return initiator;
	return NULL;
}

struct iscsi_initiator *iscsi_initiator_add(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_initiator *initiator = vec_push_front(&conf->initiator);

	initiator->name = xstrdup(name);
	return initiator;
}

void iscsi_initiator_del(struct iscsi_conf *conf, const char *name)
{
	struct iscsi_initiator *initiator = iscsi_initiator(conf, name);

	if (!initiator)
		return;
	initiator_free(initiator);
	vec_remove(&conf->initiator, initiator - conf->initiator.v);
}

static bool tag_used(const struct iscsi_target *target, unsigned int tag)
{
	vec_each(tpgt, &target->tpg)
		if (tpgt->tag == tag)
			return true;
	return false;
}

/* The tag that a name of digits asks for, or 0 */
static unsigned int tag_of_name(const char *name)
{
	size_t n = strspn(name, "0123456789");
	unsigned long tag = n && n <= 5 && !name[n] ? strtoul(name, NULL, 10) : 0;

	return tag > ISCSI_TAG_DEFAULT && tag < ISCSI_TAG_MAX ? tag : 0;
}

/* 0 if there is none left. */
static unsigned int choose_tag(const struct iscsi_target *target, const char *name)
{
	unsigned int tag = tag_of_name(name), top = ISCSI_TAG_DEFAULT;

	if (tag && !tag_used(target, tag))
		return tag;
	vec_each(tpgt, &target->tpg)
		if (tpgt->tag > top)
			top = tpgt->tag;
	for (tag = top + 1; tag > ISCSI_TAG_MAX || tag_used(target, tag); tag--)
		if (tag <= ISCSI_TAG_DEFAULT + 1)
			return 0;
	return tag;
}

static const struct iscsi_tpgt *tpgt_of(const struct iscsi_target *target, const char *tpg)
{
	vec_each(tpgt, &target->tpg)
		if (!strcmp(tpgt->tpg, tpg))
			return tpgt;
	return NULL;
}

/* A group that stays keeps its tag: initiators know it. */
void iscsi_target_set_tpgs(struct iscsi_target *target, const char *const *names, size_t n)
{
	struct iscsi_target old = { .tpg = { target->tpg.v, target->tpg.n } };

	target->tpg.v = NULL;
	target->tpg.n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct iscsi_tpgt *same = tpgt_of(&old, names[i]);

		if (same)
			*vec_push(&target->tpg) =
				(struct iscsi_tpgt){ xstrdup(names[i]), same->tag };
	}
	for (size_t i = 0; i < n; i++) {
		unsigned int tag;

		if (tpgt_of(target, names[i]))
			continue;
		tag = choose_tag(target, names[i]);
		if (tag)
			*vec_push(&target->tpg) = (struct iscsi_tpgt){ xstrdup(names[i]), tag };
	}
	tpgts_free(&old);
}

static const char *const auth_words[] = {
	[ISCSI_AUTH_NONE] = "none",
	[ISCSI_AUTH_CHAP] = "chap",
	[ISCSI_AUTH_RADIUS] = "radius",
};

const char *iscsi_auth_word(enum iscsi_auth auth)
{
	return auth_words[auth];
}

bool iscsi_auth_parse(const char *word, enum iscsi_auth *auth)
{
	for (size_t i = ISCSI_AUTH_NONE; i < ARRAY_SIZE(auth_words); i++) {
		if (strcmp(word, auth_words[i]))
			continue;
		*auth = i;
		return true;
	}
	return false;
}

enum iscsi_auth iscsi_auth_of(const struct iscsi_conf *conf, const struct iscsi_target *target)
{
	if (target && target->auth != ISCSI_AUTH_DEFAULT)
		return target->auth;
	return conf->defaults.auth ? conf->defaults.auth : ISCSI_AUTH_NONE;
}
