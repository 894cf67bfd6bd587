// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.util.List;
import java.util.function.Predicate;

/** The rules on single files. Exceptions stand in allowed.txt, each with its reason. */
final class Rules {
    private Rules() {}

    private static final Predicate<TrackedFile> OUTSIDE_HOST =
            file -> !file.path().contains("io/millrace/host/real/");
    private static final Predicate<TrackedFile> PRODUCTION_OUTSIDE_HOST =
            OUTSIDE_HOST.and(TrackedFile::isProduction);

    static final List<Rule> ALL =
            List.of(
                    Rule.code(
                            "sleep",
                            OUTSIDE_HOST,
                            "\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\.\\w+\\.sleep\\b",
                            "wait for what you wait for (a Condition, a latch), or use host.Clock"),
                    Rule.code(
                            "time",
                            OUTSIDE_HOST,
                            "\\bSystem\\s*\\.\\s*(currentTimeMillis|nanoTime)\\b"
                                    + "|\\b(Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime"
                                    + "|OffsetDateTime)\\.now\\(|\\bnew Date\\(\\)"
                                    + "|\\bClock\\.system\\w*\\(",
                            "ask host.Clock"),
                    Rule.code(
                            "timed-wait",
                            PRODUCTION_OUTSIDE_HOST,
                            "\\bTimeUnit\\b"
                                + "|(?<![cC]lock)(?<![cC]lock\\(\\))\\.awaitNanos\\(|\\.awaitUntil\\("
                                + "|\\bLockSupport\\.park(Nanos|Until)\\b",
                            "wait through host.Clock, which the simulation turns"),
                    Rule.code(
                            "threads",
                            OUTSIDE_HOST,
                            "\\bExecutors\\s*\\.|\\bnew (Thread|Timer|ThreadPoolExecutor"
                                + "|ScheduledThreadPoolExecutor|ForkJoinPool)\\s*\\("
                                + "|\\bThread\\s*\\.\\s*(ofVirtual|ofPlatform|startVirtualThread)\\b"
                                + "|\\bForkJoinPool\\.commonPool\\b|\\.parallelStream\\("
                                + "|\\bCompletableFuture\\.(supply|run)Async\\b",
                            "make threads with host.Threads"),
                    Rule.code(
                            "sockets",
                            OUTSIDE_HOST,
                            "\\b(ServerSocket|ServerSocketChannel|DatagramSocket|DatagramChannel"
                                    + "|AsynchronousSocketChannel)\\b|\\bnew Socket\\s*\\("
                                    + "|\\bSocketChannel\\s*\\.\\s*open\\b"
                                    + "|\\bHttpServer\\.create\\b|\\bHttpClient\\.new",
                            "connect and listen through host.Net"),
                    Rule.code(
                            "disk-write",
                            OUTSIDE_HOST,
                            "\\bFiles\\s*\\.\\s*(write|create|copy|move|delete|set"
                                + "|newOutputStream|newBufferedWriter|newByteChannel)\\w*"
                                + "|\\bnio\\.channels\\.FileChannel\\b|\\b(RandomAccessFile|FileOutputStream|FileWriter)\\b|\\bFile\\.createTempFile\\b|\\bnew"
                                + " PrintWriter\\s*\\(",
                            "open, write, rename and delete through host.Disk"),
                    Rule.code(
                            "disk-read",
                            PRODUCTION_OUTSIDE_HOST,
                            "\\bFiles\\s*\\.\\s*(newInputStream|newBufferedReader|newDirectoryStream"
                                + "|read|lines|list|walk|find|exists|notExists|size"
                                + "|is|get|mismatch|probe)\\w*|\\b(FileInputStream|FileReader)\\b|\\bnew"
                                + " Scanner\\s*\\(",
                            "read through host.Disk"),
                    Rule.code(
                            "monitors",
                            "\\bsynchronized\\b|\\.wait\\(|(?<![\\w.])wait\\(\\)"
                                    + "|\\bnotify(All)?\\(\\)",
                            "use ReentrantLock and Condition"),
                    Rule.code(
                            "console",
                            "\\bSystem\\s*\\.\\s*(out|err|console)\\b|\\bIO\\.print(ln)?\\("
                                    + "|\\.printStackTrace\\(\\)",
                            "log through slf4j; only the command line prints"),
                    Rule.code(
                            "exit",
                            "\\bSystem\\s*\\.\\s*exit\\b|\\bgetRuntime\\(\\)\\s*\\.\\s*(exit|halt)\\b",
                            "throw, or return a code: only main ends the process"),
                    Rule.code(
                            "serialization",
                            "\\bObject(Input|Output)Stream\\b",
                            "write a format with a table of bytes"),
                    Rule.code(
                            "unsafe",
                            "\\bsun\\.misc\\.Unsafe\\b|\\bjdk\\.internal\\.",
                            "use VarHandle and MemorySegment"),
                    Rule.code(
                            "flume-names",
                            "\\borg\\.apache\\.flume\\b",
                            "names of Apache Flume are strings, or belong into compat/"),
                    Rule.prose(
                            "to-do",
                            "\\b(TODO|FIXME|XXX)\\b",
                            "do it, or describe it where plans are kept"),
                    Rule.text(
                            "machine-path",
                            "(?<![\\w./}$:-])/(work|root)(?=[/\\s\"'`),]|$)",
                            "name no directory of one machine"),
                    Rule.text(
                            "trailing-space",
                            "[^ \\t\\n][ \\t]+$|^[ \\t]{2,}$|^\\t$",
                            "end the line at its last letter"),
                    Rule.text("line-ends", "\\r", "end lines with LF alone"),
                    Rule.file(
                            "last-line",
                            file ->
                                    !file.isBinary()
                                            && !file.isVerbatim()
                                            && file.bytes().length > 0,
                            file -> file.bytes()[file.bytes().length - 1] != '\n',
                            "end the file with a line break"),
                    Rule.file(
                            "utf-8",
                            file -> !file.isBinary() && !file.isVerbatim(),
                            file -> !file.isUtf8(),
                            "save the file as UTF-8"),
                    Rule.file(
                            "licence",
                            TrackedFile::isJava,
                            file ->
                                    !file.text()
                                            .startsWith("// SPDX-License-Identifier: Apache-2.0\n"),
                            "let the first line be: // SPDX-License-Identifier: Apache-2.0"),
                    Rule.file(
                            "name",
                            TrackedFile::isJava,
                            file ->
                                    file.name()
                                            .matches(".*(Util|Utils|Manager|Impl|Helper)\\.java"),
                            "name the thing after what it is in the field"),
                    Rule.file(
                            "long-file",
                            TrackedFile::isJava,
                            file -> file.text().lines().count() > 500,
                            "find the second job of the file and part it (500 lines)"),
                    Rule.file(
                            "build-output",
                            file -> true,
                            file -> file.path().matches("(.*/)?target/.*"),
                            "git rm --cached it: target/ is what the build makes"));
}
