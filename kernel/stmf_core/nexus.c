// SPDX-License-Identifier: GPL-2.0
/*
 * From a command of LIO to a question for the policy. Runs in the command path,
 * which may be atomic: RCU only, no pointer of LIO's is used later. What is not
 * understood is denied.
 *
 * Most of the work would be in names: bringing them to normal form and looking
 * them up. So each CPU remembers some nexuses by the names that the fabric uses,
 * as long as the policy does not change. Session pointers only say where to look:
 * LIO uses their memory again, so the names are compared each time.
 */
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/timekeeping.h>
#include <target/target_core_base.h>
#include <target/target_core_fabric.h>

#include "model.h"
#include "refusals.h"
#include "stats.h"

#define NAME_SIZE	(STMF_ISCSI_NAME_MAX + 1)
#define SLOT_BITS	5
#define INDEX_UNKNOWN	U32_MAX

/**
 * struct nexus - the names of a nexus as the fabric has them
 * @tfo: the fabric
 * @initiator: NUL-terminated
 * @target: NUL-terminated
 */
struct nexus {
	const struct target_core_fabric_ops *tfo;
	const char *initiator;
	const char *target;
};

/**
 * struct slot - a nexus that is remembered
 * @version: odd while it is written, by a context that this one may interrupt
 * @seq: state of the policy that @ids belongs to
 * @ids: what the names stand for
 * @index: of the nexus' statistics, or INDEX_UNKNOWN
 * @tfo: the fabric
 * @initiator_len: length of @initiator
 * @target_len: length of @target
 * @initiator: as the fabric has it
 * @target: as the fabric has it
 */
struct slot {
	unsigned int version;
	unsigned long seq;
	struct stmf_nexus_ids ids;
	u32 index;
	const struct target_core_fabric_ops *tfo;
	int initiator_len;
	int target_len;
	char initiator[NAME_SIZE];
	char target[NAME_SIZE];
};

struct cache {
	struct slot slots[1 << SLOT_BITS];
};

static struct cache __percpu *cache;

/* XCOPY's internal commands come with a TPG that has no tpg_get_wwn(). */
static bool get_nexus(struct se_session *sess, struct nexus *nexus)
{
	const struct target_core_fabric_ops *tfo;
	struct se_portal_group *tpg;

	if (!sess || !sess->se_node_acl || !sess->se_tpg)
		return false;
	tpg = sess->se_tpg;
	tfo = tpg->se_tpg_tfo;
	if (!tfo || !tfo->fabric_name || !tfo->tpg_get_wwn)
		return false;
	nexus->tfo = tfo;
	nexus->initiator = sess->se_node_acl->initiatorname;
	nexus->target = tfo->tpg_get_wwn(tpg);
	return nexus->target;
}

/*
 * strcmp(), a word at a time. The last word ends with the NUL and overlaps the
 * one before. A text that is shorter is read beyond its end (as strscpy() does),
 * but not beyond its page.
 */
static bool same_text(const char *known, int len, const char *text)
{
	const int word = sizeof(unsigned long);
	int i;

	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS) ||
	    len < word || offset_in_page(text) + len >= PAGE_SIZE)
		return !strcmp(known, text);
	for (i = 0; i + word <= len; i += word)
		if (read_word_at_a_time(text + i) !=
		    read_word_at_a_time(known + i))
			return false;
	i = len + 1 - word;
	return read_word_at_a_time(text + i) == read_word_at_a_time(known + i);
}

static bool is_nexus(const struct slot *slot, const struct nexus *nexus)
{
	return slot->tfo == nexus->tfo &&
	       same_text(slot->initiator, slot->initiator_len,
			 nexus->initiator) &&
	       same_text(slot->target, slot->target_len, nexus->target);
}

static struct slot *get_slot(const struct se_session *sess)
{
	return &get_cpu_ptr(cache)->slots[hash_ptr(sess, SLOT_BITS)];
}

static void put_slot(void)
{
	put_cpu_ptr(cache);
}

