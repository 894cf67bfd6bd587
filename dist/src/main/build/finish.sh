#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# finish.sh <home> <timestamp>: the last steps of the distribution, once its files lie in <home>.
set -eu
home=$1
timestamp=$2

chmod 755 "$home"/bin/*

# What "millrace version --json" tells beside the number.
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
checksum=$(cd "$home/lib" && LC_ALL=C sha256sum ./*.jar | sha256sum)
printf 'revision=%s\nchecksum=%s\n' "$revision" "${checksum%% *}" >"$home/lib/build.properties"

# The start-up cache remembers the times of the jars. With those of the archives' entries it also
# fits a copy that was unpacked.
find "$home" -exec touch -d "$timestamp" {} +

"$home/bin/millrace" aot

# For ./millrace of the clone: what is newer than this has to be built.
touch "$home/../built"
