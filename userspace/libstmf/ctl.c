// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Requests to stmfd over its control socket: one JSON object a line, one
 * reply a line (see Documentation/interfaces.md). Each call connects anew, so
 * calls share nothing and need no lock.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "internal.h"

#define MESSAGE_MAX	(32 << 20)
#define FIRST_ROOM	4096
#define SEND_TIMEOUT_S	10
#define REPLY_TIMEOUT_S	120	/* a change of many thousand mappings takes a while */

static const char *socket_path(void)
{
	const char *path = secure_getenv("STMFD_SOCKET");

	return path && *path ? path : STMF_SERVICE_SOCKET;
}

struct json_object *stmf_request(const char *op)
{
	struct json_object *request = json_object_new_object();

	stmf_request_text(request, "op", op);
	return request;
}

/* value is used up. Without memory request is NULL, which stmf_ctl_call() tells. */
void stmf_request_add(struct json_object *request, const char *key, struct json_object *value)
{
	if (request)
		json_object_object_add(request, key, value);
	else
		json_object_put(value);
}

void stmf_request_text(struct json_object *request, const char *key, const char *value)
{
	if (value)
		stmf_request_add(request, key, json_object_new_string(value));
}

void stmf_request_guid(struct json_object *request, const stmfGuid *guid)
{
	char text[STMF_GUID_TEXT_LEN + 1];

	if (!guid)
		return;
	stmf_guid_format(guid, text);
	stmf_request_text(request, "guid", text);
}

void stmf_request_devid(struct json_object *request, const char *key, const stmfDevid *devid)
{
	char name[STMF_IDENT_LENGTH + 1];

	if (!devid)
		return;
	stmf_devid_format(devid, name);
	stmf_request_text(request, key, name);
}

static int connect_error(const char *path)
{
	int err = errno;

	if (err == EACCES || err == EPERM)
		return stmf_fail(STMF_ERROR_PERM, "only root may change the configuration (%s)",
				 path);
	if (err == EAGAIN)
		return stmf_fail(STMF_ERROR_BUSY, "stmfd takes no more requests at the moment");
	return stmf_fail(STMF_ERROR_SERVICE_NOT_FOUND,
			 "stmfd is not running (start it with: systemctl start stmfd); %s: %s",
			 path, strerror(err));
}

static int open_control(int *fdp)
{
	const char *path = socket_path();
	struct timeval send_timeout = { .tv_sec = SEND_TIMEOUT_S };
	struct timeval reply_timeout = { .tv_sec = REPLY_TIMEOUT_S };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int code, fd = -1;

	if (strlen(path) >= sizeof(addr.sun_path))
		return stmf_fail(STMF_STATUS_ERROR, "%s: path of the control socket is too long",
				 path);
	strcpy(addr.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return stmf_fail(STMF_STATUS_ERROR, "socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &send_timeout, sizeof(send_timeout));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &reply_timeout, sizeof(reply_timeout));
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		code = connect_error(path);
		close(fd);
		return code;
	}
	*fdp = fd;
	return STMF_STATUS_SUCCESS;
}

/* A daemon that refuses a request early may close before it has read it all. */
static int send_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE)
			return STMF_STATUS_SUCCESS;
		if (n < 0)
			return stmf_fail(errno == EAGAIN ? STMF_ERROR_BUSY : STMF_STATUS_ERROR,
					 "sending to stmfd: %s", strerror(errno));
		data += n;
		len -= n;
	}
	return STMF_STATUS_SUCCESS;
}

static int read_error(void)
{
	if (errno == EAGAIN)
		return stmf_fail(
			STMF_ERROR_BUSY,
			"stmfd did not answer within %d seconds; the change may still be made",
			REPLY_TIMEOUT_S);
	return stmf_fail(STMF_STATUS_ERROR, "reading from stmfd: %s", strerror(errno));
}

struct line {
	char *text;
	size_t len, room;
};

static int make_room(struct line *line)
{
	size_t room = line->room ? 2 * line->room : FIRST_ROOM;
	char *text;

	if (line->len < line->room)
		return STMF_STATUS_SUCCESS;
	text = realloc(line->text, room);
	if (!text)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	line->text = text;
	line->room = room;
	return STMF_STATUS_SUCCESS;
}

/* The first line in the buffer, which may hold the beginning of the next one. */
static int read_line(int fd, struct line *line)
{
	size_t seen = 0;
	char *end;
	ssize_t n;

	for (;;) {
		end = line->len > seen ? memchr(line->text + seen, '\n', line->len - seen) : NULL;
		if (end) {
			*end = '\0';
			return STMF_STATUS_SUCCESS;
		}
		seen = line->len;
		if (seen >= MESSAGE_MAX)
			return stmf_fail(STMF_STATUS_ERROR, "the answer of stmfd is too long");
		if (make_room(line))
			return STMF_ERROR_NOMEM;
		n = recv(fd, line->text + line->len, line->room - line->len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != ECONNRESET)
			return read_error();
		if (n <= 0)
			return stmf_fail(STMF_STATUS_ERROR,
					 "stmfd closed the connection without an answer");
		line->len += n;
	}
}

struct stmf_progress {
	stmfProgress tell;
	void *arg;
};

