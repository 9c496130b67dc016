// SPDX-License-Identifier: GPL-2.0
/*
 * stmfd: makes LIO and the repository follow the model of stmf.ko, and takes
 * commands that change it. To end changes nothing: all is found again.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "control.h"
#include "fc_ports.h"
#include "isns.h"
#include "lock.h"
#include "ops.h"
#include "prepare.h"
#include "reserve.h"

#define TICK 1000	/* ms */
#define DAY (24 * 3600)	/* s */

#ifndef STMF_LIBEXEC
#define STMF_LIBEXEC "/usr/libexec/stmf"
#endif

static struct {
	const char *repository, *socket, *lio_root, *stmf_root;
} options = {
	.repository = "/var/lib/stmf/repository.db",
	.socket = "/run/stmf/stmfd.sock",
	.lio_root = "/sys/kernel/config/target",
	.stmf_root = "/sys/kernel/config/stmf",
};

static bool ended;

static void usage(FILE *to)
{
	fprintf(to, "usage: stmfd [--repository FILE] [--socket PATH] [--lio-root DIR] [--stmf-root DIR]\n"
		"       stmfd --help | --version\n");
}

static void parse_options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "repository", required_argument, NULL, 'r' },
		{ "socket", required_argument, NULL, 's' },
		{ "lio-root", required_argument, NULL, 'l' },
		{ "stmf-root", required_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'r':
			options.repository = optarg;
			break;
		case 's':
			options.socket = optarg;
			break;
		case 'l':
			options.lio_root = optarg;
			break;
		case 'm':
			options.stmf_root = optarg;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		case 'V':
			printf("stmfd %s\n", STMF_VERSION);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		usage(stderr);
		exit(2);
	}
}

/* One daemon for a socket; the lock goes with the process. */
static bool take_lock(void)
{
	char *path = xstrdup(options.socket), *dir = dirname(path);
	char *name = xasprintf("%s/stmfd.pid", dir);
	bool taken = false;
	int fd;

	if (mkdir(dir, 0755) && errno != EEXIST)
		say(LOG_ERR, "%s: %s", dir, strerror(errno));
	fd = lock_file(name);
	if (fd < 0 && errno == EWOULDBLOCK)
		say(LOG_ERR, "%s: another stmfd is running", name);
	else if (fd < 0 || ftruncate(fd, 0) || dprintf(fd, "%d\n", getpid()) < 0)
		say(LOG_ERR, "%s: %s", name, strerror(errno));
	else
		taken = true;
	free(name);
	free(path);
	return taken;
}

static struct stmfd daemon_state;

static void alive(void)
{
	sd_notify(0, "WATCHDOG=1");
}

static void on_tick(size_t done, size_t all)
{
	alive();
	stmfd_progress(&daemon_state, done, all);
}

static void show_status(const struct stmfd *d)
{
	if (!d->repo)
		sd_notifyf(0, "STATUS=%s", d->repo_fault.text);
	else if (!d->present)
		sd_notify(0, "STATUS=waiting for the module stmf");
	else
		sd_notifyf(0, "STATUS=service %s, %zu logical units, %zu targets, %zu failures,"
			   " %zu operations hang",
			   d->model.service == STMF_STATE_ONLINE ? "online" : "offline",
			   d->conf.lu.n, d->model.target.n, d->known.n + d->absent.n,
			   pool_stuck(d->tree.pool));
}

static void on_signal(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;
	struct signalfd_siginfo info;

	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo != SIGHUP) {
		ended = true;
		return;
	}
	tree_forget(&d->tree);
	fc_ports_forget(d->fc_ports);
	d->dirty = true;
}

/* Our own changes come back as events too: they are no newer than the last sync. */
static void on_news(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;

	genl_events(d->kernel.genl, &d->kernel.news, NULL);
}

static void on_tree(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;

	tree_events(&d->tree);
}

/* At most once a second: another one may be as stubborn as we are. */
static void see_drift(struct stmfd *d)
{
	if (!d->tree.drifted || d->drift)
		return;
	say(LOG_NOTICE, "somebody else has changed targets of ours in LIO");
	tree_forget(&d->tree);
	d->drift = true;
}

static void on_fc_port(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;

	d->dirty |= fc_ports_events(d->fc_ports);
}

static void on_fc_link(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;

	fc_ports_link_events(d->fc_ports);
	d->dirty = true;
}

static void on_late(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;
	eventfd_t n;

	if (!eventfd_read(source->fd, &n))
		d->dirty = true;
}