static bool recall(const struct se_session *sess, const struct nexus *nexus,
		   unsigned long seq, struct stmf_nexus_ids *ids, u32 *index)
{
	struct slot *slot = get_slot(sess);
	unsigned int version = READ_ONCE(slot->version);
	bool found = false;

	barrier();	/* against interrupts only: slots are of one CPU */
	if (!(version & 1) && slot->seq == seq && is_nexus(slot, nexus)) {
		*ids = slot->ids;
		*index = slot->index;
		barrier();
		found = READ_ONCE(slot->version) == version;
	}
	put_slot();
	return found;
}

static void remember(const struct se_session *sess, const struct nexus *nexus,
		     unsigned long seq, const struct stmf_nexus_ids *ids)
{
	struct slot *slot = get_slot(sess);
	unsigned int version = READ_ONCE(slot->version);

	/* odd: this is an interrupt of the one who writes it */
	if (!(version & 1)) {
		WRITE_ONCE(slot->version, version + 1);
		barrier();
		slot->seq = seq;
		slot->ids = *ids;
		slot->index = INDEX_UNKNOWN;
		slot->initiator_len = strscpy(slot->initiator, nexus->initiator,
					      NAME_SIZE);
		slot->target_len = strscpy(slot->target, nexus->target,
					   NAME_SIZE);
		/* no fabric has such names; NULL = nothing remembered */
		if (slot->initiator_len < 0 || slot->target_len < 0)
			slot->tfo = NULL;
		else
			slot->tfo = nexus->tfo;
		barrier();
		WRITE_ONCE(slot->version, version + 2);
	}
	put_slot();
}

/* If the nexus is still there: the context that this one interrupts may be at it. */
static void remember_index(const struct se_session *sess,
			   const struct nexus *nexus, u32 index)
{
	struct slot *slot = get_slot(sess);
	unsigned int version = READ_ONCE(slot->version);

	if (!(version & 1)) {
		WRITE_ONCE(slot->version, version + 1);
		barrier();
		if (is_nexus(slot, nexus))
			slot->index = index;
		barrier();
		WRITE_ONCE(slot->version, version + 2);
	}
	put_slot();
}

/* Both of NAME_SIZE bytes */
static bool normalise(const struct nexus *nexus, char *initiator, char *target)
{
	const struct stmf_port_provider *port;

	port = stmf_port_of_fabric(nexus->tfo->fabric_name);
	return port &&
	       stmf_port_normalise(port, nexus->initiator, initiator,
				   NAME_SIZE) > 0 &&
	       stmf_port_normalise(port, nexus->target, target, NAME_SIZE) > 0;
}

/* The long way, from the fabric's names to the policy's ids */
static noinline bool resolve(const struct nexus *nexus,
			     struct stmf_nexus_ids *ids)
{
	char initiator[NAME_SIZE], target[NAME_SIZE];

	if (!normalise(nexus, initiator, target))
		return false;
	stmf_policy_resolve(&stmf.policy, initiator, strlen(initiator), target,
			    strlen(target), ids);
	return true;
}

/* At which LUN may this session reach the logical unit? */
static int nexus_lun(const struct stmf_lu *lu, struct se_session *sess,
		     u32 *index)
{
	int lun = STMF_LUN_NONE, tries = STMF_POLICY_TRIES;
	struct stmf_nexus_ids ids;
	struct nexus nexus;
	unsigned long seq;

	if (!get_nexus(sess, &nexus))
		return STMF_LUN_NONE;
	do {
		seq = stmf_policy_begin(&stmf.policy);
		*index = INDEX_UNKNOWN;
		if (!recall(sess, &nexus, seq, &ids, index)) {
			if (!resolve(&nexus, &ids))
				return STMF_LUN_NONE;
			if (stmf_policy_changed(&stmf.policy, seq))
				continue;
			remember(sess, &nexus, seq, &ids);
		}
		lun = stmf_policy_match(&stmf.policy, &lu->policy, &ids);
		if (!stmf_policy_changed(&stmf.policy, seq))
			return lun;
	} while (--tries);
	return STMF_LUN_NONE;
}

