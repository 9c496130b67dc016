/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libstmf has on Linux beyond COMSTAR's interface: targets of fabrics
 * that Linux does not make by itself, why a call failed, one snapshot of all
 * groups, raw control calls, and the spelling of names, GUIDs and sizes.
 *
 * Calls named stmfXxx return codes of libstmf.h; helpers named stmf_xxx
 * return 0, a length, or a negative errno.
 */
#ifndef _STMF_LINUX_H
#define _STMF_LINUX_H

#include "libstmf.h"

#ifdef __cplusplus
extern "C" {
#endif

#define STMF_GUID_TEXT_LEN	32	/* hex digits, without NUL */
#define STMF_GROUP_NAME_MAX	255	/* bytes, without NUL; encoded likewise */
#define STMF_SERVICE_SOCKET	"/run/stmf/stmfd.sock"

/* Beside COMSTAR's codes: stmfd can't write the configuration; stmfLastErrorText() says why */
#define STMF_ERROR_REPOSITORY	0x8200

enum stmfGroupKind {
	STMF_HOST_GROUP,
	STMF_TARGET_GROUP
};

/* Groups of one kind and their members, from one state of the model. */
typedef struct _stmfGroupEntry {
	stmfGroupName name;
	uint32_t cnt;
	const stmfDevid *member;	/* cnt of them */
} stmfGroupEntry;

typedef struct _stmfGroupTree {
	uint32_t cnt;
	stmfGroupEntry *group;		/* cnt of them */
} stmfGroupTree;

/* Properties of logical units that COMSTAR does not have */
enum stmfLuPropLinux {
	STMF_LU_PROP_BUFFERED = 24,	/* "true": a file goes through the page cache */
	STMF_LU_PROP_THIRD_PARTY_COPY,	/* "true": EXTENDED COPY */
	STMF_LU_PROP_TYPE		/* "disk" or "passthrough"; for stmfCreateLu() */
};

/* What a target is made from; NULL and 0 where nothing is asked for. */
typedef struct _stmfTargetSpec {
	const char *fabric;		/* iscsi, loopback, vhost, fcoe, npiv, srp */
	const char *name;		/* NULL: stmfd makes one */
	const char *alias;
	const char *const *portals;	/* iscsi: ADDR[:PORT]; srp: the port of RDMA/CM */
	uint32_t portalCnt;
	const char *const *initiators;	/* loopback, vhost */
	uint32_t initiatorCnt;
	const char *physical;		/* npiv: the port it is on */
	const char *node;		/* npiv: its node's name, or NULL */
} stmfTargetSpec;

/* Asymmetric access (ALUA), with SPC's numbers */
#define STMF_ALUA_OPTIMIZED	0
#define STMF_ALUA_NON_OPTIMIZED	1
#define STMF_ALUA_STANDBY	2
#define STMF_ALUA_UNAVAILABLE	3
#define STMF_ALUA_TRANSITIONING	15

/* How a logical unit is reached through the ports of a target group. */
typedef struct _stmfAccessState {
	stmfGuid lu;
	boolean_t others;	/* of all ports for which there is no other; group is "" */
	stmfGroupName group;
	uint8_t state;
	boolean_t preferred;
	uint16_t id;		/* of the target port group, as initiators see it */
} stmfAccessState;

typedef struct _stmfAccessStateList {
	uint32_t cnt;
	stmfAccessState access[1];
} stmfAccessStateList;

/* What a Fibre Channel port can be */
#define STMF_FC_INITIATOR	1
#define STMF_FC_TARGET		2

typedef struct _stmfFcStatistics {
	uint64_t linkFailures, lossOfSync, lossOfSignal;
	uint64_t primitiveErrors, invalidWords, invalidCrcs;
} stmfFcStatistics;

/* A Fibre Channel port of this host. Texts are the kernel's, "" where it has none. */
typedef struct _stmfFcPort {
	int host;			/* of /sys/class/fc_host/hostN */
	unsigned int modes;		/* STMF_FC_... */
	boolean_t npiv;			/* a virtual port */
	uint64_t portWwn, nodeWwn, fabricWwn;
	uint32_t portId;
	char state[32], type[64], speed[32], supportedSpeeds[128];
	char symbolicName[256];
	char driver[32], driverVersion[64], firmware[64], bios[32];
	char model[64], serial[64];
	char iniMode[16];		/* qla2xxx's qlini_mode */
	stmfFcStatistics statistics;
} stmfFcPort;

typedef struct _stmfFcPortList {
	uint32_t cnt;
	stmfFcPort port[1];
} stmfFcPortList;

/* A port that one of this host's ports sees */
typedef struct _stmfFcRemotePort {
	int host;			/* of the port that sees it */
	char name[32];			/* the kernel's: rport-H:B-R */
	uint64_t portWwn, nodeWwn;
	uint32_t portId;
	char state[32], roles[64];
	boolean_t hasStatistics;
	stmfFcStatistics statistics;	/* what the fabric has told of its link (FPIN) */
} stmfFcRemotePort;

typedef struct _stmfFcRemotePortList {
	uint32_t cnt;
	stmfFcRemotePort port[1];
} stmfFcRemotePortList;

/* A logical unit of a remote port, as this host's SCSI layer has it */
typedef struct _stmfFcLun {
	uint64_t lun;
	char vendor[16], product[32];
	char device[64];		/* /dev/...; "": no driver has it */
} stmfFcLun;

typedef struct _stmfFcLunList {
	uint32_t cnt;
	stmfFcLun lun[1];
} stmfFcLunList;

#pragma GCC visibility push(default)

/*
 * Why this thread's last libstmf call failed: one sentence that names the
 * object and the cause; "" if there is nothing to add. Valid until the
 * thread's next call.
 */
const char *stmfLastErrorText(void);

/* All groups with members; one block, for stmfFreeMemory(). */
int stmfGetGroupTree(int kind, stmfGroupTree **tree);

int stmfCreateTarget(const stmfTargetSpec *spec, stmfDevid *target);
int stmfDeleteTarget(stmfDevid *target, boolean_t force);

/*
 * Access states that were set, by GUID, then group. group NULL: of all ports of no
 * group that has a state for this logical unit; they are active and optimized if
 * none is set. To remove all of them is no error if there is none.
 */
int stmfGetAccessStateList(stmfAccessStateList **list);
int stmfSetAccessState(const stmfGuid *lu, const char *group, uint8_t state, boolean_t preferred);
int stmfRemoveAccessState(const stmfGuid *lu, const char *group, boolean_t all);
const char *stmf_alua_word(uint8_t state);	/* NULL: there is no such state */
int stmf_alua_parse(const char *word, uint8_t *state);

/*
 * The host's Fibre Channel ports, and those that they see, by host number; one
 * block, for stmfFreeMemory(). sysfs: where it is mounted, NULL: /sys. Needs no
 * privilege.
 */
int stmfGetFcPortList(const char *sysfs, stmfFcPortList **list);
int stmfGetFcRemotePortList(const char *sysfs, stmfFcRemotePortList **list);
/* What the SCSI layer knows of that port, by LUN */
int stmfGetFcLunList(const char *sysfs, const stmfFcRemotePort *port, stmfFcLunList **list);

/* stmfValidateView() for one logical unit: its other views count, too. */
int stmfValidateViewOf(const stmfGuid *lu, stmfViewEntry *view);

/* Like stmfOnline() and stmfOffline(), but success when it is so already. */
int stmfSetService(boolean_t online);

/* Version of a running stmfd, NUL-terminated. */
int stmfGetDaemonVersion(char *version, size_t size);

/*
 * One request to stmfd, as a JSON object. *reply (if wanted) is the answer as
 * text for stmfFreeMemory(); its status is the return value.
 */
int stmfControlCall(const char *request, char **reply);

/* The same; tell is called a few times a second while a long one runs. */
typedef void (*stmfProgress)(void *arg, uint64_t done, uint64_t all);
int stmfControlCallProgress(const char *request, char **reply, stmfProgress tell, void *arg);

/* 32 hex digits in either case; out: upper case. */
int stmf_guid_parse(const char *text, stmfGuid *guid);
void stmf_guid_format(const stmfGuid *guid, char out[STMF_GUID_TEXT_LEN + 1]);

/* iqn., eui. and wwn. names to their normal form. */
int stmf_devid_parse(const char *text, stmfDevid *devid);
/*
 * A pattern, as a host group may have it for a member: one of these prefixes,
 * any part of a name that may follow, and a '*' that stands for the rest.
 */
int stmf_pattern_parse(const char *text, stmfDevid *devid);
/* identLength bytes and a NUL */
void stmf_devid_format(const stmfDevid *devid, char out[STMF_IDENT_LENGTH + 1]);

/*
 * Group names as configfs spells them: percent-encoded. One name, one
 * spelling: decoding refuses every other. Both return the length; out holds
 * STMF_GROUP_NAME_MAX + 1 bytes.
 */
int stmf_name_encode(const char *name, char out[STMF_GROUP_NAME_MAX + 1]);
int stmf_name_decode(const char *text, char out[STMF_GROUP_NAME_MAX + 1]);

/*
 * A size in bytes: digits, maybe a fraction, maybe one of B K M G T P E
 * (powers of 1024). -EINVAL: not a size; -ERANGE: more than 64 bits.
 */
int stmf_size_parse(const char *text, uint64_t *bytes);

/* Bytes as lower-case hexadecimal digits, for free(); back from either case. */
char *stmf_hex_encode(const void *data, size_t n);	/* NULL: no memory */
int stmf_hex_decode(const char *text, void **data, size_t *n);

/*
 * ADDR[:PORT], IPv6 in brackets, to one spelling with the port; port: which is
 * meant when none is given. One of iSCSI may have STMF_PORTAL_ISER behind it: it
 * is for RDMA (iSER), too. 0 or -EINVAL.
 */
#define STMF_PORTAL_LEN		59
#define STMF_PORTAL_ISER	"/iser"
#define STMF_PORT_ISCSI		3260
#define STMF_PORT_ISNS		3205
#define STMF_PORT_RADIUS	1812
int stmf_portal_parse(const char *text, unsigned int port, char out[STMF_PORTAL_LEN + 1]);

/*
 * Base64 with padding. Encoding writes STMF_BASE64_LEN(size) bytes and a NUL;
 * decoding returns the number of bytes, -EINVAL or -ERANGE.
 */
#define STMF_BASE64_LEN(size)	(((size) + 2) / 3 * 4)
void stmf_base64_encode(const void *data, size_t size, char *out);
ssize_t stmf_base64_decode(const char *text, void *out, size_t room);

/* LUN of a view entry */
static inline uint16_t stmf_ve_lun(const stmfViewEntry *view)
{
	return (uint16_t)((view->luNbr[0] & 0x3f) << 8 | view->luNbr[1]);
}

static inline void stmf_ve_set_lun(stmfViewEntry *view, uint16_t lun)
{
	view->luNbr[0] = (lun >> 8) & 0x3f;
	view->luNbr[1] = lun & 0xff;
	view->luNbrValid = B_TRUE;
}

/*
 * A new size that may be less than half of the present one, which stmfModifyLu()
 * refuses. The LU is named by lu or by file; the other is NULL.
 */
int stmfShrinkLu(const stmfGuid *lu, const char *file, const char *size);

/*
 * What is wrong with the store of an LU that is configured but may not be
 * registered: one sentence, cut to size, or "".
 */
int stmfGetLuProblem(const stmfGuid *lu, char *text, size_t size);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#include "stmf_watch.h"

#endif /* _STMF_LINUX_H */
