// SPDX-License-Identifier: GPL-2.0
/*
 * From a command of LIO to a question for the policy. Runs in the command path,
 * which may be atomic: RCU only, no pointer of LIO's is used later. What is not
 * understood is denied.
 *
 * Most of the work would be in names: bringing them to normal form and looking
 * them up. So each CPU remembers what the policy says of some hundred nexuses, as
 * long as it does not change; their names, as the fabric has them, are with their
 * statistics. Session pointers only say where to look: LIO uses their memory
 * again, so the names are compared each time. What every command goes through is
 * inlined: of its few hundred instructions calls would be an eighth.
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
#define SET_BITS	6	/* of the cache; it must fit into per-CPU memory */
#define SET_SLOTS	8
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
 * struct known - what the policy says of a nexus
 * @seq: state of the policy that @ids belongs to
 * @ids: what the names stand for
 * @index: of the nexus' statistics, or INDEX_UNKNOWN
 */
struct known {
	unsigned long seq;
	struct stmf_nexus_ids ids;
	u32 index;
};

/**
 * struct slot - a nexus that is remembered
 * @version: odd while it is written, by a context that this one may interrupt
 * @known: @index says where its names are
 * @tfo: the fabric
 */
struct slot {
	unsigned int version;
	struct known known;
	const struct target_core_fabric_ops *tfo;
};

/**
 * struct set - slots of sessions with one hash
 * @sess: which session a slot is about
 * @slots: the slots
 */
struct set {
	const struct se_session *sess[SET_SLOTS];
	struct slot slots[SET_SLOTS];
};

struct cache {
	struct set sets[1 << SET_BITS];
	unsigned int next;	/* slot to be given away, if all of a set are taken */
};

static struct cache __percpu *cache;

/* XCOPY's internal commands come with a TPG that has no tpg_get_wwn(). */
static __always_inline bool get_nexus(struct se_session *sess,
				      struct nexus *nexus)
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
static __always_inline bool same_text(const char *known, int len,
				      const char *text)
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

/* Are these the names that belong to the statistics? */
static __always_inline bool is_spelled(u32 index, const struct nexus *nexus)
{
	const struct stmf_nexus_stats *s = stmf_nexus_stats(index);

	return s && same_text(s->as_initiator, s->as_initiator_len,
			      nexus->initiator) &&
	       same_text(s->as_target, s->as_target_len, nexus->target);
}

static __always_inline bool is_nexus(const struct slot *slot,
				     const struct nexus *nexus)
{
	return slot->tfo == nexus->tfo && is_spelled(slot->known.index, nexus);
}

/* Sessions lie at regular distances: one multiplication would bring many together. */
static struct set *set_of(struct cache *own, const struct se_session *sess)
{
	u64 bits = (unsigned long)sess * GOLDEN_RATIO_64;

	return &own->sets[hash_64(bits ^ bits >> 29, SET_BITS)];
}

static __always_inline bool recall(const struct se_session *sess,
				   const struct nexus *nexus, unsigned long seq,
				   struct known *known)
{
	struct set *set = set_of(get_cpu_ptr(cache), sess);
	bool found = false;
	int i;

	for (i = 0; i < SET_SLOTS; i++) {
		struct slot *slot = &set->slots[i];
		unsigned int version;

		if (set->sess[i] != sess)
			continue;
		version = READ_ONCE(slot->version);
		barrier();	/* against interrupts only: slots are of one CPU */
		if (!(version & 1) && slot->known.seq == seq &&
		    is_nexus(slot, nexus)) {
			*known = slot->known;
			barrier();
			found = READ_ONCE(slot->version) == version;
		}
		break;
	}
	put_cpu_ptr(cache);
	return found;
}

/* The one that it has, or one that is of no use any more, or any */
static int choose_slot(struct cache *own, const struct set *set,
		       const struct se_session *sess, unsigned long seq)
{
	int i, stale = -1;

	for (i = 0; i < SET_SLOTS; i++) {
		if (set->sess[i] == sess)
			return i;
		if (set->slots[i].known.seq != seq || !set->sess[i])
			stale = i;
	}
	return stale >= 0 ? stale : own->next++ % SET_SLOTS;
}

