/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libstmf: the COMSTAR library interface, source-compatible. Names, values
 * and layouts are COMSTAR's; what exists on Linux only is in stmf_linux.h.
 *
 * All calls are thread-safe. Reads ask the kernel (module stmf) and need
 * CAP_NET_ADMIN; changes go to stmfd and need root.
 */
#ifndef _LIBSTMF_H
#define _LIBSTMF_H

#include <stddef.h>
#include <stdint.h>
#include <sys/param.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _SYS_STDTYPES_H		/* OpenZFS has the same types */
typedef unsigned char uchar_t;
typedef enum { B_FALSE = 0, B_TRUE = 1 } boolean_t;
#endif

#ifndef _SYS_NVPAIR_H		/* nor may its lists be mixed with ours */
#include "stmf_nvpair.h"
#endif

/* States: LU, target port, service, configuration */
#define STMF_LOGICAL_UNIT_OFFLINE	0
#define STMF_LOGICAL_UNIT_OFFLINING	1
#define STMF_LOGICAL_UNIT_ONLINE	2
#define STMF_LOGICAL_UNIT_ONLINING	3
#define STMF_LOGICAL_UNIT_UNREGISTERED	4
#define STMF_TARGET_PORT_OFFLINE	5
#define STMF_TARGET_PORT_OFFLINING	6
#define STMF_TARGET_PORT_ONLINE		7
#define STMF_TARGET_PORT_ONLINING	8
#define STMF_SERVICE_STATE_ONLINE	9
#define STMF_SERVICE_STATE_OFFLINE	10
#define STMF_SERVICE_STATE_ONLINING	11
#define STMF_SERVICE_STATE_OFFLINING	12
#define STMF_SERVICE_STATE_UNKNOWN	13
#define STMF_CONFIG_STATE_NONE		14
#define STMF_CONFIG_STATE_INIT		15
#define STMF_CONFIG_STATE_INIT_DONE	16
#define STMF_CONFIG_STATE_UNKNOWN	17

/* Properties of the service; their values are "online" and "offline" */
#define STMF_DEFAULT_LU_STATE		18
#define STMF_DEFAULT_TARGET_PORT_STATE	19

/* Return codes */
#define STMF_STATUS_SUCCESS		0x0000
#define STMF_STATUS_ERROR		0x8000
#define STMF_ERROR_BUSY			0x8001
#define STMF_ERROR_NOT_FOUND		0x8002
#define STMF_ERROR_MEMBER_NOT_FOUND	0x8003
#define STMF_ERROR_GROUP_NOT_FOUND	0x8004
#define STMF_ERROR_PERM			0x8005
#define STMF_ERROR_NOMEM		0x8006
#define STMF_ERROR_INVALID_ARG		0x8007
#define STMF_ERROR_EXISTS		0x8008
#define STMF_ERROR_SERVICE_NOT_FOUND	0x8009
#define STMF_ERROR_SERVICE_ONLINE	0x800a
#define STMF_ERROR_SERVICE_OFFLINE	0x800b
#define STMF_ERROR_GROUP_IN_USE		0x800c
#define STMF_ERROR_LUN_IN_USE		0x800d
#define STMF_ERROR_VE_CONFLICT		0x800e
#define STMF_ERROR_CONFIG_NONE		0x800f
#define STMF_ERROR_SERVICE_DATA_VERSION	0x8010
#define STMF_ERROR_INVALID_HG		0x8011
#define STMF_ERROR_INVALID_TG		0x8012
#define STMF_ERROR_PROV_DATA_STALE	0x8013
#define STMF_ERROR_NO_PROP		0x8014
#define STMF_ERROR_NO_PROP_VAL		0x8015
#define STMF_ERROR_MISSING_PROP_VAL	0x8016
#define STMF_ERROR_INVALID_BLOCKSIZE	0x8017
#define STMF_ERROR_FILE_ALREADY		0x8018
#define STMF_ERROR_INVALID_PROPSIZE	0x8019
#define STMF_ERROR_INVALID_PROP		0x8020
#define STMF_ERROR_PERSIST_TYPE		0x8021
#define STMF_ERROR_TG_ONLINE		0x8022
#define STMF_ERROR_ACCESS_STATE_SET	0x8023
#define STMF_ERROR_NO_PROP_STANDBY	0x8024
#define STMF_ERROR_POST_MSG_FAILED	0x8025
#define STMF_ERROR_DOOR_INSTALLED	0x8026
#define STMF_ERROR_FILE_IN_USE		0x8100
#define STMF_ERROR_INVALID_BLKSIZE	0x8101
#define STMF_ERROR_GUID_IN_USE		0x8102
#define STMF_ERROR_META_FILE_NAME	0x8103
#define STMF_ERROR_DATA_FILE_NAME	0x8104
#define STMF_ERROR_SIZE_OUT_OF_RANGE	0x8105
#define STMF_ERROR_LU_BUSY		0x8106
#define STMF_ERROR_META_CREATION	0x8107
#define STMF_ERROR_FILE_SIZE_INVALID	0x8108
#define STMF_ERROR_WRITE_CACHE_SET	0x8109