/* A line that says how far the daemon is; what came behind it stays. */
static bool take_progress(struct line *line, const struct stmf_progress *progress)
{
	unsigned long long done, all;
	size_t n = strlen(line->text) + 1;

	if (sscanf(line->text, "{\"progress\":[%llu,%llu]}", &done, &all) != 2)
		return false;
	if (progress)
		progress->tell(progress->arg, done, all);
	line->len -= n;
	memmove(line->text, line->text + n, line->len);
	return true;
}

static int read_answer(int fd, struct line *line, const struct stmf_progress *progress)
{
	int code;

	do {
		code = read_line(fd, line);
	} while (!code && take_progress(line, progress));
	return code;
}

static int exchange(const char *text, const struct stmf_progress *progress, char **answer)
{
	struct line line = { 0 };
	size_t len = strlen(text);
	int code, fd = -1;

	if (len >= MESSAGE_MAX)
		return stmf_fail(STMF_ERROR_INVALID_ARG, "the request is longer than 32 MiB");
	code = open_control(&fd);
	if (code)
		return code;
	code = send_all(fd, text, len) ?: send_all(fd, "\n", 1) ?: read_answer(fd, &line, progress);
	close(fd);
	if (code)
		free(line.text);
	else
		*answer = line.text;
	return code;
}

/* One line; belongs to the object. */
static const char *spell(struct json_object *object)
{
	return json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
						      JSON_C_TO_STRING_NOSLASHESCAPE);
}

static struct json_object *parse(const char *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object = NULL;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, text, strlen(text) + 1);
	json_tokener_free(tokener);
	if (object && !json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return NULL;
	}
	return object;
}

static int reply_status(struct json_object *reply)
{
	struct json_object *status, *text;
	int code;

	if (!json_object_object_get_ex(reply, "status", &status) ||
	    !json_object_is_type(status, json_type_int))
		return stmf_fail(STMF_STATUS_ERROR, "the answer of stmfd has no status");
	code = json_object_get_int(status);
	if (!code)
		return STMF_STATUS_SUCCESS;
	if (code < STMF_STATUS_ERROR || code > UINT16_MAX)	/* none of ours */
		code = STMF_STATUS_ERROR;
	if (!json_object_object_get_ex(reply, "text", &text))
		return stmf_fail(code, "%s", "");
	return stmf_fail(code, "%s", json_object_get_string(text));
}

/*
 * Sends request, which is used up. *reply is for json_object_put(): what stmfd
 * said, also of a failure; NULL if it said nothing.
 */
static int ask(struct json_object *request, struct json_object **reply,
	       const struct stmf_progress *progress)
{
	char *line = NULL;
	int code;

	*reply = NULL;
	stmf_clear_error();
	if (!request)
		return stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	code = exchange(spell(request), progress, &line);
	json_object_put(request);
	if (code)
		return code;
	*reply = parse(line);
	free(line);
	if (!*reply)
		return stmf_fail(STMF_STATUS_ERROR, "the answer of stmfd is not a JSON object");
	return reply_status(*reply);
}

int stmf_ctl_ask(struct json_object *request, struct json_object **reply)
{
	return ask(request, reply, NULL);
}

/* The same, but *reply (if wanted) is set only on success. */
int stmf_ctl_call(struct json_object *request, struct json_object **reply)
{
	struct json_object *answer;
	int code = stmf_ctl_ask(request, &answer);

	if (!code && reply)
		*reply = answer;
	else
		json_object_put(answer);
	return code;
}

int stmf_ctl_set_state(const char *object, const stmfGuid *lu, const stmfDevid *target, bool online)
{
	struct json_object *request = stmf_request("set-state");

	stmf_request_text(request, "object", object);
	stmf_request_guid(request, lu);
	stmf_request_devid(request, "target", target);
	stmf_request_text(request, "state", online ? "online" : "offline");
	return stmf_ctl_call(request, NULL);
}

int stmfControlCall(const char *request, char **reply)
{
	return stmfControlCallProgress(request, reply, NULL, NULL);
}

int stmfControlCallProgress(const char *request, char **reply, stmfProgress tell, void *arg)
{
	const struct stmf_progress progress = { tell, arg };
	struct json_object *object, *answer;
	int code;

	if (!request)
		return stmf_fail_arg("no request given");
	object = parse(request);
	if (!object)
		return stmf_fail_arg("the request is not a JSON object");
	if (tell)
		json_object_object_add(object, "progress", json_object_new_boolean(1));
	code = ask(object, &answer, tell ? &progress : NULL);
	if (!code && reply) {
		*reply = strdup(spell(answer));
		if (!*reply)
			code = stmf_fail(STMF_ERROR_NOMEM, "out of memory");
	}
	json_object_put(answer);
	return code;
}

int stmfGetDaemonVersion(char *version, size_t size)
{
	struct json_object *reply, *value;
	int code;

	if (!version || !size)
		return stmf_fail_arg("no room for the version");
	code = stmf_ctl_call(stmf_request("ping"), &reply);
	if (code)
		return code;
	if (!json_object_object_get_ex(reply, "version", &value))
		value = NULL;
	snprintf(version, size, "%s", value ? json_object_get_string(value) : "unknown");
	json_object_put(reply);
	return STMF_STATUS_SUCCESS;
}
