// SPDX-License-Identifier: GPL-2.0
/*
 * A program as one writes it for COMSTAR's libstmf: includes libstmf.h only,
 * casts where illumos's types need it. Prints one line a check: "ok WHAT", or
 * "nok WHAT: GOT instead of WANTED". Runs on the configuration of 16-libstmf.sh.
 */
#include <libstmf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check(const char *what, int got, int wanted)
{
	if (got == wanted)
		printf("ok %s\n", what);
	else
		printf("nok %s: %#x instead of %#x\n", what, got, wanted);
}

#define CALL(wanted, call)	check(#call, call, wanted)
#define TRUE_(condition)	check(#condition, !!(condition), 1)

static stmfGuid lu = { { 0x60, 0x01, 0x44, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0A, 0xBC } };
static stmfGuid none = { { 0x60, 0x01, 0x44, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF } };
static stmfGroupName hosts = "hosts", ports = "ports", nobody = "nobody", star = "*";
static stmfDevid host, port, target;
static uchar_t wwn[8] = { 0x21, 0x00, 0x00, 0xE0, 0x8B, 0x07, 0x4C, 0xB5 };

static void names(void)
{
	char iscsi[] = "iqn.1993-08.org.debian:01:aabb", bad[] = "naa.50014050000000a1";
	char target_name[] = "iqn.2026-11.org.example:t1";
	stmfDevid devid;

	CALL(STMF_STATUS_SUCCESS, stmfDevidFromIscsiName(iscsi, &host));
	CALL(STMF_STATUS_SUCCESS, stmfDevidFromWwn(wwn, &port));
	CALL(STMF_STATUS_SUCCESS, stmfDevidFromIscsiName(target_name, &target));
	CALL(STMF_ERROR_INVALID_ARG, stmfDevidFromIscsiName(bad, &devid));
	TRUE_(host.identLength == strlen(iscsi));
	TRUE_(port.identLength == 20 && !memcmp(port.ident, "wwn.210000E08B074CB5", 20));
}

static void groups(void)
{
	stmfGroupProperties *members;
	stmfGroupList *list;

	CALL(STMF_STATUS_SUCCESS, stmfGetHostGroupList(&list));
	TRUE_(list->cnt == 0);
	stmfFreeMemory(list);
	CALL(STMF_STATUS_SUCCESS, stmfCreateHostGroup(&hosts));
	CALL(STMF_ERROR_EXISTS, stmfCreateHostGroup(&hosts));
	CALL(STMF_STATUS_ERROR, stmfCreateHostGroup(&star));
	CALL(STMF_STATUS_SUCCESS, stmfCreateTargetGroup(&ports));
	CALL(STMF_STATUS_SUCCESS, stmfAddToHostGroup(&hosts, &host));
	CALL(STMF_STATUS_SUCCESS, stmfAddToHostGroup(&hosts, &port));
	CALL(STMF_ERROR_EXISTS, stmfAddToHostGroup(&hosts, &host));
	CALL(STMF_ERROR_GROUP_NOT_FOUND, stmfAddToHostGroup(&nobody, &host));
	CALL(STMF_ERROR_TG_ONLINE, stmfAddToTargetGroup(&ports, &target));
	CALL(STMF_ERROR_MEMBER_NOT_FOUND, stmfRemoveFromTargetGroup(&ports, &port));
	CALL(STMF_ERROR_GROUP_NOT_FOUND, stmfRemoveFromTargetGroup(&nobody, &port));
	CALL(STMF_STATUS_SUCCESS, stmfAddToTargetGroup(&ports, &port));
	CALL(STMF_STATUS_SUCCESS, stmfGetHostGroupMembers(&hosts, &members));
	TRUE_(members->cnt == 2 && !memcmp(&members->name[0], &host, sizeof(host)) &&
	      !memcmp(&members->name[1], &port, sizeof(port)));
	stmfFreeMemory(members);
	CALL(STMF_ERROR_NOT_FOUND, stmfGetTargetGroupMembers(&hosts, &members));
	CALL(STMF_STATUS_SUCCESS, stmfGetTargetGroupList(&list));
	TRUE_(list->cnt == 1 && !strcmp((char *)list->name[0], "ports"));
	stmfFreeMemory(list);
}

