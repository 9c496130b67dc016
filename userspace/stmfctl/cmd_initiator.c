// SPDX-License-Identifier: GPL-2.0
/* Initiators: the members of host groups, those logged in, those refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "initiator.h"
#include "json.h"
#include "klog.h"
#include "report.h"

/* All that is known, and the names in it, sorted, each once */
struct known {
	stmfGroupTree *groups;
	stmfLoginList *logins;
	stmfRefusal *refusal;
	size_t refusals;
	const stmfDevid **name;
	size_t cnt;
};

static void known_free(struct known *known)
{
	stmfFreeMemory(known->groups);
	stmfFreeMemory(known->logins);
	free(known->refusal);
	free(known->name);
}

static int compare(const void *a, const void *b)
{
	const stmfDevid *x = *(const stmfDevid *const *)a, *y = *(const stmfDevid *const *)b;

	return memcmp(x->ident, y->ident, sizeof(x->ident));
}

static bool same(const stmfDevid *a, const stmfDevid *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* A pattern stands for initiators, but is none. */
static bool is_pattern(const stmfDevid *devid)
{
	return memchr(devid->ident, '*', devid->identLength) ||
	       memchr(devid->ident, '?', devid->identLength);
}

static void collect(struct known *known)
{
	size_t room = known->logins->cnt + known->refusals, n = 0, i, m;

	for (i = 0; i < known->groups->cnt; i++)
		room += known->groups->group[i].cnt;
	known->name = malloc((room + 1) * sizeof(*known->name));
	if (!known->name)
		abort();
	for (i = 0; i < known->groups->cnt; i++)
		for (m = 0; m < known->groups->group[i].cnt; m++)
			if (!is_pattern(&known->groups->group[i].member[m]))
				known->name[n++] = &known->groups->group[i].member[m];
	for (i = 0; i < known->logins->cnt; i++)
		known->name[n++] = &known->logins->login[i].initiator;
	for (i = 0; i < known->refusals; i++)
		if (known->refusal[i].initiator.identLength)
			known->name[n++] = &known->refusal[i].initiator;
	qsort(known->name, n, sizeof(*known->name), compare);
	for (i = 0; i < n; i++)
		if (!known->cnt || !same(known->name[known->cnt - 1], known->name[i]))
			known->name[known->cnt++] = known->name[i];
}

static int read_refusals(struct known *known)
{
	stmfRefusalList *list;
	int code = stmfGetRefusalList(&list);

	if (code)
		return code;
	known->refusals = list->cnt;
	known->refusal = malloc((list->cnt + 1) * sizeof(*known->refusal));
	if (!known->refusal)
		abort();
	memcpy(known->refusal, list->refusal, list->cnt * sizeof(*known->refusal));
	stmfFreeMemory(list);
	klog_read(&known->refusal, &known->refusals);
	return STMF_STATUS_SUCCESS;
}

static int read_all(struct known *known)
{
	int code = stmfGetGroupTree(STMF_HOST_GROUP, &known->groups);

	if (!code)
		code = stmfGetLoginList(&known->logins);
	if (!code)
		code = read_refusals(known);
	if (code)
		return report(code, NULL, &common_errors);
	collect(known);
	return 0;
}

/* One that is logged in or was refused comes with its group, by pattern too. */
static const char *group_of(const struct known *known, const stmfDevid *name)
{
	size_t i, m;

	for (i = 0; i < known->groups->cnt; i++)
		for (m = 0; m < known->groups->group[i].cnt; m++)
			if (same(&known->groups->group[i].member[m], name))
				return known->groups->group[i].name;
	for (i = 0; i < known->logins->cnt; i++)
		if (same(&known->logins->login[i].initiator, name))
			return known->logins->login[i].hostGroup;
	for (i = 0; i < known->refusals; i++)
		if (same(&known->refusal[i].initiator, name))
			return known->refusal[i].hostGroup;
	return "";
}

static const char *alias_of(const struct known *known, const stmfDevid *name)
{
	size_t i;

	for (i = 0; i < known->logins->cnt; i++)
		if (same(&known->logins->login[i].initiator, name) &&
		    *known->logins->login[i].alias)
			return known->logins->login[i].alias;
	return "";
}

/* ---- text ---- */

static const char *time_text(time_t when, char out[32])
{
	if (!when || !ctime_r(&when, out))
		return "unknown";
	out[strcspn(out, "\n")] = '\0';
	return out;
}

static void print_logins(const struct known *known, const stmfDevid *name)
{
	char count[16], when[32];
	uint32_t i, n = 0;

	for (i = 0; i < known->logins->cnt; i++)
		n += same(&known->logins->login[i].initiator, name);
	snprintf(count, sizeof(count), "%u", n);
	print_field("Sessions", count);
	for (i = 0; i < known->logins->cnt; i++) {
		const stmfLogin *login = &known->logins->login[i];

		if (!same(&login->initiator, name))
			continue;
		printf("        Target: %.*s\n", login->target.identLength, login->target.ident);
		printf("            Logged in since: %s\n", time_text(login->since, when));
	}
}

static const char *const refused_what[] = {
	[STMF_REFUSED_COMMAND] = "command",
	[STMF_REFUSED_LOGIN] = "login",
	[STMF_REFUSED_AUTHENTICATION] = "authentication",
};

const char *refused_text(int kind)
{
	return NAME_OF(refused_what, kind);
}

static void print_refusal(const stmfRefusal *refusal)
{
	char text[STMF_GUID_TEXT_LEN + 1], when[32];

	bool logged = !refusal->target.identLength;

	if (logged)
		printf("        Target: unknown (from the kernel log)\n");
	else
		printf("        Target: %.*s\n", refusal->target.identLength,
		       refusal->target.ident);
	printf("            Refused: %s, %llu time%s\n", refused_text(refusal->kind),
	       (unsigned long long)refusal->count, refusal->count == 1 ? "" : "s");
	printf("            Last time: %s\n", time_text(refusal->last, when));
	if (!refusal->luValid)
		return;
	stmf_guid_format(&refusal->lu, text);
	printf("            Last LUN: %u (%s)\n", refusal->lun, text);
}

static void print_refusals(const struct known *known, const stmfDevid *name)
{
	unsigned long long n = 0;
	char count[32];
	size_t i;

	for (i = 0; i < known->refusals; i++)
		if (same(&known->refusal[i].initiator, name))
			n += known->refusal[i].count;
	snprintf(count, sizeof(count), "%llu", n);
	print_field("Refused", count);
	for (i = 0; i < known->refusals; i++)
		if (same(&known->refusal[i].initiator, name))
			print_refusal(&known->refusal[i]);
}

/* Refused logins of which there is an address, but no name */
static void print_nameless(const struct known *known)
{
	size_t i;

	for (i = 0; i < known->refusals; i++) {
		if (known->refusal[i].initiator.identLength)
			continue;
		printf("Address: %s\n", known->refusal[i].address);
		print_refusal(&known->refusal[i]);
	}
}

/* Aliases are what initiators say: nothing that a terminal would obey. */
static void print_alias(const char *alias)
{
	char text[sizeof(((stmfLogin *)0)->alias)];
	size_t i;

	for (i = 0; i < sizeof(text) - 1 && alias[i]; i++)
		text[i] = (unsigned char)alias[i] < ' ' || alias[i] == 0x7f ? '?' : alias[i];
	text[i] = '\0';
	print_field("Alias", *text ? text : "-");
}

static void print_initiator(const struct known *known, const stmfDevid *name, bool verbose)
{
	const char *group;

	printf("Initiator: %.*s\n", name->identLength, name->ident);
	if (!verbose)
		return;
	group = group_of(known, name);
	print_field("Host Group", *group ? group : "-");
	print_alias(alias_of(known, name));
	print_logins(known, name);
	print_refusals(known, name);
}

/* ---- JSON ---- */

void json_refusal(struct json_object *object, const stmfRefusal *refusal)
{
	put_text(object, "address", refusal->address);
	put_devid(object, "target", &refusal->target);
	put_text(object, "refused", refused_text(refusal->kind));
	put_count(object, "count", refusal->count);
	put_number(object, "first", refusal->first);
	put_number(object, "last", refusal->last);
	if (!refusal->luValid)
		return;
	put_guid(object, "guid", &refusal->lu);
	put_number(object, "lun", refusal->lun);
}

static struct json_object *json_logins(const struct known *known, const stmfDevid *name)
{
	struct json_object *array = json_object_new_array();
	uint32_t i;

	for (i = 0; i < known->logins->cnt; i++) {
		const stmfLogin *login = &known->logins->login[i];
		struct json_object *object;

		if (!same(&login->initiator, name))
			continue;
		object = json_object_new_object();
		put_devid(object, "target", &login->target);
		put_number(object, "since", login->since);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *json_refusals(const struct known *known, const stmfDevid *name)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < known->refusals; i++) {
		struct json_object *object;

		if (!same(&known->refusal[i].initiator, name))
			continue;
		object = json_object_new_object();
		json_refusal(object, &known->refusal[i]);
		json_object_array_add(array, object);
	}
	return array;
}

static void json_initiator(struct json_object *array, const struct known *known,
			   const stmfDevid *name)
{
	struct json_object *object = json_object_new_object();

	put_devid(object, "initiator", name);
	put_text(object, "host_group", group_of(known, name));
	put_text(object, "alias", alias_of(known, name));
	json_object_object_add(object, "sessions", json_logins(known, name));
	json_object_object_add(object, "refusals", json_refusals(known, name));
	json_object_array_add(array, object);
}

/* ---- list-initiator ---- */

static const stmfDevid *find_named(const struct known *known, const char *text)
{
	const stmfDevid **found, *key;
	stmfDevid name;

	if (!stmf_devid_parse(text, &name)) {
		key = &name;
		found = bsearch(&key, known->name, known->cnt, sizeof(*known->name), compare);
		if (found)
			return *found;
	}
	complain("%s: not found", text);
	return NULL;
}

static void finish_json(const struct known *known, struct json_object *initiators)
{
	static const stmfDevid nameless;
	struct json_object *top = json_object_new_object();

	json_object_object_add(top, "initiators", initiators);
	json_object_object_add(top, "nameless_refusals", json_refusals(known, &nameless));
	json_print(top);
}

int cmd_list_initiator(const struct cmd_line *line)
{
	struct json_object *array = cmd_has(line, 'j') ? json_object_new_array() : NULL;
	struct known known = { 0 };
	int status = read_all(&known);
	size_t i, n;

	n = line->noperands ? (size_t)line->noperands : known.cnt;
	for (i = 0; i < n && known.name; i++) {
		const stmfDevid *name = line->noperands ? find_named(&known, line->operand[i]) :
							  known.name[i];

		if (!name)
			status = 1;
		else if (array)
			json_initiator(array, &known, name);
		else
			print_initiator(&known, name, cmd_has(line, 'v'));
	}
	if (!known.name)
		json_object_put(array);
	else if (array)
		finish_json(&known, array);
	else if (!line->noperands && cmd_has(line, 'v'))
		print_nameless(&known);
	known_free(&known);
	return status;
}
