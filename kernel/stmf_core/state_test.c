// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of state.c: the state machines. */
#include <kunit/test.h>

#include "state.h"

#define OFFLINE		STMF_STATE_OFFLINE
#define OFFLINING	STMF_STATE_OFFLINING
#define ONLINE		STMF_STATE_ONLINE
#define ONLINING	STMF_STATE_ONLINING
#define UNREGISTERED	STMF_STATE_UNREGISTERED

/* A logical unit with @commands on their way */
struct fake {
	struct stmf_run run;
	int commands;
	bool open;
	int state_events;
	int other_events;
};

static struct fake *fake_of(struct stmf_run *run)
{
	return container_of(run, struct fake, run);
}

static void fake_start(struct stmf_run *run)
{
	fake_of(run)->open = true;
}

static void fake_stop(struct stmf_run *run)
{
	fake_of(run)->open = false;
}

static bool fake_stopped(struct stmf_run *run)
{
	return !fake_of(run)->commands;
}

static void fake_changed(struct stmf_run *run, enum stmf_event event)
{
	if (event == STMF_EVENT_STATE)
		fake_of(run)->state_events++;
	else
		fake_of(run)->other_events++;
}

static const struct stmf_run_ops fake_ops = {
	.start = fake_start,
	.stop = fake_stop,
	.stopped = fake_stopped,
	.changed = fake_changed,
};

static const struct {
	enum stmf_state now;
	bool online;
	int result;
} requests[] = {
	{ OFFLINE, true, 1 },
	{ OFFLINE, false, 0 },
	{ OFFLINING, true, -EBUSY },
	{ OFFLINING, false, 0 },
	{ ONLINE, true, 0 },
	{ ONLINE, false, 1 },
	{ ONLINING, true, 0 },
	{ ONLINING, false, -EBUSY },
	{ UNREGISTERED, true, -ENODEV },
	{ UNREGISTERED, false, -ENODEV },
};

static void state_requests(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(requests); i++)
		KUNIT_EXPECT_EQ_MSG(test, stmf_state_request(requests[i].now,
							     requests[i].online),
				    requests[i].result, "row %d", i);
}

/* One thing that happens, and what is to be seen after it */
struct step {
	enum {
		REGISTER, UNREGISTER, RUN_ONLINE, RUN_OFFLINE, RUN_STOP,
		SERVICE_ONLINE, SERVICE_OFFLINE, COMMAND, END, END_SERVICE,
	} what;
	int result;
	enum stmf_state run;
	enum stmf_state service;
	bool open;
};

static int take_step(struct stmf_service *service, struct fake *lu,
		     const struct step *step)
{
	switch (step->what) {
	case REGISTER:
		stmf_run_register(service, &lu->run, true);
		return 0;
	case UNREGISTER:
		stmf_run_unregister(&lu->run);
		return 0;
	case RUN_ONLINE:
		return stmf_run_set_online(service, &lu->run, true);
	case RUN_OFFLINE:
		return stmf_run_set_online(service, &lu->run, false);
	case RUN_STOP:
		stmf_run_stop(service, &lu->run);
		return 0;
	case SERVICE_ONLINE:
		return stmf_service_start(service);
	case SERVICE_OFFLINE:
		return stmf_service_stop(service);
	case COMMAND:
		lu->commands++;
		return 0;
	case END:
	case END_SERVICE:
		lu->commands--;
		break;
	}
	return stmf_service_settle(service);
}

static void play(struct kunit *test, const struct step *steps, int n)
{
	struct stmf_service service;
	struct fake lu = {};
	int i;

	stmf_service_init(&service);
	stmf_run_init(&lu.run, &fake_ops);
	for (i = 0; i < n; i++) {
		const struct step *s = &steps[i];

		KUNIT_EXPECT_EQ_MSG(test, take_step(&service, &lu, s), s->result,
				    "result of step %d", i);
		KUNIT_EXPECT_EQ_MSG(test, lu.run.state, s->run, "step %d", i);
		KUNIT_EXPECT_EQ_MSG(test, service.state, s->service,
				    "service at step %d", i);
		KUNIT_EXPECT_EQ_MSG(test, lu.open, s->open,
				    "commands at step %d", i);
	}
}

#define PLAY(test, ...) do {						\
	static const struct step steps[] = { __VA_ARGS__ };		\
	play(test, steps, ARRAY_SIZE(steps));				\
} while (0)

static void state_idle(struct kunit *test)
{
	PLAY(test,
	     { SERVICE_ONLINE, 1, UNREGISTERED, ONLINE, false },
	     { SERVICE_ONLINE, 0, UNREGISTERED, ONLINE, false },
	     { REGISTER, 0, ONLINE, ONLINE, true },
	     { RUN_ONLINE, 0, ONLINE, ONLINE, true },
	     { RUN_OFFLINE, 0, OFFLINE, ONLINE, false },
	     { RUN_OFFLINE, 0, OFFLINE, ONLINE, false },
	     { RUN_ONLINE, 0, ONLINE, ONLINE, true },
	     { SERVICE_OFFLINE, 1, OFFLINE, OFFLINE, false },
	     { SERVICE_OFFLINE, 0, OFFLINE, OFFLINE, false });
}

static void state_busy(struct kunit *test)
{
	PLAY(test,
	     { SERVICE_ONLINE, 1, UNREGISTERED, ONLINE, false },
	     { REGISTER, 0, ONLINE, ONLINE, true },
	     { COMMAND, 0, ONLINE, ONLINE, true },
	     { COMMAND, 0, ONLINE, ONLINE, true },
	     { RUN_OFFLINE, 0, OFFLINING, ONLINE, false },
	     { RUN_ONLINE, -EBUSY, OFFLINING, ONLINE, false },
	     { RUN_OFFLINE, 0, OFFLINING, ONLINE, false },
	     { END, 0, OFFLINING, ONLINE, false },
	     { END, 0, OFFLINE, ONLINE, false },
	     { RUN_ONLINE, 0, ONLINE, ONLINE, true });
}

