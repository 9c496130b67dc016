// SPDX-License-Identifier: LGPL-2.1-or-later
/* The target service: its state, online and offline. */
#include <netlink/attr.h>
#include <time.h>

#include "internal.h"
#include "stmf.h"

/* How long a caller waits for the last commands to end, as a write to configfs does */
#define PATIENCE_MS	5000
#define PAUSE_MS	10

static int operational_state(uint8_t state)
{
	switch (state) {
	case STMF_STATE_OFFLINE:
		return STMF_SERVICE_STATE_OFFLINE;
	case STMF_STATE_OFFLINING:
		return STMF_SERVICE_STATE_OFFLINING;
	case STMF_STATE_ONLINE:
		return STMF_SERVICE_STATE_ONLINE;
	case STMF_STATE_ONLINING:
		return STMF_SERVICE_STATE_ONLINING;
	default:
		return STMF_SERVICE_STATE_UNKNOWN;
	}
}

static int config_state(uint8_t state)
{
	switch (state) {
	case STMF_CONFIG_UNINITIALIZED:
		return STMF_CONFIG_STATE_NONE;
	case STMF_CONFIG_INITIALIZING:
		return STMF_CONFIG_STATE_INIT;
	case STMF_CONFIG_INITIALIZED:
		return STMF_CONFIG_STATE_INIT_DONE;
	default:
		return STMF_CONFIG_STATE_UNKNOWN;
	}
}

static int take_state(struct nlattr **attrs, void *arg)
{
	stmfState *state = arg;

	state->operationalState = operational_state(stmf_attr_u8(attrs[STMF_A_STATE], UINT8_MAX));
	state->configState = config_state(stmf_attr_u8(attrs[STMF_A_CONFIG_STATE], UINT8_MAX));
	return STMF_STATUS_SUCCESS;
}

int stmfGetState(stmfState *state)
{
	struct stmf_query query = { .cmd = STMF_CMD_SERVICE_GET, .item = take_state, .arg = state };

	if (!state)
		return stmf_fail_arg("no room for the state");
	state->operationalState = STMF_SERVICE_STATE_UNKNOWN;
	state->configState = STMF_CONFIG_STATE_UNKNOWN;
	return stmf_query(&query);
}

/* Callers want it done when they return; what takes longer goes on without them. */
static int set_service(bool online)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	int code = stmf_ctl_set_state("service", NULL, NULL, online);
	stmfState state;

	for (int i = 0; !code && !online && i < PATIENCE_MS / PAUSE_MS; i++) {
		if (stmfGetState(&state) ||
		    state.operationalState != STMF_SERVICE_STATE_OFFLINING)
			break;
		nanosleep(&pause, NULL);
	}
	return code;
}

static int switch_service(bool online)
{
	int done = online ? STMF_SERVICE_STATE_ONLINE : STMF_SERVICE_STATE_OFFLINE;
	stmfState state;
	int code = stmfGetState(&state);

	if (code)
		return code;
	if (state.operationalState == done)
		return stmf_fail(online ? STMF_ERROR_SERVICE_ONLINE : STMF_ERROR_SERVICE_OFFLINE,
				 "the service is %s already", online ? "online" : "offline");
	return set_service(online);
}

int stmfOnline(void)
{
	return switch_service(true);
}

int stmfOffline(void)
{
	return switch_service(false);
}

/* Asks stmfd in any case: it also records the choice for the next boot. */
int stmfSetService(boolean_t online)
{
	int code = set_service(online);

	if (code == (online ? STMF_ERROR_SERVICE_ONLINE : STMF_ERROR_SERVICE_OFFLINE))
		code = STMF_STATUS_SUCCESS;	/* it is so already */
	return code;
}