#define STMF_IDENT_LENGTH		255

/* Kinds of initiator name */
#define STMF_FC_PORT_WWN		1
#define STMF_ISCSI_NAME			2

/* Kinds of provider */
#define STMF_LU_PROVIDER_TYPE		1
#define STMF_PORT_PROVIDER_TYPE		2

/* Persistence methods: in the repository, or not at all */
#define STMF_PERSIST_SMF		1
#define STMF_PERSIST_NONE		2

/* Kinds of LU resource */
#define STMF_DISK			0

/* Values of STMF_LU_PROP_ACCESS_STATE */
#define STMF_ACCESS_ACTIVE		"0"
#define STMF_ACCESS_ACTIVE_TO_STANDBY	"1"
#define STMF_ACCESS_STANDBY		"2"
#define STMF_ACCESS_STANDBY_TO_ACTIVE	"3"

/* Properties of a disk LU */
enum {
	STMF_LU_PROP_ALIAS = 1,
	STMF_LU_PROP_BLOCK_SIZE,
	STMF_LU_PROP_COMPANY_ID,
	STMF_LU_PROP_FILENAME,
	STMF_LU_PROP_GUID,
	STMF_LU_PROP_META_FILENAME,
	STMF_LU_PROP_MGMT_URL,
	STMF_LU_PROP_NEW,
	STMF_LU_PROP_SIZE,
	STMF_LU_PROP_WRITE_PROTECT,
	STMF_LU_PROP_WRITE_CACHE_DISABLE,
	STMF_LU_PROP_VID,
	STMF_LU_PROP_PID,
	STMF_LU_PROP_SERIAL_NUM,
	STMF_LU_PROP_ACCESS_STATE,
	STMF_LU_PROP_HOST_ID
};

/* SCSI identifiers of devices */
#define EUI_64_TYPE			2
#define NAA_TYPE			3
#define SCSI_NAME_TYPE			8
#define BINARY_CODE_SET			1
#define ASCII_CODE_SET			2
#define UTF_8_CODE_SET			3

/* SCSI protocol identifiers */
typedef enum _stmfProtocol {
	STMF_PROTOCOL_FIBRE_CHANNEL = 0,
	STMF_PROTOCOL_SCSI = 1,
	STMF_PROTOCOL_SSA = 2,
	STMF_PROTOCOL_IEEE_1394 = 3,
	STMF_PROTOCOL_SRP = 4,
	STMF_PROTOCOL_ISCSI = 5,
	STMF_PROTOCOL_SAS = 6
} stmfProtocol;

typedef struct _stmfState {
	int operationalState;
	int configState;
} stmfState;

typedef struct _stmfGuid {
	uchar_t guid[16];
} stmfGuid;

typedef struct _stmfGuidList {
	uint32_t cnt;
	stmfGuid guid[1];
} stmfGuidList;

/* The name of an initiator or target; bytes after identLength are zero. */
typedef struct _stmfDevid {
	uint8_t identLength;
	uint8_t ident[STMF_IDENT_LENGTH];
} stmfDevid;

