# SPDX-License-Identifier: GPL-2.0
# COMSTAR for Linux. `make help` lists the targets.

KDIR	?= /lib/modules/$(shell uname -r)/build
PREFIX	?= /usr
DESTDIR	?=

.PHONY: all modules userspace install modules_install clean help demo check check-fast check-matrix \
	fuzz bench lint coverage mutations stress

all: modules userspace	## build the modules (for KDIR) and user space

modules:		## build the kernel modules only
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

userspace:		## build the library, the daemon and the commands only
	$(MAKE) -C userspace

install: all		## install everything (PREFIX, DESTDIR) for KDIR's kernel
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=extra \
		$(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR)) modules_install
	$(MAKE) -C userspace install PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

clean:			## remove what was built
	$(if $(wildcard $(KDIR)/Makefile),$(MAKE) -C $(KDIR) M=$(CURDIR) clean)
	$(MAKE) -C userspace clean
	$(MAKE) -C tests/unit clean
	$(MAKE) -C tests/fuzz clean

demo:			## the main job, live, in a guest on a stock kernel
	@scripts/demo.sh

check:			## all tests
	@scripts/check.sh

check-fast:		## native tests and one boot
	@scripts/check.sh --fast

check-matrix:		## all tests on all kernels, also those for debugging in QEMU
	@scripts/check.sh --matrix

coverage:		## what tests run of the code: build/coverage/index.html
	@scripts/coverage.sh

mutations:		## known bugs, put into a copy of the tree, are found by check
	@scripts/mutations.sh

stress:			## everything at once at random, for SECONDS=600
	@scripts/stress.sh $(SECONDS) $(SEED)

fuzz:			## five minutes of fuzzing for each parser, and for the kernel's interfaces
	@$(MAKE) -s -C tests/fuzz run SECONDS=300
	@scripts/uml.sh -k "$$(scripts/stage.sh uml)" -t 400 scripts/guest/run.sh tests/guest/13-fuzz.sh 300

bench:			## what an I/O costs, beside LIO's own backends; how long a restore takes
	@scripts/bench.sh

lint:			## style and static checks
	@scripts/lint.sh

help:			## this list
	@sed -n 's/^\([a-z_-]*\):[^#]*##\s*/\1\t/p' $(MAKEFILE_LIST) | expand -t 16
