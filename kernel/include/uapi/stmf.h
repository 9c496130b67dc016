/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Generic netlink interface of stmf.ko, family "stmf".
 *
 * Described by Documentation/netlink/specs/stmf.yaml; this header is what C
 * programs and the kernel module share. Numbers are ABI: append, never change.
 */
#ifndef _UAPI_STMF_H
#define _UAPI_STMF_H

#define STMF_GENL_NAME			"stmf"
#define STMF_GENL_VERSION		1
#define STMF_GENL_MCGRP_EVENTS		"events"
#define STMF_GENL_MCGRP_SESSIONS	"sessions"

/* Limits of the model (COMSTAR's). Lengths are without a terminating NUL. */
#define STMF_GUID_LEN			16
#define STMF_NAME_MAX			255	/* group, target, initiator names, aliases */
#define STMF_ISCSI_NAME_MAX		223
#define STMF_ADDRESS_MAX		63
#define STMF_ISID_LEN			6
#define STMF_PARAMS_MAX			3900	/* targets/<name>/params */
#define STMF_LUN_MAX			16383
#define STMF_VIEW_INDEX_MAX		0xfffffffeU

/* One member set per kind of group; also names the object of an event. */
enum stmf_kind {
	STMF_KIND_SERVICE,
	STMF_KIND_LU,
	STMF_KIND_TARGET,
	STMF_KIND_HOST_GROUP,
	STMF_KIND_TARGET_GROUP,
	STMF_KIND_VIEW,
};

enum stmf_state {
	STMF_STATE_OFFLINE,
	STMF_STATE_OFFLINING,
	STMF_STATE_ONLINE,
	STMF_STATE_ONLINING,
	STMF_STATE_UNREGISTERED,	/* logical units only: no provider has it */
};

enum stmf_config_state {
	STMF_CONFIG_UNINITIALIZED,
	STMF_CONFIG_INITIALIZING,
	STMF_CONFIG_INITIALIZED,
};

enum stmf_access_state {
	STMF_ACCESS_STATE_ACTIVE,
	STMF_ACCESS_STATE_ACTIVE_TO_STANDBY,
	STMF_ACCESS_STATE_STANDBY,
	STMF_ACCESS_STATE_STANDBY_TO_ACTIVE,
};

enum stmf_event {
	STMF_EVENT_CREATED,
	STMF_EVENT_DELETED,
	STMF_EVENT_CHANGED,		/* properties, members, views */
	STMF_EVENT_STATE,		/* online/offline */
};

/* Whether an initiator reaches a logical unit through a target; why not */
enum stmf_reason {
	STMF_REASON_ADMITTED,
	STMF_REASON_SERVICE_OFFLINE,
	STMF_REASON_TARGET_UNKNOWN,
	STMF_REASON_TARGET_UNREGISTERED,	/* no port provider has it */
	STMF_REASON_TARGET_OFFLINE,
	STMF_REASON_LU_UNREGISTERED,
	STMF_REASON_LU_OFFLINE,
	STMF_REASON_NO_VIEW,
	STMF_REASON_OTHER_HOSTS,	/* no view is for the initiator */
	STMF_REASON_OTHER_TARGETS,	/* none for the initiator is for the target */
};

enum stmf_node_acl {
	STMF_NODE_ACL_NO_PORT,		/* LIO has no such target port */
	STMF_NODE_ACL_NONE,
	STMF_NODE_ACL_EXPLICIT,
	STMF_NODE_ACL_DYNAMIC,		/* LIO made it at login */
};

enum stmf_mapping {
	STMF_MAPPING_NONE,
	STMF_MAPPING_HERE,		/* at the LUN of its view */
	STMF_MAPPING_ELSEWHERE,		/* at another LUN only */
	STMF_MAPPING_OTHER,		/* another device is at the LUN of its view */
};

enum stmf_refusal_kind {
	STMF_REFUSAL_KIND_COMMAND,		/* no view gives it */
	STMF_REFUSAL_KIND_LOGIN,		/* may not log in at this target */
	STMF_REFUSAL_KIND_AUTHENTICATION,	/* could not prove who it is */
};

enum stmf_cmd {
	STMF_CMD_UNSPEC,
	STMF_CMD_SERVICE_GET,
	STMF_CMD_SERVICE_SET,
	STMF_CMD_LU_GET,
	STMF_CMD_LU_SET,
	STMF_CMD_TARGET_GET,
	STMF_CMD_TARGET_SET,
	STMF_CMD_GROUP_GET,
	STMF_CMD_MEMBER_GET,
	STMF_CMD_VIEW_GET,
	STMF_CMD_SESSION_GET,
	STMF_CMD_LUN_MAP_GET,
	STMF_CMD_EVENT_NTF,
	STMF_CMD_SESSION_NTF,
	STMF_CMD_REFUSAL_GET,
	STMF_CMD_REFUSAL_NTF,
	STMF_CMD_EXPLAIN_GET,
	STMF_CMD_LU_STAT_GET,
	STMF_CMD_NEXUS_STAT_GET,

