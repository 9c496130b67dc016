// SPDX-License-Identifier: GPL-2.0
/*
 * Compatible forms: every row of the conversion table, every byte in every
 * place, and random INQUIRY data against a second implementation, which
 * interprets the table of forms as the manual prints it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "scsi_compat.h"

#define ROUNDS 50000

static unsigned int seed;

/* ---- the second implementation ---- */

struct naive {
	char dd[3], ee[3], vid[17], pid[17], rev[17];
	int has_ee, has_r, n;
	char form[32][80];
};

static void naive_field(const unsigned char *inq, size_t len, int from, int to, char *out)
{
	char raw[17] = "";
	int i, n = to - from, stop = 0, last = -1;

	*out = '\0';
	if (len <= (size_t)from)
		return;
	for (i = 0; i < n; i++) {
		int c = (size_t)(from + i) < len ? inq[from + i] : 0;

		if (c == 0)
			stop = 1;
		raw[i] = stop ? 0 : (char)c;
		if (raw[i] != ' ')
			last = i;
	}
	for (i = 0; i <= last; i++)
		out[i] = raw[i] && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					  "0123456789_+-", raw[i]) ? raw[i] : '_';
	out[last + 1] = '\0';
}

/* Replaces the capitals of a row as the manual prints it. */
static void naive_add(struct naive *n, const char *row)
{
	char *out = n->form[n->n++];

	while (*row) {
		const char *value = NULL;
		int skip = 2;

		if (!strncmp(row, "DD", 2))
			value = n->dd;
		else if (!strncmp(row, "EE", 2))
			value = n->ee;
		else if (!strncmp(row, ".vV", 3) || !strncmp(row, ".pP", 3) || !strncmp(row, ".rQ", 3)) {
			out += sprintf(out, ".%c", row[1]);
			value = row[1] == 'v' ? n->vid : row[1] == 'p' ? n->pid : n->rev;
			skip = 3;
		}
		if (value) {
			out += sprintf(out, "%s", value);
			row += skip;
		} else {
			*out++ = *row++;
			*out = '\0';
		}
	}
}

static void naive_make(const unsigned char *inq, size_t len, int node, struct naive *n)
{
	static const struct {
		const char *row, *needs;
	} rows[] = {
		{ "scsiclass,DDEER.vV.pP.rQ", "E R vid pid rev" },
		{ "scsiclass,DDEE.vV.pP.rQ", "E vid pid rev" },
		{ "scsiclass,DDR.vV.pP.rQ", "R vid pid rev" },
		{ "scsiclass,DD.vV.pP.rQ", "vid pid" },
		{ "scsiclass,DDEER.vV.pP", "E R vid pid" },
		{ "scsiclass,DDEE.vV.pP", "E vid pid" },
		{ "scsiclass,DDR.vV.pP", "R vid pid" },
		{ "scsiclass,DD.vV.pP", "vid pid" },
		{ "scsiclass,DDEER", "E R" },
		{ "scsiclass,DDEE", "E" },
		{ "scsiclass,DDR", "R" },
		{ "scsiclass,DD", "" },
		{ "scsiclass", "" },
	};
	int type = inq[0] & 31, rmb = len > 1 && inq[1] & 128;

	memset(n, 0, sizeof(*n));
	sprintf(n->dd, "%02x", node);
	sprintf(n->ee, "%02x", type);
	n->has_ee = node != type;
	n->has_r = rmb || strchr("\4\5\7", type ?: 99) || strchr("\4\5\7", node ?: 99);
	naive_field(inq, len, 8, 16, n->vid);
	naive_field(inq, len, 16, 32, n->pid);
	naive_field(inq, len, 32, 36, n->rev);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *needs = rows[i].needs;

		if ((strchr(needs, 'E') && !n->has_ee) || (strchr(needs, 'R') && !n->has_r) ||
		    (strstr(needs, "vid") && !n->vid[0]) || (strstr(needs, "pid") && !n->pid[0]) ||
		    (strstr(needs, "rev") && !n->rev[0]))
			continue;
		naive_add(n, rows[i].row);
	}
}

/* -1: no such node */
static int naive_node(const unsigned char *inq, size_t len, int function)
{
	int type = inq[0] & 31, flags = len > 6 ? inq[6] : 0;

	if (function == SCSI_EMBEDDED_ENCLOSURE)
		return flags & 64 && type != 13 ? 13 : -1;
	if (function == SCSI_EMBEDDED_CHANGER)
		return flags & 8 && type != 8 ? 8 : -1;
	return type;
}