static void view_for(stmfViewEntry *view, stmfGroupName *hg, stmfGroupName *tg, int lun)
{
	memset(view, 0, sizeof(*view));
	view->allHosts = hg ? B_FALSE : B_TRUE;
	view->allTargets = tg ? B_FALSE : B_TRUE;
	if (hg)
		memcpy(view->hostGroup, *hg, sizeof(*hg));
	if (tg)
		memcpy(view->targetGroup, *tg, sizeof(*tg));
	if (lun < 0)
		return;
	view->luNbrValid = B_TRUE;
	view->luNbr[0] = lun >> 8;
	view->luNbr[1] = lun & 0xff;
}

static void views(void)
{
	stmfViewEntryList *list;
	stmfViewEntry view;

	view_for(&view, &hosts, NULL, 300);
	CALL(STMF_STATUS_SUCCESS, stmfAddViewEntry(&lu, &view));
	TRUE_(view.veIndexValid && view.veIndex == 0 && view.luNbr[0] == 1 && view.luNbr[1] == 44);
	view_for(&view, &nobody, &nobody, 300);
	CALL(STMF_ERROR_INVALID_HG, stmfAddViewEntry(&lu, &view));
	TRUE_(!view.veIndexValid);
	view_for(&view, NULL, &nobody, 300);
	CALL(STMF_ERROR_INVALID_TG, stmfAddViewEntry(&lu, &view));
	view_for(&view, NULL, &ports, 300);	/* both conflict: this one is told */
	CALL(STMF_ERROR_VE_CONFLICT, stmfAddViewEntry(&lu, &view));
	CALL(STMF_ERROR_LUN_IN_USE, stmfAddViewEntry(&none, &view));
	CALL(STMF_ERROR_LUN_IN_USE, stmfValidateView(&view));
	view_for(&view, NULL, NULL, -1);
	CALL(STMF_STATUS_SUCCESS, stmfValidateView(&view));
	TRUE_(!view.luNbrValid && view.luNbr[0] == 0 && view.luNbr[1] == 0);
	CALL(STMF_STATUS_SUCCESS, stmfAddViewEntry(&none, &view));
	CALL(STMF_ERROR_GROUP_IN_USE, stmfDeleteHostGroup(&hosts));
	CALL(STMF_STATUS_SUCCESS, stmfGetViewEntryList(&lu, &list));
	TRUE_(list->cnt == 1 && !list->ve[0].allHosts && list->ve[0].allTargets &&
	      !strcmp(list->ve[0].hostGroup, "hosts") && !*list->ve[0].targetGroup &&
	      list->ve[0].luNbrValid && list->ve[0].veIndexValid);
	stmfFreeMemory(list);
	CALL(STMF_ERROR_NOT_FOUND, stmfRemoveViewEntry(&lu, 7));
}

/* Callers poll the properties after a change of state. */
static int lu_status(stmfGuid *guid)
{
	stmfLogicalUnitProperties props;

	return stmfGetLogicalUnitProperties(guid, &props) ? -1 : (int)props.status;
}

static void await_lu(int status)
{
	int i;

	for (i = 0; i < 50 && lu_status(&lu) != status; i++)
		usleep(100000);
	check("the state that was asked for", lu_status(&lu), status);
}

static void logical_units(void)
{
	stmfLogicalUnitProperties props;
	stmfGuid zero = { { 0 } };
	stmfGuidList *list;
	char text[64];
	size_t len = sizeof(text);
	luResource res;

	CALL(STMF_STATUS_SUCCESS, stmfGetLogicalUnitList(&list));
	TRUE_(list->cnt == 2 && !memcmp(&list->guid[0], &none, 16) && !memcmp(&list->guid[1], &lu, 16));
	stmfFreeMemory(list);
	CALL(STMF_STATUS_SUCCESS, stmfGetLogicalUnitProperties(&lu, &props));
	TRUE_(props.status == STMF_LOGICAL_UNIT_ONLINE && !strcmp(props.alias, "db01") &&
	      !strcmp(props.providerName, "sbd"));
	check("a logical unit that only has views", lu_status(&none), STMF_LOGICAL_UNIT_UNREGISTERED);
	CALL(STMF_ERROR_NOT_FOUND, stmfGetLogicalUnitProperties(&zero, &props));
	CALL(STMF_ERROR_NOT_FOUND, stmfOfflineLogicalUnit(&none));
	CALL(STMF_STATUS_SUCCESS, stmfOfflineLogicalUnit(&lu));
	await_lu(STMF_LOGICAL_UNIT_OFFLINE);
	CALL(STMF_STATUS_SUCCESS, stmfOnlineLogicalUnit(&lu));
	await_lu(STMF_LOGICAL_UNIT_ONLINE);
	CALL(STMF_STATUS_SUCCESS, stmfGetLuResource(&lu, &res));
	CALL(STMF_STATUS_SUCCESS, stmfGetLuProp(res, STMF_LU_PROP_SIZE, text, &len));
	TRUE_(!strcmp(text, "16777216"));
	CALL(STMF_STATUS_SUCCESS, stmfFreeLuResource(res));
	CALL(STMF_ERROR_NOT_FOUND, stmfGetLuResource(&none, &res));
}

