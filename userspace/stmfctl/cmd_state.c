// SPDX-License-Identifier: GPL-2.0
/* Online and offline: of LUs and targets, and of the service itself. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "commands.h"
#include "json.h"
#include "report.h"

#define POLLS		30
#define POLL_NS		(300 * 1000 * 1000)

static const struct error_texts switch_errors = {
	PLAIN, NULL, (const struct error_text[]){
		{ STMF_ERROR_NOT_FOUND, NAMED, "not found" },
		{ 0 }
	}
};

/* ---- LUs and targets ---- */

union object {
	stmfGuid lu;
	stmfDevid target;
};

struct object_kind {
	bool (*read)(const char *text, union object *object);
	int (*online)(union object *object);
	int (*offline)(union object *object);
	int (*status)(union object *object, int *status);
	int is_online, is_offline;
	const char *timeout;
};

static bool read_lu(const char *text, union object *object)
{
	return read_guid(text, &object->lu, GUID_LONG);
}

static int lu_online(union object *object)
{
	return stmfOnlineLogicalUnit(&object->lu);
}

static int lu_offline(union object *object)
{
	return stmfOfflineLogicalUnit(&object->lu);
}

static int lu_status(union object *object, int *status)
{
	stmfLogicalUnitProperties props;
	int code = stmfGetLogicalUnitProperties(&object->lu, &props);

	*status = props.status;
	return code;
}

static const struct object_kind lu_kind = {
	read_lu,
	lu_online,
	lu_offline,
	lu_status,
	STMF_LOGICAL_UNIT_ONLINE,
	STMF_LOGICAL_UNIT_OFFLINE,
	"Logical Unit state change request submitted. Waiting for completion timed out",
};

static bool read_target(const char *text, union object *object)
{
	return read_devid(text, &object->target);
}

static int target_online(union object *object)
{
	return stmfOnlineTarget(&object->target);
}

static int target_offline(union object *object)
{
	return stmfOfflineTarget(&object->target);
}

static int target_status(union object *object, int *status)
{
	stmfTargetProperties props;
	int code = stmfGetTargetProperties(&object->target, &props);

	*status = props.status;
	return code;
}

static const struct object_kind target_kind = {
	read_target,
	target_online,
	target_offline,
	target_status,
	STMF_TARGET_PORT_ONLINE,
	STMF_TARGET_PORT_OFFLINE,
	"Target state change request submitted. Waiting for completion timed out.",
};

static int service_must_be_online(void)
{
	stmfState state;
	int code = stmfGetState(&state);

	if (code)
		return report(code, NULL, &common_errors);
	if (state.operationalState != STMF_SERVICE_STATE_OFFLINE &&
	    state.operationalState != STMF_SERVICE_STATE_OFFLINING)
		return 0;
	complain("STMF service is offline");
	return 1;
}

/* The request is under way; the first look may come before it has begun. */
static int await(const struct object_kind *kind, union object *object, const char *text,
		 bool online)
{
	const struct timespec pause = { .tv_nsec = POLL_NS };
	int wanted = online ? kind->is_online : kind->is_offline;
	int opposite = online ? kind->is_offline : kind->is_online;
	int i, code, status;

	for (i = 0; i < POLLS; i++) {
		code = kind->status(object, &status);
		if (code)
			return report(code, text, &switch_errors);
		if (status == wanted)
			return 0;
		if (status == opposite && i)
			return 1;
		nanosleep(&pause, NULL);
	}
	complain("%s", kind->timeout);
	return 1;
}

static int switch_object(const struct object_kind *kind, const char *text, bool online)
{
	union object object;
	int code;

	if (online && service_must_be_online())
		return 1;
	if (!kind->read(text, &object))
		return 1;
	code = online ? kind->online(&object) : kind->offline(&object);
	if (code)
		return report(code, text, &switch_errors);
	return await(kind, &object, text, online);
}

int cmd_online_lu(const struct cmd_line *line)
{
	return switch_object(&lu_kind, line->operand[0], true);
}

int cmd_offline_lu(const struct cmd_line *line)
{
	return switch_object(&lu_kind, line->operand[0], false);
}

int cmd_online_target(const struct cmd_line *line)
{
	return switch_object(&target_kind, line->operand[0], true);
}

int cmd_offline_target(const struct cmd_line *line)
{
	return switch_object(&target_kind, line->operand[0], false);
}

/* ---- the service ---- */

