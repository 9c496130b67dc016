// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "journal.h"
#include "merge.h"

#define LINE_MAX_BYTES 1024

/* Before the kind: the command takes no member and no view away. What is missing now
 * somebody else has removed since, and it stays so. */
#define ADDS "+"

static const char *const kinds[] = { [HOST_GROUP] = "host", [TARGET_GROUP] = "target" };

/* Groups' names may hold anything: they are spelled as in configfs. */
void journal_note(const struct stmfd *d, const char *kind, const char *name, bool removes)
{
	char encoded[STMF_GROUP_NAME_MAX + 1];
	FILE *file = d->journal ? fopen(d->journal, "ae") : NULL;

	if (!file)
		return;
	if (stmf_name_encode(name, encoded) > 0)
		fprintf(file, "%s%s %s\n", removes ? "" : ADDS, kind, encoded);
	fclose(file);
}

void journal_end(const struct stmfd *d)
{
	if (d->journal && unlink(d->journal) && errno != ENOENT)
		say(LOG_WARNING, "%s: %s", d->journal, strerror(errno));
}

static void drop_group(struct model *model, enum group_kind kind, const char *name)
{
	struct group *group = model_group(model, kind, name);

	if (!group)
		return;
	vec_each(member, &group->member)
		free(*member);
	vec_free(&group->member);
	free(group->name);
	vec_remove(&model->group[kind], group - model->group[kind].v);
}

/* Members that it did not have go. */
static void shrink_group(struct group *is, const struct group *was)
{
	for (size_t i = is->member.n; i-- > 0;) {
		bool had = false;

		vec_each(member, &was->member)
			had = had || !strcmp(*member, is->member.v[i]);
		if (had)
			continue;
		free(is->member.v[i]);
		vec_remove(&is->member, i);
	}
}

static void take_group(struct model *want, const struct model *stored, enum group_kind kind,
		       const char *name, bool adds)
{
	const struct group *group = model_group(stored, kind, name);
	struct group *is = model_group(want, kind, name);
	struct model one = { 0 };

	if (adds && group) {
		if (is)
			shrink_group(is, group);
		return;
	}
	drop_group(want, kind, name);
	one.group[kind].v = (struct group *)group;
	one.group[kind].n = group ? 1 : 0;
	model_merge(want, &one);
}

/* Views that it did not have go. */
static void shrink_views(struct lu *is, const struct lu *was)
{
	for (size_t i = is->view.n; i-- > 0;)
		if (!lu_view(was, is->view.v[i].index))
			lu_view_del(is, &is->view.v[i]);
}

static void take_lu(struct model *want, const struct model *stored, const char *guid, bool adds)
{
	const struct lu *lu = model_lu(stored, guid);
	struct lu *is = model_lu(want, guid), was = { 0 };
	struct model one = { .lu = { &was, lu ? 1 : 0 } };
	enum stmf_state state = is ? is->state : STMF_STATE_UNREGISTERED;

	if (lu)
		was = *lu;
	if (adds)
		was.view.n = 0;
	if (adds && is && lu)
		shrink_views(is, lu);
	else
		model_lu_del(want, guid);
	access_take(&want->access, &stored->access, guid);
	model_merge(want, &one);
	if (lu)
		model_lu(want, guid)->state = state;
}

static void take_target(struct model *want, const struct model *stored, const char *name)
{
	const struct target *target = model_target(stored, name);
	struct target *is = model_target(want, name);
	struct model one = { .target = { (struct target *)target, target ? 1 : 0 } };

	if (is && !target)
		model_target_del(want, is);
	model_merge(want, &one);
}

static void take(struct model *want, const struct model *stored, const char *kind, const char *name,
		 struct names *lus)
{
	bool adds = !strncmp(kind, ADDS, strlen(ADDS));

	if (adds)
		kind += strlen(ADDS);
	for (int i = 0; i < GROUP_KINDS; i++)
		if (!strcmp(kind, kinds[i]))
			take_group(want, stored, i, name, adds);
	if (!strcmp(kind, "lu")) {
		take_lu(want, stored, name, adds);
		names_add(lus, name);
	} else if (!strcmp(kind, "port")) {
		take_target(want, stored, name);
	} else if (!strcmp(kind, JOURNAL_ALL)) {
		model_free(want);
		model_copy(want, stored);
		vec_each(lu, &stored->lu)
			names_add(lus, lu->guid);
	}
}

bool journal_read(const struct stmfd *d, const struct model *now, const struct model *stored,
		  struct model *want, struct names *lus)
{
	FILE *file = d->journal ? fopen(d->journal, "re") : NULL;
	char line[LINE_MAX_BYTES], name[STMF_GROUP_NAME_MAX + 1];

	memset(want, 0, sizeof(*want));
	if (!file)
		return false;
	model_copy(want, now);
	while (fgets(line, sizeof(line), file)) {
		char *blank = strchr(line, ' ');

		line[strcspn(line, "\n")] = 0;
		if (!blank)
			continue;
		*blank = 0;
		if (stmf_name_decode(blank + 1, name) > 0)
			take(want, stored, line, name, lus);
	}
	fclose(file);
	return true;
}
