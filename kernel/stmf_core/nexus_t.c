// SPDX-License-Identifier: GPL-2.0
/* The test module's own copy. */
#include <linux/export.h>

/* stmf.ko exports these; here they must not clash with it. */
#undef EXPORT_SYMBOL_GPL
#define EXPORT_SYMBOL_GPL(symbol)

#include "nexus.c"
