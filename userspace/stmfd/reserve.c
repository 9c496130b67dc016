// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "aptpl.h"
#include "meta.h"
#include "pgr.h"
#include "pool.h"
#include "reserve.h"
#include "stmfd.h"

/* One store, written in a thread of the pool: it may hang. */
struct keep {
	struct job job;			/* its scope: where the metadata are */
	char guid[GUID_DIGITS + 1];
	struct lu_conf *conf;
	struct sbd_pgr pgr;
	struct fault fault;
};

struct keeps {
	struct batch batch;
	struct keep *keep;
};

static void work(struct job *job)
{
	struct keep *keep = (struct keep *)job;

	meta_write_pgr(keep->conf, keep->guid, &keep->pgr, &keep->fault);
}

static char *text(struct job *job)
{
	return xasprintf("write reservations to %s", job->scope);
}

static void release(struct batch *batch)
{
	struct keeps *keeps = (struct keeps *)batch;

	for (size_t i = 0; i < batch->n; i++) {
		free(keeps->keep[i].job.scope);
		free(keeps->keep[i].pgr.keys);
		lu_conf_free(keeps->keep[i].conf);
	}
	free(keeps->keep);
	free(batch->job);
	free(keeps);
}

static struct keeps *keeps_new(size_t n)
{
	struct keeps *keeps = xcalloc(1, sizeof(*keeps));

	keeps->batch = (struct batch){ .work = work, .text = text, .release = release,
				       .job = xcalloc(n, sizeof(struct job *)) };
	keeps->keep = xcalloc(n, sizeof(*keeps->keep));
	return keeps;
}

/* Of one for which LIO has written none, the metadata are right as they are. */
static void add(struct stmfd *d, struct keeps *keeps, const char *guid, const struct lu_conf *conf)
{
	struct keep *keep = &keeps->keep[keeps->batch.n];
	struct names records = { 0 };

	if (!conf->bare && !conf->device && aptpl_read(d->lio_root, guid, &records)) {
		memcpy(keep->guid, guid, sizeof(keep->guid));
		keep->conf = lu_conf_copy(conf);
		pgr_from_records(&records, &d->model, &keep->pgr);
		keep->job.batch = &keeps->batch;
		keep->job.scope = xstrdup(conf->meta ?: conf->path);
		keeps->batch.job[keeps->batch.n++] = &keep->job;
	}
	names_free(&records);
}

static bool done(const struct keep *keep)
{
	bool is = keep->job.state == JOB_DONE && !keep->fault.status;

	if (!is)
		say(LOG_WARNING, "logical unit %s: its persistent reservations are not in its metadata: %s",
		    keep->guid, keep->job.state == JOB_DONE ? keep->fault.text :
							      "its store does not answer");
	return is;
}

static void run(struct stmfd *d, struct keeps *keeps, bool part)
{
	struct batch *batch = &keeps->batch;

	pool_hold(d->tree.pool, batch);
	pool_run(d->tree.pool, batch, 0, batch->n, POOL_WIDE);
	for (size_t i = 0; i < batch->n; i++)
		if (done(&keeps->keep[i]) && part)
			aptpl_remove(d->lio_root, keeps->keep[i].guid);
	pool_drop(d->tree.pool, batch);
}

void reserve_part(struct stmfd *d, const char *guid, const struct lu_conf *conf)
{
	struct keeps *keeps = keeps_new(1);

	add(d, keeps, guid, conf);
	run(d, keeps, true);
}

static void keep_some(struct stmfd *d, const struct names *guids)
{
	struct keeps *keeps = keeps_new(guids->n);

	vec_each(guid, guids) {
		const struct lu *lu = model_lu(&d->conf, *guid);

		if (lu && !lu->absent)
			add(d, keeps, *guid, lu->conf);
	}
	run(d, keeps, false);
}

static void add_name(struct names *guids, const char *name)
{
	char *guid = aptpl_guid(name);

	if (guid)
		names_add(guids, guid);
	free(guid);
}

/* What has changed while nobody looked is in there, too. */
static void add_all(struct names *guids, const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		add_name(guids, entry->d_name);
	if (dir)
		closedir(dir);
}

static bool watch(const struct source *source, struct names *guids)
{
	const struct stmfd *d = source->arg;
	char *path = aptpl_dir(d->lio_root);
	bool is = inotify_add_watch(source->fd, path, IN_CLOSE_WRITE | IN_ONLYDIR) >= 0;

	if (is)
		add_all(guids, path);
	free(path);
	return is;
}

static void ready(struct source *source, uint32_t events)
{
	union {
		struct inotify_event event;
		char bytes[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	} buffer;
	struct stmfd *d = source->arg;
	struct names guids = { 0 };
	ssize_t n;

	while ((n = read(source->fd, &buffer, sizeof(buffer))) > 0) {
		for (char *p = buffer.bytes; p < buffer.bytes + n;) {
			const struct inotify_event *event = (const void *)p;

			if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED))
				d->reserving = false;
			else if (event->len)
				add_name(&guids, event->name);
			p += sizeof(*event) + event->len;
		}
	}
	keep_some(d, &guids);
	names_free(&guids);
}

void reserve_open(struct source *source, struct stmfd *d)
{
	*source = (struct source){ .fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), .ready = ready,
				   .arg = d };
}

void reserve_follow(struct source *source)
{
	struct stmfd *d = source->arg;
	struct names guids = { 0 };

	if (d->reserving || source->fd < 0 || !d->model.generation)
		return;
	d->reserving = watch(source, &guids);
	keep_some(d, &guids);
	names_free(&guids);
}
