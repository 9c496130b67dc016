#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Backups: there and back, previewed, all or nothing, with disks in use; provider data.

# shellcheck source=tests/guest/lib.sh
. "$(dirname "$0")/lib.sh"

LOOP=wwn.5001405000000001

setup || { nok setup; finish; }
mkdir -p /srv/luns /tmp/x
cd /tmp/x || exit
G1=$(create_lu -s 16m -p alias=one /srv/luns/1)
G2=$(create_lu -s 16m -p wcd=true -p serial=S2 /srv/luns/2)
stmfadm create-hg alpha
stmfadm create-hg "it's <b>"
stmfadm add-hg-member -g alpha $LOOP_INI iqn.2026-11.org.example:one iqn.2026-11.org.example:two
stmfadm create-tg front
stmfctl create-target --fabric loopback --initiator $LOOP_INI $LOOP >/dev/null
stmfctl create-target --fabric iscsi --portal 127.0.0.1 iqn.2026-11.org.example:t1 >/dev/null
stmfadm add-view -h alpha -n 0 "$G1"
stmfadm add-view -h "it's <b>" -t front -n 300 "$G2"
config() {
	stmfadm list-hg -v
	stmfadm list-tg -v
	stmfadm list-lu -v
	stmfadm list-target | sort
	stmfadm list-view -l "$G1"
	stmfadm list-view -l "$G2" 2>&1
}
call() {
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect("/run/stmf/stmfd.sock")
s.sendall(sys.stdin.buffer.read())
print(s.makefile().readline(), end="")' <<<"$1"
}
big=$(python3 -c 'import struct; n = 300000; print("0101000000000000" + "00000001" + struct.pack(">III", n + 24, n + 24, 1).hex() + "61000000" + struct.pack(">III", 9, 1, n - 4).hex() + "78" * (n - 4) + "00" * 8)')
is "$(call "{\"op\":\"set-provider-data\",\"name\":\"srpt\",\"type\":2,\"data\":\"$big\"}")" \
	'{"token":1,"status":0}' 'provider data of 300,000 bytes are stored'
is "$(call "{\"op\":\"set-provider-data\",\"name\":\"srpt\",\"type\":2,\"data\":\"$big\",\"token\":0}" | grep -o '"status":[0-9]*')" \
	'"status":32787' 'a stale token is refused'
fails 'data that are no packed list are refused' eval \
	"call '{\"op\":\"set-provider-data\",\"name\":\"srpt\",\"type\":2,\"data\":\"0101\"}' | grep -q '\"status\":0'"
fails 'the list of sbd can not be set' eval \
	"call '{\"op\":\"set-provider-data\",\"name\":\"sbd\",\"type\":1,\"data\":\"00\"}' | grep -q '\"status\":0'"
is "$(call '{"op":"list-provider-data"}' | grep -o '"name":"[a-z]*"' | tr '\n' ' ')" '"name":"sbd" "name":"iscsit" "name":"srpt" ' \
	'the lists of sbd and iscsit follow from logical units and targets'

works 'export' stmfctl export one.xml
fails 'a file that is there is not written over' stmfctl export one.xml
works 'but with -f' stmfctl export -f one.xml
works 'export of JSON' stmfctl export --json one.json
is "$(stat -c %a one.xml one.json | sort -u)" 600 'nobody else may read them'
is "$(stmfctl export | md5sum)" "$(md5sum <one.xml)" 'the standard output has the same'
works 'the XML is well-formed' xmllint --noout --nonet one.xml
works 'and has COMSTAR'"'"'s properties' grep -q "<propval name='lu_nbr' type='opaque' value='012c000000000000'/>" one.xml
is "$(stmfctl import one.xml)" '' 'importing it changes nothing'
is "$(stmfctl import --replace one.json)" '' 'nor does the JSON, replacing'
mv /usr/libexec/stmf/stmf-xml.so .
fails 'no XML without stmf-xml.so' stmfctl export none.xml
works 'which is said' eval 'stmfctl export none.xml 2>&1 | grep "XML can.t be used: stmf-xml.so"'
works 'and nothing is written' test ! -e none.xml
works 'JSON does without' stmfctl import one.json
mv stmf-xml.so /usr/libexec/stmf/

