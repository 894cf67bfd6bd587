# SPDX-License-Identifier: Apache-2.0
#
# Read by bin/millrace (POSIX sh) and bin/flume-ng (bash); no command of its own. It takes "home",
# the directory that holds bin/ and lib/, and sets
#   java         the java command of a JDK or JRE that is new enough
#   class_path   what goes behind -cp
#   jvm_options  options without blanks: memory, collector, start-up cache
# Nothing here starts a process unless a link has to be followed: the whole of it costs a few
# milliseconds, and the start of an agent is counted in hundreds.

least_java=25

# Takes a Java home; succeeds if it is new enough, and leaves java and java_build.
accept_java() {
    [ -x "$1/bin/java" ] || return 1
    java_number= java_build=
    if [ -r "$1/release" ]; then
        java_maker= java_runtime= java_system= java_machine=
        while IFS='=' read -r release_key release_value; do
            release_value=${release_value#\"}
            release_value=${release_value%\"}
            case $release_key in
            JAVA_VERSION) java_number=$release_value ;;
            JAVA_RUNTIME_VERSION) java_runtime=$release_value ;;
            IMPLEMENTOR) java_maker=$release_value ;;
            OS_NAME) java_system=$release_value ;;
            OS_ARCH) java_machine=$release_value ;;
            esac
        done <"$1/release"
        java_build="${java_maker%% *}-$java_runtime-$java_system-$java_machine"
    else
        java_number=$("$1/bin/java" -version 2>&1)
        java_number=${java_number#*\"}
        java_number=${java_number%%\"*}
    fi
    case ${java_number%%[!0-9]*} in
    '') return 1 ;;
    *) [ "${java_number%%[!0-9]*}" -ge $least_java ] || return 1 ;;
    esac
    java=$1/bin/java
}

# The java on the PATH, links followed, since "release" lies in the real home.
accept_java_on_path() {
    found=$(command -v java) || return 1
    if [ -h "$found" ]; then
        found=$(readlink -f "$found" 2>/dev/null) || return 1
    fi
    accept_java "${found%/bin/java}"
}

accept_java_elsewhere() {
    for found in /usr/lib/jvm/* /usr/java/* /opt/java/* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        accept_java "$found" && return 0
    done
    return 1
}

# Ends the script with 78 if there is no Java to run on. An explicit choice that is wrong is an
# error; a JAVA_HOME that is too old is normal on a machine that runs older programs too.
find_java() {
    java=
    if [ -n "${MILLRACE_JAVA_HOME:-}" ]; then
        accept_java "$MILLRACE_JAVA_HOME" && return 0
        echo "MR-6308 error  MILLRACE_JAVA_HOME=$MILLRACE_JAVA_HOME is no Java $least_java or newer${java_number:+ (it is $java_number)}: let it name one, or unset it." >&2
        exit 78
    fi
    if [ -n "${JAVA_HOME:-}" ] && accept_java "$JAVA_HOME"; then return 0; fi
    if accept_java_on_path || accept_java_elsewhere; then return 0; fi
    echo "MR-6308 error  Millrace needs Java $least_java or newer and found none: install a JDK, or set MILLRACE_JAVA_HOME to one." >&2
    exit 78
}

# Options of the user, as one string with blanks around it: what they settle is not settled here.
# The serial collector is the smallest, and on two cores as fast as the others on a heap of this size.
choose_jvm_options() {
    jvm_options="-XX:+IgnoreUnrecognizedVMOptions -XX:+ExitOnOutOfMemoryError"
    # Hadoop and codecs of plugins load native code, and the JVM would warn of each.
    jvm_options="$jvm_options --enable-native-access=ALL-UNNAMED"
    # So does Hadoop's protobuf, which reaches for Unsafe.
    jvm_options="$jvm_options --sun-misc-unsafe-memory-access=allow"
    jvm_options="$jvm_options -Djdk.nio.maxCachedBufferSize=262144"
    # Whoever waits on a socket is woken by one thread rather than by a chain of them, which costs three
    # tenths less on a connection that sends little and often.
    jvm_options="$jvm_options -Djdk.pollerMode=1"
    jvm_options="$jvm_options -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
    # Warnings of the JVM go where logs go, never between the lines of a result.
    jvm_options="$jvm_options -Xlog:disable -Xlog:all=warning:stderr"
    case $1 in
    *" -Xmx"* | *" -XX:MaxHeapSize="* | *" -XX:MaxRAMPercentage="*) ;;
    *) jvm_options="$jvm_options -Xmx256m" ;;
    esac
    case $1 in
    *" -XX:+Use"*"GC "*) ;;
    # A heap of gigabytes wants a collector that does not stop for all of it: the JVM chooses.
    *" -Xmx"[0-9]*[gG]" "*) ;;
    *) jvm_options="$jvm_options -XX:+UseSerialGC" ;;
    esac
    # The cache is good for the very build of Java that wrote it; another starts without.
    aot=$home/lib/aot/$java_build.aot
    case $1 in
    *" -XX:AOT"*) ;;
    *)
        if [ -r "$aot" ]; then
            # Another collector or heap of the user's may refuse it: no reason to speak of it.
            jvm_options="$jvm_options -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr"
        else
            aot=
        fi
        ;;
    esac
}

# File names and arguments are UTF-8 also where the locale is "C", as in cron and containers.
choose_locale() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *UTF-8* | *utf8* | *UTF8* | *utf-8*) ;;
    *)
        if [ -n "${LC_ALL:-}" ]; then
            LC_ALL=C.UTF-8
            export LC_ALL
        else
            LC_CTYPE=C.UTF-8
            export LC_CTYPE
        fi
        ;;
    esac
}

# Which of standard input (0), output (1) and error (2) is a terminal.
find_terminal() {
    terminal=
    [ -t 0 ] && terminal=0
    [ -t 1 ] && terminal=${terminal}1
    [ -t 2 ] && terminal=${terminal}2
    return 0
}

prepare() {
    find_java
    choose_jvm_options " $1 "
    choose_locale
    find_terminal
    for class_path in "$home"/lib/millrace-agent-*.jar; do :; done
    if [ ! -r "$class_path" ]; then
        echo "MR-6309 error  $home/lib holds no millrace-agent jar: the installation is not complete, unpack it again." >&2
        exit 78
    fi
}
