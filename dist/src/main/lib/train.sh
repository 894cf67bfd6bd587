# SPDX-License-Identifier: Apache-2.0
#
# "millrace aot", read by bin/millrace: makes the start-up cache for the Java that would be used. It
# is made by a real run: an agent takes events, delivers them and is stopped. The other commands are
# not in it, because JDK 25 fails on the old class files of picocli while it writes the cache.

train() {
    mkdir -p "$home/lib/aot" || return 1
    aot=$home/lib/aot/$java_build.aot
    work=$(mktemp -d) || return 1
    rm -f "$aot"
    printf 'one\ntwo\nthree\n' >"$work/in.log"
    mkdir "$work/out"
    : >"$work/log"
    # A key that does not exist: what tells of problems belongs to a start too.
    cat >"$work/train.conf" <<END
train.sources = counter lines port
train.channels = c1 c2
train.sinks = k1 k2
train.sources.counter.type = seq
train.sources.counter.totalEvents = 500
train.sources.counter.channels = c1
train.sources.lines.type = file
train.sources.lines.filepath = $work/in.log
train.sources.lines.channels = c1 c2
train.sources.port.type = netcat
train.sources.port.bind = 127.0.0.1
train.sources.port.port = 0
train.sources.port.channels = c2
train.channels.c1.type = memory
train.channels.c1.capacity = 1000
train.channels.c2.type = memory
train.channels.c2.nothing = here
train.sinks.k1.type = file_roll
train.sinks.k1.channel = c1
train.sinks.k1.sink.directory = $work/out
train.sinks.k2.type = logger
train.sinks.k2.channel = c2
END
    # shellcheck disable=SC2086
    "$java" $jvm_options "-XX:AOTCacheOutput=$aot.new" "-XX:ErrorFile=$work/crash.log" \
        -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr \
        "-Dmillrace.home=$home" "-Dmillrace.state.dir=$work/state" -cp "$class_path" \
        io.millrace.agent.Main agent -f "$work/train.conf" --log-format text >"$work/log" 2>&1 &
    trained=$!
    tries=0
    until grep -q three "$work/log"; do
        tries=$((tries + 1))
        [ $tries -lt 150 ] && kill -0 $trained 2>/dev/null || break
        sleep 0.1
    done
    kill -TERM $trained 2>/dev/null
    wait $trained
    if [ -s "$aot.new" ]; then
        rm -rf "$work" "$aot.new.config"
        mv "$aot.new" "$aot"
        echo "millrace: start-up cache made for $java_build"
        return 0
    fi
    cat "$work/log" >&2
    rm -rf "$work" "$aot.new"
    echo "millrace: no start-up cache was made; all works without it, and starts slower" >&2
    return 1
}
