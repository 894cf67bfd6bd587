# SPDX-License-Identifier: Apache-2.0
#
# "millrace aot", read by bin/millrace: makes the start-up cache for the Java that would be used. It
# is made by a real run: an agent takes events, delivers them and is stopped.

train() {
    mkdir -p "$home/lib/aot"
    aot=$home/lib/aot/$java_build.aot
    rm -f "$aot"
    # shellcheck disable=SC2086
    "$java" $jvm_options "-XX:AOTCacheOutput=$aot.new" \
        -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr \
        "-Dmillrace.home=$home" -cp "$class_path" io.millrace.agent.Main version >"$aot.log" 2>&1 || {
        cat "$aot.log" >&2
        echo "millrace: no start-up cache was made; Millrace works without it, and starts slower" >&2
        return 1
    }
    rm -f "$aot.log" "$aot.new.config"
    mv "$aot.new" "$aot"
    echo "millrace: start-up cache made for $java_build"
}