	__STMF_CMD_MAX,
	STMF_CMD_MAX = __STMF_CMD_MAX - 1
};

enum stmf_attr {
	STMF_A_UNSPEC,
	STMF_A_PAD,
	STMF_A_KIND,			/* u8, enum stmf_kind */
	STMF_A_EVENT,			/* u8, enum stmf_event */
	STMF_A_GENERATION,		/* u64, grows with each change of the model */
	STMF_A_STATE,			/* u8, enum stmf_state */
	STMF_A_CONFIG_STATE,		/* u8, enum stmf_config_state */
	STMF_A_DEFAULT_LU_STATE,	/* u8, enum stmf_state: offline or online */
	STMF_A_DEFAULT_TARGET_STATE,	/* u8, likewise */
	STMF_A_GUID,			/* binary, 16 bytes */
	STMF_A_NAME,			/* string: target or group */
	STMF_A_MEMBER,			/* string: member of the group NAME */
	STMF_A_INITIATOR,		/* string, normal form */
	STMF_A_TARGET,			/* string, normal form */
	STMF_A_VIEW_INDEX,		/* u32 */
	STMF_A_HOST_GROUP,		/* string; absent = all hosts */
	STMF_A_TARGET_GROUP,		/* string; absent = all targets */
	STMF_A_LUN,			/* u16, 0..16383 */
	STMF_A_PROVIDER,		/* string */
	STMF_A_ALIAS,			/* string */
	STMF_A_PROTOCOL,		/* u8, SCSI protocol identifier */
	STMF_A_PARAMS,			/* string, opaque to the kernel */
	STMF_A_SINCE,			/* s64, seconds since the epoch: login, first refusal */
	STMF_A_DYNAMIC,			/* flag: session on a dynamic node ACL */
	STMF_A_ACCESS_STATE,		/* u8, enum stmf_access_state */
	STMF_A_DATA_FILE,		/* string */
	STMF_A_META_FILE,		/* string */
	STMF_A_SIZE,			/* u64, bytes */
	STMF_A_BLOCK_SIZE,		/* u32, bytes */
	STMF_A_MGMT_URL,		/* string */
	STMF_A_VENDOR_ID,		/* binary, 8 bytes, NUL or space padded */
	STMF_A_PRODUCT_ID,		/* binary, 16 bytes, NUL or space padded */
	STMF_A_SERIAL,			/* string */
	STMF_A_WRITE_PROTECT,		/* u8, 0 or 1 */
	STMF_A_WRITE_CACHE,		/* u8, 1 = write-back cache in force */
	STMF_A_REFUSED,			/* u64, commands that the policy denied; refusals */
	STMF_A_OFFSET,			/* u64, bytes before the data in DATA_FILE */
	STMF_A_REVISION,		/* binary, 4 bytes */
	STMF_A_REFUSAL_KIND,		/* u8, enum stmf_refusal_kind */
	STMF_A_LAST,			/* s64, seconds since the epoch: last refusal */
	STMF_A_REASON,			/* u8, enum stmf_reason */
	STMF_A_NODE_ACL,		/* u8, enum stmf_node_acl */
	STMF_A_SESSIONS,		/* u32, how many */
	STMF_A_MAPPING,			/* u8, enum stmf_mapping */
	STMF_A_MAPPED_LUN,		/* u64, where it is mapped, as LIO has it */
	STMF_A_ADDRESS,			/* string: where a refused login came from */
	STMF_A_READS,			/* u64, commands that have ended well */
	STMF_A_WRITES,			/* u64, likewise */
	STMF_A_READ_BYTES,		/* u64 */
	STMF_A_WRITE_BYTES,		/* u64 */
	STMF_A_READ_NS,			/* u64, their time on the store */
	STMF_A_WRITE_NS,		/* u64, likewise */
	STMF_A_MAX_NS,			/* u64, the longest time of one */
	STMF_A_ERRORS,			/* u64, commands that the store failed */
	STMF_A_ISID,			/* binary, 6 bytes: iSCSI initiator session id */
	STMF_A_TSIH,			/* u16: iSCSI target session identifying handle */
	STMF_A_PEER,			/* string: address and port of the initiator */
	STMF_A_LOCAL,			/* string: address and port that it came to */
	STMF_A_CHAP,			/* flag: the initiator has authenticated itself */
	STMF_A_ASKED,			/* u8, enum stmf_state: asked for, counts before defaults */

	__STMF_A_MAX,
	STMF_A_MAX = __STMF_A_MAX - 1
};

#endif /* _UAPI_STMF_H */
