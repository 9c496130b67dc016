// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as a backup of COMSTAR's. What is accepted can be
 * written, and says the same when it is read again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "smf_doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct json_object *read_doc(const char *text, size_t n)
{
	struct json_object *notes = json_object_new_array(), *doc = NULL;
	struct smf_service service;
	char err[SMF_ERRLEN] = "";

	if (smf_read(text, n, SMF_STMF, &service, err)) {
		doc = smf_to_doc(&service, notes, err);
		smf_free(&service);
	}
	if (!doc && !memchr(err, '\0', sizeof(err)))
		abort();
	json_object_put(notes);
	return doc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_object *doc = read_doc((const char *)data, size);
	struct smf_service service;
	char err[SMF_ERRLEN], *text;

	if (!doc)
		return 0;
	doc_map(doc, "/a/ -> /b/", err, sizeof(err));
	smf_from_doc(doc, NULL, &service);
	text = smf_write(&service, SMF_STMF, err);
	if (text)
		json_object_put(read_doc(text, strlen(text)));
	free(text);
	smf_free(&service);
	json_object_put(doc);
	return 0;
}