static void state_service_busy(struct kunit *test)
{
	PLAY(test,
	     { SERVICE_ONLINE, 1, UNREGISTERED, ONLINE, false },
	     { REGISTER, 0, ONLINE, ONLINE, true },
	     { COMMAND, 0, ONLINE, ONLINE, true },
	     { SERVICE_OFFLINE, 1, OFFLINING, OFFLINING, false },
	     { SERVICE_ONLINE, -EBUSY, OFFLINING, OFFLINING, false },
	     { SERVICE_OFFLINE, 0, OFFLINING, OFFLINING, false },
	     { END_SERVICE, 1, OFFLINE, OFFLINE, false },
	     { SERVICE_ONLINE, 1, ONLINE, ONLINE, true });
}

/* What is asked for while the service is not online comes true with it. */
static void state_remembered(struct kunit *test)
{
	PLAY(test,
	     { REGISTER, 0, OFFLINE, OFFLINE, false },
	     { RUN_OFFLINE, 0, OFFLINE, OFFLINE, false },
	     { SERVICE_ONLINE, 1, OFFLINE, ONLINE, false },
	     { SERVICE_OFFLINE, 1, OFFLINE, OFFLINE, false },
	     { RUN_ONLINE, 0, OFFLINE, OFFLINE, false },
	     { SERVICE_ONLINE, 1, ONLINE, ONLINE, true },
	     { COMMAND, 0, ONLINE, ONLINE, true },
	     { SERVICE_OFFLINE, 1, OFFLINING, OFFLINING, false },
	     { RUN_OFFLINE, 0, OFFLINING, OFFLINING, false },
	     { END_SERVICE, 1, OFFLINE, OFFLINE, false },
	     { SERVICE_ONLINE, 1, OFFLINE, ONLINE, false });
}

/* A logical unit whose store goes and comes back is as it was asked to be. */
static void state_asked_for(struct kunit *test)
{
	PLAY(test,
	     { SERVICE_ONLINE, 1, UNREGISTERED, ONLINE, false },
	     { RUN_OFFLINE, 0, UNREGISTERED, ONLINE, false },
	     { REGISTER, 0, OFFLINE, ONLINE, false },
	     { RUN_ONLINE, 0, ONLINE, ONLINE, true },
	     { RUN_STOP, 0, OFFLINE, ONLINE, false },
	     { UNREGISTER, 0, UNREGISTERED, ONLINE, false },
	     { REGISTER, 0, ONLINE, ONLINE, true });
}

static void state_default(struct kunit *test)
{
	struct stmf_service service;
	struct fake lu = {};

	stmf_service_init(&service);
	stmf_service_start(&service);
	stmf_run_init(&lu.run, &fake_ops);
	stmf_run_register(&service, &lu.run, false);
	KUNIT_EXPECT_EQ(test, lu.run.state, OFFLINE);
	stmf_service_stop(&service);
	stmf_service_start(&service);
	KUNIT_EXPECT_EQ(test, lu.run.state, OFFLINE);
	KUNIT_EXPECT_EQ(test, stmf_run_set_online(&service, &lu.run, true), 0);
	KUNIT_EXPECT_EQ(test, lu.run.state, ONLINE);
}

/* The service waits for all, and each object is told of once a change. */
static void state_many(struct kunit *test)
{
	struct stmf_service service;
	struct fake lus[3] = {};
	int i;

	stmf_service_init(&service);
	stmf_service_start(&service);
	for (i = 0; i < ARRAY_SIZE(lus); i++) {
		stmf_run_init(&lus[i].run, &fake_ops);
		stmf_run_register(&service, &lus[i].run, true);
		lus[i].commands = i;
	}
	stmf_run_set_online(&service, &lus[2].run, false);
	stmf_service_stop(&service);
	KUNIT_EXPECT_EQ(test, lus[0].run.state, OFFLINE);
	KUNIT_EXPECT_EQ(test, lus[1].run.state, OFFLINING);
	lus[1].commands = 0;
	KUNIT_EXPECT_FALSE(test, stmf_service_settle(&service));
	KUNIT_EXPECT_EQ(test, lus[1].run.state, OFFLINE);
	KUNIT_EXPECT_EQ(test, service.state, OFFLINING);
	lus[2].commands = 0;
	KUNIT_EXPECT_TRUE(test, stmf_service_settle(&service));
	KUNIT_EXPECT_FALSE(test, stmf_service_settle(&service));
	KUNIT_EXPECT_EQ(test, stmf_service_start(&service), 1);
	KUNIT_EXPECT_EQ(test, lus[0].run.state, ONLINE);
	KUNIT_EXPECT_EQ(test, lus[1].run.state, ONLINE);
	KUNIT_EXPECT_EQ(test, lus[2].run.state, OFFLINE);
	for (i = 0; i < ARRAY_SIZE(lus); i++)
		KUNIT_EXPECT_EQ_MSG(test, lus[i].state_events, i == 1 ? 3 : 2,
				    "events of %d", i);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE(state_requests),
	KUNIT_CASE(state_idle),
	KUNIT_CASE(state_busy),
	KUNIT_CASE(state_service_busy),
	KUNIT_CASE(state_remembered),
	KUNIT_CASE(state_asked_for),
	KUNIT_CASE(state_default),
	KUNIT_CASE(state_many),
	{}
};

static struct kunit_suite state_suite = {
	.name = "stmf_state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);