static const char *operational_text(int state)
{
	switch (state) {
	case STMF_SERVICE_STATE_ONLINE:
		return "online";
	case STMF_SERVICE_STATE_OFFLINE:
		return "offline";
	case STMF_SERVICE_STATE_ONLINING:
		return "onlining";
	case STMF_SERVICE_STATE_OFFLINING:
		return "offlining";
	default:
		return "unknown";
	}
}

static const char *config_text(int state)
{
	switch (state) {
	case STMF_CONFIG_STATE_NONE:
		return "uninitialized";
	case STMF_CONFIG_STATE_INIT:
		return "initializing";
	case STMF_CONFIG_STATE_INIT_DONE:
		return "initialized";
	default:
		return "unknown";
	}
}

/* The exit status is the low byte of the code; an unknown one is told. */
static int state_failed(int code)
{
	char unknown[32];
	struct error_texts errors = { PLAIN, unknown, NULL };

	snprintf(unknown, sizeof(unknown), "unknown error: %d", code);
	report(code, NULL, &errors);
	return code & 0xff;
}

static void print_alua(void)
{
	boolean_t enabled;
	uint32_t node;

	if (stmfGetAluaState(&enabled, &node)) {
		printf("%-18s: %s\n", "ALUA Status", "unknown");
		printf("%-18s: %s\n", "ALUA Node", "unknown");
		return;
	}
	printf("%-18s: %s\n", "ALUA Status", enabled ? "enabled" : "disabled");
	printf("%-18s: %u\n", "ALUA Node", node);
}

static void json_state(const stmfState *state)
{
	struct json_object *object = json_object_new_object();
	boolean_t enabled;
	uint32_t node;

	put_text(object, "state", operational_text(state->operationalState));
	put_text(object, "config_state", config_text(state->configState));
	if (!stmfGetAluaState(&enabled, &node)) {
		put_bool(object, "alua", enabled);
		put_number(object, "alua_node", node);
	}
	json_print(object);
}

/* stmfctl tells, beyond COMSTAR, what is wrong: all that stmfd can't do, by name. */
static void print_problems(void)
{
	struct json_object *answer, *array;
	char *reply;
	int code;

	if (!report_explains())
		return;
	code = stmfControlCall("{\"op\":\"status\"}", &reply);
	if (code) {
		printf("%-18s: %s\n", "Problem", stmfLastErrorText());
		return;
	}
	answer = json_tokener_parse(reply);
	stmfFreeMemory(reply);
	if (json_object_object_get_ex(answer, "problems", &array))
		for (size_t i = 0; i < json_object_array_length(array); i++)
			printf("%-18s: %s\n", "Problem", json_object_get_string(
			       json_object_array_get_idx(array, i)));
	json_object_put(answer);
}

int cmd_list_state(const struct cmd_line *line)
{
	stmfState state;
	int code = stmfGetState(&state);

	if (code)
		return state_failed(code);
	if (cmd_has(line, 'j')) {
		json_state(&state);
		return 0;
	}
	printf("%-18s: %s\n", "Operational Status", operational_text(state.operationalState));
	printf("%-18s: %s\n", "Config Status", config_text(state.configState));
	print_alua();
	print_problems();
	return 0;
}

static int print_service(void)
{
	stmfState state;
	int code = stmfGetState(&state);

	if (code)
		return report(code, NULL, &common_errors);
	printf("%s\n", operational_text(state.operationalState));
	return 0;
}

/* Only a person, or -f, may say yes. */
static bool is_sure(const struct cmd_line *line)
{
	char answer[16];

	if (cmd_has(line, 'f'))
		return true;
	if (!isatty(0)) {
		complain("clear deletes the whole configuration: -f says that this is meant");
		return false;
	}
	printf("Delete all groups, views, logical units (not their data) and targets? [y/N] ");
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

static int clear_service(const struct cmd_line *line)
{
	int code;

	if (!is_sure(line))
		return 1;
	code = stmfControlCall("{\"op\":\"clear\"}", NULL);
	return code ? report(code, "clear", &common_errors) : 0;
}

/* stmfctl service enable | disable | state | clear */
int cmd_service(const struct cmd_line *line)
{
	const char *word = line->operand[0];
	int code;

	if (!strcmp(word, "state"))
		return print_service();
	if (!strcmp(word, "clear"))
		return clear_service(line);
	if (strcmp(word, "enable") && strcmp(word, "disable")) {
		complain("%s: must be enable, disable, state or clear", word);
		return 1;
	}
	code = stmfSetService(!strcmp(word, "enable") ? B_TRUE : B_FALSE);
	return code ? report(code, word, &common_errors) : 0;
}