static void assert_same(const unsigned char *data, size_t len)
{
	unsigned char *inq = malloc(len ?: 1);	/* exact, so that ASan sees a byte too far */
	struct scsi_compat compat;
	struct naive naive;

	assert_non_null(inq);
	memcpy(inq, data, len);
	for (int f = SCSI_PRIMARY; f < SCSI_FUNCTIONS; f++) {
		int node = len ? naive_node(inq, len, f) : -1;

		assert_int_equal(scsi_compat_make(inq, len, f, &compat), node >= 0);
		if (node < 0)
			continue;
		naive_make(inq, len, node, &naive);
		assert_int_equal(compat.forms, naive.n);
		for (int i = 0; i < naive.n; i++)
			assert_string_equal(compat.form[i], naive.form[i]);
	}
	free(inq);
}

/* ---- the tests ---- */

static void set_texts(unsigned char *inq, const char *vendor, const char *product, const char *revision)
{
	memset(inq, 0, 36);
	memset(inq + 8, ' ', 28);
	memcpy(inq + 8, vendor, strlen(vendor));
	memcpy(inq + 16, product, strlen(product));
	memcpy(inq + 32, revision, strlen(revision));
}

/* Field of the product, which has room for all of them */
static void converts_as_documented(void **state)
{
	static const struct {
		const char *field;
		size_t len;		/* the rest is NUL */
		int width, at;		/* of the field that is used */
		const char *result;
	} rows[] = {
		{ "SEAGATE ", 8, 8, 8, "SEAGATE" },
		{ "ST32550W SUN2.1G", 16, 16, 16, "ST32550W_SUN2_1G" },
		{ "COMSTAR         ", 16, 16, 16, "COMSTAR" },
		{ "1.0 ", 4, 4, 32, "1_0" },
		{ "LIO-ORG ", 8, 8, 8, "LIO-ORG" },
		{ "4.0 ", 4, 4, 32, "4_0" },
		{ "CD-ROM XM-1.2   ", 16, 16, 16, "CD-ROM_XM-1_2" },
		{ "AB  C   ", 8, 8, 8, "AB__C" },
		{ " LEAD   ", 8, 8, 8, "_LEAD" },
		{ "A,B/C#D ", 8, 8, 8, "A_B_C_D" },
		{ "ACME\0\0\0\0", 8, 8, 8, "ACME____" },
		{ "AB\0CD   ", 8, 8, 8, "AB______" },
		{ "        ", 8, 8, 8, "" },
	};
	struct scsi_compat compat;
	unsigned char inq[36];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_texts(inq, "V", "P", "R");
		memset(inq + rows[i].at, 0, rows[i].width);
		memcpy(inq + rows[i].at, rows[i].field, rows[i].len);
		assert_true(scsi_compat_make(inq, 36, SCSI_PRIMARY, &compat));
		assert_string_equal(rows[i].at == 8 ? compat.vendor : rows[i].at == 16 ?
				    compat.product : compat.revision, rows[i].result);
	}
}

static void assert_forms(const unsigned char *inq, int function, const char *const *forms)
{
	struct scsi_compat compat;
	unsigned int i;

	assert_true(scsi_compat_make(inq, 36, function, &compat));
	for (i = 0; forms[i]; i++) {
		assert_true(i < compat.forms);
		assert_string_equal(compat.form[i], forms[i]);
	}
	assert_int_equal(compat.forms, i);
}

static void makes_the_examples(void **state)
{
	unsigned char inq[36];
	struct scsi_compat compat;

	scsi_compat_disk("SUN     ", "COMSTAR", "1.0 ", &compat);
	assert_int_equal(compat.forms, 4);
	assert_string_equal(compat.form[0], "scsiclass,00.vSUN.pCOMSTAR.r1_0");
	set_texts(inq, "SUN", "COMSTAR", "1.0");
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){
		"scsiclass,00.vSUN.pCOMSTAR.r1_0", "scsiclass,00.vSUN.pCOMSTAR", "scsiclass,00",
		"scsiclass", NULL });
	set_texts(inq, "ACME", "CD-ROM XM-1.2", "0a9");
	inq[0] = 5;
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){
		"scsiclass,05R.vACME.pCD-ROM_XM-1_2.r0a9", "scsiclass,05.vACME.pCD-ROM_XM-1_2.r0a9",
		"scsiclass,05R.vACME.pCD-ROM_XM-1_2", "scsiclass,05.vACME.pCD-ROM_XM-1_2",
		"scsiclass,05R", "scsiclass,05", "scsiclass", NULL });
	set_texts(inq, "ACME", "BOX", "1");
	inq[6] = 0x40;
	assert_forms(inq, SCSI_EMBEDDED_ENCLOSURE, (const char *[]){
		"scsiclass,0d00.vACME.pBOX.r1", "scsiclass,0d.vACME.pBOX.r1",
		"scsiclass,0d00.vACME.pBOX", "scsiclass,0d.vACME.pBOX", "scsiclass,0d00",
		"scsiclass,0d", "scsiclass", NULL });
	set_texts(inq, "LIO-ORG", "FILEIO", "4.0");
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){
		"scsiclass,00.vLIO-ORG.pFILEIO.r4_0", "scsiclass,00.vLIO-ORG.pFILEIO",
		"scsiclass,00", "scsiclass", NULL });
}

