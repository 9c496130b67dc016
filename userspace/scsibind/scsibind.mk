# SPDX-License-Identifier: GPL-2.0
# scsibind, its helper for udev and the library of their pure parts; included by
# ../Makefile.

UDEVDIR	?= $(PREFIX)/lib/udev
SCSIDOC	:= $(PREFIX)/share/doc/stmf

# What other programs may use: names, driver.conf files, alias tables, claims
SCSIPURE := $(patsubst %,scsibind/%.c,scsi_compat arena conf_log conf_lex driver_conf alias driver \
	    claim conflict sgen)
SCSISRC	:= $(filter-out $(SCSIPURE),$(wildcard scsibind/*.c))
SCSILIB	:= $(B)/scsibind/libscsicompat.a
SCSIID	:= $(B)/scsibind/udev/scsi_compat_id

.PHONY: install-scsibind
all: $(B)/scsibind/scsibind $(SCSIID)
install: install-scsibind

$(SCSILIB): $(call OBJ,$(SCSIPURE))
	rm -f $@
	$(AR) rcs $@ $^

$(B)/scsibind/scsibind: RPATH := -Wl,-rpath,'$$ORIGIN/..'
$(B)/scsibind/scsibind $(B)/install/scsibind: $(call OBJ,$(SCSISRC)) $(SCSILIB) $(LIB)
	@mkdir -p $(@D)
	$(call LINK,$(call OBJ,$(SCSISRC)) $(SCSILIB),json-c)

$(SCSIID): $(call OBJ,scsibind/udev/scsi_compat_id.c) $(SCSILIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

install-scsibind: $(B)/install/scsibind $(SCSIID)
	install -D $(B)/install/scsibind $(DESTDIR)$(PREFIX)/sbin/scsibind
	install -D $(SCSIID) $(DESTDIR)$(UDEVDIR)/scsi_compat_id
	install -d $(DESTDIR)$(UDEVDIR)/rules.d
	for r in 59-scsi-compatible 90-scsibind; do \
		sed 's,/usr/sbin/,$(PREFIX)/sbin/,g' scsibind/udev/$$r.rules \
			> $(DESTDIR)$(UDEVDIR)/rules.d/$$r.rules || exit; done
	install -D -m 644 scsibind/udev/example.rules $(DESTDIR)$(SCSIDOC)/scsi-compatible-example.rules
	install -D -m 644 ../Documentation/man/scsibind.8 $(DESTDIR)$(PREFIX)/share/man/man8/scsibind.8
	install -D -m 644 ../Documentation/man/scsi-driver.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/scsi-driver.conf.5
	install -D -m 644 scsibind/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/scsibind

-include $(wildcard $(B)/scsibind/udev/*.d)