static void remember(const struct se_session *sess, const struct nexus *nexus,
		     const struct known *known)
{
	struct cache *own = get_cpu_ptr(cache);
	struct set *set = set_of(own, sess);
	int i = choose_slot(own, set, sess, known->seq);
	struct slot *slot = &set->slots[i];
	unsigned int version = READ_ONCE(slot->version);

	/* odd: this is an interrupt of the one who writes it */
	if (!(version & 1)) {
		WRITE_ONCE(slot->version, version + 1);
		barrier();
		slot->known = *known;
		slot->tfo = nexus->tfo;
		set->sess[i] = sess;
		barrier();
		WRITE_ONCE(slot->version, version + 2);
	}
	put_cpu_ptr(cache);
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
static __always_inline int nexus_lun(const struct stmf_lu *lu,
				     struct se_session *sess,
				     struct known *known)
{
	int lun = STMF_LUN_NONE, tries = STMF_POLICY_TRIES;
	struct nexus nexus;

	if (!get_nexus(sess, &nexus))
		return STMF_LUN_NONE;
	do {
		unsigned long seq = stmf_policy_begin(&stmf.policy);

		if (!recall(sess, &nexus, seq, known)) {
			known->seq = seq;
			known->index = INDEX_UNKNOWN;
			if (!resolve(&nexus, &known->ids))
				return STMF_LUN_NONE;
		}
		lun = stmf_policy_match(&stmf.policy, &lu->policy, &known->ids);
		if (!stmf_policy_changed(&stmf.policy, seq))
			return lun;
	} while (--tries);
	return STMF_LUN_NONE;
}

static noinline bool has_bare_luns(struct se_session *sess)
{
	const struct stmf_port_provider *port;
	struct nexus nexus;
	bool bare;

	if (!get_nexus(sess, &nexus))
		return false;
	rcu_read_lock();
	port = stmf_port_of_fabric(nexus.tfo->fabric_name);
	bare = port && port->bare_luns;
	rcu_read_unlock();
	return bare;
}

/* Only numbers from 256 to STMF_LUN_MAX depend on the fabric: others are not asked for it. */
static __always_inline int nexus_decode(struct se_session *sess, u64 lun)
{
	bool bare = unlikely(lun > 255 && lun <= STMF_LUN_MAX) &&
		    has_bare_luns(sess);

	return stmf_lun_decode(lun, bare);
}

static __always_inline bool nexus_admits(const struct stmf_lu *lu,
					 struct se_session *sess, u64 lun,
					 struct known *known)
{
	int wanted = nexus_decode(sess, lun), got;

	if (wanted == STMF_LUN_NONE)
		return false;
	rcu_read_lock();
	got = nexus_lun(lu, sess, known);
	rcu_read_unlock();
	return got == wanted;
}

/*
 * The first command of a nexus on a CPU since the policy changed. One that has no
 * place in the statistics goes the long way each time.
 */
static noinline u32 find_index(struct se_session *sess, struct known *known)
{
	char initiator[NAME_SIZE], target[NAME_SIZE];
	struct nexus nexus;
	int index = 0;

	rcu_read_lock();
	if (get_nexus(sess, &nexus) && normalise(&nexus, initiator, target)) {
		index = stmf_nexus_index(initiator, target, nexus.initiator,
					 nexus.target);
		known->index = max(index, 0);
		if (index > 0 && is_spelled(index, &nexus))
			remember(sess, &nexus, known);
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
	int lun = nexus_decode(cmd->se_sess, cmd->orig_fe_lun);
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
	struct known known;

	if (!lu)
		return TCM_NON_EXISTENT_LUN;
	if (nexus_admits(lu, cmd->se_sess, cmd->orig_fe_lun, &known)) {
		*nexus = known.index;
		if (unlikely(known.index == INDEX_UNKNOWN))
			*nexus = find_index(cmd->se_sess, &known);
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
	struct known known;

	return lu && nexus_admits(lu, sess, lun, &known);
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
