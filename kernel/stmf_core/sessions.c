// SPDX-License-Identifier: GPL-2.0
/*
 * The sessions of all target ports, copied from LIO under each TPG's
 * session_lock. No pointer of LIO's is used later, only compared.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "lio.h"
#include "model.h"
#include "sessions.h"

static int make_room(struct stmf_sessions *s, size_t room)
{
	struct stmf_session *list;

	if (room <= s->room)
		return 0;
	list = kvmalloc_array(room, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	if (s->count)
		memcpy(list, s->list, s->count * sizeof(*list));
	kvfree(s->list);
	s->list = list;
	s->room = room;
	return 0;
}

static size_t count_sessions(struct se_portal_group *tpg)
{
	struct se_session *sess;
	unsigned long flags;
	size_t n = 0;

	spin_lock_irqsave(&tpg->session_lock, flags);
	list_for_each_entry(sess, &tpg->tpg_sess_list, sess_list)
		n++;
	spin_unlock_irqrestore(&tpg->session_lock, flags);
	return n;
}

static bool copy_session(struct stmf_session *to, struct se_session *sess,
			 const struct stmf_port_provider *port,
			 const char *target)
{
	struct se_node_acl *nacl = sess->se_node_acl;

	if (!nacl || stmf_port_normalise(port, nacl->initiatorname,
					 to->initiator,
					 sizeof(to->initiator)) < 0)
		return false;
	strscpy(to->target, target, sizeof(to->target));
	to->dynamic = nacl->dynamic_node_acl;
	to->key = sess;
	memset(&to->info, 0, sizeof(to->info));
	if (port->session)
		port->session(sess, &to->info);
	return true;
}

/* What follows the last session is a further channel of one since start. */
static bool is_channel(const struct stmf_sessions *s, size_t start)
{
	size_t i;

	for (i = start; i < s->count; i++)
		if (!strcmp(s->list[i].initiator, s->list[s->count].initiator))
			return true;
	return false;
}

/* false if there is not enough room any more */
static bool copy_sessions(struct stmf_sessions *s, struct se_portal_group *tpg,
			  const struct stmf_port_provider *port,
			  const char *target)
{
	struct se_session *sess;
	size_t start = s->count;
	unsigned long flags;
	bool fits = true;

	spin_lock_irqsave(&tpg->session_lock, flags);
	list_for_each_entry(sess, &tpg->tpg_sess_list, sess_list) {
		if (s->count == s->room) {
			fits = false;
			break;
		}
		if (copy_session(&s->list[s->count], sess, port, target) &&
		    !(port->channels && is_channel(s, start)))
			s->count++;
	}
	spin_unlock_irqrestore(&tpg->session_lock, flags);
	return fits;
}

/*
 * The provider is valid only within the RCU section, where memory can't be
 * asked for: so all of it is repeated when the room turns out too small.
 */
static bool try_tpg(struct stmf_sessions *s, struct se_portal_group *tpg)
{
	const struct stmf_port_provider *port;
	char target[STMF_ISCSI_NAME_MAX + 1];
	bool done = true;

	rcu_read_lock();
	port = stmf_lio_port(tpg, target);
	if (port)
		done = copy_sessions(s, tpg, port, target);
	rcu_read_unlock();
	return done;
}

static int visit_tpg(struct se_portal_group *tpg, void *arg)
{
	struct stmf_sessions *s = arg;
	size_t start = s->count;

	while (!try_tpg(s, tpg)) {
		int err;

		s->count = start;
		err = make_room(s, 2 * (start + count_sessions(tpg) + 4));
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

/**
 * stmf_sessions_get - take a snapshot of the sessions
 * @s: the snapshot; to be given to stmf_sessions_put(), also on error
 *
 * Fabrics without a port provider are left out: no target port of the model can
 * be theirs, and their initiators reach nothing.
 *
 * Context: may sleep; stmf.lock is not held.
 * Return: 0 or -ENOMEM.
 */
int stmf_sessions_get(struct stmf_sessions *s)
{
	memset(s, 0, sizeof(*s));
	return stmf_lio_each_tpg(visit_tpg, s);
}

/**
 * stmf_sessions_put - free a snapshot
 * @s: the snapshot
 */
void stmf_sessions_put(struct stmf_sessions *s)
{
	kvfree(s->list);
	memset(s, 0, sizeof(*s));
}
