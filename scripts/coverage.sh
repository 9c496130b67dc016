#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# coverage.sh [TEST...]
#
# What the unit tests, KUnit and the guest tests (or these, e.g. 30-masking) in
# user-mode Linux run of the code, in a copy of the tree: build/coverage/index.html,
# and build/coverage/files, the least covered first, of which the first are printed.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

TOP=$(dirname "$SCRIPTS")
OUT=$TOP/build/coverage
COPY=$OUT/tree

# guest NAME SCRIPT [ARG...]: one boot; its counts are added to those in $OUT/counts
guest()
{
	local name=$1 new=$OUT/new status=0
	shift
	rm -rf "$new"
	mkdir "$new"
	"$COPY/scripts/uml.sh" -k "$COPY/build/guest/uml" -c 2 -t 900 -d 256M -w "$new" \
		-a 'kunit.enable=1 kunit.autorun=1' "$SCRIPTS/guest/coverage.sh" "$new" "$@" \
		>"$OUT/$name.log" 2>&1 || status=$?
	msg "$name: exit status $status"
	[ -n "$(ls "$new")" ] || return 0	# it was cut off
	if [ -d "$OUT/counts" ]; then
		gcov-tool merge -o "$OUT/sum" "$OUT/counts" "$new" 2>/dev/null
		rm -rf "$OUT/counts"
		mv "$OUT/sum" "$OUT/counts"
	else
		mv "$new" "$OUT/counts"
	fi
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

"$SCRIPTS/deps.sh" build guest test kernel coverage
copy_tree "$TOP" "$COPY"
rm -rf "$OUT"/{counts,new,sum,html}
find "$COPY" -name '*.gcda' -delete
# ccache would give objects whose counts belong to another tree
export CCACHE_DISABLE=1
export GCOV_PROFILE=y KCFLAGS=-fprofile-abs-path
export CFLAGS='-O1 -g --coverage -fprofile-abs-path -Wno-maybe-uninitialized'
msg 'building'
"$COPY/scripts/stage.sh" uml >/dev/null
msg 'unit tests'
make -s -C "$COPY/tests/unit" -j"$(nproc)" check >"$OUT/unit.log" 2>&1 || msg 'some failed'

guest kunit "$COPY/scripts/guest/kunit.sh" "$COPY/build/guest/uml/lib/modules"
if [ $# = 0 ]; then
	for test in "$COPY"/tests/guest/[0-9]*.sh; do
		set -- "$@" "$(basename "$test" .sh)"
	done
fi
for test; do
	guest "$test" "$COPY/scripts/guest/run.sh" "$COPY/tests/guest/$test.sh"
done

msg 'report'
cp -r "$OUT/counts$COPY/." "$COPY"
mkdir "$OUT/html"
cd "$COPY"
gcovr --root . --filter userspace/ --filter build/guest/uml/src/kernel/ --exclude '.*_test\.c' \
	--gcov-ignore-parse-errors --exclude-unreachable-branches \
	--html-details "$OUT/html/index.html" --csv "$OUT/all" . >/dev/null 2>"$OUT/gcovr.log"
ln -sf html/index.html "$OUT/index.html"
# Of a line: FILE,LINES,COVERED,...
awk -F, 'NR > 1 && $2 { printf "%3d %% %5d of %4d lines not run: %s\n", 100 * $3 / $2, $2 - $3, $2, $1 }' \
	"$OUT/all" | sort -n >"$OUT/files"
head -n 15 "$OUT/files"
awk -F, 'NR > 1 { lines += $2; run += $3 }
	END { printf "%d of %d lines run: %.1f %%\n", run, lines, 100 * run / lines }' "$OUT/all"