# everything goes, and comes back from each of the two
was=$(config)
for file in one.xml one.json; do
	stop_stmfd
	"$(dirname "$0")/teardown.sh"
	modprobe -r stmf_sbd stmf_iscsi stmf_fc_qla && modprobe -r stmf
	rm -rf /var/lib/stmf
	setup || nok 'start on nothing'
	is "$(stmfadm list-lu; stmfadm list-hg)" '' "nothing is there before $file"
	works "preview of $file" stmfctl import --dry-run $file
	is "$(stmfadm list-lu; stmfadm list-hg)" '' 'which changes nothing'
	works "import of $file" stmfctl import $file
	is "$(config)" "$was" 'the configuration is back'
	case $file in
	*.json) stmfctl export --json two.json ;;
	*) stmfctl export two.xml ;;
	esac
	is "$(diff $file "two.${file#*.}")" '' 'and its export is the same, byte for byte'
done
wait_for 5 eval '[ "$(disks loopback | wc -l)" = 1 ]'
works 'its disk is readable' dd if="$(disk loopback "$G1")" of=/dev/null bs=4k count=8 iflag=direct

# what changes is changed, what is the same is not touched
D=$(disk loopback "$G1")
(while [ ! -e /tmp/stop ]; do dd if="$D" of=/dev/null bs=64k count=4 iflag=direct 2>/dev/null || echo err >>/tmp/errors; done) &
reader=$!
stmfadm create-hg later
stmfadm add-hg-member -g later iqn.2026-11.org.example:one 2>/dev/null
stmfadm remove-view -l "$G2" 0
is "$(stmfctl import --replace --dry-run one.xml | sort)" "+ view 0 of $G2: LUN 300, hosts it's <b>, targets front
- host group later" 'a preview names each change'
works 'replace' stmfctl import --replace one.xml
is "$(config | sort)" "$(sort <<<"$was")" 'brings the configuration back'
sed -e "s/value='alpha'/value='beta'/; s/iqn.2026-11.org.example:one/iqn.2026-11.org.example:three/; /$LOOP_INI/d" one.xml >merge.xml
sed -i '/<property_group name=.\(lu-\|view_entry\|provider\)/,/<\/property_group>/d' merge.xml
works 'merge' stmfctl import --merge merge.xml
is "$(stmfadm list-hg | sort)" "Host Group: alpha
Host Group: beta
Host Group: it's <b>" 'a merge adds a group and keeps the others'
works 'and back' stmfctl import --replace one.xml
is "$(config | sort)" "$(sort <<<"$was")" 'all is as before'

# refused as a whole
stmfctl export >before
sed -e "s,\"path\": *\"/srv/luns/2\",\"path\": \"/srv/luns/1\"," one.json >bad.json
fails 'one file for two logical units' stmfctl import --replace bad.json
sed -e 's/"lun": *300/"lun": 0/; s/"host_group": *"it.s <b>"/"host_group": "alpha"/' one.json >bad.json
fails 'two logical units at one LUN' stmfctl import --replace bad.json
head -c 2000 one.xml >bad.xml
fails 'half a file' stmfctl import --replace bad.xml
fails 'no file' stmfctl import --replace nowhere.xml
sed "s,service_bundle.dtd.1'>,service_bundle.dtd.1' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>," one.xml >bad.xml
fails 'entities' stmfctl import --replace bad.xml
is "$(stmfctl export | diff before -)" '' 'none of these changed anything'

# a LU that can't be made: the steps before it are taken back
python3 - "$G2" <<'PY' >bad.json
import json, sys
doc = json.load(open('one.json'))
for lu in doc['tables']['lu']:
    if lu['guid'] == sys.argv[1]:
        lu['size'] = 1 << 40
for table, key in ('host_group', 'name'), ('view_entry', 'host_group'):
    for row in doc['tables'][table]:
        if row[key] == "it's <b>":
            row[key] = 'omega'
json.dump(doc, sys.stdout)
PY
fails 'a logical unit that its store has no room for' stmfctl import --replace bad.json
is "$(stmfctl export | diff before -)" '' 'and all is as before'
touch /tmp/stop
wait $reader
fails 'the reader saw no error through all that' test -s /tmp/errors

# from illumos: only GUID and path, which is another one here
stmfadm delete-lu "$G2"
mkdir -p /dev/zvol/tank
ln -s /srv/luns/2 /dev/zvol/tank/vol2
python3 - "$G2" >illumos.xml <<'PY'
import struct, sys
def xdr(b): return struct.pack('>I', len(b)) + b + b'\0' * (-len(b) % 4)
guid, path = sys.argv[1].lower().encode(), b'/dev/zvol/rdsk/tank/vol2'
pair = xdr(guid) + struct.pack('>II', 9, 1) + xdr(path)
data = b'\1\1\0\0' + struct.pack('>II', 0, 1) + struct.pack('>II', len(pair) + 8, 56 + 32) + pair + b'\0' * 8
print(f"""<?xml version='1.0'?>
<service_bundle type='manifest' name='export'><service name='system/stmf' type='service' version='0'>
<property_group name='provider_data_pg_sbd' type='application'>
<propval name='provider_data_cnt' type='count' value='1'/>
<propval name='provider_data_prop-0' type='opaque' value='{data.hex()}'/>
<propval name='provider_data_set_cnt' type='count' value='3'/>
<propval name='provider_type' type='integer' value='1'/>
</property_group></service></service_bundle>""")
PY
works 'a backup of illumos' stmfctl import illumos.xml
is "$(stmfadm list-lu -v "$G2" | grep -E 'Data File|Operational|Serial')" "    Operational Status: Online
    Data File         : /dev/zvol/tank/vol2
    Serial Num        : S2" 'its logical unit is back, with what its metadata say'

# what itadm configures is in it as COMSTAR has it, and comes back from that alone
umask 077
echo correct-horse-battery >secret
itadm create-tpg lab 127.0.0.1:3270 '[::1]:3270'
itadm create-tpg 77 127.0.0.1:3271
itadm create-target -a chap -S secret -u me -l 'an alias' -t lab,77 iqn.2026-11.org.example:t2 >/dev/null
itadm create-target iqn.2026-11.org.example:t3 >/dev/null
itadm create-initiator -S secret -u you iqn.2026-11.org.example:ini
itadm modify-defaults -a none -I 192.0.2.9 -r 192.0.2.8
iscsi_config() {
	itadm list-tpg -v
	itadm list-initiator -v
	itadm list-defaults
	itadm list-target -v iqn.2026-11.org.example:t2
	itadm list-target -v iqn.2026-11.org.example:t3
}
was=$(iscsi_config)
stmfctl export --secrets with.xml
stmfctl export without.xml
fails 'an export has no secrets' grep -q "$(head -c -1 secret | base64 | tr -d '\n' | od -An -v -tx1 | tr -d ' \n')" without.xml
sed '/provider_data_pg_linux/,/<\/property_group>/d; /provider_data_pg_srpt/,/<\/property_group>/d' with.xml >comstar.xml
for t in t1 t2 t3; do itadm delete-target -f iqn.2026-11.org.example:$t; done
itadm delete-tpg lab
itadm delete-tpg 77
itadm delete-initiator iqn.2026-11.org.example:ini
itadm modify-defaults -a chap -I none -r none
works 'the part of it that COMSTAR knows' stmfctl import --merge --skip comstar.xml
itadm modify-defaults -a none -I 192.0.2.9 -r 192.0.2.8 # a merge leaves settings alone
is "$(iscsi_config)" "$was" 'brings targets, portal groups and initiators back'
works 'with their secrets' eval 'stmfctl export --secrets again.xml && diff <(grep -A3 pg_iscsit with.xml) <(grep -A3 pg_iscsit again.xml)'
stmfadm delete-lu "$G2"
echo '/dev/zvol/rdsk/tank/ -> /nowhere/' >rules
fails 'a rule to where it is not' stmfctl import --map rules illumos.xml
works 'left out' stmfctl import --skip --map rules illumos.xml
echo '/dev/zvol/rdsk/tank/vol2 -> /srv/luns/2' >rules
works 'a rule' stmfctl import --map rules illumos.xml
is "$(stmfadm list-lu -v "$G2" | grep 'Data File')" "    Data File         : /srv/luns/2" 'names another place'
finish
