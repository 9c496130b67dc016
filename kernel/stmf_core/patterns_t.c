// SPDX-License-Identifier: GPL-2.0
/* The test module's own copy. */
#include "patterns.c"
