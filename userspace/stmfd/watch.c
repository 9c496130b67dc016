// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "apply.h"
#include "fabric.h"
#include "watch.h"

struct watch {
	const char *root;
	int fd;
	bool too_few;
	struct names paths;	/* watched, relative to the root */
	char **by_wd;
	size_t wds;
	struct names doubts;	/* paths of events that our plans did not explain */
	bool lost;		/* events that did not fit */
};

struct watch *watch_new(const char *root)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	watch->root = root;
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return watch;
}

int watch_fd(const struct watch *watch)
{
	return watch->fd;
}

static void keep(struct watch *watch, size_t wd, const char *path)
{
	while (watch->wds <= wd) {
		struct { char **v; size_t n; } grow = { watch->by_wd, watch->wds };

		*vec_push(&grow) = NULL;
		watch->by_wd = grow.v;
		watch->wds = grow.n;
	}
	free(watch->by_wd[wd]);
	watch->by_wd[wd] = xstrdup(path);
}

/* Takes the path. */
static void watch_dir(struct watch *watch, char *path)
{
	char *whole = xasprintf("%s/%s", watch->root, path);
	int wd;

	if (!names_has(&watch->paths, path)) {
		wd = inotify_add_watch(watch->fd, whole, IN_CREATE | IN_DELETE | IN_ONLYDIR);
		if (wd >= 0) {
			names_add(&watch->paths, path);
			keep(watch, wd, path);
		} else if (errno == ENOSPC && !watch->too_few) {
			watch->too_few = true;
			say(LOG_WARNING, "fs.inotify.max_user_watches is too low to see all that others do in LIO");
		}
	}
	free(whole);
	free(path);
}

static void watch_tpg(struct watch *watch, const char *path, const struct fabric *fabric,
		      const struct lio_tpg *tpg)
{
	watch_dir(watch, xasprintf("%s/lun", path));
	if (fabric->has_portals)
		watch_dir(watch, xasprintf("%s/np", path));
	if (!fabric->has_acls)
		return;
	watch_dir(watch, xasprintf("%s/acls", path));
	vec_each(acl, &tpg->acl)
		watch_dir(watch, xasprintf("%s/acls/%s", path, acl->name));
}

void watch_all(struct watch *watch, const struct lio *lio)
{
	watch_dir(watch, xstrdup(LIO_HBA));
	vec_each(store, &lio->store)
		watch_dir(watch, xasprintf(LIO_HBA "/%s/alua", store->name));
	vec_each(target, &lio->target) {
		char *path = xasprintf("%s/%s", target->fabric->dir, target->wwn);

		watch_dir(watch, xstrdup(target->fabric->dir));
		watch_dir(watch, xstrdup(path));
		vec_each(tpg, &target->tpg) {
			char *in = xasprintf("%s/%s", path, tpg->dir);

			watch_tpg(watch, in, target->fabric, tpg);
			free(in);
		}
		free(path);
	}
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
	bool is = !access(whole, F_OK);

	free(whole);
	return is;
}

/* What an event has made as it should be is so still, or another event follows. */
static void take_event(struct watch *watch, struct lio *lio, const struct names *owned,
		       const struct inotify_event *event)
{
	const char *dir = (size_t)event->wd < watch->wds ? watch->by_wd[event->wd] : NULL;
	char *path;

	if (event->mask & IN_Q_OVERFLOW)
		watch->lost = true;
	if (!dir)
		return;
	if (event->mask & IN_IGNORED) {		/* it is gone */
		names_del(&watch->paths, dir);
		free(watch->by_wd[event->wd]);
		watch->by_wd[event->wd] = NULL;
		return;
	}
	if (!(event->mask & IN_ISDIR))
		return;
	path = xasprintf("%s/%s", dir, event->name);
	if (is_ours(dir, path, owned) && lio_has(lio, path) != !!(event->mask & IN_CREATE))
		names_add(&watch->doubts, path);
	free(path);
}

void watch_events(struct watch *watch, struct lio *lio, const struct names *owned)
{
	union {
		struct inotify_event event;
		char bytes[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	} buffer;
	ssize_t n;

	while ((n = read(watch->fd, &buffer, sizeof(buffer))) > 0) {
		for (char *p = buffer.bytes; p < buffer.bytes + n;) {
			const struct inotify_event *event = (const void *)p;

			take_event(watch, lio, owned, event);
			p += sizeof(*event) + event->len;
		}
	}
}

/* What has become of it counts: we make some things and remove them again. */
bool watch_news(struct watch *watch, struct lio *lio)
{
	bool news = watch->lost;

	vec_each(path, &watch->doubts)
		news = news || lio_has(lio, *path) != is_there(watch, *path);
	watch->lost = false;
	names_free(&watch->doubts);
	return news;
}