static void makes_all_forms_at_once(void **state)
{
	unsigned char inq[36];

	set_texts(inq, "A", "B", "C");
	inq[1] = 0x80;
	inq[6] = 0x08;
	assert_forms(inq, SCSI_EMBEDDED_CHANGER, (const char *[]){
		"scsiclass,0800R.vA.pB.rC", "scsiclass,0800.vA.pB.rC", "scsiclass,08R.vA.pB.rC",
		"scsiclass,08.vA.pB.rC", "scsiclass,0800R.vA.pB", "scsiclass,0800.vA.pB",
		"scsiclass,08R.vA.pB", "scsiclass,08.vA.pB", "scsiclass,0800R", "scsiclass,0800",
		"scsiclass,08R", "scsiclass,08", "scsiclass", NULL });
}

static void empty_texts_leave_forms_out(void **state)
{
	unsigned char inq[36];

	set_texts(inq, "A", "B", "");
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){
		"scsiclass,00.vA.pB.r", "scsiclass,00.vA.pB", "scsiclass,00", "scsiclass", NULL });
	set_texts(inq, "", "B", "C");
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){ "scsiclass,00", "scsiclass", NULL });
	set_texts(inq, "A", "", "C");
	assert_forms(inq, SCSI_PRIMARY, (const char *[]){ "scsiclass,00", "scsiclass", NULL });
}

static void names_all_types(void **state)
{
	static const char *const names[] = {
		"disk", "tape", "printer", "processor", "worm", "cdrom", "scanner", "optical-disk",
		"medium-changer", "obsolete", "prepress-a", "prepress-b", "array-controller",
		"enclosure", "disk", "card-reader", "bridge", "object-store",
	};

	for (int i = 0; i < 18; i++)
		assert_string_equal(scsi_node_name(i), names[i]);
	for (int i = 0x12; i < 0x1e; i++)
		assert_string_equal(scsi_node_name(i), "reserved");
	assert_string_equal(scsi_node_name(0x1e), "well-known-lun");
	assert_string_equal(scsi_node_name(0x1f), "unknown");
}

static void every_byte_in_every_place(void **state)
{
	unsigned char inq[40];

	for (int place = 0; place < 40; place++) {
		for (int byte = 0; byte < 256; byte++) {
			set_texts(inq, "VENDOR12", "PRODUCT123456789", "REV1");
			inq[place] = byte;
			assert_same(inq, 36);
			set_texts(inq, "V", "P", "R");
			inq[place] = byte;
			assert_same(inq, 36);
		}
	}
}

static void every_length(void **state)
{
	unsigned char inq[255];

	for (int byte = 0; byte < 3; byte++) {
		for (size_t len = 0; len <= sizeof(inq); len++) {
			memset(inq, byte["\0 A"], sizeof(inq));
			assert_same(inq, len);
		}
	}
}

static void random_data(void **state)
{
	static const char alphabet[] = "   \0\0AZaz09_+-.,/@\x7f\x80\xff";
	unsigned char inq[64];

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < sizeof(inq); i++)
			inq[i] = i < 8 || rand() % 4 ? rand() : alphabet[rand() % (sizeof(alphabet) - 1)];
		if (rand() % 2) {
			for (size_t i = 8; i < 36; i++)
				inq[i] = alphabet[rand() % (sizeof(alphabet) - 1)];
		}
		assert_same(inq, rand() % 4 ? 36 : rand() % sizeof(inq));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converts_as_documented),
		cmocka_unit_test(makes_the_examples),
		cmocka_unit_test(makes_all_forms_at_once),
		cmocka_unit_test(empty_texts_leave_forms_out),
		cmocka_unit_test(names_all_types),
		cmocka_unit_test(every_byte_in_every_place),
		cmocka_unit_test(every_length),
		cmocka_unit_test(random_data),
	};

	seed = argc > 1 ? (unsigned int)atoi(argv[1]) : (unsigned int)time(NULL);
	printf("# seed %u\n", seed);
	srand(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
