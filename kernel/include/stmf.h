/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stmf.ko offers to providers: LU providers (stmf_sbd) register logical
 * units and ask about each command; port providers (stmf_iscsi, stmf_fc_qla)
 * tell what the core must know of one fabric.
 */
#ifndef _STMF_H
#define _STMF_H

#include <linux/types.h>
#include <target/target_core_base.h>
#include "uapi/stmf.h"

struct module;
struct se_portal_group;
struct stmf_lu;

struct stmf_guid {
	u8 b[STMF_GUID_LEN];
};

/**
 * struct stmf_lu_info - a logical unit's properties as its provider has them
 * @alias: name for people; never empty for sbd (the data file by default)
 * @data_file: absolute path of the backing store
 * @meta_file: absolute path of a separate metadata file, or empty
 * @mgmt_url: management URL, or empty
 * @serial: serial number, or empty
 * @vendor: vendor identification, padded
 * @product: product identification, padded
 * @revision: product revision, padded
 * @size: capacity in bytes
 * @offset: bytes before the data in @data_file
 * @block_size: in bytes
 * @write_protect: refuses writes
 * @write_cache: a write-back cache is in force
 * @access: whether any port of it is active
 *
 * Strings stay valid until the provider's fill() is called again or the
 * logical unit is unregistered; the core copies them under its model lock.
 */
struct stmf_lu_info {
	const char *alias;
	const char *data_file;
	const char *meta_file;
	const char *mgmt_url;
	const char *serial;
	char vendor[8];
	char product[16];
	char revision[4];
	u64 size;
	u64 offset;
	u32 block_size;
	bool write_protect;
	bool write_cache;
	enum stmf_access_state access;
};

/**
 * struct stmf_lu_provider - an LU provider
 * @name: as list-lu shows it ("sbd")
 * @owner: its module
 * @fill: describe one logical unit; may sleep; called with the model lock
 *	held, so it must not call back into stmf
 * @device: LIO's device of one logical unit; it is only compared. NULL = there
 *	is none
 */
struct stmf_lu_provider {
	const char *name;
	struct module *owner;
	void (*fill)(void *priv, struct stmf_lu_info *info);
	const struct se_device *(*device)(void *priv);
};

struct stmf_lu *stmf_lu_register(const struct stmf_lu_provider *provider,
				 const struct stmf_guid *guid, void *priv);
void stmf_lu_unregister(struct stmf_lu *lu);
void stmf_lu_changed(struct stmf_lu *lu);

sense_reason_t stmf_lu_check(struct stmf_lu *lu, struct se_cmd *cmd,
			     u32 *nexus);
bool stmf_lu_admits(struct stmf_lu *lu, struct se_session *sess, u64 lun);
bool stmf_lu_begin(struct stmf_lu *lu);
void stmf_lu_end(struct stmf_lu *lu);
bool stmf_lu_stopping(struct stmf_lu *lu);

#define STMF_NEXUS_BITS	12	/* of an index of a nexus */

void stmf_lu_account(struct stmf_lu *lu, u32 nexus, bool write, u32 bytes,
		     u64 ns, bool failed);

int stmf_guid_parse(const char *text, size_t len, struct stmf_guid *guid);

/**
 * struct stmf_session_info - what a port provider knows of one session
 * @alias: the initiator's alias, or empty
 * @since: login time, seconds since the epoch; 0 = unknown
 * @id: tells it from others of the same names, at other times too; 0 = nothing
 *	does
 * @tsih: iSCSI: target session identifying handle; 0 = not an iSCSI session,
 *	then the rest is unset
 * @isid: initiator session id
 * @chap: the initiator has proved by CHAP who it is
 * @peer: address and port of the initiator, of the first connection; or empty
 * @local: address and port that it came to
 */
struct stmf_session_info {
	char alias[STMF_NAME_MAX + 1];
	s64 since;
	u64 id;
	u16 tsih;
	u8 isid[STMF_ISID_LEN];
	bool chap;
	char peer[STMF_ADDRESS_MAX + 1];
	char local[STMF_ADDRESS_MAX + 1];
};

/**
 * struct stmf_login_failures - logins that the fabric refused at a target port
 * @denied: of initiators that may not log in there, since the port was made
 * @unauthenticated: of initiators that could not prove who they are, likewise
 * @when: the time of the last one, seconds since the epoch
 * @address: where it came from, or empty
 */
struct stmf_login_failures {
	u32 denied;
	u32 unauthenticated;
	s64 when;
	char address[STMF_ADDRESS_MAX + 1];
};

/**
 * struct stmf_port_provider - what the core must know of one fabric
 * @name: as list-target shows it ("iscsit", "qlt", "loopback")
 * @fabric: LIO's fabric_name of the fabric's TPGs
 * @protocol: SCSI protocol identifier (SPC): 0 FC, 4 SRP, 5 iSCSI, 6 SAS
 * @owner: the module; NULL for the core's own table
 * @channels: an initiator logs in several times for one session (SRP, once a
 *	channel)
 * @bare_luns: LUNs above 255 come without their addressing method (vhost-scsi)
 * @normalise: fabric name (NUL-terminated) to the model's normal form, at most
 *	@size bytes with NUL; returns its length or -EINVAL. Called in the
 *	command path: must not sleep, allocate or lock. NULL = the common rule,
 *	stmf_name_normalise()
 * @session: describe a session; called under the TPG's session_lock (atomic).
 *	NULL = nothing is known
 * @failures: say which logins were refused at the port of a TPG; called with the
 *	TPG pinned, in an RCU read section. Returns false if that is not known.
 *	NULL = it never is
 * @list: the core's
 */
struct stmf_port_provider {
	const char *name;
	const char *fabric;
	u8 protocol;
	bool channels;
	bool bare_luns;
	struct module *owner;
	int (*normalise)(const char *fabric_name, char *out, size_t size);
	void (*session)(struct se_session *sess, struct stmf_session_info *info);
	bool (*failures)(struct se_portal_group *tpg,
			 struct stmf_login_failures *failures);
	struct list_head list;
};

int stmf_port_provider_register(struct stmf_port_provider *provider);
void stmf_port_provider_unregister(struct stmf_port_provider *provider);

int stmf_name_normalise(const char *fabric_name, char *out, size_t size);

#endif /* _STMF_H */
