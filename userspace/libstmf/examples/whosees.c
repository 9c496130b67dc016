// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Who sees which logical unit: for each one its views, with the members of the
 * groups that they name. Reads only.
 *
 *	cc whosees.c $(pkg-config --cflags --libs libstmf) -o whosees
 */
#include <stdio.h>

#include <libstmf.h>
#include <stmf_linux.h>

/* Why it failed is in stmfLastErrorText(), on Linux only. */
static int failed(const char *what, int code)
{
	fprintf(stderr, "%s: error %#x: %s\n", what, code, stmfLastErrorText());
	return 1;
}

static void print_devid(const char *kind, const stmfDevid *devid)
{
	printf("    %s %.*s\n", kind, devid->identLength, (const char *)devid->ident);
}

static void print_members(const char *kind, boolean_t all, stmfGroupName *name,
			  int (*get)(stmfGroupName *, stmfGroupProperties **))
{
	stmfGroupProperties *members;
	uint32_t i;

	if (all) {
		printf("    every %s\n", kind);
		return;
	}
	if (get(name, &members) != STMF_STATUS_SUCCESS)
		return;			/* the group went away a moment ago */
	for (i = 0; i < members->cnt; i++)
		print_devid(kind, &members->name[i]);
	stmfFreeMemory(members);
}

static int print_views(stmfGuid *lu)
{
	stmfViewEntryList *views;
	uint32_t i;
	int code = stmfGetViewEntryList(lu, &views);

	if (code)
		return failed("stmfGetViewEntryList", code);
	for (i = 0; i < views->cnt; i++) {
		stmfViewEntry *view = &views->ve[i];

		printf("  view %u, LUN %u\n", view->veIndex, stmf_ve_lun(view));
		print_members("host", view->allHosts, &view->hostGroup, stmfGetHostGroupMembers);
		print_members("target", view->allTargets, &view->targetGroup,
			      stmfGetTargetGroupMembers);
	}
	stmfFreeMemory(views);
	return 0;
}

static int print_lu(stmfGuid *lu)
{
	char text[STMF_GUID_TEXT_LEN + 1];
	stmfLogicalUnitProperties props;
	int code = stmfGetLogicalUnitProperties(lu, &props);

	if (code == STMF_ERROR_NOT_FOUND)
		return 0;		/* deleted since the list was made */
	if (code)
		return failed("stmfGetLogicalUnitProperties", code);
	stmf_guid_format(lu, text);
	printf("%s %s%s\n", text, props.alias,
	       props.status == STMF_LOGICAL_UNIT_ONLINE ? "" : " (not online)");
	return print_views(lu);
}

int main(void)
{
	stmfGuidList *lus;
	uint32_t i;
	int status = 0, code = stmfGetLogicalUnitList(&lus);

	if (code)
		return failed("stmfGetLogicalUnitList", code);
	for (i = 0; i < lus->cnt; i++)
		status |= print_lu(&lus->guid[i]);
	stmfFreeMemory(lus);
	return status;
}
