#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mutations.sh [NAME...]
#
# Proves that check.sh finds bugs: in a copy of the tree, each of tests/mutations/
# NAME.patch has to make it fail. A patch says which of its parts have to find it
# ("Checks:", arguments of check.sh) and what they have to report ("Report:", a
# regular expression). Prints TAP.

# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

TOP=$(dirname "$SCRIPTS")
COPY=$TOP/build/mutations

# mutant NAME: "ok" if it is caught
mutant()
{
	local patch=$TOP/tests/mutations/$1.patch checks report status=0
	[ -e "$patch" ] || die "$1: no such mutation"
	checks=$(sed -n 's/^Checks: //p' "$patch")
	report=$(sed -n 's/^Report: //p' "$patch")
	copy_tree "$TOP" "$COPY"
	if ! patch -s -f -d "$COPY" -p 0 <"$patch"; then
		echo "not ok - $1: the patch does not apply"
		failed=1
		return
	fi
	# shellcheck disable=SC2086 # words
	"$COPY/scripts/check.sh" $checks >"$COPY.$1.log" 2>&1 || status=$?
	if [ $status = 0 ]; then
		echo "not ok - $1: not caught by check.sh $checks"
	elif ! grep -qrE "$report" "$COPY/build/check"; then
		echo "not ok - $1: caught, but not by a report of: $report"
		tail -n 20 "$COPY.$1.log" | sed 's/^/# /'
	else
		echo "ok - $1: $(grep -rhoEm 1 "$report.*" "$COPY/build/check" | sed -n 1p)"
		return
	fi
	failed=1
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
esac

"$SCRIPTS/deps.sh" kernel
failed=0
if [ $# = 0 ]; then
	for patch in "$TOP"/tests/mutations/*.patch; do
		set -- "$@" "$(basename "$patch" .patch)"
	done
fi
for name; do
	mutant "$name"
done
exit $failed
