// SPDX-License-Identifier: GPL-2.0
/* export and import: the whole configuration as a file, COMSTAR's or ours. */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stmf_linux.h>

#include "alloc.h"
#include "commands.h"
#include "doc.h"
#include "report.h"
#include "smf_doc.h"

#define PLAIN_JSON (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
#define PRETTY_JSON (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

/* request is used up. The answer, also of a failure; NULL: there is none, and that was told */
static struct json_object *ask(struct json_object *request, stmfProgress tell, int *code)
{
	struct json_object *answer = NULL;
	char *reply = NULL;

	*code = stmfControlCallProgress(json_object_to_json_string_ext(request, PLAIN_JSON), &reply,
					tell, NULL);
	json_object_put(request);
	if (*code)
		report(*code, NULL, &common_errors);
	else
		answer = json_tokener_parse(reply);
	stmfFreeMemory(reply);
	return answer;
}

/* ---- files ---- */

static char *read_stream(FILE *file, size_t *n)
{
	size_t room = 65536, got;
	char *text = must(malloc(room));

	*n = 0;
	while ((got = fread(text + *n, 1, room - *n - 1, file)) > 0 && *n < SMF_FILE_MAX) {
		*n += got;
		if (*n == room - 1) {
			room *= 2;
			text = must(realloc(text, room));
		}
	}
	text[*n] = '\0';
	if (!ferror(file) && *n < SMF_FILE_MAX)
		return text;
	errno = ferror(file) ? errno : EFBIG;
	free(text);
	return NULL;
}

/* "-" is the standard input. NULL: told */
static char *read_file(const char *path, size_t *n)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *text = file ? read_stream(file, n) : NULL;

	if (!text)
		complain("%s: %s", path, strerror(errno));
	if (file && file != stdin)
		fclose(file);
	return text;
}

static int write_all(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		text += done;
		n -= done;
	}
	return fsync(fd) && errno != EINVAL ? -1 : 0;
}

/* ---- from text to document ---- */

static struct json_object *parse_json(const char *text, size_t n, char err[SMF_ERRLEN])
{
	struct json_tokener *tokener = must(json_tokener_new());
	struct json_object *doc;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	doc = json_tokener_parse_ex(tokener, text, n + 1);
	if (!doc)
		snprintf(err, SMF_ERRLEN, "%s",
			 json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_tokener_free(tokener);
	if (doc && !json_object_is_type(doc, json_type_object)) {
		snprintf(err, SMF_ERRLEN, "is not a JSON object");
		json_object_put(doc);
		doc = NULL;
	}
	return doc;
}

static struct json_object *parse_xml(const char *text, size_t n, struct json_object *notes,
				     char err[SMF_ERRLEN])
{
	struct json_object *doc = NULL;
	struct smf_service service;

	if (smf_read(text, n, SMF_STMF, &service, err)) {
		doc = smf_to_doc(&service, notes, err);
		smf_free(&service);
	}
	return doc;
}

/* A JSON document begins with a brace, XML with anything else. */
static struct json_object *parse_text(const char *text, size_t n, struct json_object *notes,
				      char err[SMF_ERRLEN])
{
	size_t blanks = strspn(text, " \t\r\n");

	return text[blanks] == '{' ? parse_json(text, n, err) : parse_xml(text, n, notes, err);
}

/* ---- export ---- */

static char *make_text(struct json_object *answer, bool json)
{
	struct json_object *doc = member(answer, "config");
	struct smf_service service;
	char err[SMF_ERRLEN] = "";
	char *text;

	if (json)
		return text_print("%s\n", json_object_to_json_string_ext(doc, PRETTY_JSON));
	smf_from_doc(doc, member(answer, "derived"), &service);
	text = smf_write(&service, SMF_STMF, err);
	smf_free(&service);
	if (!text)
		complain("%s", err);
	return text;
}

/* What was written says, read again, what it was made of. */
static bool verify(const char *name, const char *text, size_t n, struct json_object *doc)
{
	struct json_object *notes = json_object_new_array(), *again;
	char err[SMF_ERRLEN] = "";
	char *difference;

	again = parse_text(text, n, notes, err);
	json_object_put(notes);
	if (!again) {
		complain("%s: can't be read back: %s", name, err);
		return false;
	}
	difference = doc_difference(doc, again);
	json_object_put(again);
	if (difference)
		complain("%s: does not say what it should: %.200s", name, difference);
	free(difference);
	return !difference;
}

/* Under another name until it is whole and verified */
static int write_file(const char *path, const char *text, struct json_object *doc, bool over)
{
	char *part = text_print("%s.part", path), *again = NULL;
	size_t n = strlen(text), got;
	bool ok = false;
	int fd;

	unlink(part);
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write_all(fd, text, n))
		complain("%s: %s", part, strerror(errno));
	else
		again = read_file(part, &got);
	if (fd >= 0)
		close(fd);
	if (again && verify(path, again, got, doc)) {
		ok = over ? !rename(part, path) : !link(part, path) && !unlink(part);
		if (!ok)
			complain("%s: %s%s", path, strerror(errno),
				 errno == EEXIST ? " (-f writes over it)" : "");
	}
	if (!ok)
		unlink(part);
	free(again);
	free(part);
	return ok ? 0 : 1;
}

