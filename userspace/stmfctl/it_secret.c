// SPDX-License-Identifier: GPL-2.0
/*
 * Secrets: from the terminal without echo, or from a file; never from the
 * command line. What held one is wiped.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "itadm.h"

#define ROOM	(IT_SECRET_MAX + 2)	/* a newline, and one more to see that there is too much */

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

void it_secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

/* NULL after a complaint */
static char *encode(const char *text, size_t n, int *err)
{
	char *secret;

	if (n < IT_SECRET_MIN || n > IT_SECRET_MAX) {
		*err = it_fail(EINVAL, "Secret must be between %d and %d characters",
			       IT_SECRET_MIN, IT_SECRET_MAX);
		return NULL;
	}
	secret = malloc(STMF_BASE64_LEN(n) + 1);
	if (secret)
		stmf_base64_encode(text, n, secret);
	else
		*err = it_fail(ENOMEM, "Could not read secret, %d", ENOMEM);
	return secret;
}

/* Up to room bytes; the number, or -1 and errno */
static ssize_t read_all(int fd, char *text, size_t room)
{
	size_t done = 0;

	while (done < room) {
		ssize_t n = read(fd, text + done, room - done);

		if (n < 0)
			return -1;
		if (!n)
			break;
		done += n;
	}
	return done;
}

char *it_secret_file(const char *path, int *err)
{
	char text[ROOM], *secret = NULL;
	struct stat st;
	ssize_t n;
	int fd;

	if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
		*err = it_fail(EBADF, "Invalid secret file %s", path);
		return NULL;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		*err = errno;
		it_fail(0, "Could not open secret file %s, %d", path, *err);
		return NULL;
	}
	n = read_all(fd, text, sizeof(text));
	if (n < 0) {
		*err = errno;
		it_fail(0, "Could not read secret file %s, %d", path, *err);
	} else {
		if (n && text[n - 1] == '\n')
			n--;
		secret = encode(text, n, err);
	}
	close(fd);
	explicit_bzero(text, sizeof(text));
	return secret;
}

/* A line without its newline: its length, or -1 and errno. What is too long is read away. */
static ssize_t read_line(int tty, char *line)
{
	size_t n = 0;
	char byte;
	ssize_t got;

	while ((got = read(tty, &byte, 1)) == 1 && byte != '\n')
		if (n < ROOM)
			line[n++] = byte;
	if (got < 0)
		return -1;
	return n;
}

static ssize_t ask(int tty, const char *prompt, char *line)
{
	ssize_t n;

	if (write(tty, prompt, strlen(prompt)) < 0)
		return -1;
	n = read_line(tty, line);
	if (write(tty, "\n", 1) < 0)
		return -1;
	return n;
}

/* Twice; the length, or -1 and *err after a complaint */
static ssize_t ask_twice(int tty, const char *prompt, char *text, int *err)
{
	char again[ROOM];
	ssize_t n = ask(tty, prompt, text), m = -1;

	if (n >= IT_SECRET_MIN && n <= IT_SECRET_MAX)
		m = ask(tty, "Re-enter secret: ", again);
	else if (n >= 0)
		m = n;		/* told when it is encoded */
	if (m < 0) {
		*err = errno;
		it_fail(0, "Could not read secret, %d", *err);
		n = -1;
	} else if (n >= IT_SECRET_MIN && n <= IT_SECRET_MAX &&
		   (m != n || memcmp(text, again, n))) {
		*err = it_fail(EINVAL, "Secret validation failed");
		n = -1;
	}
	explicit_bzero(again, sizeof(again));
	return n;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
#define SIGNALS	(sizeof(signals) / sizeof(*signals))

/* The terminal gets its echo back whatever happens. */
static ssize_t ask_silently(int tty, const char *prompt, char *text, int *err)
{
	struct sigaction catch = { .sa_handler = on_signal }, old[SIGNALS];
	struct termios with, without;
	ssize_t n = -1;

	if (tcgetattr(tty, &with)) {
		*err = errno;
		it_fail(0, "Could not read secret, %d", *err);
		return -1;
	}
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &catch, &old[i]);
	without = with;
	without.c_lflag &= ~(ECHO | ECHOE | ECHOK | ECHONL);
	if (!caught && !tcsetattr(tty, TCSAFLUSH, &without))
		n = ask_twice(tty, prompt, text, err);
	else
		*err = it_fail(EIO, "Could not read secret, %d", EIO);
	tcsetattr(tty, TCSAFLUSH, &with);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
	if (caught)
		raise(caught);
	return n;
}

char *it_secret_prompt(const char *prompt, int *err)
{
	char text[ROOM], *secret = NULL;
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
	ssize_t n;

	if (tty < 0) {
		*err = errno;
		it_fail(0, "Could not read secret, %d", *err);
		return NULL;
	}
	n = ask_silently(tty, prompt, text, err);
	if (n >= 0)
		secret = encode(text, n, err);
	close(tty);
	explicit_bzero(text, sizeof(text));
	return secret;
}
