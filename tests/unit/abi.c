// SPDX-License-Identifier: GPL-2.0
/*
 * libstmf.h as programs for COMSTAR's library rely on it: values, layouts and
 * prototypes, checked by the compiler. Compiled as C and as C++.
 */
#include <libstmf.h>

#ifdef __cplusplus
#define CHECK(condition)	static_assert(condition, #condition)
#else
#include <assert.h>
#define CHECK(condition)	static_assert(condition, #condition)
#endif
#define VALUE(name, value)	CHECK((name) == (value))
#define SIZE(type, size)	CHECK(sizeof(type) == (size))
#define FIELD(type, name, at)	CHECK(offsetof(type, name) == (at))

/* states */
VALUE(STMF_LOGICAL_UNIT_OFFLINE, 0);
VALUE(STMF_LOGICAL_UNIT_OFFLINING, 1);
VALUE(STMF_LOGICAL_UNIT_ONLINE, 2);
VALUE(STMF_LOGICAL_UNIT_ONLINING, 3);
VALUE(STMF_LOGICAL_UNIT_UNREGISTERED, 4);
VALUE(STMF_TARGET_PORT_OFFLINE, 5);
VALUE(STMF_TARGET_PORT_OFFLINING, 6);
VALUE(STMF_TARGET_PORT_ONLINE, 7);
VALUE(STMF_TARGET_PORT_ONLINING, 8);
VALUE(STMF_SERVICE_STATE_ONLINE, 9);
VALUE(STMF_SERVICE_STATE_OFFLINE, 10);
VALUE(STMF_SERVICE_STATE_ONLINING, 11);
VALUE(STMF_SERVICE_STATE_OFFLINING, 12);
VALUE(STMF_SERVICE_STATE_UNKNOWN, 13);
VALUE(STMF_CONFIG_STATE_NONE, 14);
VALUE(STMF_CONFIG_STATE_INIT, 15);
VALUE(STMF_CONFIG_STATE_INIT_DONE, 16);
VALUE(STMF_CONFIG_STATE_UNKNOWN, 17);
VALUE(STMF_DEFAULT_LU_STATE, 18);
VALUE(STMF_DEFAULT_TARGET_PORT_STATE, 19);

/* return codes */
VALUE(STMF_STATUS_SUCCESS, 0x0000);
VALUE(STMF_STATUS_ERROR, 0x8000);
VALUE(STMF_ERROR_BUSY, 0x8001);
VALUE(STMF_ERROR_NOT_FOUND, 0x8002);
VALUE(STMF_ERROR_MEMBER_NOT_FOUND, 0x8003);
VALUE(STMF_ERROR_GROUP_NOT_FOUND, 0x8004);
VALUE(STMF_ERROR_PERM, 0x8005);
VALUE(STMF_ERROR_NOMEM, 0x8006);
VALUE(STMF_ERROR_INVALID_ARG, 0x8007);
VALUE(STMF_ERROR_EXISTS, 0x8008);
VALUE(STMF_ERROR_SERVICE_NOT_FOUND, 0x8009);
VALUE(STMF_ERROR_SERVICE_ONLINE, 0x800a);
VALUE(STMF_ERROR_SERVICE_OFFLINE, 0x800b);
VALUE(STMF_ERROR_GROUP_IN_USE, 0x800c);
VALUE(STMF_ERROR_LUN_IN_USE, 0x800d);
VALUE(STMF_ERROR_VE_CONFLICT, 0x800e);
VALUE(STMF_ERROR_CONFIG_NONE, 0x800f);
VALUE(STMF_ERROR_SERVICE_DATA_VERSION, 0x8010);
VALUE(STMF_ERROR_INVALID_HG, 0x8011);
VALUE(STMF_ERROR_INVALID_TG, 0x8012);
VALUE(STMF_ERROR_PROV_DATA_STALE, 0x8013);
VALUE(STMF_ERROR_NO_PROP, 0x8014);
VALUE(STMF_ERROR_NO_PROP_VAL, 0x8015);
VALUE(STMF_ERROR_MISSING_PROP_VAL, 0x8016);
VALUE(STMF_ERROR_INVALID_BLOCKSIZE, 0x8017);
VALUE(STMF_ERROR_FILE_ALREADY, 0x8018);
VALUE(STMF_ERROR_INVALID_PROPSIZE, 0x8019);
VALUE(STMF_ERROR_INVALID_PROP, 0x8020);
VALUE(STMF_ERROR_PERSIST_TYPE, 0x8021);
VALUE(STMF_ERROR_TG_ONLINE, 0x8022);
VALUE(STMF_ERROR_ACCESS_STATE_SET, 0x8023);
VALUE(STMF_ERROR_NO_PROP_STANDBY, 0x8024);
VALUE(STMF_ERROR_POST_MSG_FAILED, 0x8025);
VALUE(STMF_ERROR_DOOR_INSTALLED, 0x8026);
VALUE(STMF_ERROR_FILE_IN_USE, 0x8100);
VALUE(STMF_ERROR_INVALID_BLKSIZE, 0x8101);
VALUE(STMF_ERROR_GUID_IN_USE, 0x8102);
VALUE(STMF_ERROR_META_FILE_NAME, 0x8103);
VALUE(STMF_ERROR_DATA_FILE_NAME, 0x8104);
VALUE(STMF_ERROR_SIZE_OUT_OF_RANGE, 0x8105);
VALUE(STMF_ERROR_LU_BUSY, 0x8106);
VALUE(STMF_ERROR_META_CREATION, 0x8107);
VALUE(STMF_ERROR_FILE_SIZE_INVALID, 0x8108);
VALUE(STMF_ERROR_WRITE_CACHE_SET, 0x8109);