int cmd_export(const struct cmd_line *line)
{
	struct json_object *request = json_object_new_object(), *answer;
	char *text;
	int code, status = 1;

	prctl(PR_SET_DUMPABLE, 0);	/* no secrets in core dumps */
	json_object_object_add(request, "op", json_object_new_string("export"));
	json_object_object_add(request, "secrets", json_object_new_boolean(cmd_has(line, 'S')));
	answer = ask(request, NULL, &code);
	if (!answer)
		return 1;
	text = make_text(answer, cmd_has(line, 'J'));
	if (text && line->noperands)
		status = write_file(line->operand[0], text, member(answer, "config"),
				    cmd_has(line, 'f'));
	else if (text && verify("the export", text, strlen(text), member(answer, "config")))
		status = fputs(text, stdout) < 0;
	free(text);
	json_object_put(answer);
	return status;
}

/* ---- import ---- */

static void print_lines(FILE *to, const char *before, struct json_object *array)
{
	for (size_t i = 0; array && i < json_object_array_length(array); i++)
		fprintf(to, "%s%s\n", before,
			json_object_get_string(json_object_array_get_idx(array, i)));
}

static void tell_progress(void *arg, uint64_t done, uint64_t all)
{
	fprintf(stderr, "\r%llu of %llu%s", (unsigned long long)done, (unsigned long long)all,
		done == all ? "\n" : "");
}

static struct json_object *import_request(const struct cmd_line *line, struct json_object *doc,
					  bool dry_run)
{
	struct json_object *request = json_object_new_object();

	json_object_object_add(request, "op", json_object_new_string("import"));
	json_object_object_add(request, "config", json_object_get(doc));
	json_object_object_add(request, "mode", json_object_new_string(cmd_has(line, 'R') ?
								       "replace" : "merge"));
	json_object_object_add(request, "dry_run", json_object_new_boolean(dry_run));
	json_object_object_add(request, "skip", json_object_new_boolean(cmd_has(line, 'K')));
	return request;
}

static size_t length(struct json_object *array)
{
	return array ? json_object_array_length(array) : 0;
}

/* What would change; or, if that can't be, all the reasons. */
static int preview(const struct cmd_line *line, struct json_object *doc, size_t *changes)
{
	struct json_object *answer;
	int code, status = 0;

	answer = ask(import_request(line, doc, true), NULL, &code);
	if (!answer)
		return 1;
	if (length(member(answer, "problems"))) {
		print_lines(stderr, "", member(answer, "problems"));
		complain("nothing was changed%s", length(member(answer, "skipped")) ?
			 "; --skip leaves out logical units that can't be taken" : "");
		status = 1;
	} else {
		print_lines(stderr, "left out: ", member(answer, "skipped"));
		print_lines(stdout, "", member(answer, "changes"));
	}
	*changes = length(member(answer, "changes"));
	json_object_put(answer);
	return status;
}

static int carry_out(const struct cmd_line *line, struct json_object *doc)
{
	struct json_object *answer;
	size_t changes;
	int code, status = preview(line, doc, &changes);

	if (status || cmd_has(line, 'D') || !changes)
		return status;
	answer = ask(import_request(line, doc, false), isatty(2) ? tell_progress : NULL, &code);
	if (!answer)
		return 1;
	/* something may have come in between */
	print_lines(stderr, "", member(answer, "problems"));
	status = length(member(answer, "problems")) ? 1 : 0;
	json_object_put(answer);
	return status;
}

static bool map_paths(const char *rules_path, struct json_object *doc)
{
	char err[SMF_ERRLEN] = "", *rules = NULL;
	size_t n;
	bool ok;

	if (rules_path) {
		rules = read_file(rules_path, &n);
		if (!rules)
			return false;
	}
	ok = doc_map(doc, rules, err, sizeof(err));
	if (!ok)
		complain("%s: %s", rules_path, err);
	free(rules);
	return ok;
}

int cmd_import(const struct cmd_line *line)
{
	struct json_object *notes, *doc;
	const char *path = line->operand[0];
	char err[SMF_ERRLEN] = "", *text;
	int status = 1;
	size_t n;

	prctl(PR_SET_DUMPABLE, 0);
	if (cmd_has(line, 'M') && cmd_has(line, 'R')) {
		complain("either --merge or --replace");
		return 1;
	}
	text = read_file(path, &n);
	if (!text)
		return 1;
	notes = json_object_new_array();
	doc = parse_text(text, n, notes, err);
	free(text);
	if (!doc)
		complain("%s: %s", path, err);
	print_lines(stderr, "", notes);
	json_object_put(notes);
	if (doc && map_paths(cmd_value(line, 'm'), doc))
		status = carry_out(line, doc);
	json_object_put(doc);
	return status;
}
