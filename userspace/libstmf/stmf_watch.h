/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Watching: initiators, who was refused, why somebody sees something or does not,
 * statistics, events. A part of stmf_linux.h.
 */
#ifndef _STMF_WATCH_H
#define _STMF_WATCH_H

#include "libstmf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- initiators ---- */

/* A session: an initiator that is logged in at a target */
typedef struct _stmfLogin {
	stmfDevid initiator;
	stmfDevid target;
	stmfGroupName hostGroup;	/* "": in none */
	char alias[256];
	time_t since;			/* login, or when it was first seen */
	boolean_t dynamic;		/* on a node ACL that LIO made */
	uint16_t tsih;			/* iSCSI; 0: another fabric, the rest is unset */
	uint8_t isid[6];
	boolean_t chap;			/* has proved by CHAP who it is */
	char peer[64];			/* address and port of the initiator, or "" */
	char local[64];			/* that it came to */
} stmfLogin;

typedef struct _stmfLoginList {
	uint32_t cnt;
	stmfLogin login[1];
} stmfLoginList;

/* What an initiator was refused at a target, in the last 24 hours */
enum stmfRefused {
	STMF_REFUSED_COMMAND,		/* no view gives it */
	STMF_REFUSED_LOGIN,		/* may not log in there */
	STMF_REFUSED_AUTHENTICATION	/* could not prove who it is */
};

typedef struct _stmfRefusal {
	stmfDevid initiator;		/* of a login: length 0, LIO does not keep it */
	char address[64];		/* of a login: where it came from */
	stmfDevid target;
	stmfGroupName hostGroup;	/* "": in none */
	int kind;			/* enum stmfRefused */
	uint64_t count;
	time_t first;
	time_t last;
	boolean_t luValid;		/* the last command was for: */
	stmfGuid lu;
	uint16_t lun;
} stmfRefusal;

typedef struct _stmfRefusalList {
	uint32_t cnt;
	stmfRefusal refusal[1];		/* the last one first */
} stmfRefusalList;

/* ---- explaining: reason is an enum stmf_reason of linux/stmf.h ---- */

/* Node ACL of an initiator at a target in LIO */
enum stmfAcl {
	STMF_ACL_NO_PORT,		/* LIO does not have the target */
	STMF_ACL_NONE,
	STMF_ACL_EXPLICIT,
	STMF_ACL_DYNAMIC		/* LIO made it at login */
};

/* How a logical unit is mapped for them in LIO */
enum stmfMapping {
	STMF_MAPPED_NOT,
	STMF_MAPPED_HERE,		/* at the LUN of its view */
	STMF_MAPPED_ELSEWHERE,		/* at another LUN only */
	STMF_MAPPED_OTHER,		/* that LUN is another device */
	STMF_MAPPED_UNKNOWN		/* not registered: it can't be */
};

/* The two ports */
typedef struct _stmfNexus {
	int reason;			/* what is in the way of all */
	stmfGroupName hostGroup;	/* "": in none */
	stmfGroupName targetGroup;	/* "": in none */
	int nodeAcl;			/* enum stmfAcl */
	uint32_t sessions;
} stmfNexus;

typedef struct _stmfExplanation {
	stmfGuid lu;
	int reason;			/* what is in the way first */
	boolean_t viewValid;		/* a view is for these ports: */
	uint32_t veIndex;
	uint16_t lun;
	int mapping;			/* enum stmfMapping */
	boolean_t mappedValid;		/* it is mapped: */
	uint64_t mappedLun;		/* where, as LIO has it */
} stmfExplanation;

typedef struct _stmfExplanationList {
	uint32_t cnt;
	stmfExplanation lu[1];
} stmfExplanationList;

/* ---- statistics ---- */

/* Of a logical unit, since it registered; or of an I_T nexus */
typedef struct _stmfStat {
	stmfGuid lu;
	stmfDevid initiator;		/* of a nexus; length 0: all that are not told apart */
	stmfDevid target;
	uint64_t reads, writes;		/* commands that have ended well */
	uint64_t readBytes, writeBytes;
	uint64_t readNs, writeNs;	/* their time on the store, added up */
	uint64_t maxNs;			/* the longest of one since the beginning */
	uint64_t errors;		/* commands that the store failed */
	uint64_t refused;		/* of a logical unit */
} stmfStat;

typedef struct _stmfStatList {
	uint32_t cnt;
	stmfStat stat[1];
} stmfStatList;

/* ---- events ---- */

enum stmfEventType {
	STMF_EVENT_TYPE_CHANGE,		/* of the model */
	STMF_EVENT_TYPE_LOGIN,
	STMF_EVENT_TYPE_LOGOUT,
	STMF_EVENT_TYPE_REFUSAL,
	STMF_EVENT_TYPE_LOST,		/* too many at once: read all again */
	STMF_EVENT_TYPE_GONE		/* the kernel module was unloaded */
};

typedef struct _stmfEvent {
	int type;
	/* change: enum stmf_event, stmf_kind, stmf_state of linux/stmf.h */
	int change;
	int object;
	int state;			/* -1: none */
	uint64_t generation;
	stmfGuid lu;			/* of a logical unit or view */
	uint32_t veIndex;		/* of a view */
	char name[256];			/* of a target or group, else "" */
	/* login, logout */
	stmfLogin login;
	/* refusal */
	stmfRefusal refusal;
} stmfEvent;

typedef struct _stmfEvents stmfEvents;

#pragma GCC visibility push(default)

/* All sessions; all initiators that were refused. For stmfFreeMemory() */
int stmfGetLoginList(stmfLoginList **list);
int stmfGetRefusalList(stmfRefusalList **list);

/*
 * Why an initiator reaches a logical unit through a target, or does not: as
 * commands are judged, and as LIO has it. lu NULL: all that have views.
 */
int stmfExplain(const stmfDevid *initiator, const stmfDevid *target, const stmfGuid *lu,
		stmfNexus *nexus, stmfExplanationList **list);

/* For stmfFreeMemory() */
int stmfGetLuStats(stmfStatList **list);
int stmfGetNexusStats(stmfStatList **list);

/*
 * Events from now on. stmfNextEvent() waits for one; the descriptor is readable
 * when there may be one.
 */
int stmfOpenEvents(stmfEvents **events);
int stmfEventsFd(const stmfEvents *events);
int stmfNextEvent(stmfEvents *events, stmfEvent *event);
void stmfCloseEvents(stmfEvents *events);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif /* _STMF_WATCH_H */