static bool nexus_admits(const struct stmf_lu *lu, struct se_session *sess,
			 u64 lun, u32 *index)
{
	int wanted = stmf_lun_decode(lun), got;

	if (wanted == STMF_LUN_NONE)
		return false;
	rcu_read_lock();
	got = nexus_lun(lu, sess, index);
	rcu_read_unlock();
	return got == wanted;
}

/* The first command of a nexus on a CPU since the policy changed */
static noinline u32 find_index(struct se_session *sess)
{
	char initiator[NAME_SIZE], target[NAME_SIZE];
	struct nexus nexus;
	int index = 0;

	rcu_read_lock();
	if (get_nexus(sess, &nexus) && normalise(&nexus, initiator, target)) {
		index = stmf_nexus_index(initiator, target);
		if (index >= 0)
			remember_index(sess, &nexus, index);
	}
	rcu_read_unlock();
	return max(index, 0);
}

/* Whose names are not understood is refused too, but has no name to remember. */
static noinline void note_refusal(const struct stmf_lu *lu,
				  const struct se_cmd *cmd)
{
	struct stmf_refusal what = {
		.kind = STMF_REFUSAL_KIND_COMMAND,
		.guid = lu->guid,
		.count = 1,
		.last = ktime_get_real_seconds(),
	};
	int lun = stmf_lun_decode(cmd->orig_fe_lun);
	struct nexus nexus;
	bool known;

	if (!get_nexus(cmd->se_sess, &nexus))
		return;
	rcu_read_lock();
	known = normalise(&nexus, what.initiator, what.target);
	rcu_read_unlock();
	if (!known)
		return;
	what.has_lu = lun != STMF_LUN_NONE;
	what.lun = lun;
	stmf_refusals_note(&stmf_refusals, &what);
}

/**
 * stmf_lu_check - may this command reach the logical unit?
 * @lu: the logical unit
 * @cmd: the command, in the backend's parse_cdb()
 * @nexus: set to the index of its I_T nexus, for stmf_lu_account(), if it may
 *
 * Counts what it denies, and remembers to whom.
 *
 * Context: any, also atomic. Takes no lock.
 * Return: 0 or TCM_NON_EXISTENT_LUN.
 */
sense_reason_t stmf_lu_check(struct stmf_lu *lu, struct se_cmd *cmd,
			     u32 *nexus)
{
	if (!lu)
		return TCM_NON_EXISTENT_LUN;
	if (nexus_admits(lu, cmd->se_sess, cmd->orig_fe_lun, nexus)) {
		if (unlikely(*nexus == INDEX_UNKNOWN))
			*nexus = find_index(cmd->se_sess);
		return TCM_NO_SENSE;
	}
	atomic64_inc(&lu->refused);
	note_refusal(lu, cmd);
	return TCM_NON_EXISTENT_LUN;
}
EXPORT_SYMBOL_GPL(stmf_lu_check);

/**
 * stmf_lu_admits - would a command of this session reach the logical unit?
 * @lu: the logical unit
 * @sess: the session
 * @lun: the LUN as LIO has it (a mapped LUN, or struct se_cmd.orig_fe_lun)
 *
 * Context: any, also atomic. Takes no lock. @sess must be pinned by the caller.
 * Return: true if it would.
 */
bool stmf_lu_admits(struct stmf_lu *lu, struct se_session *sess, u64 lun)
{
	u32 index;

	return lu && nexus_admits(lu, sess, lun, &index);
}
EXPORT_SYMBOL_GPL(stmf_lu_admits);

/**
 * stmf_nexus_init - prepare the command path
 *
 * Context: module load, before any logical unit can register.
 * Return: 0 or -ENOMEM.
 */
int stmf_nexus_init(void)
{
	cache = alloc_percpu(struct cache);
	return cache ? 0 : -ENOMEM;
}

/**
 * stmf_nexus_exit - the reverse, when no command comes any more
 */
void stmf_nexus_exit(void)
{
	free_percpu(cache);
}
