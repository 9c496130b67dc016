// SPDX-License-Identifier: GPL-2.0
/* Targets: listing with sessions; making and deleting (stmfctl only). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "json.h"
#include "report.h"

static const struct error_texts list_errors = {
	PLAIN, NULL, (const struct error_text[]){
		{ STMF_ERROR_SERVICE_OFFLINE, PLAIN, "STMF service offline" },
		{ 0 }
	}
};

static const char *status_text(uint16_t status)
{
	switch (status) {
	case STMF_TARGET_PORT_OFFLINE:
		return "Offline";
	case STMF_TARGET_PORT_OFFLINING:
		return "Offlining";
	case STMF_TARGET_PORT_ONLINE:
		return "Online";
	case STMF_TARGET_PORT_ONLINING:
		return "Onlining";
	default:
		return "unknown";
	}
}

static const char *protocol_text(stmfProtocol protocol)
{
	switch (protocol) {
	case STMF_PROTOCOL_FIBRE_CHANNEL:
		return "Fibre Channel";
	case STMF_PROTOCOL_SRP:
		return "SRP";
	case STMF_PROTOCOL_ISCSI:
		return "iSCSI";
	case STMF_PROTOCOL_SAS:
		return "SAS";
	default:
		return "unknown";
	}
}

static void print_session(const stmfSession *session)
{
	char since[32];

	if (!session->creationTime || !ctime_r(&session->creationTime, since))
		strcpy(since, "unknown\n");
	printf("        Initiator: %.*s\n", session->initiator.identLength,
	       session->initiator.ident);
	printf("            Alias: %s\n", *session->alias ? session->alias : "-");
	printf("            Logged in since: %s", since);
}

/* What is beyond COMSTAR's list: only under our own name */
static void print_iscsi(const stmfLogin *login)
{
	char isid[ISID_TEXT_LEN + 1];

	if (!login->tsih)
		return;
	printf("            ISID: %s\n", isid_text(login, isid));
	printf("            TSIH: %u\n", login->tsih);
	printf("            From: %s\n", *login->peer ? login->peer : "-");
	printf("            To: %s\n", *login->local ? login->local : "-");
	printf("            Authentication: %s\n", login->chap ? "CHAP" : "none");
}

static void print_login(const stmfLogin *login)
{
	stmfSession session = { .initiator = login->initiator, .creationTime = login->since };

	snprintf(session.alias, sizeof(session.alias), "%s", login->alias);
	print_session(&session);
	print_iscsi(login);
}

static bool is_at(const stmfLogin *login, const stmfDevid *target)
{
	return !memcmp(&login->target, target, sizeof(*target));
}

static int print_logins(stmfDevid *target)
{
	stmfLoginList *logins;
	char count[16];
	uint32_t i, n = 0;
	int code = stmfGetLoginList(&logins);

	if (code)
		return report(code, NULL, &common_errors);
	for (i = 0; i < logins->cnt; i++)
		n += is_at(&logins->login[i], target);
	snprintf(count, sizeof(count), "%u", n);
	print_field("Sessions", count);
	for (i = 0; i < logins->cnt; i++)
		if (is_at(&logins->login[i], target))
			print_login(&logins->login[i]);
	stmfFreeMemory(logins);
	return 0;
}

static int print_sessions(stmfDevid *target)
{
	stmfSessionList *sessions;
	char count[16];
	uint32_t i;

	if (stmfGetSessionList(target, &sessions)) {
		complain("get session info failed");
		return 1;
	}
	snprintf(count, sizeof(count), "%u", sessions->cnt);
	print_field("Sessions", count);
	for (i = 0; i < sessions->cnt; i++)
		print_session(&sessions->session[i]);
	stmfFreeMemory(sessions);
	return 0;
}

static int print_target(stmfDevid *target, bool verbose)
{
	stmfTargetProperties props;

	printf("Target: %.*s\n", target->identLength, target->ident);
	if (!verbose)
		return 0;
	if (stmfGetTargetProperties(target, &props)) {
		complain("get properties failed");
		return 1;
	}
	print_field("Operational Status", status_text(props.status));
	print_field("Provider Name", props.providerName);
	print_field("Alias", *props.alias ? props.alias : "-");
	print_field("Protocol", protocol_text(props.protocol));
	return report_explains() ? print_logins(target) : print_sessions(target);
}

static struct json_object *json_sessions(stmfDevid *target, int *status)
{
	struct json_object *array = json_object_new_array(), *object;
	stmfSessionList *sessions;
	uint32_t i;

