// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "fabric.h"
#include "watch.h"

struct watched {
	int wd;
	char *path;		/* relative to the root; NULL: it is gone */
};

/* What a plan makes */
struct made {
	enum phase phase;
	char *path;
};

struct watch {
	const char *root;
	int fd;
	bool too_few;
	VEC(struct watched) dirs;	/* by wd, which mostly grows */
	size_t gone;
	VEC(struct made) coming;
	VEC(char *) doubts;	/* what may be other than we know it */
	bool news;		/* something is, or events did not fit */
};

struct watch *watch_new(const char *root)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	watch->root = root;
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return watch;
}

static void free_coming(struct watch *watch)
{
	vec_each(made, &watch->coming)
		free(made->path);
	vec_free(&watch->coming);
}

static void free_doubts(struct watch *watch)
{
	vec_each(path, &watch->doubts)
		free(*path);
	vec_free(&watch->doubts);
}

int watch_fd(const struct watch *watch)
{
	return watch->fd;
}

/* Takes the path. */
static void doubt(struct watch *watch, char *path)
{
	*vec_push(&watch->doubts) = path;
}

/* The first one from this wd on */
static size_t dirs_place(const struct watch *watch, int wd)
{
	size_t from = 0, to = watch->dirs.n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (watch->dirs.v[mid].wd < wd)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static struct watched *dirs_find(const struct watch *watch, int wd)
{
	size_t at = dirs_place(watch, wd);

	return at < watch->dirs.n && watch->dirs.v[at].wd == wd ? &watch->dirs.v[at] : NULL;
}

/* Takes the path. A directory that is watched already keeps its wd. */
static void dirs_add(struct watch *watch, int wd, char *path)
{
	struct watched *dir = dirs_find(watch, wd);

	if (!dir) {
		size_t at = dirs_place(watch, wd);

		(void)vec_push(&watch->dirs);
		dir = &watch->dirs.v[at];
		memmove(dir + 1, dir, (watch->dirs.n - 1 - at) * sizeof(*dir));
		dir->path = NULL;
		dir->wd = wd;
	}
	free(dir->path);
	dir->path = path;
}

/* Those that are gone are swept out when they are the half. */
static void dirs_del(struct watch *watch, struct watched *gone)
{
	size_t n = 0;

	free(gone->path);
	gone->path = NULL;
	if (++watch->gone * 2 < watch->dirs.n)
		return;
	vec_each(dir, &watch->dirs)
		if (dir->path)
			watch->dirs.v[n++] = *dir;
	watch->dirs.n = n;
	watch->gone = 0;
}

/* Takes the path; false: there is no such directory. */
static bool watch_dir(struct watch *watch, char *path)
{
	char *whole = xasprintf("%s/%s", watch->root, path);
	int wd = inotify_add_watch(watch->fd, whole, IN_CREATE | IN_DELETE | IN_CLOSE_WRITE |
				   IN_ONLYDIR | IN_DONT_FOLLOW);
	bool there = wd >= 0 || (errno != ENOENT && errno != ENOTDIR);

	if (wd < 0 && errno == ENOSPC && !watch->too_few) {
		watch->too_few = true;
		say(LOG_WARNING, "fs.inotify.max_user_watches is too low to see all that others do in LIO");
	}
	free(whole);
	if (wd >= 0)
		dirs_add(watch, wd, path);
	else
		free(path);
	return there;
}

static void watch_parent(struct watch *watch, const char *path)
{
	watch_dir(watch, xasprintf("%.*s", (int)(strrchr(path, '/') - path), path));
}

/*
 * What a phase of a plan makes, and the groups in it that LIO makes. Others may have been at it
 * before it was watched. A link can't be: the directory that it is in is.
 */
static void watch_made(struct watch *watch, enum phase phase, const char *path)
{
	bool watched = false;

	switch (phase) {
	case PHASE_STORE_MKDIR:
		watch_parent(watch, path);
		watch_dir(watch, xasprintf("%s/alua", path));
		watch_dir(watch, xasprintf("%s/alua/" LIO_ALUA, path));
		break;
	case PHASE_TARGET_MKDIR:
		watch_parent(watch, path);
		break;
	case PHASE_TPG_MKDIR:
		watch_dir(watch, xasprintf("%s/attrib", path));
		watch_dir(watch, xasprintf("%s/lun", path));
		watch_dir(watch, xasprintf("%s/np", path));
		watch_dir(watch, xasprintf("%s/acls", path));
		break;
	case PHASE_ACL_MKDIR:
		watch_dir(watch, xasprintf("%s/auth", path));
		break;
	default:
		break;
	}
	if (phase != PHASE_LUN_LINK && phase != PHASE_MAP_LINK)
		watched = watch_dir(watch, xstrdup(path));
	if (!watched)
		doubt(watch, xstrdup(path));
}

/* Takes the path. */
static void watch_one(struct watch *watch, enum phase phase, char *path)
{
	watch_made(watch, phase, path);
	free(path);
}

static void watch_luns(struct watch *watch, const char *dir, const struct lio_luns *luns)
{
	vec_each(lun, luns) {
		watch_one(watch, PHASE_LUN_MKDIR, xasprintf("%s/%s", dir, lun->dir));
		if (lun->link)
			watch_one(watch, PHASE_LUN_LINK,
				  xasprintf("%s/%s/%s", dir, lun->dir, lun->link));
	}
}

static void watch_tpg(struct watch *watch, const char *path, const struct lio_tpg *tpg)
{
	char *luns = xasprintf("%s/lun", path);

	watch_made(watch, PHASE_TPG_MKDIR, path);
	vec_each(portal, &tpg->portals)
		watch_one(watch, PHASE_TPG_SET, xasprintf("%s/np/%s", path, *portal));
	watch_luns(watch, luns, &tpg->lun);
	vec_each(acl, &tpg->acl) {
		char *in = xasprintf("%s/acls/%s", path, acl->name);

		watch_made(watch, PHASE_ACL_MKDIR, in);
		watch_luns(watch, in, &acl->map);
		free(in);
	}
	free(luns);
}

void watch_all(struct watch *watch, const struct lio *lio)
{
	watch_dir(watch, xstrdup(LIO_HBA));
	vec_each(store, &lio->store) {
		char *path = xasprintf(LIO_HBA "/%s", store->name);

		watch_made(watch, PHASE_STORE_MKDIR, path);
		vec_each(group, &store->alua)
			watch_one(watch, PHASE_ALUA_MKDIR,
				  xasprintf("%s/alua/%s", path, group->name));
		free(path);
	}
	vec_each(target, &lio->target) {
		char *path = xasprintf("%s/%s", target->fabric->dir, target->wwn);

		watch_made(watch, PHASE_TARGET_MKDIR, path);
		vec_each(tpg, &target->tpg) {
			char *in = xasprintf("%s/%s", path, tpg->dir);

			watch_tpg(watch, in, tpg);
			free(in);
		}
		free(path);
	}
}

void watch_plan(struct watch *watch, const struct plan *plan)
{
	free_coming(watch);
	vec_each(op, plan)
		if (op->kind == OP_MKDIR || op->kind == OP_SYMLINK)
			*vec_push(&watch->coming) = (struct made){ op->phase, xstrdup(op->path) };
}

void watch_carried_out(struct watch *watch)
{
	vec_each(made, &watch->coming)
		watch_made(watch, made->phase, made->path);
	free_coming(watch);
}

/* In the directory of a fabric most things are not ours; nor are all files elsewhere. */
static bool is_ours(const char *dir, const char *path, const struct names *owned)
{
	if (fabric_by_dir(dir))
		return names_has(owned, path);
	return true;
}

static bool is_there(const struct watch *watch, const char *path)
{
	char *whole = xasprintf("%s/%s", watch->root, path);
	struct stat stat;
	bool is = !lstat(whole, &stat);

	free(whole);
	return is;
}

/* What an event has made as it should be is so still, or another event follows. */
static bool as_known(struct lio *lio, const char *path, uint32_t mask, bool ours)
{
	if (mask & IN_CLOSE_WRITE)
		return ours;
	return lio_has(lio, path) == !!(mask & IN_CREATE);
}

static void take_event(struct watch *watch, struct lio *lio, const struct names *owned, bool ours,
		       const struct inotify_event *event)
{
	struct watched *dir = dirs_find(watch, event->wd);
	char *path;

	if (event->mask & IN_Q_OVERFLOW)
		watch->news = true;
	if (!dir || !dir->path)
		return;
	if (event->mask & IN_IGNORED)		/* it is gone */
		dirs_del(watch, dir);
	if (!event->len)
		return;
	path = xasprintf("%s/%s", dir->path, event->name);
	if (is_ours(dir->path, path, owned) && !as_known(lio, path, event->mask, ours)) {
		doubt(watch, path);
		watch->news |= !ours;
	} else {
		free(path);
	}
}

void watch_events(struct watch *watch, struct lio *lio, const struct names *owned, bool ours)
{
	union {
		struct inotify_event event;
		char bytes[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	} buffer;
	ssize_t n;

	while ((n = read(watch->fd, &buffer, sizeof(buffer))) > 0) {
		for (char *p = buffer.bytes; p < buffer.bytes + n;) {
			const struct inotify_event *event = (const void *)p;

			take_event(watch, lio, owned, ours, event);
			p += sizeof(*event) + event->len;
		}
	}
}

/* What has become of it counts: we make some things and remove them again. */
bool watch_news(struct watch *watch, struct lio *lio)
{
	bool news = watch->news;

	vec_each(path, &watch->doubts)
		news = news || lio_has(lio, *path) != is_there(watch, *path);
	watch->news = false;
	free_doubts(watch);
	return news;
}
