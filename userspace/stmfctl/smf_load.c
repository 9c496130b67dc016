// SPDX-License-Identifier: GPL-2.0
/* smf_xml.c, once it is needed: to load libxml2 takes longer than most commands do. */
#include <dlfcn.h>
#include <stdio.h>

#include "smf_xml.h"

/* A function of stmf-xml.so, which is where the program's run path says; NULL: err tells. */
static void *load(const char *name, char err[SMF_ERRLEN])
{
	void *module = dlopen("stmf-xml.so", RTLD_NOW);
	void *function = module ? dlsym(module, name) : NULL;

	if (!function)
		snprintf(err, SMF_ERRLEN, "XML can't be used: %s", dlerror());
	return function;
}

char *smf_write(const struct smf_service *service, const char *name, char err[SMF_ERRLEN])
{
	__typeof__(smf_write) *function = load(__func__, err);

	return function ? function(service, name, err) : NULL;
}

bool smf_read(const char *text, size_t n, const char *name, struct smf_service *service,
	      char err[SMF_ERRLEN])
{
	__typeof__(smf_read) *function = load(__func__, err);

	return function && function(text, n, name, service, err);
}
