#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lio.sh [LUS...]: see views.py lio

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/../guest/lib.sh"

setup || exit
"$(dirname "$0")/views.py" lio "$@"
