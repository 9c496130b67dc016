/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Takes the place of stmfd: a child of the test that listens on a socket,
 * keeps the requests and answers as the test says.
 */
#ifndef _FAKE_DAEMON_H
#define _FAKE_DAEMON_H

/* Fixtures for cmocka's group setup and teardown: sets STMFD_SOCKET. */
int daemon_start(void **state);
int daemon_stop(void **state);

/*
 * Replies to the next requests, one line each, up to a NULL; the last is
 * repeated. A reply is sent as it is: without "\n" at its end the connection
 * is closed in the middle of it.
 */
void daemon_replies(const char *const *replies);
#define daemon_reply(text) daemon_replies((const char *const[]){ text, NULL })

/* The requests since the last daemon_replies(), one a line. */
const char *daemon_requests(void);

#endif /* _FAKE_DAEMON_H */