typedef struct _stmfDevidList {
	uint32_t cnt;
	stmfDevid devid[1];
} stmfDevidList;

typedef char stmfGroupName[256];
typedef char stmfProviderName[256];

typedef struct _stmfGroupList {
	uint32_t cnt;
	stmfGroupName name[1];
} stmfGroupList;

/* The members of a group */
typedef struct _stmfGroupProperties {
	uint32_t cnt;
	stmfDevid name[1];
} stmfGroupProperties;

typedef struct _stmfProvider {
	int providerType;
	stmfProviderName name;
} stmfProvider;

typedef struct _stmfProviderList {
	uint32_t cnt;
	stmfProvider provider[1];
} stmfProviderList;

typedef struct _stmfSession {
	stmfDevid initiator;
	char alias[256];
	time_t creationTime;
} stmfSession;

typedef struct _stmfSessionList {
	uint32_t cnt;
	stmfSession session[1];
} stmfSessionList;

typedef struct _stmfViewEntry {
	boolean_t veIndexValid;
	uint32_t veIndex;
	boolean_t allHosts;		/* else hostGroup */
	stmfGroupName hostGroup;
	boolean_t allTargets;		/* else targetGroup */
	stmfGroupName targetGroup;
	boolean_t luNbrValid;		/* false in a request: choose one */
	uchar_t luNbr[8];		/* [0] high 6 bits, [1] low 8 bits */
} stmfViewEntry;

typedef struct _stmfViewEntryList {
	uint32_t cnt;
	stmfViewEntry ve[1];
} stmfViewEntryList;

typedef struct _stmfViewEntryProperties {
	stmfGuid associatedLogicalUnitGuid;
	stmfViewEntry viewEntry;
} stmfViewEntryProperties;

typedef struct _stmfTargetProperties {
	stmfProviderName providerName;
	char alias[256];
	uint16_t status;		/* STMF_TARGET_PORT_* */
	stmfProtocol protocol;
	stmfDevid devid;
} stmfTargetProperties;

typedef struct _stmfLogicalUnitProperties {
	char alias[256];
	uchar_t vendor[8];
	uchar_t product[16];
	uchar_t revision[4];
	uint32_t status;		/* STMF_LOGICAL_UNIT_* */
	char providerName[256];
	stmfGuid luid;
} stmfLogicalUnitProperties;

/* No call of COMSTAR's library fills these two. */
typedef struct _stmfLogicalUnitProviderProperties {
	char providerName[MAXPATHLEN];
	uint32_t instance;
	uint32_t status;
	uchar_t rsvd[64];
} stmfLogicalUnitProviderProperties;

typedef struct _stmfLocalPortProviderProperties {
	char providerName[MAXPATHLEN];
	uint32_t instance;
	uint32_t status;
	uchar_t rsvd[64];
} stmfLocalPortProviderProperties;

/* Properties of one LU, to create it with or as read; opaque. */
typedef void *luResource;

#pragma GCC visibility push(default)

/* Service */
int stmfGetState(stmfState *state);
int stmfOnline(void);
int stmfOffline(void);
int stmfLoadConfig(void);

/* Settings of the service */
int stmfLoadStmfProps(void);
int stmfSetStmfProp(uint8_t type, char *value);
int stmfGetStmfProp(uint8_t type, char *value, size_t *len);
int stmfSetPersistMethod(uint8_t type, boolean_t service);
int stmfGetPersistMethod(uint8_t *type, boolean_t service);

/* Pairs of hosts, which there are not on Linux */
int stmfSetAluaState(boolean_t enabled, uint32_t node);
int stmfGetAluaState(boolean_t *enabled, uint32_t *node);
int stmfInitProxyDoor(int *handle, int fd);
int stmfPostProxyMsg(int handle, void *buffer, uint32_t len);
void stmfDestroyProxyDoor(int handle);

