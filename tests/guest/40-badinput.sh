#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Bad input is refused with COMSTAR's text and status, and leaves nothing behind.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

setup || { nok setup; finish; }
mkdir -p /srv/luns /srv/dir
G=$(create_lu -s 16m /srv/luns/a)
U=600144F0FFFFFFFFFFFFFFFFFFFFFFFF
low=$(echo $U | tr A-F a-f)
stmfadm create-hg lab
stmfadm add-view -h lab -n 4 "$G"

tree() { (cd /sys/kernel/config && find stmf target -not -path '*/statistics*' | sort); find /srv | sort; }
before=$(tree)

# stdout, stderr, exit status
outcome '' "stmfadm: $U: not found" 1 stmfadm list-lu $U
outcome '' "stmfadm: $U: not found" 1 stmfadm online-lu $U
outcome '' "stmfadm: $low: not found" 1 stmfadm delete-lu $U
outcome '' "stmfadm: $low: no views found" 1 stmfadm list-view -l $U
outcome '' 'stmfadm: 12345: must be 32 hexadecimal digits' 1 stmfadm add-view 12345
outcome '' 'stmfadm: 12345: must be 32 hexadecimal digits long' 1 stmfadm delete-lu 12345
outcome '' 'stmfadm: 12345: must be 32 hexadecimal digits long' 0 stmfadm list-lu 12345
outcome '' 'stmfadm: 12345: must be 32 hexadecimal digits long' 1 stmfadm online-lu 12345
outcome '' 'stmfadm: view entry exists' 1 stmfadm add-view -h lab -n 5 "$G"
outcome '' 'stmfadm: view entry exists' 1 stmfadm add-view "$G"
outcome '' 'stmfadm: LUN already in use' 1 stmfadm add-view -h lab -n 4 $U
outcome '' 'stmfadm: 16384: Logical unit number must be less than 16384' 1 stmfadm add-view -n 16384 "$G"
outcome '' 'stmfadm: invalid host group' 1 stmfadm add-view -h nobody "$G"
outcome '' 'stmfadm: invalid target group' 1 stmfadm add-view -t nobody "$G"
outcome '' 'stmfadm: lab: already exists' 1 stmfadm create-hg lab
outcome '' 'stmfadm: nobody: not found' 1 stmfadm delete-hg nobody
outcome '' 'stmfadm: lab: group is in use by existing view entry' 1 stmfadm delete-hg lab
outcome '' 'stmfadm: iqn_bad: unrecognized device id' 1 stmfadm add-hg-member -g lab iqn_bad
outcome '' 'stmfadm: data file error' 1 stmfadm create-lu /srv/luns/missing
outcome '' 'stmfadm: data file error' 1 stmfadm create-lu relative
outcome '' 'stmfadm: unknown error' 1 stmfadm create-lu /srv/dir
outcome '' 'stmfadm: file size invalid' 1 stmfadm create-lu -s 0 /srv/luns/b
outcome '' 'stmfadm: file size invalid' 1 stmfadm create-lu -s 100k /srv/luns/b
outcome '' 'stmfadm: s: size param invalid' 1 stmfadm create-lu -s 5x /srv/luns/b
outcome '' 'stmfadm: filename /srv/luns/a: in use' 1 stmfadm create-lu /srv/luns/a
outcome '' 'stmfadm: guid in use' 1 stmfadm create-lu -s 16m -p guid="$G" /srv/luns/b
outcome '' 'stmfadm: unable to set guid: invalid length' 1 stmfadm create-lu -s 16m -p guid=123 /srv/luns/b

for n in abc -1 65536 99999999999999999999; do
	fails "LUN '$n' is refused" stmfadm add-view -n "$n" "$G"
done
long=$(printf 'n%.0s' {1..256})
fails 'a name of 256 bytes is refused' stmfadm create-hg "$long"
fails 'the name * is refused' stmfadm create-hg '*all'
fails 'mkdir of a member that is no name' mkdir $CFS/host_groups/lab/foo
fails 'mkdir of a GUID that is none' mkdir $CFS/logical_units/xyz
fails 'a LUN of 16384 through configfs' eval "mkdir $CFS/logical_units/$G/views/9 && echo 16384 >$CFS/logical_units/$G/views/9/lun"
rmdir $CFS/logical_units/"$G"/views/9

is "$(tree)" "$before" 'nothing was left behind in stmf, LIO or the file system'
works 'a name of 255 bytes is taken' stmfadm create-hg "${long:1}"
works 'and can be deleted' stmfadm delete-hg "${long:1}"
works 'a name with a slash, a dot, a percent sign' stmfadm create-hg './50%'
is "$(stmfadm list-hg | tail -1)" 'Host Group: ./50%' 'it is listed as it was given'
works 'and can be deleted' stmfadm delete-hg './50%'
finish
