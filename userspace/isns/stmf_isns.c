// SPDX-License-Identifier: GPL-2.0
/*
 * stmf-isns: registers iSCSI targets with one iSNS server, or takes them back,
 * and ends. stmfd starts it: libisns waits, keeps global state and brings a
 * library of cryptography along, which a daemon that holds secrets does without.
 *
 * On standard input, in this order, a line each:
 *
 *	server <host> <port>
 *	entity <identifier>
 *	source <name of a node of this entity>
 *	period <seconds>		after which the server may forget us
 *	target <name> [<alias>]
 *	portal <tag> <address> <port>	of the last target
 *
 * Without a target the entity is deregistered. On standard output, if all went
 * well: the period that the server grants. Otherwise one line on standard error.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libisns/isns.h>

#define TIMEOUT 30	/* seconds for all of it */
#define CONNECT_TIMEOUT 5
#define LINE_BYTES 1024

static struct {
	char *host, *port, *server, *entity, *source;
	uint32_t period;
	isns_object_t *root, *node;	/* the entity, the target that portals belong to */
	isns_object_list_t all, portals;
} job = { .all = ISNS_OBJECT_LIST_INIT, .portals = ISNS_OBJECT_LIST_INIT };

static int complaints = 2;	/* where we say what is wrong, not the library */

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdprintf(complaints, fmt, ap);
	va_end(ap);
	dprintf(complaints, "\n");
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static char *word(char **rest)
{
	char *text = strsep(rest, " ");

	if (!text || !*text)
		die("standard input: a line is too short");
	return text;
}

static void add(isns_object_t *object)
{
	isns_object_list_append(&job.all, must(object));
}

/* One object for an address, however many targets are there. */
static isns_object_t *portal_at(const char *address, const char *port)
{
	isns_portal_info_t info;
	isns_object_t *portal;
	char text[INET6_ADDRSTRLEN + 16];

	snprintf(text, sizeof(text), strchr(address, ':') ? "[%s]:%s" : "%s:%s", address, port);
	if (!isns_portal_parse(&info, text, NULL))
		die("portal %s: not an address", text);
	for (unsigned int i = 0; i < job.portals.iol_count; i++) {
		isns_portal_info_t other;

		portal = job.portals.iol_data[i];
		if (isns_portal_from_object(&other, ISNS_TAG_PORTAL_IP_ADDRESS,
					    ISNS_TAG_PORTAL_TCP_UDP_PORT, portal) &&
		    isns_portal_equal(&other, &info))
			return portal;
	}
	portal = isns_create_portal(&info, job.root);
	add(portal);
	isns_object_list_append(&job.portals, portal);
	return portal;
}

static void take_target(char *rest)
{
	char *name = word(&rest);

	job.node = must(isns_create_iscsi_target(name, job.root));
	add(job.node);
	if (rest && *rest)
		isns_object_set_string(job.node, ISNS_TAG_ISCSI_ALIAS, rest);
}

static void take_portal(char *rest)
{
	unsigned long tag = strtoul(word(&rest), NULL, 10);
	char *address = word(&rest), *port = word(&rest);

	if (!job.node)
		die("standard input: a portal without a target");
	add(isns_create_portal_group(portal_at(address, port), job.node, tag));
}

static void take(char *line)
{
	char *rest = line, *key = word(&rest);

	if (!strcmp(key, "server")) {
		char text[LINE_BYTES];

		job.host = must(strdup(word(&rest)));
		job.port = must(strdup(word(&rest)));
		snprintf(text, sizeof(text), strchr(job.host, ':') ? "[%s]:%s" : "%s:%s", job.host,
			 job.port);
		job.server = must(strdup(text));
	} else if (!strcmp(key, "entity")) {
		job.entity = must(strdup(word(&rest)));
		job.root = must(isns_create_entity(ISNS_ENTITY_PROTOCOL_ISCSI, job.entity));
		add(job.root);
	} else if (!strcmp(key, "source")) {
		job.source = must(strdup(word(&rest)));
	} else if (!strcmp(key, "period")) {
		job.period = strtoul(word(&rest), NULL, 10);
	} else if (job.root && !strcmp(key, "target")) {
		take_target(rest);
	} else if (job.root && !strcmp(key, "portal")) {
		take_portal(rest);
	} else {
		die("standard input: %s: unknown", key);
	}
}

static isns_simple_t *make_request(isns_client_t *client)
{
	isns_attr_list_t key = ISNS_ATTR_LIST_INIT;
	isns_simple_t *request;

	if (!job.node) {
		isns_attr_list_append_string(&key, ISNS_TAG_ENTITY_IDENTIFIER, job.entity);
		return must(isns_create_deregistration(client, &key));
	}
	isns_object_set_uint32(job.root, ISNS_TAG_REGISTRATION_PERIOD, job.period);
	request = must(isns_create_registration(client, job.root));
	isns_registration_set_replace(request, 1);
	isns_registration_add_object_list(request, &job.all);
	return request;
}

/* The server may grant another period than was asked for. */
static uint32_t granted(isns_simple_t *response)
{
	isns_object_list_t objects = ISNS_OBJECT_LIST_INIT;
	uint32_t period = job.period;

	if (isns_registration_response_get_objects(response, &objects) != ISNS_SUCCESS)
		return period;
	for (unsigned int i = 0; i < objects.iol_count; i++)
		if (isns_object_is_entity(objects.iol_data[i]))
			isns_object_get_uint32(objects.iol_data[i], ISNS_TAG_REGISTRATION_PERIOD,
					       &period);
	return period;
}

static void on_alarm(int sig)
{
	static const char text[] = "no answer\n";
	ssize_t n = write(complaints, text, sizeof(text) - 1);

	_exit(n < 0 ? 2 : 1);
}

/* The library tells nobody why it can't reach a server. */
static void check_server(void)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	const struct timeval limit = { CONNECT_TIMEOUT, 0 };
	struct addrinfo *address;
	int fd;

	if (getaddrinfo(job.host, job.port, &hints, &address))
		die("%s: not an address", job.server);
	fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) ||
	    connect(fd, address->ai_addr, address->ai_addrlen))
		die("%s", errno == EINPROGRESS ? "no answer" : strerror(errno));
	close(fd);
	freeaddrinfo(address);
}

/* What the library says of its own accord goes nowhere. */
static void set_up(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	complaints = dup(2);
	if (null < 0 || complaints < 0 || dup2(null, 2) < 0)
		die("%s", strerror(errno));
	isns_config.ic_server_name = job.server;
	isns_config.ic_source_name = job.source;
	isns_config.ic_security = 0;
}

int main(void)
{
	char line[LINE_BYTES];
	isns_client_t *client;
	isns_simple_t *message;
	int status;

	signal(SIGALRM, on_alarm);
	alarm(TIMEOUT);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		take(line);
	}
	if (!job.server || !job.root || !job.source)
		die("standard input: something is missing");
	check_server();
	set_up();
	client = isns_create_client(NULL, job.source);
	if (!client)
		die("no connection");
	message = make_request(client);
	status = isns_client_call(client, &message);
	if (status != ISNS_SUCCESS)
		die("%s", status == ISNS_INTERNAL_ERROR ? "no answer" : isns_strerror(status));
	printf("%u\n", job.node ? granted(message) : 0);
	return 0;
}