/* other constants */
VALUE(STMF_IDENT_LENGTH, 255);
VALUE(STMF_FC_PORT_WWN, 1);
VALUE(STMF_ISCSI_NAME, 2);
VALUE(STMF_LU_PROVIDER_TYPE, 1);
VALUE(STMF_PORT_PROVIDER_TYPE, 2);
VALUE(STMF_DISK, 0);
VALUE(STMF_PERSIST_SMF, 1);
VALUE(STMF_PERSIST_NONE, 2);
VALUE(EUI_64_TYPE, 2);
VALUE(NAA_TYPE, 3);
VALUE(SCSI_NAME_TYPE, 8);
VALUE(BINARY_CODE_SET, 1);
VALUE(ASCII_CODE_SET, 2);
VALUE(UTF_8_CODE_SET, 3);
VALUE(B_FALSE, 0);
VALUE(B_TRUE, 1);

/* properties of disks */
VALUE(STMF_LU_PROP_ALIAS, 1);
VALUE(STMF_LU_PROP_BLOCK_SIZE, 2);
VALUE(STMF_LU_PROP_COMPANY_ID, 3);
VALUE(STMF_LU_PROP_FILENAME, 4);
VALUE(STMF_LU_PROP_GUID, 5);
VALUE(STMF_LU_PROP_META_FILENAME, 6);
VALUE(STMF_LU_PROP_MGMT_URL, 7);
VALUE(STMF_LU_PROP_NEW, 8);
VALUE(STMF_LU_PROP_SIZE, 9);
VALUE(STMF_LU_PROP_WRITE_PROTECT, 10);
VALUE(STMF_LU_PROP_WRITE_CACHE_DISABLE, 11);
VALUE(STMF_LU_PROP_VID, 12);
VALUE(STMF_LU_PROP_PID, 13);
VALUE(STMF_LU_PROP_SERIAL_NUM, 14);
VALUE(STMF_LU_PROP_ACCESS_STATE, 15);
VALUE(STMF_LU_PROP_HOST_ID, 16);

/* protocols */
VALUE(STMF_PROTOCOL_FIBRE_CHANNEL, 0);
VALUE(STMF_PROTOCOL_SCSI, 1);
VALUE(STMF_PROTOCOL_SSA, 2);
VALUE(STMF_PROTOCOL_IEEE_1394, 3);
VALUE(STMF_PROTOCOL_SRP, 4);
VALUE(STMF_PROTOCOL_ISCSI, 5);
VALUE(STMF_PROTOCOL_SAS, 6);

