// SPDX-License-Identifier: GPL-2.0
/* Events as they come, one line each. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "initiator.h"
#include "json.h"
#include "report.h"
#include "stmf.h"

static const char *const changes[] = {
	[STMF_EVENT_CREATED] = "created",
	[STMF_EVENT_DELETED] = "deleted",
	[STMF_EVENT_CHANGED] = "changed",
	[STMF_EVENT_STATE] = "state",
};

static const char *const objects[] = {
	[STMF_KIND_SERVICE] = "service",
	[STMF_KIND_LU] = "lu",
	[STMF_KIND_TARGET] = "target",
	[STMF_KIND_HOST_GROUP] = "host-group",
	[STMF_KIND_TARGET_GROUP] = "target-group",
	[STMF_KIND_VIEW] = "view",
};

static const char *const states[] = {
	[STMF_STATE_OFFLINE] = "offline",
	[STMF_STATE_OFFLINING] = "offlining",
	[STMF_STATE_ONLINE] = "online",
	[STMF_STATE_ONLINING] = "onlining",
	[STMF_STATE_UNREGISTERED] = "unregistered",
};

static bool has_lu(const stmfEvent *event)
{
	return event->object == STMF_KIND_LU || event->object == STMF_KIND_VIEW;
}

/* ---- text ---- */

static void print_change(const stmfEvent *event)
{
	char guid[STMF_GUID_TEXT_LEN + 1];

	printf("%s %s", NAME_OF(objects, event->object), NAME_OF(changes, event->change));
	if (has_lu(event)) {
		stmf_guid_format(&event->lu, guid);
		printf(" %s", guid);
	}
	if (event->object == STMF_KIND_VIEW)
		printf(" %u", event->veIndex);
	if (*event->name)
		printf(" %s", event->name);
	if (event->state >= 0)
		printf(" %s", NAME_OF(states, event->state));
	printf(" (generation %llu)\n", (unsigned long long)event->generation);
}

static void print_login(const stmfEvent *event)
{
	const stmfLogin *login = &event->login;

	printf("session %s %.*s %.*s", event->type == STMF_EVENT_TYPE_LOGIN ? "created" : "deleted",
	       login->initiator.identLength, login->initiator.ident, login->target.identLength,
	       login->target.ident);
	if (*login->hostGroup)
		printf(" host-group %s", login->hostGroup);
	putchar('\n');
}

static void print_refusal(const stmfRefusal *refusal)
{
	char guid[STMF_GUID_TEXT_LEN + 1];

	printf("refused %s", refused_text(refusal->kind));
	if (refusal->initiator.identLength)
		printf(" %.*s", refusal->initiator.identLength, refusal->initiator.ident);
	else
		printf(" from %s", refusal->address);
	printf(" %.*s", refusal->target.identLength, refusal->target.ident);
	if (refusal->luValid) {
		stmf_guid_format(&refusal->lu, guid);
		printf(" LUN %u %s", refusal->lun, guid);
	}
	printf(" (%llu in all)\n", (unsigned long long)refusal->count);
}

static void print_event(const stmfEvent *event)
{
	time_t now = time(NULL);
	char stamp[32];

	strftime(stamp, sizeof(stamp), "%F %T", localtime(&now));
	printf("%s ", stamp);
	switch (event->type) {
	case STMF_EVENT_TYPE_CHANGE:
		print_change(event);
		break;
	case STMF_EVENT_TYPE_LOGIN:
	case STMF_EVENT_TYPE_LOGOUT:
		print_login(event);
		break;
	case STMF_EVENT_TYPE_REFUSAL:
		print_refusal(&event->refusal);
		break;
	case STMF_EVENT_TYPE_LOST:
		printf("events were lost: what was listed before may be out of date, list it again\n");
		break;
	case STMF_EVENT_TYPE_GONE:
		printf("the kernel module stmf was unloaded\n");
		break;
	}
}

/* ---- JSON ---- */

static void json_change(struct json_object *object, const stmfEvent *event)
{
	put_text(object, "object", NAME_OF(objects, event->object));
	put_text(object, "change", NAME_OF(changes, event->change));
	if (has_lu(event))
		put_guid(object, "guid", &event->lu);
	if (event->object == STMF_KIND_VIEW)
		put_count(object, "index", event->veIndex);
	put_text(object, "name", event->name);
	if (event->state >= 0)
		put_text(object, "state", NAME_OF(states, event->state));
	put_count(object, "generation", event->generation);
}

static void json_login(struct json_object *object, const stmfLogin *login)
{
	put_devid(object, "initiator", &login->initiator);
	put_devid(object, "target", &login->target);
	put_text(object, "alias", login->alias);
	put_text(object, "host_group", login->hostGroup);
	put_number(object, "since", login->since);
}

static void json_event(const stmfEvent *event)
{
	static const char *const types[] = {
		[STMF_EVENT_TYPE_CHANGE] = "change",
		[STMF_EVENT_TYPE_LOGIN] = "login",
		[STMF_EVENT_TYPE_LOGOUT] = "logout",
		[STMF_EVENT_TYPE_REFUSAL] = "refusal",
		[STMF_EVENT_TYPE_LOST] = "lost",
		[STMF_EVENT_TYPE_GONE] = "gone",
	};
	struct json_object *object = json_object_new_object();

	put_number(object, "time", time(NULL));
	put_text(object, "event", NAME_OF(types, event->type));
	if (event->type == STMF_EVENT_TYPE_CHANGE) {
		json_change(object, event);
	} else if (event->type == STMF_EVENT_TYPE_LOGIN || event->type == STMF_EVENT_TYPE_LOGOUT) {
		json_login(object, &event->login);
	} else if (event->type == STMF_EVENT_TYPE_REFUSAL) {
		put_devid(object, "initiator", &event->refusal.initiator);
		put_text(object, "host_group", event->refusal.hostGroup);
		json_refusal(object, &event->refusal);
	}
	json_line(object);
}

/* Until it is killed, or the module goes */
int cmd_monitor(const struct cmd_line *line)
{
	bool json = cmd_has(line, 'j');
	stmfEvents *events;
	stmfEvent event;
	int code = stmfOpenEvents(&events);

	if (code)
		return report(code, NULL, &common_errors);
	do {
		code = stmfNextEvent(events, &event);
		if (code)
			break;
		if (json)
			json_event(&event);
		else
			print_event(&event);
	} while (!fflush(stdout) && event.type != STMF_EVENT_TYPE_GONE);
	stmfCloseEvents(events);
	return code ? report(code, NULL, &common_errors) : 1;
}