	if (stmfGetSessionList(target, &sessions)) {
		complain("get session info failed");
		*status = 1;
		return array;
	}
	for (i = 0; i < sessions->cnt; i++) {
		object = json_object_new_object();
		put_devid(object, "initiator", &sessions->session[i].initiator);
		put_text(object, "alias", sessions->session[i].alias);
		if (sessions->session[i].creationTime)
			put_number(object, "since", sessions->session[i].creationTime);
		json_object_array_add(array, object);
	}
	stmfFreeMemory(sessions);
	return array;
}

static int add_target(struct json_object *array, stmfDevid *target)
{
	struct json_object *object;
	stmfTargetProperties props;
	int status = 0;

	if (stmfGetTargetProperties(target, &props)) {
		complain("get properties failed");
		return 1;
	}
	object = json_object_new_object();
	put_devid(object, "name", target);
	put_word(object, "state", status_text(props.status));
	put_text(object, "provider", props.providerName);
	put_text(object, "alias", props.alias);
	put_text(object, "protocol", protocol_text(props.protocol));
	json_object_object_add(object, "sessions", json_sessions(target, &status));
	json_object_array_add(array, object);
	return status;
}

static int show_target(stmfDevid *target, bool verbose, struct json_object *array)
{
	return array ? add_target(array, target) : print_target(target, verbose);
}

static int show_named(stmfDevidList *targets, const char *text, bool verbose,
		      struct json_object *array)
{
	bool valid;
	stmfDevid name;
	uint32_t i;

	valid = !stmf_devid_parse(text, &name);
	for (i = 0; valid && i < targets->cnt; i++)
		if (!memcmp(&targets->devid[i], &name, sizeof(name)))
			return show_target(&name, verbose, array);
	complain("%s: not found", text);
	return 1;
}

int cmd_list_target(const struct cmd_line *line)
{
	bool verbose = cmd_has(line, 'v');
	int code, i, status = 0;
	struct json_object *array;
	stmfDevidList *targets;
	uint32_t t;

	code = stmfGetTargetList(&targets);
	if (code)
		return report(code, NULL, &list_errors);
	array = json_list(line);
	for (t = 0; !line->noperands && t < targets->cnt; t++)
		status |= show_target(&targets->devid[t], verbose, array);
	for (i = 0; i < line->noperands; i++)
		status |= show_named(targets, line->operand[i], verbose, array);
	stmfFreeMemory(targets);
	return json_list_end(array, "targets", status);
}

/* ---- making and deleting ---- */

static const struct error_texts change_errors = {
	NAMED, NULL, (const struct error_text[]){
		{ STMF_ERROR_EXISTS, NAMED, "already exists" },
		{ STMF_ERROR_NOT_FOUND, NAMED, "not found" },
		{ STMF_ERROR_BUSY, NAMED, "the target is online or busy" },
		{ STMF_ERROR_TG_ONLINE, NAMED, "the target is online or busy" },
		{ 0 }
	}
};

/* The values of an option that may be repeated: an array for free(). */
static const char **all_values(const struct cmd_line *line, char letter, uint32_t *cnt)
{
	const char **values = calloc(line->ngiven + 1, sizeof(*values));
	int i;

	if (!values)
		abort();
	*cnt = 0;
	for (i = 0; i < line->ngiven; i++)
		if (line->given[i].letter == letter)
			values[(*cnt)++] = line->given[i].value;
	return values;
}

int cmd_create_target(const struct cmd_line *line)
{
	stmfTargetSpec spec = {
		.fabric = cmd_value(line, 'F'),
		.alias = cmd_value(line, 'A'),
		.physical = cmd_value(line, 'Y'),
		.node = cmd_value(line, 'W'),
		.name = line->noperands ? line->operand[0] : NULL,
	};
	const char **portals, **initiators;
	stmfDevid target;
	int code;

	if (spec.name && !read_devid(spec.name, &target))
		return 1;
	spec.portals = portals = all_values(line, 'P', &spec.portalCnt);
	spec.initiators = initiators = all_values(line, 'I', &spec.initiatorCnt);
	code = stmfCreateTarget(&spec, &target);
	free(portals);
	free(initiators);
	if (code)
		return report(code, spec.name ?: spec.fabric, &change_errors);
	printf("Target %.*s successfully created\n", target.identLength, target.ident);
	return 0;
}

int cmd_delete_target(const struct cmd_line *line)
{
	const char *text = line->operand[0];
	stmfDevid target;
	int code;

	if (!read_devid(text, &target))
		return 1;
	code = stmfDeleteTarget(&target, cmd_has(line, 'f') ? B_TRUE : B_FALSE);
	return code ? report(code, text, &change_errors) : 0;
}