/* types */
SIZE(uchar_t, 1);
SIZE(boolean_t, 4);
SIZE(stmfGroupName, 256);
SIZE(stmfProviderName, 256);
SIZE(luResource, sizeof(void *));
SIZE(stmfProtocol, 4);
SIZE(stmfGuid, 16);
FIELD(stmfGuid, guid, 0);
SIZE(stmfState, 8);
FIELD(stmfState, operationalState, 0);
FIELD(stmfState, configState, 4);
SIZE(stmfDevid, 256);
FIELD(stmfDevid, identLength, 0);
FIELD(stmfDevid, ident, 1);
SIZE(stmfProvider, 260);
FIELD(stmfProvider, providerType, 0);
FIELD(stmfProvider, name, 4);
SIZE(stmfSession, 520);
FIELD(stmfSession, initiator, 0);
FIELD(stmfSession, alias, 256);
FIELD(stmfSession, creationTime, 512);
SIZE(stmfViewEntry, 540);
FIELD(stmfViewEntry, veIndexValid, 0);
FIELD(stmfViewEntry, veIndex, 4);
FIELD(stmfViewEntry, allHosts, 8);
FIELD(stmfViewEntry, hostGroup, 12);
FIELD(stmfViewEntry, allTargets, 268);
FIELD(stmfViewEntry, targetGroup, 272);
FIELD(stmfViewEntry, luNbrValid, 528);
FIELD(stmfViewEntry, luNbr, 532);
SIZE(stmfViewEntryProperties, 556);
FIELD(stmfViewEntryProperties, associatedLogicalUnitGuid, 0);
FIELD(stmfViewEntryProperties, viewEntry, 16);
SIZE(stmfTargetProperties, 776);
FIELD(stmfTargetProperties, providerName, 0);
FIELD(stmfTargetProperties, alias, 256);
FIELD(stmfTargetProperties, status, 512);
FIELD(stmfTargetProperties, protocol, 516);
FIELD(stmfTargetProperties, devid, 520);
SIZE(stmfLogicalUnitProperties, 560);
FIELD(stmfLogicalUnitProperties, alias, 0);
FIELD(stmfLogicalUnitProperties, vendor, 256);
FIELD(stmfLogicalUnitProperties, product, 264);
FIELD(stmfLogicalUnitProperties, revision, 280);
FIELD(stmfLogicalUnitProperties, status, 284);
FIELD(stmfLogicalUnitProperties, providerName, 288);
FIELD(stmfLogicalUnitProperties, luid, 544);
SIZE(stmfLogicalUnitProviderProperties, MAXPATHLEN + 72);
FIELD(stmfLogicalUnitProviderProperties, providerName, 0);
FIELD(stmfLogicalUnitProviderProperties, instance, MAXPATHLEN);
FIELD(stmfLogicalUnitProviderProperties, status, MAXPATHLEN + 4);
FIELD(stmfLogicalUnitProviderProperties, rsvd, MAXPATHLEN + 8);
SIZE(stmfLocalPortProviderProperties, MAXPATHLEN + 72);
FIELD(stmfLocalPortProviderProperties, providerName, 0);
FIELD(stmfLocalPortProviderProperties, instance, MAXPATHLEN);
FIELD(stmfLocalPortProviderProperties, status, MAXPATHLEN + 4);
FIELD(stmfLocalPortProviderProperties, rsvd, MAXPATHLEN + 8);
SIZE(stmfGuidList, 20);
FIELD(stmfGuidList, cnt, 0);
FIELD(stmfGuidList, guid, 4);
SIZE(stmfDevidList, 260);
FIELD(stmfDevidList, devid, 4);
SIZE(stmfGroupList, 260);
FIELD(stmfGroupList, name, 4);
SIZE(stmfGroupProperties, 260);
FIELD(stmfGroupProperties, name, 4);
SIZE(stmfProviderList, 264);
FIELD(stmfProviderList, provider, 4);
SIZE(stmfSessionList, 528);
FIELD(stmfSessionList, session, 8);
SIZE(stmfViewEntryList, 544);
FIELD(stmfViewEntryList, ve, 4);

