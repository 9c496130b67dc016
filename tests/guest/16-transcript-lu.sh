#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the commands for logical units say, byte for byte: see transcripts/README.md.

modprobe -aq loop ext4
here=$(dirname "$0")
exec "$here/15-transcript.sh" "$here"/transcripts/lu/*.t