static void targets(void)
{
	stmfTargetProperties props;
	stmfSessionList *sessions;
	stmfDevidList *list;

	CALL(STMF_STATUS_SUCCESS, stmfGetTargetList(&list));
	TRUE_(list->cnt == 1 && !memcmp(&list->devid[0], &target, sizeof(target)));
	stmfFreeMemory(list);
	CALL(STMF_STATUS_SUCCESS, stmfGetTargetProperties(&target, &props));
	TRUE_(props.status == STMF_TARGET_PORT_ONLINE && props.protocol == STMF_PROTOCOL_ISCSI &&
	      !strcmp(props.providerName, "iscsit") && !strcmp(props.alias, "disk array"));
	CALL(STMF_ERROR_NOT_FOUND, stmfGetTargetProperties(&port, &props));
	CALL(STMF_STATUS_SUCCESS, stmfGetSessionList(&target, &sessions));
	TRUE_(sessions->cnt == 0);
	stmfFreeMemory(sessions);
	CALL(STMF_STATUS_ERROR, stmfGetSessionList(&port, &sessions));
	CALL(STMF_STATUS_SUCCESS, stmfOfflineTarget(&target));
	CALL(STMF_STATUS_SUCCESS, stmfAddToTargetGroup(&ports, &target));
	CALL(STMF_STATUS_SUCCESS, stmfRemoveFromTargetGroup(&ports, &target));
	CALL(STMF_STATUS_SUCCESS, stmfOnlineTarget(&target));
	CALL(STMF_ERROR_NOT_FOUND, stmfOnlineTarget(&port));
}