/* Groups. Lists are released with stmfFreeMemory(). */
int stmfCreateHostGroup(stmfGroupName *name);
int stmfCreateTargetGroup(stmfGroupName *name);
int stmfDeleteHostGroup(stmfGroupName *name);
int stmfDeleteTargetGroup(stmfGroupName *name);
int stmfAddToHostGroup(stmfGroupName *name, stmfDevid *member);
int stmfAddToTargetGroup(stmfGroupName *name, stmfDevid *member);
int stmfRemoveFromHostGroup(stmfGroupName *name, stmfDevid *member);
int stmfRemoveFromTargetGroup(stmfGroupName *name, stmfDevid *member);
int stmfGetHostGroupList(stmfGroupList **list);
int stmfGetTargetGroupList(stmfGroupList **list);
int stmfGetHostGroupMembers(stmfGroupName *name, stmfGroupProperties **members);
int stmfGetTargetGroupMembers(stmfGroupName *name, stmfGroupProperties **members);

/* View entries */
int stmfAddViewEntry(stmfGuid *lu, stmfViewEntry *view);
int stmfRemoveViewEntry(stmfGuid *lu, uint32_t index);
int stmfGetViewEntryList(stmfGuid *lu, stmfViewEntryList **list);
int stmfValidateView(stmfViewEntry *view);

/* Logical units */
int stmfGetLogicalUnitList(stmfGuidList **list);
int stmfGetLogicalUnitProperties(stmfGuid *lu, stmfLogicalUnitProperties *props);
int stmfOnlineLogicalUnit(stmfGuid *lu);
int stmfOfflineLogicalUnit(stmfGuid *lu);

/* Targets and their sessions */
int stmfGetTargetList(stmfDevidList **list);
int stmfGetTargetProperties(stmfDevid *target, stmfTargetProperties *props);
int stmfOnlineTarget(stmfDevid *target);
int stmfOfflineTarget(stmfDevid *target);
int stmfGetSessionList(stmfDevid *target, stmfSessionList **list);

/* Disk LUs */
int stmfCreateLuResource(uint16_t type, luResource *res);
int stmfFreeLuResource(luResource res);
int stmfSetLuProp(luResource res, uint32_t prop, const char *value);
int stmfGetLuProp(luResource res, uint32_t prop, char *value, size_t *len);
int stmfGetLuResource(stmfGuid *lu, luResource *res);
int stmfCreateLu(luResource res, stmfGuid *lu);
int stmfImportLu(uint16_t type, char *file, stmfGuid *lu);
int stmfDeleteLu(stmfGuid *lu);
int stmfModifyLu(stmfGuid *lu, uint32_t prop, const char *value);
int stmfModifyLuByFname(uint16_t type, const char *file, uint32_t prop, const char *value);
int stmfLuStandby(stmfGuid *lu);
int stmfSetGlobalLuProp(uint16_t type, uint32_t prop, const char *value);
int stmfGetGlobalLuProp(uint16_t type, uint32_t prop, char *value, size_t *len);

/* Provider data, with the counter of their writes */
int stmfClearProviderData(char *name, int type);
int stmfGetProviderDataList(stmfProviderList **list);
#ifndef _SYS_NVPAIR_H
int stmfGetProviderData(char *name, nvlist_t **nvl, int type);
int stmfGetProviderDataProt(char *name, nvlist_t **nvl, int type, uint64_t *token);
int stmfSetProviderData(char *name, nvlist_t *nvl, int type);
int stmfSetProviderDataProt(char *name, nvlist_t *nvl, int type, uint64_t *token);
#endif
/* The same with the packed list (XDR), *data for free(); on Linux only. */
int stmfGetProviderBytes(const char *name, int type, void **data, size_t *len, uint64_t *token);
int stmfSetProviderBytes(const char *name, int type, const void *data, size_t len, uint64_t *token);

/* Names and memory */
int stmfDevidFromIscsiName(char *name, stmfDevid *devid);
int stmfDevidFromWwn(uchar_t wwn[8], stmfDevid *devid);
void stmfFreeMemory(void *memory);

#pragma GCC visibility pop

#ifdef _SYS_NVPAIR_H
#include "stmf_nvpair_zfs.h"
#endif

#ifdef __cplusplus
}
#endif

#endif /* _LIBSTMF_H */