/* Where wildcard portals are spread, they follow the addresses. */
static void on_addresses(struct source *source, uint32_t events)
{
	struct stmfd *d = source->arg;

	listen_news_drain(source->fd);
	if (d->model.listen.spread.n)
		d->dirty = true;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Beside the socket: what a command was at means nothing after a reboot. */
static char *journal_path(void)
{
	char *copy = xstrdup(options.socket), *path = xasprintf("%s/journal", dirname(copy));

	free(copy);
	return path;
}

static void on_day(struct source *source, uint32_t events)
{
	uint64_t days;

	if (read(source->fd, &days, sizeof(days)) == sizeof(days))
		stmfd_snapshot(source->arg, "daily");
}

static int open_days(void)
{
	const struct itimerspec each = { { DAY, 0 }, { DAY, 0 } };
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0)
		timerfd_settime(fd, 0, &each, NULL);
	return fd;
}

static void start(struct stmfd *d)
{
	d->lio_root = options.lio_root;
	d->kernel.root = options.stmf_root;
	d->kernel.genl = genl_new();
	d->fc_ports = fc_ports_new();
	tree_init(&d->tree, options.lio_root, pool_new(on_tick));
	d->repository = options.repository;
	d->journal = journal_path();
	stmfd_open_repository(d);
	if (access(options.stmf_root, F_OK))
		load_module("stmf");
	d->dirty = true;
}

static void run(struct loop *loop, struct stmfd *d, struct source *reservations)
{
	uint64_t watchdog = 0;
	int pause = sd_watchdog_enabled(0, &watchdog) > 0 ? (int)(watchdog / 3000) : -1;
	bool told = false;

	while (!ended) {
		if (sync_is_due(d))
			sync_events(d);
		see_drift(d);
		isns_follow(d->isns, &d->model);
		reserve_follow(reservations);
		show_status(d);
		if (!told)
			sd_notify(0, "READY=1");
		told = true;
		alive();
		if (sync_needs_tick(d)) {
			loop_turn(loop, TICK);
			sync_tick(d);
		} else {
			loop_turn(loop, pause);
		}
	}
}

int main(int argc, char **argv)
{
	struct stmfd *d = &daemon_state;
	struct source signals = { .ready = on_signal, .arg = d };
	struct source news = { .ready = on_news, .arg = d };
	struct source late = { .ready = on_late, .arg = d };
	struct source tree = { .ready = on_tree, .arg = d };
	struct source fc_ports = { .ready = on_fc_port, .arg = d };
	struct source fc_links = { .ready = on_fc_link, .arg = d };
	struct source addresses = { .ready = on_addresses, .arg = d };
	struct source days = { .ready = on_day, .arg = d };
	struct source reservations;
	struct loop loop;

	parse_options(argc, argv);
	prctl(PR_SET_DUMPABLE, 0);	/* no secrets in core dumps */
	if (!take_lock())
		return 1;
	loop_init(&loop);
	signals.fd = open_signals();
	loop_add(&loop, &signals, EPOLLIN);
	d->isns = isns_new(&loop, STMF_LIBEXEC "/stmf-isns");
	start(d);
	news.fd = genl_events_fd(d->kernel.genl);
	loop_add(&loop, &news, EPOLLIN);
	late.fd = pool_fd(d->tree.pool);
	loop_add(&loop, &late, EPOLLIN);
	tree.fd = watch_fd(d->tree.watch);
	loop_add(&loop, &tree, EPOLLIN);
	fc_ports.fd = fc_ports_fd(d->fc_ports);
	if (fc_ports.fd >= 0)
		loop_add(&loop, &fc_ports, EPOLLIN);
	fc_links.fd = fc_ports_link_fd(d->fc_ports);
	if (fc_links.fd >= 0)
		loop_add(&loop, &fc_links, EPOLLIN);
	addresses.fd = listen_news_open();
	if (addresses.fd >= 0)
		loop_add(&loop, &addresses, EPOLLIN);
	days.fd = open_days();
	if (days.fd >= 0)
		loop_add(&loop, &days, EPOLLIN);
	reserve_open(&reservations, d);
	if (reservations.fd >= 0)
		loop_add(&loop, &reservations, EPOLLIN);
	if (control_open(&loop, d, options.socket))
		return 1;
	say(LOG_INFO, "stmfd %s", STMF_VERSION);
	run(&loop, d, &reservations);
	sd_notify(0, "STOPPING=1");
	repo_close(d->repo);
	return 0;
}