static void service(void)
{
	char online[] = "Online", offline[] = "offline", bad[] = "maybe", value[8];
	size_t len = sizeof(value), small = 3;
	boolean_t enabled;
	uint32_t node;
	stmfState state;
	uint8_t method;
	int door;

	CALL(STMF_STATUS_SUCCESS, stmfGetState(&state));
	TRUE_(state.operationalState == STMF_SERVICE_STATE_ONLINE &&
	      state.configState == STMF_CONFIG_STATE_INIT_DONE);
	CALL(STMF_ERROR_SERVICE_ONLINE, stmfOnline());
	CALL(STMF_ERROR_SERVICE_ONLINE, stmfLoadConfig());
	CALL(STMF_STATUS_SUCCESS, stmfOffline());
	CALL(STMF_ERROR_SERVICE_OFFLINE, stmfOffline());
	CALL(STMF_STATUS_SUCCESS, stmfLoadConfig());
	CALL(STMF_STATUS_SUCCESS, stmfOnline());
	CALL(STMF_STATUS_SUCCESS, stmfSetStmfProp(STMF_DEFAULT_LU_STATE, offline));
	CALL(STMF_STATUS_SUCCESS, stmfLoadStmfProps());
	CALL(STMF_STATUS_SUCCESS, stmfGetStmfProp(STMF_DEFAULT_LU_STATE, value, &len));
	TRUE_(!strcmp(value, "offline") && len == 8);
	CALL(STMF_ERROR_INVALID_ARG, stmfGetStmfProp(STMF_DEFAULT_LU_STATE, value, &small));
	TRUE_(small == 8);
	CALL(STMF_STATUS_SUCCESS, stmfSetStmfProp(STMF_DEFAULT_LU_STATE, online));
	CALL(STMF_STATUS_ERROR, stmfSetStmfProp(STMF_DEFAULT_TARGET_PORT_STATE, bad));
	CALL(STMF_ERROR_INVALID_ARG, stmfSetStmfProp(20, online));
	CALL(STMF_STATUS_SUCCESS, stmfGetPersistMethod(&method, B_TRUE));
	TRUE_(method == STMF_PERSIST_SMF);
	CALL(STMF_STATUS_SUCCESS, stmfSetPersistMethod(STMF_PERSIST_SMF, B_FALSE));
	CALL(STMF_ERROR_PERSIST_TYPE, stmfSetPersistMethod(STMF_PERSIST_NONE, B_FALSE));
	CALL(STMF_ERROR_INVALID_ARG, stmfSetPersistMethod(3, B_TRUE));
	CALL(STMF_STATUS_SUCCESS, stmfSetPersistMethod(STMF_PERSIST_NONE, B_TRUE));
	CALL(STMF_STATUS_SUCCESS, stmfGetPersistMethod(&method, B_TRUE));
	TRUE_(method == STMF_PERSIST_NONE);
	CALL(STMF_STATUS_SUCCESS, stmfSetPersistMethod(STMF_PERSIST_SMF, B_TRUE));
	CALL(STMF_STATUS_SUCCESS, stmfGetAluaState(&enabled, &node));
	TRUE_(enabled == B_FALSE && node == 0);
	CALL(STMF_STATUS_SUCCESS, stmfSetAluaState(B_FALSE, 0));
	CALL(STMF_STATUS_ERROR, stmfSetAluaState(B_TRUE, 1));
	CALL(STMF_ERROR_INVALID_ARG, stmfSetAluaState(B_TRUE, 2));
	CALL(STMF_STATUS_ERROR, stmfInitProxyDoor(&door, 0));
	CALL(STMF_ERROR_POST_MSG_FAILED, stmfPostProxyMsg(0, value, sizeof(value)));
	stmfDestroyProxyDoor(0);
}

static void end(void)
{
	CALL(STMF_STATUS_SUCCESS, stmfRemoveViewEntry(&lu, 0));
	CALL(STMF_STATUS_SUCCESS, stmfRemoveViewEntry(&none, 0));
	CALL(STMF_ERROR_NOT_FOUND, stmfRemoveViewEntry(&none, 0));
	CALL(STMF_STATUS_SUCCESS, stmfDeleteTargetGroup(&ports));
	CALL(STMF_STATUS_SUCCESS, stmfDeleteHostGroup(&hosts));
	CALL(STMF_ERROR_NOT_FOUND, stmfDeleteHostGroup(&hosts));
}

/* Reads need the privilege, too; names and resources need none. */
static void denied(void)
{
	char online[] = "online";
	stmfViewEntry view = { B_FALSE };
	stmfGroupList *list;
	stmfGuidList *lus;
	stmfState state;
	boolean_t enabled;
	uint32_t node;
	luResource res;

	names();
	CALL(STMF_STATUS_SUCCESS, stmfCreateLuResource(STMF_DISK, &res));
	CALL(STMF_STATUS_SUCCESS, stmfFreeLuResource(res));
	CALL(STMF_ERROR_PERM, stmfGetState(&state));
	CALL(STMF_ERROR_PERM, stmfGetHostGroupList(&list));
	CALL(STMF_ERROR_PERM, stmfGetLogicalUnitList(&lus));
	CALL(STMF_ERROR_PERM, stmfCreateHostGroup(&hosts));
	CALL(STMF_ERROR_PERM, stmfAddViewEntry(&lu, &view));
	CALL(STMF_ERROR_PERM, stmfOfflineLogicalUnit(&lu));
	CALL(STMF_ERROR_PERM, stmfOnlineTarget(&target));
	CALL(STMF_ERROR_PERM, stmfDeleteLu(&lu));
	CALL(STMF_ERROR_PERM, stmfOffline());
	CALL(STMF_ERROR_PERM, stmfSetStmfProp(STMF_DEFAULT_LU_STATE, online));
	CALL(STMF_ERROR_PERM, stmfGetAluaState(&enabled, &node));
	CALL(STMF_ERROR_INVALID_ARG, stmfGetState(NULL));
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "denied")) {
		denied();
		return 0;
	}
	names();
	groups();
	views();
	logical_units();
	targets();
	service();
	end();
	return 0;
}