/* prototypes: a difference is an error */
#define CALL(result, name, ...) \
	extern result (*const call_##name)(__VA_ARGS__); \
	result (*const call_##name)(__VA_ARGS__) = name

CALL(int, stmfGetState, stmfState *);
CALL(int, stmfOnline, void);
CALL(int, stmfOffline, void);
CALL(int, stmfLoadConfig, void);
CALL(int, stmfLoadStmfProps, void);
CALL(int, stmfSetStmfProp, uint8_t, char *);
CALL(int, stmfGetStmfProp, uint8_t, char *, size_t *);
CALL(int, stmfSetPersistMethod, uint8_t, boolean_t);
CALL(int, stmfGetPersistMethod, uint8_t *, boolean_t);
CALL(int, stmfSetAluaState, boolean_t, uint32_t);
CALL(int, stmfGetAluaState, boolean_t *, uint32_t *);
CALL(int, stmfInitProxyDoor, int *, int);
CALL(int, stmfPostProxyMsg, int, void *, uint32_t);
CALL(void, stmfDestroyProxyDoor, int);
CALL(int, stmfCreateHostGroup, stmfGroupName *);
CALL(int, stmfCreateTargetGroup, stmfGroupName *);
CALL(int, stmfDeleteHostGroup, stmfGroupName *);
CALL(int, stmfDeleteTargetGroup, stmfGroupName *);
CALL(int, stmfAddToHostGroup, stmfGroupName *, stmfDevid *);
CALL(int, stmfAddToTargetGroup, stmfGroupName *, stmfDevid *);
CALL(int, stmfRemoveFromHostGroup, stmfGroupName *, stmfDevid *);
CALL(int, stmfRemoveFromTargetGroup, stmfGroupName *, stmfDevid *);
CALL(int, stmfGetHostGroupList, stmfGroupList **);
CALL(int, stmfGetTargetGroupList, stmfGroupList **);
CALL(int, stmfGetHostGroupMembers, stmfGroupName *, stmfGroupProperties **);
CALL(int, stmfGetTargetGroupMembers, stmfGroupName *, stmfGroupProperties **);
CALL(int, stmfAddViewEntry, stmfGuid *, stmfViewEntry *);
CALL(int, stmfRemoveViewEntry, stmfGuid *, uint32_t);
CALL(int, stmfGetViewEntryList, stmfGuid *, stmfViewEntryList **);
CALL(int, stmfValidateView, stmfViewEntry *);
CALL(int, stmfGetLogicalUnitList, stmfGuidList **);
CALL(int, stmfGetLogicalUnitProperties, stmfGuid *, stmfLogicalUnitProperties *);
CALL(int, stmfOnlineLogicalUnit, stmfGuid *);
CALL(int, stmfOfflineLogicalUnit, stmfGuid *);
CALL(int, stmfGetTargetList, stmfDevidList **);
CALL(int, stmfGetTargetProperties, stmfDevid *, stmfTargetProperties *);
CALL(int, stmfOnlineTarget, stmfDevid *);
CALL(int, stmfOfflineTarget, stmfDevid *);
CALL(int, stmfGetSessionList, stmfDevid *, stmfSessionList **);
CALL(int, stmfCreateLuResource, uint16_t, luResource *);
CALL(int, stmfFreeLuResource, luResource);
CALL(int, stmfSetLuProp, luResource, uint32_t, const char *);
CALL(int, stmfGetLuProp, luResource, uint32_t, char *, size_t *);
CALL(int, stmfGetLuResource, stmfGuid *, luResource *);
CALL(int, stmfCreateLu, luResource, stmfGuid *);
CALL(int, stmfDeleteLu, stmfGuid *);
CALL(int, stmfImportLu, uint16_t, char *, stmfGuid *);
CALL(int, stmfModifyLu, stmfGuid *, uint32_t, const char *);
CALL(int, stmfModifyLuByFname, uint16_t, const char *, uint32_t, const char *);
CALL(int, stmfLuStandby, stmfGuid *);
CALL(int, stmfSetGlobalLuProp, uint16_t, uint32_t, const char *);
CALL(int, stmfGetGlobalLuProp, uint16_t, uint32_t, char *, size_t *);
CALL(int, stmfClearProviderData, char *, int);
CALL(int, stmfGetProviderDataList, stmfProviderList **);
CALL(int, stmfGetProviderData, char *, nvlist_t **, int);
CALL(int, stmfGetProviderDataProt, char *, nvlist_t **, int, uint64_t *);
CALL(int, stmfSetProviderData, char *, nvlist_t *, int);
CALL(int, stmfSetProviderDataProt, char *, nvlist_t *, int, uint64_t *);
CALL(int, stmfDevidFromIscsiName, char *, stmfDevid *);
CALL(int, stmfDevidFromWwn, uchar_t [8], stmfDevid *);
CALL(void, stmfFreeMemory, void *);
